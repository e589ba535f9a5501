import { defineError } from '#core';

export const AlreadyMember = defineError<{ membershipId: string }>(
  'ALREADY_MEMBER',
  'Ten podmiot jest już członkiem tego konwentu albo złożył wniosek, który czeka na decyzję.',
);
export const KindNotAdmitted = defineError<{ kind: string }>(
  'KIND_NOT_ADMITTED',
  'Regulamin tego konwentu nie dopuszcza podmiotów tego rodzaju jako członków zwyczajnych.',
);
export const BasisRequired = defineError<{ admissionBy: string }>(
  'BASIS_REQUIRED',
  'W tym konwencie o przyjęciu decyduje zarząd albo walne zebranie: podaj uchwałę, która jest podstawą.',
);
export const DayOutOfRange = defineError<{ earliest?: string; latest?: string }>(
  'DAY_OUT_OF_RANGE',
  ({ earliest, latest }) =>
    `Ten dzień jest poza dozwolonym zakresem${earliest ? ` (nie wcześniej niż ${earliest})` : ''}${latest ? ` (nie później niż ${latest})` : ''}.`,
);
export const ChairAlready = defineError(
  'CHAIR_ALREADY',
  'Ten konwent ma w tym czasie innego przewodniczącego. Najpierw zakończ jego mandat.',
);
export const MandateOverlaps = defineError(
  'MANDATE_OVERLAPS',
  'Ta osoba ma w tym czasie taki sam mandat w tym samym miejscu.',
);
export const FunctionNotForBody = defineError<{ function: string }>(
  'FUNCTION_NOT_FOR_BODY',
  'Takiej funkcji nie pełni się w tym miejscu: przedstawiciel i pracownik są w podmiocie, koordynator w forum, pozostałe funkcje w konwencie albo forum.',
);
export const PersonOrInvitee = defineError(
  'PERSON_OR_INVITEE',
  'Podaj albo osobę, która jest już w sieci, albo dane nowej osoby – jedno z dwojga.',
);
export const StatusOverlaps = defineError(
  'STATUS_OVERLAPS',
  'Podmiot ma już w tym czasie taki status. Okresy dwóch decyzji nie mogą na siebie zachodzić.',
);
export const NameTaken = defineError('NAME_TAKEN', 'Konwent o takiej nazwie już istnieje.');
export const ForumFounded = defineError('FORUM_FOUNDED', 'Forum zostało już powołane: powołuje je jedna deklaracja.');
export const ForumNotFounded = defineError('FORUM_NOT_FOUNDED', 'Forum nie zostało jeszcze powołane.');
export const AlreadyInForum = defineError(
  'ALREADY_IN_FORUM',
  'Ten konwent jest już członkiem forum albo zgłosił chęć przystąpienia.',
);
export const NotInForum = defineError('NOT_IN_FORUM', 'Ten konwent nie jest w tym czasie członkiem forum.');
