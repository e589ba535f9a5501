import { words } from '#convents';

export const stateNames = {
  DRAFT: 'szkic',
  SUBMITTED: 'złożony',
  UNDER_REVIEW: 'rozpatrywany',
  TAKEN_UP: 'podjęty w rekomendacji',
  DECLINED: 'nieuwzględniony',
  WITHDRAWN: 'wycofany',
};
export type ProposalState = keyof typeof stateNames;
export const ProposalState = words<ProposalState>('ProposalState', 'Where a proposal stands (stan postulatu).', {
  DRAFT: 'being written; only for its origin (szkic)',
  SUBMITTED: 'waits for the body that reviews it (złożony)',
  UNDER_REVIEW: 'open to its audience while it is reviewed (rozpatrywany)',
  TAKEN_UP: 'went into a recommendation (podjęty w rekomendacji)',
  DECLINED: 'not followed, with the reason (nieuwzględniony)',
  WITHDRAWN: 'taken back by its origin, or a merge that was undone (wycofany)',
});

const audiences = {
  FORUM: 'all bodies and entities of the forum (forum)',
  PUBLIC: 'everybody (publicznie)',
};
export type ProposalAudience = keyof typeof audiences;
export const ProposalAudience = words<ProposalAudience>(
  'ProposalAudience',
  'Who reads a proposal from the beginning of its review on (krąg odbiorców).',
  audiences,
);

export const mergeNames = {
  PROPOSED: 'czeka na zgodę',
  MERGED: 'dokonane',
  REFUSED: 'odrzucone sprzeciwem',
  CALLED_OFF: 'odwołane',
  UNDONE: 'cofnięte',
};
export type MergeState = keyof typeof mergeNames;
export const MergeState = words<MergeState>('ProposalMergeState', 'Where a merge stands (stan połączenia).', {
  PROPOSED: 'the origins are asked (czeka na zgodę)',
  MERGED: 'all agreed, or let the deadline pass in silence (dokonane)',
  REFUSED: 'one of the origins objected (odrzucone sprzeciwem)',
  CALLED_OFF: 'called off by the body that proposed it, or a part was withdrawn (odwołane)',
  UNDONE: 'taken apart again (cofnięte)',
});

const answers = {
  AGREED: 'agreed (zgoda)',
  OBJECTED: 'objected, with the reason (sprzeciw)',
  SILENT: 'let the deadline pass, which is agreement (milcząca zgoda)',
};
export type MergeAnswer = keyof typeof answers;
export const MergeAnswer = words<MergeAnswer>(
  'ProposalMergeAnswer',
  'What an origin says of a merge (odpowiedź).',
  answers,
);
