import { words } from '#convents';

export const recommendationStateNames = {
  DRAFTING: 'w redakcji',
  IN_CIRCULATION: 'w obiegu',
  CONSOLIDATING: 'rozpatrywanie uwag',
  IN_VOTE: 'pod głosowaniem',
  ADOPTED: 'przyjęta',
  REJECTED: 'odrzucona',
  DISPATCHED: 'wysłana',
  ANSWERED: 'z odpowiedzią',
  IMPLEMENTED: 'zrealizowana',
  PARTLY_IMPLEMENTED: 'zrealizowana częściowo',
  NOT_IMPLEMENTED: 'niezrealizowana',
};
export type RecommendationState = keyof typeof recommendationStateNames;
export const RecommendationState = words<RecommendationState>(
  'RecommendationState',
  'Where a recommendation stands (stan rekomendacji).',
  {
    DRAFTING: 'its text is being written (w redakcji)',
    IN_CIRCULATION: 'a version is sent round; the text stays as it is (w obiegu)',
    CONSOLIDATING: 'remarks are decided on and worked into the text (rozpatrywanie uwag)',
    IN_VOTE: 'a version is put to the vote; the text stays as it is (pod głosowaniem)',
    ADOPTED: 'adopted by vote; the text is final (przyjęta)',
    REJECTED: 'the vote went against it (odrzucona)',
    DISPATCHED: 'sent to an addressee (wysłana)',
    ANSWERED: 'the addressee has answered (z odpowiedzią)',
    IMPLEMENTED: 'what it asks for is in force (zrealizowana)',
    PARTLY_IMPLEMENTED: 'a part of what it asks for is in force (zrealizowana częściowo)',
    NOT_IMPLEMENTED: 'nothing came of it (niezrealizowana)',
  },
);

/** What became of an adopted one outside: each is an act of whoever sends it and follows it up. */
export type Outcome = 'dispatched' | 'answered' | 'implemented' | 'partlyImplemented' | 'notImplemented';
