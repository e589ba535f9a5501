import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const dist = (path) => import(new URL(`../../dist/${path}`, import.meta.url));

export const COUNTS = { convents: 16, entities: 2_000, people: 20_000 };

/** Sixteen convents with 125 entities each; a representative and nine of the staff an entity, a board of six a convent. */
const FILL = `
  INSERT INTO convent (id, official_name, voivodeship_id, state, founded_on)
    SELECT uuidv7(), 'Konwent CIS i KIS w ' || locative, id, 'ACTIVE', '2019-03-01' FROM voivodeship;
  INSERT INTO convent_rules (id, admission_by, ordinary_kinds, quorum_percent, majority, election_majority,
      amendment_majority, term_months, silence)
    SELECT id, 'CHAIR', '{CIS,KIS,ZAZ,WTZ}', 50, 'SIMPLE', 'ABSOLUTE', 'TWO_THIRDS', 48, 'ABSENT' FROM convent;

  CREATE TEMP TABLE c AS SELECT id, voivodeship_id, row_number() OVER (ORDER BY voivodeship_id) - 1 AS n FROM convent;
  CREATE TEMP TABLE e AS SELECT uuidv7() AS id, n FROM generate_series(0, ${COUNTS.entities - 1}) n;
  CREATE TEMP TABLE p AS SELECT uuidv7() AS id, n FROM generate_series(0, ${COUNTS.people - 1}) n;

  INSERT INTO person (id, display_name)
    SELECT id, (ARRAY['Małgorzata','Łukasz','Żaneta','Świętosława','Bożena','Józef','Stanisław','Grażyna'])[n % 8 + 1] || ' '
      || (ARRAY['Źrebiec','Dąbrówka','Ćwikła','Łękawska','Świerszcz','Żółtak','Gęśla'])[n % 7 + 1] || ' ' || n FROM p;
  INSERT INTO entity (id, kind, name, town, street, postal_code, voivodeship_id, founder_name, founder_kind)
    SELECT e.id, (ARRAY['CIS','KIS','ZAZ','WTZ'])[e.n % 4 + 1],
      (ARRAY['Centrum Integracji Społecznej','Klub Integracji Społecznej','Zakład Aktywności Zawodowej',
        'Warsztat Terapii Zajęciowej'])[e.n % 4 + 1] || ' „'
      || (ARRAY['Źródło','Żagiel','Łączność','Ścieżka','Przystań','Świt','Gąszcz','Dąb','Pętla','Ósemka','Krąg','Łódka',
        'Nadzieja','Jaźń','Kość','Mgła','Promień','Struś','Żuraw'])[e.n % 19 + 1] || '” nr ' || e.n,
      (ARRAY['Łódź','Kędzierzyn','Świdnica','Żyrardów','Bełchatów','Głogów','Mińsk','Częstochowa'])[e.n / 16 % 8 + 1],
      'Długa ' || e.n, lpad((e.n % 90 + 10)::text, 2, '0') || '-100', c.voivodeship_id,
      'Gmina ' || (ARRAY['Łęczyca','Słupsk','Gniezno','Żary'])[e.n % 4 + 1], 'MUNICIPALITY'
    FROM e JOIN c ON c.n = e.n % 16 ORDER BY e.n;
  INSERT INTO membership (id, convent_id, entity_id, kind, state, applied_on, valid)
    SELECT uuidv7(), c.id, e.id, 'ORDINARY', 'ACTIVE', '2020-01-15', '[2020-02-01,)' FROM e JOIN c ON c.n = e.n % 16
    ORDER BY e.n;
  INSERT INTO mandate (id, person_id, function, entity_id, state, valid, basis)
    SELECT uuidv7(), p.id, CASE WHEN p.n < ${COUNTS.entities} THEN 'REPRESENTATIVE' ELSE 'STAFF' END, e.id, 'ACTIVE',
      '[2024-01-01 09:00:00+00,)', 'Upoważnienie ' || p.n
    FROM p JOIN e ON e.n = p.n % ${COUNTS.entities} WHERE p.n < ${COUNTS.people - 96} ORDER BY p.n;
  INSERT INTO mandate (id, person_id, function, convent_id, state, valid, basis)
    SELECT uuidv7(), p.id,
      (ARRAY['CHAIR','VICE_CHAIR','SECRETARY','BOARD_MEMBER','BOARD_MEMBER','BOARD_MEMBER'])[(p.n - ${COUNTS.people - 96}) / 16 + 1],
      c.id, 'ACTIVE', '[2024-01-01 09:00:00+00,)', 'Uchwała ' || p.n
    FROM p JOIN c ON c.n = p.n % 16 WHERE p.n >= ${COUNTS.people - 96};
`;

