// Mercurius with JIT and its loaders, over prepared statements of pg.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';
import { instantOf, startOf, typeDefs } from './schema.mjs';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const asked = new Map();
/** Named by its text, so that PostgreSQL parses and plans it once a connection. */
const rowsOn = async (client, text, ...values) => {
  if (!asked.has(text)) asked.set(text, `s${asked.size}`);
  return (await client.query({ name: asked.get(text), text, values })).rows;
};
const rows = (text, ...values) => rowsOn(pool, text, ...values);

async function transaction(work) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

const ENTITY = `id, name, kind, town, street, postal_code AS "postalCode", founder_name AS "founderName",
  founder_kind AS "founderKind", version, voivodeship_id`;
const CONVENT = `id, official_name AS "officialName", state, voivodeship_id`;
const MEMBERSHIP = `id, kind, state, version, applied_on::text AS "appliedOn", valid::text AS valid, convent_id, entity_id`;
const MANDATE = `id, function, valid::text AS valid, person_id, entity_id`;

/** Loads the row that each foreign key names, all of them at once. */
const byId =
  (table, columns, key, type = 'uuid') =>
  async (queries) => {
    const ids = [...new Set(queries.map(({ obj }) => obj[key]))];
    const found = await rows(`SELECT ${columns} FROM ${table} WHERE id = ANY ($1::${type}[])`, ids);
    const known = new Map(found.map((row) => [row.id, row]));
    return queries.map(({ obj }) => known.get(obj[key]) ?? null);
  };

/** Loads the first rows of each parent, all of them at once. */
const listOf = (table, columns, key, direction) => async (queries) => {
  const [{ params }] = queries;
  const functions = params.filter?.functions ?? null;
  const filter = table === 'mandate' ? `AND ($3::text[] IS NULL OR function = ANY ($3))` : '';
  const text = `SELECT c.* FROM unnest($1::uuid[]) k CROSS JOIN LATERAL (SELECT ${columns} FROM ${table}
    WHERE ${key} = k ${filter} ORDER BY id ${direction} LIMIT $2) c`;
  const ids = queries.map(({ obj }) => obj.id);
  const found = await rows(text, ids, params.first, ...(filter ? [functions] : []));
  const lists = Map.groupBy(found, (row) => row[key]);
  return queries.map(({ obj }) => ({ nodes: lists.get(obj.id) ?? [], of: obj.id }));
};

const voivodeship = byId('voivodeship', 'id, name', 'voivodeship_id', 'text');
const loaders = {
  Entity: {
    voivodeship,
    memberships: listOf('membership', MEMBERSHIP, 'entity_id', 'ASC'),
    mandates: async (queries, context) =>
      // A count needs no rows: only what is asked is loaded.
      /mandates\s*\{\s*totalCount/.test(context.reply.request.body.query)
        ? queries.map(({ obj }) => ({ of: obj.id }))
        : listOf('mandate', MANDATE, 'entity_id', 'DESC')(queries),
  },
  Mandates: {
    totalCount: async (queries) => {
      const ids = queries.map(({ obj }) => obj.of);
      const found = await rows(
        `SELECT entity_id, count(*)::int AS n FROM mandate WHERE entity_id = ANY ($1::uuid[]) GROUP BY 1`,
        ids,
      );
      const counts = new Map(found.map(({ entity_id: id, n }) => [id, n]));
      return ids.map((id) => counts.get(id) ?? 0);
    },
  },
  Convent: { voivodeship, memberships: listOf('membership', MEMBERSHIP, 'convent_id', 'ASC') },
  Membership: {
    convent: byId('convent', CONVENT, 'convent_id'),
    entity: byId('entity', ENTITY, 'entity_id'),
  },
  Mandate: { person: byId('person', `id, display_name AS "displayName"`, 'person_id') },
};

// Its cache would write every parent row as JSON for a key; the loaders themselves ask for each id once.
for (const fields of Object.values(loaders))
  for (const [name, loader] of Object.entries(fields)) fields[name] = { loader, opts: { cache: false } };

const WHERE = `($1::text IS NULL OR voivodeship_id = $1)
  AND ($2::text IS NULL OR name_folded LIKE '%' || fold($2) || '%') AND state = 'ACTIVE'`;
const ADMIT = `UPDATE membership SET state = 'ACTIVE', valid = daterange($2, NULL), version = version + 1
  WHERE id = $1 AND state IN ('APPLIED', 'ON_HOLD') RETURNING ${MEMBERSHIP}`;
const ACT = `INSERT INTO membership_act (id, membership_id, convent_id, entity_id, state, at, effective_on, basis)
  VALUES (uuidv7(), $1, $2, $3, $4, now(), $5, $6)`;
const EDIT = `UPDATE entity SET (kind, name, town, street, postal_code, voivodeship_id, founder_name, founder_kind, version)
  = ($3, $4, $5, $6, $7, $8, $9, $10, version + 1) WHERE id = $1 AND version = $2 RETURNING ${ENTITY}`;

const resolvers = {
  Mutation: {
    admitMembership: (_, { input: { membershipId, from, basis } }) =>
      transaction(async (client) => {
        const [admitted] = await rowsOn(client, ADMIT, membershipId, from);
        if (!admitted) throw new Error('WRONG_STATE');
        const { id, convent_id: conventId, entity_id: entityId, state } = admitted;
        await rowsOn(client, ACT, id, conventId, entityId, state, from, basis);
        return admitted;
      }),
    // One statement is a transaction.
    editEntity: async (_, { input: { entityId, expectedVersion, data } }) => {
      const place = [data.town, data.street, data.postalCode, data.voivodeship];
      const given = [data.kind, data.name, ...place, data.founderName, data.founderKind];
      const [edited] = await rows(EDIT, entityId, expectedVersion, ...given);
      if (!edited) throw new Error('VERSION_CONFLICT');
      return edited;
    },
  },
  Query: {
    entity: async (_, { id }) => (await rows(`SELECT ${ENTITY} FROM entity WHERE id = $1`, id))[0],
    convent: async (_, { id }) => (await rows(`SELECT ${CONVENT} FROM convent WHERE id = $1`, id))[0],
    entities: async (_, { first, filter }) => {
      const given = [filter?.voivodeship ?? null, filter?.name ?? null];
      const text = `SELECT ${ENTITY} FROM entity WHERE ${WHERE} ORDER BY entity.name, id LIMIT $3`;
      const found = await rows(text, ...given, first + 1);
      return { nodes: found.slice(0, first), pageInfo: { hasNextPage: found.length > first }, given };
    },
  },
  Entities: {
    totalCount: async ({ given }) =>
      (await rows(`SELECT count(*)::int AS n FROM entity WHERE ${WHERE}`, ...given))[0].n,
  },
  Voivodeship: { teryt: ({ id }) => id },
  Membership: { memberFrom: ({ valid }) => startOf(valid) },
  Mandate: { validFrom: ({ valid }) => instantOf(valid) },
};

const app = Fastify();
app.register(mercurius, { schema: typeDefs, resolvers, loaders, jit: 1, path: '/graphql', graphiql: false });
await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`http://127.0.0.1:${app.server.address().port}`);
