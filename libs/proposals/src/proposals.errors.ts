import { defineError } from '#core';

export const ConclusionTakenBack = defineError(
  'CONCLUSION_WITHDRAWN',
  'Ten wniosek ze spotkania wycofano: nie może być źródłem postulatu.',
);
export const ReviewerUnfit = defineError(
  'REVIEWING_BODY_UNFIT',
  'Postulat podmiotu składa się w konwencie, którego jest członkiem, albo w forum; postulat konwentu – w nim samym albo w forum.',
);
export const ProposalsApart = defineError(
  'PROPOSALS_APART',
  'Łączy się postulaty, które rozpatruje ta sama organizacja. Pozostałe można jej najpierw przekazać.',
);
export const NotMergeable = defineError<{ proposalId: string; state: string }>(
  'PROPOSAL_NOT_MERGEABLE',
  'Łączy się postulaty rozpatrywane, które nie są częścią innego połączenia.',
);
export const MergeDeadlineUnfit = defineError<{ earliest: string; latest: string }>(
  'MERGE_DEADLINE_UNFIT',
  'Na odpowiedź trzeba dać od 3 do 90 dni.',
);
export const NotAsked = defineError('NOT_ASKED', 'Tej organizacji nie pytano o zgodę na połączenie.');
export const MergeAnswered = defineError(
  'MERGE_ALREADY_ANSWERED',
  'Ta organizacja już odpowiedziała: organizacja odpowiada raz.',
);
export const MergeAnswerLate = defineError(
  'MERGE_ANSWER_LATE',
  'Termin odpowiedzi minął. Brak odpowiedzi do terminu oznacza zgodę.',
);
export const ProposalInMerge = defineError<{ proposalId: string }>(
  'PROPOSAL_IN_MERGE',
  'Ten postulat jest częścią połączenia: podejmuje się postulat połączony.',
);
