import { defineError } from '#core';

export const PollNotOpen = defineError<{ state: string }>('POLL_NOT_OPEN', 'To głosowanie nie przyjmuje teraz głosów.');
export const AfterDeadline = defineError<{ closesAt: string }>(
  'AFTER_DEADLINE',
  'Termin głosowania minął. Decyduje zegar serwera.',
);
export const NotOnRoll = defineError(
  'NOT_ON_ROLL',
  'Żadna organizacja, za którą możesz głosować, nie jest na liście uprawnionych do tego głosowania.',
);
export const MandateOver = defineError(
  'MANDATE_ENDED',
  'Mandat, na podstawie którego można było oddać ten głos, już wygasł.',
);
export const AlreadyVoted = defineError(
  'ALREADY_VOTED',
  'Ten głos już oddano, a zasady tego głosowania nie pozwalają go zmienić.',
);
export const SeatRequired = defineError<{ seatIds: string[] }>(
  'SEAT_REQUIRED',
  'Możesz głosować za więcej niż jedną organizację: wskaż, za którą oddajesz ten głos.',
);
export const TooManyChoices = defineError<{ most: number }>(
  'TOO_MANY_CHOICES',
  ({ most }) => `Wybrano za dużo możliwości${most ? `: w tym głosowaniu wolno wskazać najwyżej ${most}` : ''}.`,
);
export const UnknownOption = defineError('UNKNOWN_OPTION', 'Takiej możliwości nie ma w tym głosowaniu.');
export const ChoiceMisfits = defineError(
  'CHOICE_MISFITS',
  'W głosowaniu nad wnioskiem podaj „za”, „przeciw” albo „wstrzymuję się”, a w wyborach listę wskazanych kandydatur.',
);
export const ElectorateMisfits = defineError(
  'ELECTORATE_MISFITS',
  'Taki krąg głosujących nie pasuje do tego ciała: konwenty głosują w forum, członkowie w konwencie, konwenty zwołujące na swoim spotkaniu, a osobom trzeba wskazać funkcje.',
);
export const OptionsMisfit = defineError(
  'OPTIONS_MISFIT',
  'W wyborach podaj od 1 do 50 różnych kandydatur, nie mniej niż miejsc i wskazań; w głosowaniu nad wnioskiem nie podaje się ich.',
);
export const DoubleMajorityMisfits = defineError(
  'DOUBLE_MAJORITY_MISFITS',
  'Podwójną większość liczy się tylko w jawnym głosowaniu konwentów forum nad wnioskiem: w tajnym waga głosu zdradzałaby głosującego.',
);
export const DeadlineOver = defineError<{ earliest: string }>(
  'DEADLINE_TOO_EARLY',
  'Termin głosowania musi być w przyszłości, a przedłużony – późniejszy niż dotychczasowy.',
);
export const RollTooSmall = defineError<{ least: number }>(
  'ROLL_TOO_SMALL',
  'Lista uprawnionych jest za krótka: nie może być pusta, konwentów zwołujących ma być co najmniej 2, a w głosowaniu tajnym uprawnionych co najmniej 3.',
);
export const NoRunOff = defineError(
  'NO_RUN_OFF',
  'Drugą turę albo powtórkę prowadzi się po ogłoszonym głosowaniu tego samego ciała, w którym głosy się zrównały.',
);
export const PollSubjectFixed = defineError(
  'POLL_SUBJECT_FIXED',
  'To głosowanie rozstrzyga o określonym tekście: jego pytania, rodzaju i kręgu głosujących nie można zmienić.',
);
export const PollUnderWay = defineError(
  'POLL_UNDER_WAY',
  'O tym tekście już się głosuje. Zakończ albo unieważnij tamto głosowanie.',
);
export const PollKeyMissing = defineError(
  'POLL_KEY_MISSING',
  'Na tym węźle nie ma klucza do zapieczętowanych głosów. Głosy są nienaruszone: operator musi przywrócić klucz.',
);
export const RulesRequired = defineError(
  'POLL_RULES_REQUIRED',
  'Konwenty zwołujące spotkanie nie mają wspólnego regulaminu: podaj zasady tego głosowania i to, na czym się opierają.',
);
export const SessionNotOn = defineError(
  'SESSION_NOT_ON',
  'To głosowanie otwiera się na spotkaniu: wtedy, gdy ono trwa.',
);
