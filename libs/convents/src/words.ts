import { registerEnumType } from '@nestjs/graphql';

/** The enum as GraphQL shows it: each value with its Polish term. */
export function words<T extends string>(name: string, description: string, values: Record<T, string>): Record<T, T> {
  const keys = Object.keys(values) as T[];
  const made = Object.fromEntries(keys.map((key) => [key, key])) as Record<T, T>;
  const valuesMap = Object.fromEntries(keys.map((key) => [key, { description: values[key] }]));
  registerEnumType(made, { name, description, valuesMap: valuesMap as never });
  return made;
}

const conventStates = {
  FORMING: 'in formation (tworzony)',
  ACTIVE: 'active (działający)',
  SUSPENDED: 'suspended (zawieszony)',
  DISSOLVED: 'dissolved (rozwiązany)',
};
export type ConventState = keyof typeof conventStates;
export const ConventState = words('ConventState', 'Where a convent stands in its life (stan konwentu).', conventStates);

const standings = {
  MEMBER: 'a member of the forum (członek forum)',
  DECLARED_INTENT: 'declared that it wants to join, which gives no membership (chęć przystąpienia)',
};
export type Standing = keyof typeof standings;
export const Standing = words('ForumStandingKind', 'How a convent stands to the forum.', standings);

const admissions = {
  CHAIR: 'the chair decides (przewodniczący)',
  BOARD: 'the board decides by resolution (zarząd)',
  GENERAL_MEETING: 'the general meeting decides by resolution (walne zebranie)',
};
export type AdmissionBy = keyof typeof admissions;
export const AdmissionBy = words('AdmissionBy', 'Who admits members (kto przyjmuje członków).', admissions);

const majorities = {
  SIMPLE: 'more for than against (zwykła)',
  ABSOLUTE: 'more than half of the votes cast (bezwzględna)',
  TWO_THIRDS: 'at least two thirds of the votes cast (dwie trzecie)',
  UNANIMOUS: 'nobody against (jednomyślność)',
};
export type Majority = keyof typeof majorities;
export const Majority = words('Majority', 'What it takes to adopt (większość).', majorities);

const abstentions = {
  COUNTED: 'a vote like any other, of which a majority is asked (wlicza się do głosów oddanych)',
  IGNORED: 'not among the votes of which a majority is asked (nie wlicza się)',
};
export type Abstentions = keyof typeof abstentions;
export const Abstentions = words('Abstentions', 'How abstentions count (głosy wstrzymujące się).', abstentions);

const ties = {
  REJECTED: 'not adopted (wniosek nie przechodzi)',
  REPEATED: 'the vote is repeated (głosowanie powtarza się)',
};
export type Tie = keyof typeof ties;
export const Tie = words('Tie', 'What equal votes for and against mean (równa liczba głosów).', ties);

const silences = {
  CONSENT: 'whoever is silent agrees (milczenie oznacza zgodę)',
  ABSENT: 'whoever is silent does not count (milczenie nie liczy się)',
};
export type Silence = keyof typeof silences;
export const Silence = words('Silence', 'What silence in circulation means (milczenie w trybie obiegowym).', silences);

const membershipKinds = {
  ORDINARY: 'ordinary member, the only one that votes (członek zwyczajny)',
  ASSOCIATED: 'associated member (członek stowarzyszony)',
  SUPPORTING: 'supporting member (członek wspierający)',
  OBSERVER: 'observer (obserwator)',
};
export type MembershipKind = keyof typeof membershipKinds;
export const MembershipKind = words('MembershipKind', 'In what kind an entity is a member.', membershipKinds);

export const membershipStates = {
  APPLIED: 'applied (złożono wniosek)',
  ON_HOLD: 'on hold until something missing is there (wstrzymano)',
  ACTIVE: 'active (członek)',
  REJECTED: 'rejected (odmowa przyjęcia)',
  WITHDRAWN: 'withdrawn by the entity (wycofano wniosek)',
  SUSPENDED: 'suspended (zawieszono)',
  ENDED: 'ended (ustało)',
};
export type MembershipState = keyof typeof membershipStates;
export const MembershipState = words(
  'MembershipState',
  'Where a membership stands (stan członkostwa).',
  membershipStates,
);

const membershipEnds = {
  RESIGNED: 'the entity left (wystąpienie)',
  EXCLUDED: 'the convent excluded it (wykluczenie)',
  ENTITY_CLOSED: 'the entity was closed (likwidacja podmiotu)',
};
export type MembershipEnd = keyof typeof membershipEnds;
export const MembershipEnd = words('MembershipEnd', 'Why a membership ended (przyczyna ustania).', membershipEnds);

const functions = {
  CHAIR: 'chair of a convent or the forum (przewodniczący)',
  VICE_CHAIR: 'vice-chair (wiceprzewodniczący)',
  SECRETARY: 'secretary (sekretarz)',
  BOARD_MEMBER: 'member of the board (członek zarządu)',
  COUNCIL_MEMBER: 'member of the programme council (członek rady programowej)',
  REPRESENTATIVE: 'representative of an entity, votes and signs for it (przedstawiciel podmiotu)',
  STAFF: 'member of an entity’s staff (pracownik podmiotu)',
  COORDINATOR: 'coordinator of the forum (koordynator forum)',
  MODERATOR: 'moderator of a working group (moderator)',
  EXPERT: 'expert (ekspert)',
  TUTOR: 'regional tutor (tutor regionalny)',
  OBSERVER: 'observer (obserwator)',
};
export type MandateFunction = keyof typeof functions;
export const MandateFunction = words('MandateFunction', 'What a mandate is for (funkcja).', functions);

export const mandateStates = {
  PROPOSED: 'proposed, gives nothing yet (zgłoszony)',
  ACTIVE: 'active within its days (czynny)',
  ENDED: 'ended; what was done under it stands (wygasły)',
  DECLINED: 'declined before it began (odrzucony)',
};
export type MandateState = keyof typeof mandateStates;
export const MandateState = words('MandateState', 'Where a mandate stands (stan mandatu).', mandateStates);

const mandateEnds = {
  TERM_OVER: 'the term is over (upływ kadencji)',
  RESIGNED: 'the person resigned (rezygnacja)',
  RECALLED: 'recalled by the body (odwołanie)',
  REPLACED: 'somebody else took over (zmiana osoby)',
};
export type MandateEnd = keyof typeof mandateEnds;
export const MandateEnd = words('MandateEnd', 'Why a mandate ended (przyczyna wygaśnięcia).', mandateEnds);

const entityStates = { ACTIVE: 'active (działający)', CLOSED: 'closed (zlikwidowany)' };
export type EntityState = keyof typeof entityStates;
export const EntityState = words('EntityState', 'Whether an entity still works.', entityStates);

const statusKinds = {
  CIS_STATUS: 'status of a CIS by the voivode’s decision, for a term (status CIS)',
  KIS_REGISTER: 'entry in the voivode’s register of KIS, without a term (wpis do rejestru KIS)',
  ZAZ_STATUS: 'status of a ZAZ (status ZAZ)',
  SOCIAL_ENTERPRISE: 'status of a social enterprise (status przedsiębiorstwa społecznego)',
};
export type StatusKind = keyof typeof statusKinds;
export const StatusKind = words('StatusKind', 'What a status grant gives (rodzaj decyzji).', statusKinds);
