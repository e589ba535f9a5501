import { words } from '#convents';

const electorates = {
  FORUM_CONVENTS: 'the member convents of the forum; chair or vice-chair votes for a convent (konwenty forum)',
  CONVENT_MEMBERS: 'the ordinary members of a convent; a representative votes for an entity (członkowie zwyczajni)',
  ORGANISING_CONVENTS:
    'the convents that organise the poll’s meeting; chair or vice-chair votes for a convent (konwenty zwołujące spotkanie)',
  MANDATE_HOLDERS: 'who holds certain functions in a body, each for themselves (osoby pełniące funkcje)',
};
export type Electorate = keyof typeof electorates;
export const Electorate = words('Electorate', 'Who votes in a poll (kto głosuje).', electorates);

const kinds = {
  DECISION: 'for, against or abstaining (za, przeciw, wstrzymanie się)',
  ELECTION: 'a choice of up to so many of the options (wybór)',
};
export type PollKind = keyof typeof kinds;
export const PollKind = words('PollKind', 'What a poll asks for (rodzaj głosowania).', kinds);

export const pollStates = {
  DRAFT: 'being prepared (szkic)',
  OPEN: 'votes are taken; question, options, rules and roll are frozen (otwarte)',
  CLOSED: 'no more votes; the result is counted, but not shown yet (zamknięte)',
  PUBLISHED: 'the result is published (ogłoszone)',
  CANCELLED: 'cancelled; nobody learns of its votes (unieważnione)',
};
export type PollState = keyof typeof pollStates;
export const PollState = words('PollState', 'Where a poll stands (stan głosowania).', pollStates);

const visibilities = {
  BODY: 'the body that voted (ciało, które głosowało)',
  FORUM: 'everyone in the forum (forum)',
  PUBLIC: 'everyone (publicznie)',
};
export type PollVisibility = keyof typeof visibilities;
export const PollVisibility = words(
  'PollVisibility',
  'To whom a result is published (komu ogłasza się wynik).',
  visibilities,
);

const choices = {
  FOR: 'for (za)',
  AGAINST: 'against (przeciw)',
  ABSTAIN: 'abstaining (wstrzymuję się)',
};
export type Choice = keyof typeof choices;
export const Choice = words('VoteChoice', 'A vote in a yes/no poll (głos).', choices);
/** Their places in a sealed ballot. */
export const CHOICES = Object.keys(choices) as Choice[];

const outcomes = {
  NO_QUORUM: 'too few voted (brak kworum)',
  ADOPTED: 'adopted (przyjęto)',
  REJECTED: 'not adopted (nie przyjęto)',
  TIED: 'as many for as against; to be repeated (równa liczba głosów)',
  ELECTED: 'all seats are filled (wybrano)',
  RUN_OFF: 'equal votes for the last seats; a run-off decides (druga tura)',
  NOT_ELECTED: 'seats remain for which nobody has the majority (nie obsadzono wszystkich miejsc)',
};
export type Outcome = keyof typeof outcomes;
export const Outcome = words('PollOutcome', 'What a poll decided (wynik głosowania).', outcomes);
