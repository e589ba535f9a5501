import { defineError, DomainError } from '#core';

export const CardIncomplete = defineError<{ fields: { field: string; label: string; message: string }[] }>(
  'CARD_INCOMPLETE',
  ({ fields }) =>
    `Karta nie jest jeszcze kompletna${fields ? `: ${fields.map(({ label }) => label).join(', ')}` : ''}. Uzupełnij te pola i złóż ją ponownie.`,
);
export const NotAMember = defineError(
  'NOT_A_MEMBER',
  'Dobrą praktykę recenzuje konwent, którego podmiot jest teraz członkiem. Wskaż konwent, do którego należycie.',
);
export const OtherConvent = defineError<{ conventId: string }>(
  'OTHER_CONVENT',
  'Kolejne wersje opublikowanej praktyki recenzuje ten sam konwent.',
);
export const AudienceNotAgreed = defineError<{ agreed: string }>(
  'AUDIENCE_NOT_AGREED',
  'Autor nie zgodził się na tak szerokie udostępnienie. Poproś go o zgodę przy następnym złożeniu karty.',
);
export const AudienceNarrower = defineError<{ audience: string }>(
  'AUDIENCE_NARROWER',
  'Tego, co już udostępniono, nie zamyka się: krąg odbiorców może tylko rosnąć.',
);
export const OwnPractice = defineError(
  'OWN_PRACTICE',
  'To praktyka tego samego podmiotu: wdrożenie, pytanie i przydatność zgłaszają inne podmioty.',
);
export const AlreadyReported = defineError(
  'REPLICATION_ALREADY_REPORTED',
  'Ten podmiot zgłosił już wdrożenie tej praktyki. Zmień tamto zgłoszenie zamiast dodawać drugie.',
);
export const AltTextRequired = defineError(
  'ALT_TEXT_REQUIRED',
  'Obraz potrzebuje tekstu alternatywnego: napisz, co na nim widać, dla osób, które go nie zobaczą.',
);
export const TooManyAttachments = defineError<{ max: number }>(
  'TOO_MANY_ATTACHMENTS',
  ({ max }) => `Praktyka może mieć najwyżej ${max ?? 20} załączników.`,
);
export const AlreadyAttached = defineError('ALREADY_ATTACHED', 'Ten plik jest już załączony do tej praktyki.');
export const AlreadyAnswered = defineError('ALREADY_ANSWERED', 'Na to pytanie już odpowiedziano.');
export const TooManyQuestions = defineError<{ max: number }>(
  'TOO_MANY_QUESTIONS',
  ({ max }) => `Podmiot może mieć do jednej praktyki najwyżej ${max ?? 5} pytań, które czekają na odpowiedź.`,
);

/** Both texts of each field that somebody else has saved otherwise meanwhile. */
export interface Clash {
  readonly field: string;
  readonly stored: unknown;
  readonly sent: unknown;
}

export const SavedMeanwhile = (currentVersion: number, fields: readonly Clash[]): DomainError =>
  new DomainError(
    'VERSION_CONFLICT',
    'Ktoś zapisał tę kartę w międzyczasie. Porównaj oba teksty i zapisz ponownie to, co ma zostać.',
    { currentVersion, fields },
  );