/** What PostGraphile takes as its best form of a search and of the writes: functions that PostgreSQL can inline. */
const FOR_PEERS = `
  COMMENT ON COLUMN entity_import_problem.row_id IS '@name importRow'; -- PostGraphile calls each id rowId
  CREATE FUNCTION entities_by_name(part text) RETURNS SETOF entity LANGUAGE sql STABLE
    AS $$ SELECT * FROM entity WHERE name_folded LIKE '%' || fold(part) || '%' AND state = 'ACTIVE' ORDER BY name, id $$;
  CREATE FUNCTION admit(membership_id uuid) RETURNS membership LANGUAGE sql VOLATILE
    AS $$ UPDATE membership SET state = 'ACTIVE', valid = daterange(current_date, NULL), version = version + 1
          WHERE id = membership_id AND state = 'APPLIED' RETURNING * $$;
  CREATE FUNCTION rename_entity(entity_id uuid, expected_version int, new_name text) RETURNS entity LANGUAGE sql VOLATILE
    AS $$ UPDATE entity SET name = new_name, version = version + 1
          WHERE id = entity_id AND version = expected_version RETURNING * $$;
`;

/** A PostgreSQL of its own in a temporary folder, with the project's tables and the bench's rows. */
export async function openWorld() {
  const { startEmbedded } = await dist('apps/cli/embedded.js');
  const { migrate } = await dist('apps/cli/database.js');
  const folder = await mkdtemp(join(tmpdir(), 'konwent-bench-'));
  const start = () => startEmbedded({ dataDir: folder, durable: true });
  let server = await start();
  await migrate({ ownerUrl: server.ownerUrl, folder });
  const setup = new pg.Client({ connectionString: server.ownerUrl });
  await setup.connect();
  for (const text of [FILL, FOR_PEERS]) await setup.query(text);
  await setup.query('VACUUM ANALYZE');
  await setup.query(`ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`);
  await setup.query(`ALTER SYSTEM SET pg_stat_statements.track = 'none'`);
  await setup.end();
  await server.stop();
  server = await start();
  const sql = new pg.Pool({ connectionString: server.ownerUrl, max: 2 });
  sql.on('error', () => undefined);
  await sql.query('CREATE EXTENSION pg_stat_statements');
  const postmaster = Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
  const close = async () => {
    await sql.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...server, sql, postmaster, close, ...(await things(sql)) };
}

/** What the requests ask for, and a session for each who asks: the chairs, then the vice-chairs. */
async function things(sql) {
  const rows = async (text, values) => (await sql.query(text, values)).rows;
  const { hashOf } = await dist('libs/core/src/ids.js');
  const officers = await rows(`
    SELECT m.person_id AS "personId", m.convent_id AS "conventId", c.voivodeship_id AS voivodeship, c.official_name AS name
    FROM mandate m JOIN convent c ON c.id = m.convent_id WHERE m.function IN ('CHAIR', 'VICE_CHAIR')
    ORDER BY m.function, c.voivodeship_id`);
  for (const officer of officers) {
    officer.token = randomBytes(32).toString('base64url');
    await sql.query(
      `INSERT INTO session (id, person_id, token_hash, last_seen_at, expires_at)
       VALUES (uuidv7(), $1, $2, now(), now() + interval '12 hours')`,
      [officer.personId, hashOf(officer.token)],
    );
  }
  const entities = await rows(`
    SELECT e.id, e.kind, e.name, e.version, e.voivodeship_id AS voivodeship FROM entity e ORDER BY e.id`);
  return { officers, chairs: officers.slice(0, COUNTS.convents), entities };
}
