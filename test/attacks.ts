/** A document that must not pass, and the code of its refusal. */
export type Attack = readonly [what: string, query: string, code: string, variables?: Record<string, unknown>];

const times = (n: number, text: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => text(i)).join(' ');
const nest = (n: number, open: string, inside: string): string => open.repeat(n) + inside + '}'.repeat(n);

const KIND = `kind`;
const PAGE = (first: string | number) =>
  `convents(first: ${first}) { nodes { memberships(first: ${first}) { nodes { ${KIND} } } } }`;
const DEEP = nest(4, 'memberships { nodes { convent { ', 'id').replace(/(\})+$/, (ends) => '}'.repeat(ends.length * 3));
const doubling = (n: number) =>
  `{ ...f0 } ${times(n - 1, (i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`)} fragment f${n - 1} on Query { __typename }`;

/** Written as the body of any operation: `{ … }` after `query` or `subscription`. */
export const ATTACKS: readonly Attack[] = [
  [
    'eleven root fields',
    `{ ${times(11, (i) => (i < 10 ? `a${i}: __typename` : '__typename'))} }`,
    'TOO_MANY_ROOT_FIELDS',
  ],
  [
    'eleven root fields in a fragment',
    `{ ...f } fragment f on Query { ${times(11, () => '__typename')} }`,
    'TOO_MANY_ROOT_FIELDS',
  ],
  ['sixteen aliases', `{ voivodeships { ${times(16, (i) => `a${i}: name`)} } }`, 'TOO_MANY_ALIASES'],
  [
    'sixteen aliases of __typename',
    `{ voivodeships { ${times(16, (i) => `a${i}: __typename`)} } }`,
    'TOO_MANY_ALIASES',
  ],
  [
    'a hundred aliases in a fragment',
    `{ ...f } fragment f on Query { voivodeships { ${times(100, (i) => `a${i}: name`)} } }`,
    'TOO_MANY_ALIASES',
  ],
  [
    'aliases in a fragment that nobody uses',
    `{ __typename } fragment f on Query { ${times(16, (i) => `a${i}: __typename`)} }`,
    'TOO_MANY_ALIASES',
  ],
  ['251 times one field', `{ voivodeships { ${times(251, () => 'name')} } }`, 'TOO_MANY_FIELDS'],
  [
    '251 fields by one fragment',
    `{ voivodeships { ${times(9, () => '...f')} } } fragment f on Voivodeship { ${times(28, () => 'name')} }`,
    'TOO_MANY_FIELDS',
  ],
  ['fragments that double twenty times', doubling(20), 'TOO_MANY_FIELDS'],
  [
    'fragments that hold nothing but each other',
    `{ ${times(300, () => '...f')} } fragment f on Query { __typename }`,
    'TOO_MANY_FIELDS',
  ],
  ['inline fragments by the hundred', `{ ${times(125, () => '... { ...{ __typename } }')} }`, 'TOO_MANY_FIELDS'],
  ['thirteen levels', `{ convents { nodes { ${DEEP} } } }`, 'DOCUMENT_TOO_DEEP'],
  [
    'thirteen levels through fragments',
    `{ convents { nodes { ...f } } } fragment f on Convent { ${DEEP} }`,
    'DOCUMENT_TOO_DEEP',
  ],
  ['thirty levels that there are not', nest(30, '{ a ', '{ a }'), 'DOCUMENT_TOO_DEEP'],
  ['ten directives', `{ voivodeships ${times(10, () => '@include(if: true)')} { name } }`, 'TOO_MANY_DIRECTIVES'],
  [
    'ten directives that there are not',
    `{ voivodeships ${times(10, (i) => `@d${i}`)} { name } }`,
    'TOO_MANY_DIRECTIVES',
  ],
  [
    'ten directives on fragments',
    `{ ${times(10, () => '... @include(if: true) { __typename }')} }`,
    'TOO_MANY_DIRECTIVES',
  ],
  ['21 fragments', `{ ...f0 } ${times(21, (i) => `fragment f${i} on Query { __typename }`)}`, 'TOO_MANY_FRAGMENTS'],
  ['31 variables', `(${times(31, (i) => `$v${i}: Int`)}) { __typename }`, 'TOO_MANY_VARIABLES'],
  ['two operations', `a { __typename } query b { __typename }`, 'TOO_MANY_OPERATIONS'],
  [
    'a hundred operations',
    `a0 { __typename } ${times(100, (i) => `query b${i} { __typename }`)}`,
    'TOO_MANY_OPERATIONS',
  ],
  ['a thousand tokens', `{ ${'__typename '.repeat(1000)} }`, 'DOCUMENT_TOO_LARGE'],
  ['ten thousand levels', nest(10_000, '{a', '{a}'), 'DOCUMENT_TOO_LARGE'],
  ['a list of ten thousand levels', `{ convent(id: ${'['.repeat(10_000)}`, 'DOCUMENT_TOO_LARGE'],
  ['70 KiB of comments', `{ __typename } #${'x'.repeat(70 * 1024)}`, 'DOCUMENT_TOO_LARGE'],
  ['pages of pages of pages', `{ ${PAGE(100)} }`, 'TOO_COSTLY'],
  [
    'pages by way of edges',
    `{ convents(first: 100) { edges { node { memberships(first: 100) { edges { node { kind } } } } } } }`,
    'TOO_COSTLY',
  ],
  ['a million for a page', `{ ${PAGE(1_000_000)} }`, 'TOO_COSTLY'],
  ['a million for a page by variable', `($n: Int!) { ${PAGE('$n')} }`, 'TOO_COSTLY', { n: 1_000_000 }],
  ['a number past all numbers by variable', `($n: Int!) { ${PAGE('$n')} }`, 'TOO_COSTLY', { n: 1e308 }],
  ['a text for a number', `($n: Int!) { ${PAGE('$n')} }`, 'TOO_COSTLY', { n: '100' }],
  ['a million by default', `($n: Int! = 1000000) { ${PAGE('$n')} }`, 'TOO_COSTLY'],
  ['pages in a fragment', `{ ...f } fragment f on Query { ${PAGE(100)} }`, 'TOO_COSTLY'],
  ['pages under a condition', `{ ... @skip(if: true) { ${PAGE(100)} } }`, 'TOO_COSTLY'],
  ['NUL in a literal', `{ convent(id: "\\u0000") { id } }`, 'BAD_USER_INPUT'],
  ['half a character in a literal', `{ convent(id: "\\uD800") { id } }`, 'GRAPHQL_PARSE_FAILED'],
  ['a literal of 10,001 characters', `{ convent(id: "${'x'.repeat(10_001)}") { id } }`, 'BAD_USER_INPUT'],
  ['what is no GraphQL', `{ convents { `, 'GRAPHQL_PARSE_FAILED'],
  ['nothing', `#`, 'GRAPHQL_PARSE_FAILED'],
  ['a schema of one’s own', `{ __typename } type Query { a: Int }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['a fragment within itself', `{ ...f } fragment f on Query { ...f }`, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'fragments within each other',
    `{ ...f } fragment f on Query { ...g } fragment g on Query { ...f }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['a field that there is not', `{ conventz { id } }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['@defer', `{ ... @defer { __typename } }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['@stream', `{ voivodeships @stream(initialCount: 1) { name } }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['introspection', `{ __schema { types { name } } }`, 'INTROSPECTION_CLOSED'],
  ['introspection of one type', `{ __type(name: "Query") { name } }`, 'INTROSPECTION_CLOSED'],
  [
    'introspection in a fragment',
    `{ ...f } fragment f on Query { __schema { queryType { name } } }`,
    'INTROSPECTION_CLOSED',
  ],
  ['introspection under another name', `{ convents: __schema { types { name } } }`, 'INTROSPECTION_CLOSED'],
];
