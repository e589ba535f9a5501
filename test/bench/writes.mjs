import { deepStrictEqual } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { contenders } from './contenders.mjs';
import { answerOf, bytesOf, load } from './load.mjs';
import { progress } from './processes.mjs';
import { plain } from './reads.mjs';
import { compare, timed } from './rounds.mjs';

const pick = (list, i) => list[i % list.length];

/** What each write asks of Konwent, Mercurius and Nest, of PostGraphile, and the rows that it leaves behind. */
export const writes = {
  admit: {
    name: 'admit',
    query: `mutation ($input: AdmitMembershipInput!) { admitMembership(input: $input) { id state version memberFrom
      entity { id name } } }`,
    postgraphile: `mutation ($input: AdmitInput!) { admitMembership: admit(input: $input) { result { id: rowId state version
      valid { start { value } } entity: entityByEntityId { id: rowId name } } } }`,
    forPostgraphile: ({ input: { membershipId, from, basis, clientMutationId } }) => ({
      input: { applied: membershipId, firstDay: from, resolution: basis, clientMutationId },
    }),
    variants: ({ applications }) =>
      applications.map(({ id, who }) => ({
        variables: { input: { membershipId: id, from: '2026-02-01', basis: 'Uchwała 12/2026', ...aKey() } },
        who,
      })),
    left: `SELECT m.state, m.version, m.valid::text, a.state AS act, a.effective_on::text, a.basis
      FROM membership m LEFT JOIN membership_act a ON a.membership_id = m.id WHERE m.id = ANY ($1) ORDER BY m.id`,
    idOf: ({ input }) => input.membershipId,
  },
  edit: {
    name: 'edit',
    query: `mutation ($input: EditEntityInput!) { editEntity(input: $input) { id version name town street postalCode
      voivodeship { name } } }`,
    postgraphile: `mutation ($input: EditEntityInput!) { editEntity: editEntity(input: $input) { result { id: rowId version
      name town street postalCode voivodeship: voivodeshipByVoivodeshipId { name } } } }`,
    forPostgraphile: ({ input: { data, ...rest } }) => ({ input: { ...rest, ...data } }),
    variants: ({ entities, chairs }) =>
      entities.map(({ id, version, ...data }, i) => ({
        variables: {
          input: { entityId: id, expectedVersion: version, data: { ...data, street: `Nowa ${i}` }, ...aKey() },
        },
        who: chairs.find((each) => each.voivodeship === data.voivodeship),
      })),
    left: `SELECT to_jsonb(e) AS entity FROM entity e WHERE id = ANY ($1) ORDER BY id`,
    idOf: ({ input }) => input.entityId,
  },
};

/** A new key each time: none of these writes is the repetition of another. */
const aKey = () => ({ clientMutationId: randomUUID() });

/** Each entity applies to the convent after its own; the reads do not see it, for the writes come after them. */
export async function addApplications(world) {
  const { rows } = await world.sql.query(
    `INSERT INTO membership (id, convent_id, entity_id, kind, state, applied_on)
     SELECT uuidv7(), ($1::uuid[])[n % 16 + 1], entity_id, 'ORDINARY', 'APPLIED', '2026-01-10'
     FROM (SELECT entity_id, row_number() OVER (ORDER BY id) AS n FROM membership) m
     RETURNING id, convent_id AS "conventId"`,
    [world.chairs.map(({ conventId }) => conventId)],
  );
  const chairs = new Map(world.chairs.map((chair) => [chair.conventId, chair]));
  return rows.map(({ id, conventId }) => ({ id, who: chairs.get(conventId) }));
}

/**
 * More than the pools of ten, but not so many that a turn of a busy machine fails: Konwent refuses who waits a second for
 * a connection. For the same reason cold servers warm up with fewer.
 */
const WRITERS = 16;
const FEW = 8;

const TOUCHED = ['entity', 'membership', 'membership_act', 'event', 'idempotency'];

/** Puts back what the last turn has changed, and leaves no dead row or unwritten page to the next. */
async function reset({ sql }) {
  await sql.query(`UPDATE membership SET state = 'APPLIED', valid = NULL, version = 1 WHERE applied_on = '2026-01-10'
    AND state <> 'APPLIED'`);
  await sql.query(`UPDATE entity e SET (kind, name, town, street, postal_code, voivodeship_id, founder_name, founder_kind, version)
      = (o.kind, o.name, o.town, o.street, o.postal_code, o.voivodeship_id, o.founder_name, o.founder_kind, o.version)
    FROM bench.entity o WHERE o.id = e.id AND o.version <> e.version`);
  for (const table of ['membership_act', 'event', 'idempotency']) await sql.query(`DELETE FROM ${table}`);
  await sql.query(`VACUUM ${TOUCHED.join(', ')}`);
  await sql.query('CHECKPOINT');
}

async function leftBy({ sql }, write, variants) {
  return (await sql.query(write.left, [variants.map(({ variables }) => write.idOf(variables))])).rows;
}

/** PostGraphile alone puts what a mutation gives into an object of its own. */
const unwrapped = (data) =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value.result ?? value]));

/** Every contender has to answer the same, and to leave the same rows behind. */
export async function checkWrites(world, servers) {
  for (const write of Object.values(writes)) {
    const variants = write.variants(world);
    const some = Array.from({ length: 8 }, (_, i) => pick(variants, i * 31));
    const done = {};
    for (const who of Object.keys(servers)) {
      await reset(world);
      const answers = [];
      for (const variant of some)
        answers.push(plain(unwrapped(await answerOf(servers[who].port, contenders[who].request(write, variant)))));
      done[who] = { answers, left: await leftBy(world, write, some) };
      deepStrictEqual(done[who], done.konwent, `${who} does ${write.name} otherwise`);
    }
  }
  await reset(world);
  progress(`the writes are done alike by ${Object.keys(servers).join(', ')}`);
}

/** The same so many writes by each contender in each round, from the same state. */
export async function measureWrite(world, servers, write, { rounds, writes: count }) {
  const turn = async (who, connections = WRITERS) => {
    await reset(world);
    const variants = write.variants(world).slice(0, count);
    const requests = variants.map((each) => bytesOf(servers[who].port, contenders[who].request(write, each)));
    const next = () => requests.pop();
    const run = () => load(servers[who].port, next, { connections });
    const result = await timed(world, servers[who], run);
    const left = await leftBy(world, write, variants);
    const done = left.filter(({ version, entity }) => (version ?? entity.version) === 2).length;
    if (done !== variants.length) throw new Error(`${who} did ${done} of ${variants.length} writes`);
    return result;
  };
  const measured = await compare(write.name, Object.keys(servers), { rounds, warmUp: (who) => turn(who, FEW), turn });
  await reset(world);
  return measured;
}
