import { defineError } from '#core';

export const DossierEmpty = defineError('DOSSIER_EMPTY', 'Pakiet nie zawiera żadnej rekomendacji.');
export const DossierFrozenAlready = defineError<{ state: string }>(
  'DOSSIER_FROZEN',
  'Pakiet jest zamknięty: nic się w nim już nie zmienia. Przygotuj nowy.',
);
export const DossierNotFrozen = defineError<{ state: string }>(
  'DOSSIER_NOT_FROZEN',
  'Wysłać można tylko pakiet zamknięty, z gotową treścią i jej skrótem.',
);
export const DossierTooLarge = defineError<{ most: number }>(
  'DOSSIER_TOO_LARGE',
  'Zapis pakietu byłby większy niż 15 MB. Podziel go albo nie dołączaj tabel uwag.',
);
export const RecommendationNotAdopted = defineError<{ recommendationIds: string[]; numbers: string[] }>(
  'RECOMMENDATION_NOT_ADOPTED',
  ({ numbers }) =>
    `Wysyła się tylko przyjęte rekomendacje. Nie przyjęto: ${(numbers ?? []).join(', ') || 'wskazanych'}.`,
);
export const RecommendationTwice = defineError<{ recommendationId: string }>(
  'RECOMMENDATION_TWICE',
  'Ta sama rekomendacja jest w pakiecie dwa razy.',
);
export const RecommendationOfAnother = defineError<{ recommendationIds: string[] }>(
  'RECOMMENDATION_OF_ANOTHER_BODY',
  'Konwent wysyła rekomendacje, które sam prowadzi; rekomendacje różnych konwentów łączy w pakiet forum.',
);
export const NothingToEnclose = defineError<{ recommendationIds: string[]; numbers: string[] }>(
  'NOTHING_TO_ENCLOSE',
  ({ numbers }) =>
    `Tabelę uwag dołącza ten, kto prowadzi rekomendację, gdy jej tryb obiegowy się zakończył. Nie można jej dołączyć do: ${(numbers ?? []).join(', ') || 'wskazanych'}.`,
);
export const OwnDateMissing = defineError('DUE_DATE_MISSING', 'Podaj datę, gdy termin wynika z pisma, i tylko wtedy.');
export const DispatchDaysWrong = defineError<{ earliest: string; latest: string }>(
  'DISPATCH_DAYS_WRONG',
  ({ earliest, latest }) =>
    `Wysłanie i doręczenie mieszczą się między zamknięciem pakietu a dzisiejszym dniem (${earliest ?? '…'} – ${latest ?? '…'}), doręczenie nie wcześniej niż wysłanie, a własny termin w ciągu dwóch lat od niego.`,
);
export const DispatchUnchanged = defineError('DISPATCH_UNCHANGED', 'Ta poprawka niczego nie zmienia.');
export const ResponseDayWrong = defineError<{ earliest: string; latest: string }>(
  'RESPONSE_DAY_WRONG',
  'Odpowiedź nie mogła wpłynąć przed wysłaniem pakietu ani po dzisiejszym dniu.',
);
export const PositionsIncomplete = defineError<{ recommendationIds: string[] }>(
  'POSITIONS_INCOMPLETE',
  'Odpowiedź zawiera stanowisko do każdej rekomendacji z pakietu; jeżeli czegoś nie dotyczy, wpisz „w rozpatrywaniu”.',
);
export const PositionTwice = defineError<{ recommendationId: string }>(
  'POSITION_TWICE',
  'Rekomendacja ma w jednej odpowiedzi jedno stanowisko.',
);
export const NotInDossier = defineError<{ recommendationId: string }>(
  'RECOMMENDATION_NOT_IN_DOSSIER',
  'Tej rekomendacji nie było w wysłanym pakiecie.',
);
export const PositionWithoutReason = defineError<{ recommendationId: string }>(
  'POSITION_WITHOUT_REASON',
  'Stanowisko częściowe albo odmowne wymaga podania jego uzasadnienia.',
);
export const FollowUpTooEarly = defineError<{ state: string }>(
  'FOLLOW_UP_TOO_EARLY',
  'Prace legislacyjne zapisuje się od wysłania rekomendacji.',
);
export const FollowUpDayWrong = defineError<{ latest: string }>(
  'FOLLOW_UP_DAY_WRONG',
  'Dzień etapu nie może być późniejszy niż dzisiejszy; zapisuje się to, co się stało.',
);
export const ActMissing = defineError(
  'PUBLISHED_ACT_MISSING',
  'Przy etapie „ogłoszony” i „wszedł w życie” podaj miejsce ogłoszenia aktu, a przy wcześniejszych go nie podawaj.',
);
export const FollowUpCorrected = defineError<{ followUpId: string }>(
  'FOLLOW_UP_CORRECTED',
  'Ten wpis już poprawiono: poprawia się ostatni.',
);
export const NotAnswered = defineError<{ state: string }>(
  'RECOMMENDATION_NOT_ANSWERED',
  'Wynik wpisuje się do rekomendacji, na którą odpowiedziano i której wyniku jeszcze nie ma.',
);
export const NoticeRead = defineError('ANSWER_NOTICE_READ', 'Państwa organizacja przyjęła to już do wiadomości.');
