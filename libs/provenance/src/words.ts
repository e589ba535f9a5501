import { registerEnumType } from '@nestjs/graphql';

/** In the order of the chain. */
export enum ProvenanceKind {
  MEETING = 'MEETING',
  CONCLUSION = 'CONCLUSION',
  PROPOSAL = 'PROPOSAL',
  PROPOSAL_MERGE = 'PROPOSAL_MERGE',
  PRACTICE = 'PRACTICE',
  RECOMMENDATION = 'RECOMMENDATION',
  UNIT = 'UNIT',
  VERSION = 'VERSION',
  CIRCULATION = 'CIRCULATION',
  REMARK = 'REMARK',
  DISPOSITION = 'DISPOSITION',
  POLL = 'POLL',
  DOSSIER = 'DOSSIER',
  DISPATCH = 'DISPATCH',
  RESPONSE = 'RESPONSE',
  POSITION = 'POSITION',
  FOLLOW_UP = 'FOLLOW_UP',
}
registerEnumType(ProvenanceKind, {
  name: 'ProvenanceKind',
  description: 'What may stand in the chain from a meeting to a published act, in its order (ogniwo łańcucha).',
  valuesMap: {
    MEETING: { description: 'Spotkanie.' },
    CONCLUSION: { description: 'Wniosek ze spotkania.' },
    PROPOSAL: { description: 'Postulat, also one that others were merged into.' },
    PROPOSAL_MERGE: { description: 'Połączenie postulatów.' },
    PRACTICE: { description: 'Dobra praktyka, as evidence.' },
    RECOMMENDATION: { description: 'Rekomendacja.' },
    UNIT: { description: 'Jednostka redakcyjna of the working text.' },
    VERSION: { description: 'Wersja projektu, the adopted text too.' },
    CIRCULATION: { description: 'Tryb obiegowy.' },
    REMARK: { description: 'Uwaga.' },
    DISPOSITION: { description: 'Stanowisko do uwagi.' },
    POLL: { description: 'Głosowanie.' },
    DOSSIER: { description: 'Pakiet.' },
    DISPATCH: { description: 'Wysłanie.' },
    RESPONSE: { description: 'Odpowiedź.' },
    POSITION: { description: 'Stanowisko adresata to one recommendation.' },
    FOLLOW_UP: { description: 'Prace legislacyjne, up to the published act.' },
  },
});

export enum ProvenanceDirection {
  ORIGINS = 'ORIGINS',
  OUTCOMES = 'OUTCOMES',
  BOTH = 'BOTH',
}
registerEnumType(ProvenanceDirection, {
  name: 'ProvenanceDirection',
  description: 'Which way the chain is followed (kierunek).',
  valuesMap: {
    ORIGINS: { description: 'Back to what it comes from (skąd pochodzi).' },
    OUTCOMES: { description: 'Forward to what came of it (co z tego wynikło).' },
    BOTH: { description: 'Both ways, each from what was asked about: never back and then forward again.' },
  },
});

export enum ProvenanceSide {
  ORIGIN = 'ORIGIN',
  ITSELF = 'ITSELF',
  OUTCOME = 'OUTCOME',
}
registerEnumType(ProvenanceSide, {
  name: 'ProvenanceSide',
  description: 'On which side of what was asked about something stands (strona).',
  valuesMap: {
    ORIGIN: { description: 'It led to it.' },
    ITSELF: { description: 'What was asked about.' },
    OUTCOME: { description: 'It came of it.' },
  },
});

export enum ProvenanceLinkKind {
  RECORDED = 'RECORDED',
  PROPOSED = 'PROPOSED',
  PUT_TOGETHER = 'PUT_TOGETHER',
  MADE = 'MADE',
  MERGED = 'MERGED',
  TAKEN_UP = 'TAKEN_UP',
  EVIDENCE = 'EVIDENCE',
  WORDED = 'WORDED',
  FROZEN = 'FROZEN',
  IN_VERSION = 'IN_VERSION',
  NEXT_VERSION = 'NEXT_VERSION',
  CIRCULATED = 'CIRCULATED',
  REVISED = 'REVISED',
  REMARKED = 'REMARKED',
  CARRIED = 'CARRIED',
  JOINED = 'JOINED',
  DISPOSED = 'DISPOSED',
  CARRIED_OUT = 'CARRIED_OUT',
  PUT_TO_VOTE = 'PUT_TO_VOTE',
  COMPILED = 'COMPILED',
  DISPATCHED = 'DISPATCHED',
  RESPONDED = 'RESPONDED',
  STATED = 'STATED',
  ANSWERED = 'ANSWERED',
  FOLLOWED = 'FOLLOWED',
}
registerEnumType(ProvenanceLinkKind, {
  name: 'ProvenanceLinkKind',
  description: 'How one thing in the chain led to the next (powiązanie).',
  valuesMap: {
    RECORDED: { description: 'The meeting recorded the conclusion.' },
    PROPOSED: { description: 'The proposal comes from the conclusion.' },
    PUT_TOGETHER: { description: 'The proposal is part of the merge.' },
    MADE: { description: 'The merge made this proposal.' },
    MERGED: { description: 'The proposal lives on in this one.' },
    TAKEN_UP: { description: 'The recommendation took the proposal up.' },
    EVIDENCE: { description: 'The practice stands under the recommendation.' },
    WORDED: { description: 'The unit is in the text of the recommendation.' },
    FROZEN: { description: 'The version is one of its text.' },
    IN_VERSION: { description: 'The unit is in the version.' },
    NEXT_VERSION: { description: 'The version after it.' },
    CIRCULATED: { description: 'The version was sent round.' },
    REVISED: { description: 'The version after the one that was sent round.' },
    REMARKED: { description: 'The remark was made on it.' },
    CARRIED: { description: 'The remark went round again as this one.' },
    JOINED: { description: 'The remark is decided on together with this one.' },
    DISPOSED: { description: 'The remark was disposed of.' },
    CARRIED_OUT: { description: 'The version carries the disposition out.' },
    PUT_TO_VOTE: { description: 'It was put to the vote.' },
    COMPILED: { description: 'It was put into the dossier.' },
    DISPATCHED: { description: 'The dossier was sent.' },
    RESPONDED: { description: 'The dispatch was answered.' },
    STATED: { description: 'The response states the position.' },
    ANSWERED: { description: 'The position is on it.' },
    FOLLOWED: { description: 'This followed in the making of law.' },
  },
});
