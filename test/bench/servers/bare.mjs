// The limit: node:http, one prepared statement a request, PostgreSQL's JSON sent as it is. No GraphQL, no session, no rules.
import { createServer } from 'node:http';
import pg from 'pg';

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

const ONE = (name) => (variables) => [variables[name]];

/** What each takes of the variables, and its statement; a write of one statement is a transaction. */
const statements = {
  entity: [
    ONE('id'),
    `SELECT row_to_json(a)::text FROM (SELECT (SELECT row_to_json(r) FROM (
      SELECT e.id, e.name, e.kind, e.town, e.street, e.postal_code AS "postalCode", e.founder_name AS "founderName",
        e.founder_kind AS "founderKind", e.version,
        (SELECT row_to_json(v) FROM (SELECT id AS teryt, name FROM voivodeship WHERE id = e.voivodeship_id) v) AS voivodeship,
        (SELECT json_build_object('nodes', coalesce(json_agg(m), '[]')) FROM (
          SELECT s.id, s.kind, s.state, s.applied_on AS "appliedOn", lower(s.valid) AS "memberFrom",
            (SELECT row_to_json(c) FROM (SELECT c.id, c.official_name AS "officialName", c.state,
              (SELECT row_to_json(v) FROM (SELECT name FROM voivodeship WHERE id = c.voivodeship_id) v) AS voivodeship
              FROM convent c WHERE c.id = s.convent_id) c) AS convent
          FROM membership s WHERE s.entity_id = e.id ORDER BY s.id LIMIT 20) m) AS memberships
      FROM entity e WHERE e.id = $1) r) AS entity) a`,
  ],
  page: [
    ONE('voivodeship'),
    `SELECT json_build_object('entities', json_build_object(
        'nodes', coalesce(json_agg(n ORDER BY i) FILTER (WHERE i <= 20), '[]'),
        'pageInfo', json_build_object('hasNextPage', count(*) > 20)))::text
    FROM (SELECT row_number() OVER () AS i, row_to_json(r) AS n FROM (
      SELECT e.id, e.name, e.kind, e.town, e.founder_name AS "founderName",
        (SELECT json_build_object('nodes', coalesce(json_agg(m), '[]')) FROM (
          SELECT s.state, (SELECT row_to_json(c) FROM (
            SELECT id, official_name AS "officialName" FROM convent WHERE id = s.convent_id) c) AS convent
          FROM membership s WHERE s.entity_id = e.id ORDER BY s.id LIMIT 5) m) AS memberships,
        (SELECT json_build_object('totalCount', count(*)) FROM mandate WHERE entity_id = e.id) AS mandates
      FROM entity e WHERE e.voivodeship_id = $1 AND e.state = 'ACTIVE' ORDER BY e.name, e.id LIMIT 21) r) p`,
  ],
  convent: [
    ONE('id'),
    `SELECT json_build_object('convent', row_to_json(r))::text FROM (SELECT c.id, c.official_name AS "officialName", c.state,
      (SELECT json_build_object('nodes', coalesce(json_agg(m), '[]')) FROM (
        SELECT s.id, s.state, lower(s.valid) AS "memberFrom", (SELECT row_to_json(x) FROM (
          SELECT e.id, e.name, e.town, (SELECT json_build_object('nodes', coalesce(json_agg(d), '[]')) FROM (
            SELECT m.function, to_char(lower(m.valid) AT TIME ZONE 'UTC', ${INSTANT}) AS "validFrom",
              (SELECT row_to_json(p) FROM (SELECT id, display_name AS "displayName" FROM person WHERE id = m.person_id) p)
                AS person
            FROM mandate m WHERE m.entity_id = e.id AND m.function = 'REPRESENTATIVE' ORDER BY m.id DESC LIMIT 5) d) AS mandates
          FROM entity e WHERE e.id = s.entity_id) x) AS entity
        FROM membership s WHERE s.convent_id = c.id ORDER BY s.id LIMIT 60) m) AS memberships
    FROM convent c WHERE c.id = $1) r`,
  ],
  search: [
    ONE('part'),
    `SELECT json_build_object('entities', json_build_object(
        'nodes', coalesce(json_agg(n ORDER BY i) FILTER (WHERE i <= 20), '[]'),
        'pageInfo', json_build_object('hasNextPage', count(*) > 20),
        'totalCount', (SELECT count(*) FROM entity WHERE name_folded LIKE '%' || fold($1) || '%' AND state = 'ACTIVE')))::text
    FROM (SELECT row_number() OVER () AS i, row_to_json(r) AS n FROM (
      SELECT e.id, e.name, e.kind, e.town, e.founder_name AS "founderName",
        (SELECT row_to_json(v) FROM (SELECT name FROM voivodeship WHERE id = e.voivodeship_id) v) AS voivodeship
      FROM entity e WHERE e.name_folded LIKE '%' || fold($1) || '%' AND e.state = 'ACTIVE'
      ORDER BY e.name, e.id LIMIT 21) r) p`,
  ],
  admit: [
    ({ input: { membershipId, from, basis } }) => [membershipId, from, basis],
    `WITH m AS (UPDATE membership SET state = 'ACTIVE', valid = daterange($2, NULL), version = version + 1
        WHERE id = $1 AND state IN ('APPLIED', 'ON_HOLD') RETURNING *),
      a AS (INSERT INTO membership_act (id, membership_id, convent_id, entity_id, state, at, effective_on, basis)
        SELECT uuidv7(), id, convent_id, entity_id, state, now(), $2, $3 FROM m)
    SELECT json_build_object('admitMembership', json_build_object('id', m.id, 'state', m.state, 'version', m.version,
      'memberFrom', lower(m.valid), 'entity', json_build_object('id', e.id, 'name', e.name)))::text
    FROM m JOIN entity e ON e.id = m.entity_id`,
  ],
  edit: [
    ({ input: { entityId, expectedVersion, data } }) => {
      const place = [data.town, data.street, data.postalCode, data.voivodeship];
      return [entityId, expectedVersion, data.kind, data.name, ...place, data.founderName, data.founderKind];
    },
    `WITH e AS (UPDATE entity SET (kind, name, town, street, postal_code, voivodeship_id, founder_name, founder_kind, version)
        = ($3, $4, $5, $6, $7, $8, $9, $10, version + 1) WHERE id = $1 AND version = $2 RETURNING *)
    SELECT json_build_object('editEntity', json_build_object('id', e.id, 'version', e.version, 'name', e.name, 'town', e.town,
      'street', e.street, 'postalCode', e.postal_code, 'voivodeship', json_build_object('name', v.name)))::text
    FROM e JOIN voivodeship v ON v.id = e.voivodeship_id`,
  ],
};

const connect = async () => {
  const options = '-c plan_cache_mode=force_generic_plan';
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL, pipeline: true, options });
  await client.connect();
  return client;
};
/** Four for reads, which keep PostgreSQL's processors busy; all eight for writes, which wait for the disk. */
const writers = await Promise.all(Array.from({ length: 8 }, connect));
const readers = writers.slice(0, 4);
let turn = 0;

async function answer(name, body) {
  const [valuesOf, text] = statements[name];
  const values = valuesOf(JSON.parse(body).variables);
  const clients = text.startsWith('WITH') ? writers : readers;
  const { rows } = await clients[turn++ % clients.length].query({ name, text, values, rowMode: 'array' });
  if (!rows.length) throw new Error('nothing found');
  return `{"data":${rows[0][0]}}`;
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part) => (body += part));
  request.on('end', async () => {
    const [status, text] = await answer(request.url.slice(1), body).then(
      (found) => [200, found],
      (error) => [500, JSON.stringify({ errors: [{ message: error.message }] })],
    );
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    response.writeHead(status, headers).end(text);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
