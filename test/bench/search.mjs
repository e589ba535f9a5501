import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { contenders } from './contenders.mjs';
import { bytesOf, load } from './load.mjs';
import { cpuOf, cpuOfChildren, progress, rssOf, spent, stopAll } from './processes.mjs';

/** How long a page of a search takes among many documents: `node test/bench/search.mjs [--documents 100000]`. */
const { values: options } = parseArgs({
  options: { documents: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '10' } },
});
const CLIENTS = 8;
/** Each text is analyzed once; the rest of the index are copies of its entries under other ids and days. */
const COPIES = 20;
const COLUMNS = `subject_type, title, body, audience, readers, entity_kind, voivodeship_id, areas, tags, target_groups, cost_range, year,
  reuse, checked_on, lemmas, offsets, body_place, words, fingerprint, analyzer`;
const dist = (path) => import(new URL(`../../dist/${path}`, import.meta.url));
const set = async (name) => JSON.parse(await readFile(new URL(`../search-set/${name}.json`, import.meta.url), 'utf8'));

const PAGE = `query ($query: String, $orderBy: SearchOrder, $filter: SearchFilter) {
  search(query: $query, orderBy: $orderBy, filter: $filter, first: 20) {
    totalCount capped match didYouMean facets { facet value count } pageInfo { hasNextPage endCursor }
    nodes { id subjectType title { text hit } excerpt { text hit } reuse datedAt } } }`;

/** The next page of the same: its counts are known by then. */
const MORE = PAGE.replace(/totalCount .* pageInfo/, 'pageInfo');

/** The same numbers each time. */
let state = 7;
const below = (n) => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return state % n;
};
const pick = (from) => from[below(from.length)];

/** Texts of five sentences of the test set and forty words of the dictionary. */
async function texts() {
  const documents = await set('documents');
  const sentences = documents.flatMap(({ body }) => body.split(/(?<=\.) /));
  const folder = dirname(createRequire(import.meta.url).resolve('dictionary-pl'));
  const roots = (await readFile(join(folder, 'index.dic'), 'utf8')).split('\n').slice(1);
  const words = Array.from({ length: 20_000 }, () => pick(roots).split('/')[0]).filter((each) =>
    /^\p{Ll}{4,}$/u.test(each),
  );
  const some = (n, from) => Array.from({ length: n }, () => pick(from)).join(' ');
  return () => ({
    title: `${some(3, words)} ${pick(documents).title}`,
    body: `${some(5, sentences)} ${some(40, words)}`,
    teryt: String(2 * (1 + below(16))).padStart(2, '0'),
    reuse: below(10) ? 0 : below(30),
    groups: [pick(['YOUNG', 'OLDER', 'HOMELESS', 'DISABLED'])],
    cost: pick(['NONE', 'UP_TO_5', 'UP_TO_20', 'UP_TO_100']),
    year: 2010 + below(16),
  });
}

async function fill(sql, count) {
  await sql.query(`CREATE TABLE bench_document (id uuid PRIMARY KEY DEFAULT uuidv7(), title text, body text, teryt text, reuse int,
    groups text[], cost text, year int, dated_at timestamptz DEFAULT now() - random() * interval '10 years')`);
  await sql.query(`CREATE VIEW search_of_bench AS SELECT 'Declaration' AS subject_type, id AS subject_id, title, body, 'PUBLIC' AS audience,
    teryt AS voivodeship_id, reuse, groups AS target_groups, cost AS cost_range, year, dated_at FROM bench_document`);
  await sql.query(`SELECT gather_search()`);
  const one = await texts();
  for (let i = 0; i < count; i += 1_000)
    await sql.query(
      `INSERT INTO bench_document (title, body, teryt, reuse, groups, cost, year)
       SELECT title, body, teryt, reuse, groups, cost, year FROM jsonb_populate_recordset(null::bench_document, $1)`,
      [JSON.stringify(Array.from({ length: Math.min(1_000, count - i) }, one))],
    );
}

async function index(url, dataDir) {
  const [{ startApi }, { Config, Db }, { SearchIndexer }] = await Promise.all([
    dist('apps/api/api.js'),
    dist('libs/core/src/index.js'),
    dist('libs/search/src/index.js'),
  ]);
  const { app, close } = await startApi(Config.load({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir }), url);
  const begun = performance.now();
  const count = await app.get(SearchIndexer, { strict: false }).catchUp(app.get(Db));
  const ms = (performance.now() - begun) / count;
  await close();
  return { count, ms };
}

const folder = await mkdtemp(join(tmpdir(), 'konwent-search-'));
const { startEmbedded } = await dist('apps/cli/embedded.js');
const { migrate } = await dist('apps/cli/database.js');
const server = await startEmbedded({ dataDir: folder });
const sql = new pg.Client({ connectionString: server.ownerUrl });
try {
  await migrate({ ownerUrl: server.ownerUrl, folder });
  await sql.connect();
  progress(`${options.documents} documents`);
  await fill(sql, Number(options.documents) / COPIES);
  const indexed = await index(server.appUrl, folder);
  progress(`indexed, ${indexed.ms.toFixed(2)} ms a document`);
  await sql.query(`INSERT INTO search_document (id, dated_at, ${COLUMNS}) SELECT uuidv7(), dated_at - n * interval '53 hours', ${COLUMNS}
    FROM search_document, generate_series(2, ${COPIES}) n`);
  await sql.query('VACUUM ANALYZE');
  progress('copied');
  const konwent = await contenders.konwent.start(server);
  const postmaster = Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
  const queries = (await set('queries')).map(([, query]) => query);
  const mixes = {
    'the queries of the test set': () => ({ query: pick(queries) }),
    'the same without counts and facets': () => ({ query: pick(queries), document: MORE }),
    'one word': () => ({ query: pick(queries).split(' ')[0] }),
    'by reuse, one voivodeship': () => ({ query: pick(queries), orderBy: 'REUSE', filter: { voivodeships: ['22'] } }),
    'no words at all': () => ({ query: '' }),
  };
  const { port } = konwent;
  for (const [name, variables] of Object.entries(mixes)) {
    const next = () => {
      const { document = PAGE, ...given } = variables();
      return bytesOf(port, { path: '/graphql', body: { query: document, variables: given } });
    };
    await load(port, next, { connections: CLIENTS, ms: 3_000 });
    const before = [cpuOf(konwent.pid), cpuOfChildren(postmaster)];
    const { count, perSecond, p50, p95, p99 } = await load(port, next, {
      connections: CLIENTS,
      ms: options.seconds * 1_000,
    });
    const told = [p50, p95, p99].map((each) => each.toFixed(1)).join(' / ');
    const cpu = [cpuOf(konwent.pid) - before[0], spent(before[1], cpuOfChildren(postmaster))];
    const each = cpu.map((ms) => (ms / count).toFixed(1)).join(' + ');
    console.log(
      `${name}: ${count} pages, ${perSecond.toFixed(0)}/s, p50/p95/p99 ${told} ms; CPU ${each} ms (Node + PostgreSQL)`,
    );
  }
  console.log(
    `index ${indexed.ms.toFixed(2)} ms a document; server ${(rssOf(konwent.pid) / 1e3).toFixed(0)} MB; load ${loadavg()[0].toFixed(1)}`,
  );
} finally {
  await stopAll();
  await sql.end().catch(() => undefined);
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
