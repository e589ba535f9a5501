import { COUNTS } from './data.mjs';

const pick = (list, i) => list[i % list.length];
const PARTS = ['żagiel', 'zrodlo', 'przystań', 'Świt', 'gaszcz', 'ósemka', 'nadzieja', 'promien', 'żuraw', 'nr 11'];

/** What each read asks: the document of Konwent, Mercurius and Nest, its variables, and who asks. */
export const reads = {
  entity: {
    query: `query ($id: ID!) { entity(id: $id) { id name kind town street postalCode founderName founderKind version
      voivodeship { teryt name }
      memberships(first: 20) { nodes { id kind state appliedOn memberFrom
        convent { id officialName state voivodeship { name } } } } } }`,
    postgraphile: `query ($id: UUID!) { entity: entityByRowId(rowId: $id) { id: rowId name kind town street postalCode
      founderName founderKind version voivodeship: voivodeshipByVoivodeshipId { teryt: rowId name }
      memberships: membershipsByEntityId(first: 20) { nodes { id: rowId kind state appliedOn valid { start { value } }
        convent: conventByConventId { id: rowId officialName state voivodeship: voivodeshipByVoivodeshipId { name } } } } } }`,
    variants: ({ entities, chairs }) =>
      Array.from({ length: 64 }, (_, i) => {
        const entity = pick(entities, i * 31);
        return { variables: { id: entity.id }, who: chairOf(chairs, entity.voivodeship) };
      }),
  },
  page: {
    query: `query ($voivodeship: String!) { entities(first: 20, filter: { voivodeship: $voivodeship }) {
      nodes { id name kind town founderName memberships(first: 5) { nodes { state convent { id officialName } } }
        mandates { totalCount } } pageInfo { hasNextPage } } }`,
    postgraphile: `query ($voivodeship: String!) { entities: allEntities(first: 20, orderBy: [NAME_ASC, ROW_ID_ASC],
        condition: { voivodeshipId: $voivodeship }) {
      nodes { id: rowId name kind town founderName
        memberships: membershipsByEntityId(first: 5) { nodes { state convent: conventByConventId { id: rowId officialName } } }
        mandates: mandatesByEntityId { totalCount } } pageInfo { hasNextPage } } }`,
    variants: ({ chairs }) => chairs.map((who) => ({ variables: { voivodeship: who.voivodeship }, who })),
  },
  convent: {
    query: `query ($id: ID!) { convent(id: $id) { id officialName state memberships(first: 60) { nodes { id state memberFrom
      entity { id name town mandates(first: 5, filter: { functions: [REPRESENTATIVE] }) {
        nodes { function validFrom person { id displayName } } } } } } } }`,
    postgraphile: `query ($id: UUID!) { convent: conventByRowId(rowId: $id) { id: rowId officialName state
      memberships: membershipsByConventId(first: 60) { nodes { id: rowId state valid { start { value } }
        entity: entityByEntityId { id: rowId name town
          mandates: mandatesByEntityId(first: 5, condition: { function: "REPRESENTATIVE" }) {
            nodes { function valid { start { value } } person: personByPersonId { id: rowId displayName } } } } } } } }`,
    variants: ({ chairs }) => chairs.map((who) => ({ variables: { id: who.conventId }, who })),
  },
  search: {
    query: `query ($part: String!) { entities(first: 20, filter: { name: $part }) {
      nodes { id name kind town founderName voivodeship { name } } pageInfo { hasNextPage } totalCount } }`,
    postgraphile: `query ($part: String!) { entities: entitiesByName(part: $part, first: 20) {
      nodes { id: rowId name kind town founderName voivodeship: voivodeshipByVoivodeshipId { name } }
      pageInfo { hasNextPage } totalCount } }`,
    variants: ({ chairs }) => PARTS.map((part, i) => ({ variables: { part }, who: pick(chairs, i) })),
  },
};

const chairOf = (chairs, voivodeship) => chairs.find((each) => each.voivodeship === voivodeship);

/** PostGraphile's ranges as the first day or instant that they hold; counts and texts as numbers. */
export function plain(value, key) {
  if (Array.isArray(value)) return value.map((each) => plain(each));
  if (value === null || typeof value !== 'object') return plainScalar(value, key);
  const entries = Object.entries(value).map(([name, inner]) => {
    if (name !== 'valid') return [name, plain(inner, name)];
    const start = inner.start.value;
    return start.length > 10 ? ['validFrom', plain(start, 'validFrom')] : ['memberFrom', start];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const plainScalar = (value, key) => (key === 'validFrom' ? new Date(value).toISOString() : value);

/** Whether an answer has what it was asked for at all: equal answers could be equally empty. */
export const enough = {
  entity: ({ entity }) => entity.memberships.nodes.length === 1,
  page: ({ entities }) =>
    entities.nodes.length === 20 && entities.nodes.every(({ mandates }) => mandates.totalCount > 5),
  convent: ({ convent }) =>
    convent.memberships.nodes.length === 60 &&
    convent.memberships.nodes.every(({ entity }) => entity.mandates.nodes[0].person.displayName),
  search: ({ entities }) => entities.nodes.length === 20 && entities.totalCount < COUNTS.entities / 2,
};
