// The limit: node:http, one prepared statement a read, PostgreSQL's JSON sent as it is. No GraphQL, no session, no rules.
import { createServer } from 'node:http';
import pg from 'pg';

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

const statements = {
  entity: [
    'id',
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
    'voivodeship',
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
    'id',
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
    'part',
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
};

const clients = await Promise.all(
  Array.from({ length: 4 }, async () => {
    const options = '-c plan_cache_mode=force_generic_plan';
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL, pipeline: true, options });
    await client.connect();
    return client;
  }),
);
let turn = 0;

async function answer(name, body) {
  const [parameter, text] = statements[name];
  const values = [JSON.parse(body).variables[parameter]];
  const { rows } = await clients[turn++ % 4].query({ name, text, values, rowMode: 'array' });
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
