import { registerEnumType } from '@nestjs/graphql';

export enum SearchOrder {
  RELEVANCE = 'RELEVANCE',
  REUSE = 'REUSE',
  DATE = 'DATE',
}
registerEnumType(SearchOrder, {
  name: 'SearchOrder',
  description: 'In what order what was found comes.',
  valuesMap: {
    RELEVANCE: { description: 'What fits best first (trafność).' },
    REUSE: { description: 'What most have taken over first, then what was checked last (wdrożenia).' },
    DATE: { description: 'The newest first.' },
  },
});

export enum SearchMatch {
  EXACT = 'EXACT',
  CORRECTED = 'CORRECTED',
  PARTIAL = 'PARTIAL',
}
registerEnumType(SearchMatch, {
  name: 'SearchMatch',
  description: 'How what was found answers the question.',
  valuesMap: {
    EXACT: { description: 'It has all that was asked for.' },
    CORRECTED: { description: 'Nothing had; it has all of the question as `didYouMean` corrects it.' },
    PARTIAL: { description: 'Nothing had; it has most of the words.' },
  },
});

export enum SearchFacetName {
  CHANGE_AREA = 'CHANGE_AREA',
  COST_RANGE = 'COST_RANGE',
  ENTITY_KIND = 'ENTITY_KIND',
  TARGET_GROUP = 'TARGET_GROUP',
  TYPE = 'TYPE',
  VOIVODESHIP = 'VOIVODESHIP',
  YEAR = 'YEAR',
}
registerEnumType(SearchFacetName, {
  name: 'SearchFacetName',
  description: 'By what findings are counted and narrowed.',
  valuesMap: {
    CHANGE_AREA: { description: 'Id of a change area (obszar zmian).' },
    COST_RANGE: { description: 'What it cost (przedział kosztów).' },
    ENTITY_KIND: { description: 'Kind of the entity (rodzaj podmiotu).' },
    TARGET_GROUP: { description: 'For whom it was (grupa odbiorców).' },
    TYPE: { description: 'Type of what was found, as in `SearchType`.' },
    VOIVODESHIP: { description: 'TERYT of the voivodeship.' },
    YEAR: { description: 'The year from which it is.' },
  },
});

export enum SearchAudience {
  PUBLIC = 'PUBLIC',
  FORUM = 'FORUM',
  BODIES = 'BODIES',
  CONCERNED = 'CONCERNED',
}
registerEnumType(SearchAudience, {
  name: 'SearchAudience',
  description: 'Who may find something.',
  valuesMap: {
    PUBLIC: { description: 'Everybody.' },
    FORUM: { description: 'Whoever belongs to the forum.' },
    BODIES: { description: 'The circle of its convent or forum alone.' },
    CONCERNED: {
      description: 'Those whom it concerned, in person or for a body or entity: not its circle (zainteresowani).',
    },
  },
});
