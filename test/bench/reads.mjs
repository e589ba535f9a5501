import { deepStrictEqual } from 'node:assert';
import { contenders } from './contenders.mjs';
import { answerOf, bytesOf, load } from './load.mjs';
import { progress } from './processes.mjs';
import { compare, CONNECTIONS, timed } from './rounds.mjs';

const pick = (list, i) => list[i % list.length];
const PARTS = ['żagiel', 'zrodlo', 'przystań', 'Świt', 'gaszcz', 'ósemka', 'nadzieja', 'promien', 'żuraw', 'nr 11'];

/** What each read asks: the document of Konwent, Mercurius and Nest, its variables, and who asks. */
export const reads = {
  entity: {
    name: 'entity',
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
    name: 'page',
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
    name: 'convent',
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
    name: 'search',
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
const enough = {
  entity: ({ entity }) => entity.memberships.nodes.length === 1,
  page: ({ entities }) =>
    entities.nodes.length === 20 && entities.nodes.every(({ mandates }) => mandates.totalCount > 5),
  convent: ({ convent }) =>
    convent.memberships.nodes.length === 60 &&
    convent.memberships.nodes.every(({ entity }) => entity.mandates.nodes[0].person.displayName),
  search: ({ entities }, { counts }) => entities.nodes.length === 20 && entities.totalCount < counts.entities / 2,
};

/** Every contender has to tell the same facts, whoever asks and whatever they ask for. */
export async function checkReads(world, servers) {
  for (const [name, read] of Object.entries(reads)) {
    for (const variant of read.variants(world).slice(0, 16)) {
      const ask = async (who) => plain(await answerOf(servers[who].port, contenders[who].request(read, variant)));
      const expected = await ask('bare');
      if (!enough[name](expected, world)) throw new Error(`${name} answers too little: ${JSON.stringify(expected)}`);
      for (const who of Object.keys(servers))
        deepStrictEqual(await ask(who), expected, `${who} answers ${name} otherwise`);
    }
  }
  progress(`the reads are answered alike by ${Object.keys(servers).join(', ')}`);
}

/** The bytes of all variants of a read, one after another without end. */
export function endless(world, who, port, read) {
  const requests = read.variants(world).map((variant) => bytesOf(port, contenders[who].request(read, variant)));
  let turn = Math.floor(Math.random() * requests.length);
  return () => requests[turn++ % requests.length];
}

export async function measureRead(world, servers, read, { rounds, ms, warmUp }) {
  const whos = Object.keys(servers);
  const nexts = Object.fromEntries(whos.map((who) => [who, endless(world, who, servers[who].port, read)]));
  const run = (who, ms) => load(servers[who].port, nexts[who], { connections: CONNECTIONS, ms });
  const turn = async (who) => {
    await run(who, ms / 8);
    return timed(world, servers[who], () => run(who, ms));
  };
  return compare(read.name, whos, { rounds, warmUp: (who) => run(who, warmUp), turn });
}
