import { words } from '#convents';

const kinds = {
  NETWORKING: 'people of one or several convents meet (spotkanie sieciujące)',
  CENTRAL: 'the convents meet as the forum (spotkanie centralne)',
  BOARD: 'those who hold office in the body (posiedzenie prezydium)',
  WORKING_GROUP: 'a group that works on a theme (grupa robocza)',
  CONSULTATION: 'people are asked what they think (spotkanie konsultacyjne)',
};
export type MeetingKind = keyof typeof kinds;
export const MeetingKind = words('MeetingKind', 'What a meeting is for (rodzaj spotkania).', kinds);

const modes = {
  ON_SITE: 'at a place (stacjonarnie)',
  ONLINE: 'over the network (zdalnie)',
  HYBRID: 'both (hybrydowo)',
};
export type MeetingMode = keyof typeof modes;
export const MeetingMode = words('MeetingMode', 'Where a meeting is held (forma spotkania).', modes);

const presences = { ON_SITE: 'at the place (stacjonarnie)', ONLINE: 'over the network (zdalnie)' };
export type Presence = keyof typeof presences;
export const Presence = words('AttendanceMode', 'How somebody takes part (forma udziału).', presences);

const audiences = {
  FORUM: 'all convents of the forum and their members (forum)',
  PUBLIC: 'everyone (publicznie)',
};
export type MeetingAudience = keyof typeof audiences;
export const MeetingAudience = words(
  'MeetingAudience',
  'To whom a closed meeting is shown (komu udostępnia się spotkanie).',
  audiences,
);

const bases = {
  CONVENT_RULES: 'the rules of the convent (regulamin konwentu)',
  NETWORK_DEFAULT: 'what rules begin with, where the body has none of its own (zasada domyślna)',
};
export type QuorumBasis = keyof typeof bases;
export const QuorumBasis = words(
  'QuorumBasis',
  'Where the percentage of a quorum comes from (podstawa kworum).',
  bases,
);

export const stateNames = {
  PLANNED: 'planowane',
  CONVENED: 'zwołane',
  IN_SESSION: 'trwa',
  CLOSED: 'zakończone',
  CANCELLED: 'odwołane',
};
const states = {
  PLANNED: 'being prepared, seen by its organisers (planowane)',
  CONVENED: 'those invited see it and register (zwołane)',
  IN_SESSION: 'goes on (trwa)',
  CLOSED: 'over (zakończone)',
  CANCELLED: 'will not be held (odwołane)',
};
export type MeetingState = keyof typeof states;
export const MeetingState = words('MeetingState', 'Where a meeting stands (stan spotkania).', states);

const items = {
  INFORMATION: 'somebody tells something (informacja)',
  DISCUSSION: 'something is talked over (dyskusja)',
  ELECTION: 'somebody is elected (wybory)',
  VOTE: 'something is put to the vote (głosowanie)',
  SIGNING: 'something is signed (podpisanie)',
};
export type AgendaKind = keyof typeof items;
export const AgendaKind = words('AgendaItemKind', 'What is done at an item (rodzaj punktu porządku).', items);

const answers = {
  ACCEPTED: 'somebody will come (przyjęte)',
  TENTATIVE: 'perhaps (wstępnie przyjęte)',
  DECLINED: 'nobody will come (odmowa)',
};
export type InvitationAnswer = keyof typeof answers;
export const InvitationAnswer = words('InvitationAnswer', 'What was answered (odpowiedź na zaproszenie).', answers);

export const invitationNames = {
  AWAITING: 'czeka na odpowiedź',
  ANSWERED: 'z odpowiedzią',
  MOVED: 'czeka na ponowną odpowiedź',
  WITHDRAWN: 'cofnięte',
};
const invitations = {
  AWAITING: 'nobody has answered yet (czeka na odpowiedź)',
  ANSWERED: 'answered; another answer may follow (z odpowiedzią)',
  MOVED: 'answered before the meeting was moved: asked again (czeka na ponowną odpowiedź)',
  WITHDRAWN: 'taken back (cofnięte)',
};
export type InvitationState = keyof typeof invitations;
export const InvitationState = words(
  'MeetingInvitationState',
  'Where an invitation to a meeting stands (stan zaproszenia).',
  invitations,
);

const registrations = {
  CONFIRMED: 'has a seat (potwierdzone)',
  WAITLISTED: 'waits for a seat, and gets the next free one by itself (lista rezerwowa)',
  DECLINED: 'the organisers said no (odmowa)',
  CANCELLED: 'withdrawn (wycofane)',
};
export type RegistrationState = keyof typeof registrations;
export const RegistrationState = words(
  'RegistrationState',
  'Where a registration stands (stan zgłoszenia).',
  registrations,
);
