import { defineError } from '#core';

/** The limits of one request: what the console, the README and a page of nested lists need, with room to spare. */
export const LIMITS = {
  bodyBytes: 256 * 1024,
  bodyMs: 10_000,
  jsonDepth: 20,
  jsonElements: 5_000,
  documentChars: 64 * 1024,
  tokens: 1_000,
  rootFields: 10,
  fields: 250,
  aliases: 15,
  depth: 12,
  introspectionDepth: 16,
  directives: 9,
  fragments: 20,
  variables: 30,
  nodes: 5_000,
  page: 100,
  /** What a list without `first` is taken to hold. */
  plainList: 5,
  text: 10_000,
} as const;

/** The limits of one address and one connection over WebSocket. */
export const SOCKET_LIMITS = { frameBytes: 64 * 1024, subscriptions: 20, unsentBytes: 1024 * 1024 } as const;

/** The status of a refusal whose answer is not 400. */
export const STATUS: Record<string, number> = {
  FOREIGN_ORIGIN: 403,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_SLOW: 408,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  BUSY: 503,
  STORAGE_UNAVAILABLE: 503,
};

export const MethodNotAllowed = defineError('METHOD_NOT_ALLOWED', 'GraphQL przyjmuje tylko żądania POST.');
export const UnsupportedMediaType = defineError(
  'UNSUPPORTED_MEDIA_TYPE',
  'Wyślij application/json w UTF-8, bez kompresji.',
);
export const ForeignOrigin = defineError('FOREIGN_ORIGIN', 'Żądanie wysłała strona spod innego adresu.');
export const BodyTooLarge = defineError('BODY_TOO_LARGE', 'Żądanie ma ponad 256 KiB.');
export const BodyTooSlow = defineError('BODY_TOO_SLOW', 'Treść żądania nie nadeszła w ciągu 10 sekund.');
export const JsonTooDeep = defineError('JSON_TOO_DEEP', 'JSON jest zagnieżdżony głębiej niż 20 poziomów.');
export const JsonTooLarge = defineError('JSON_TOO_LARGE', 'JSON ma ponad 5000 elementów.');
export const BatchingClosed = defineError('BATCHING_CLOSED', 'Jedno żądanie to jedno zapytanie.');
export const NoPersistedQueries = defineError(
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'Zapytań się nie przechowuje. Wyślij całe.',
);
export const DocumentTooLarge = defineError('DOCUMENT_TOO_LARGE', 'Zapytanie ma ponad 1000 tokenów albo 64 KiB.');
export const TooManyOperations = defineError('TOO_MANY_OPERATIONS', 'Dokument może mieć jedną operację.');
export const TooManyRootFields = defineError(
  'TOO_MANY_ROOT_FIELDS',
  'Operacja może mieć 10 pól głównych, a logowanie i hasło jedno.',
);
export const TooManyFields = defineError(
  'TOO_MANY_FIELDS',
  'Zapytanie, licząc fragmenty tyle razy, ile ich użyto, ma ponad 250 pól.',
);
export const TooManyAliases = defineError('TOO_MANY_ALIASES', 'Zapytanie ma ponad 15 aliasów.');
export const TooDeep = defineError('DOCUMENT_TOO_DEEP', 'Zapytanie jest zagnieżdżone głębiej niż 12 poziomów.');
export const TooManyDirectives = defineError('TOO_MANY_DIRECTIVES', 'Zapytanie ma ponad 9 dyrektyw.');
export const TooManyFragments = defineError('TOO_MANY_FRAGMENTS', 'Zapytanie ma ponad 20 fragmentów.');
export const TooManyVariables = defineError('TOO_MANY_VARIABLES', 'Zapytanie ma ponad 30 zmiennych.');
export const TooCostly = defineError(
  'TOO_COSTLY',
  'Odpowiedź mogłaby mieć ponad 5000 obiektów. Zmniejsz `first` albo zagnieżdżenie list.',
);
export const IntrospectionClosed = defineError(
  'INTROSPECTION_CLOSED',
  'Introspekcja jest dla zalogowanych i przez HTTP. Schemat dla wszystkich: GET /schema.graphql.',
);
export const TooManySubscriptions = defineError(
  'TOO_MANY_SUBSCRIPTIONS',
  'Jedno połączenie może mieć 20 subskrypcji naraz.',
);
