import { setTimeout as sleep } from 'node:timers/promises';
import { contenders } from './contenders.mjs';
import { openWorld } from './data.mjs';
import { open } from './load.mjs';
import { progress } from './processes.mjs';
import { checkReads, endless, reads } from './reads.mjs';
import { median } from './rounds.mjs';

export const SCALES = [1, 10, 100];
const WARM = 100;
/** Loading a hundred times the rows may take so long and no longer. */
const LOAD_MS = 300_000;

/** The statements that PostgreSQL ran, each with its time in ms and the blocks that it looked at. */
async function statements({ sql }) {
  const { rows } = await sql.query(`
    SELECT query, calls::int, total_exec_time AS ms, (shared_blks_hit + shared_blks_read)::int AS blocks
    FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND userid <> current_user::regrole ORDER BY total_exec_time DESC`);
  return rows;
}

/** One after another by one client, so that nothing waits for anything else. */
async function measure(world, { port }, who, read, count) {
  const line = open(port);
  const next = endless(world, who, port, read);
  const latencies = [];
  try {
    for (let i = 0; i < WARM; i++) await line.ask(next());
    await world.sql.query('SELECT pg_stat_statements_reset()');
    for (let i = 0; i < count; i++) {
      const sent = performance.now();
      await line.ask(next());
      latencies.push(performance.now() - sent);
    }
  } finally {
    line.end();
  }
  return median(latencies);
}

/** Konwent's read by its statements: the one that answers, and what stands around it. */
async function konwentOf(world, server, read, count) {
  const p50 = await measure(world, server, 'konwent', read, count);
  const [main, ...rest] = await statements(world);
  const around = rest.reduce((sum, { ms }) => sum + ms, 0) / count;
  return {
    p50Ms: round(p50),
    statementMs: round(main.ms / main.calls),
    aroundMs: round(around),
    blocks: Math.round(main.blocks / main.calls),
  };
}

const round = (value) => Number(value.toFixed(3));

async function atScale(folder, scale, count) {
  const world = await openWorld(folder, { scale, loadMs: LOAD_MS });
  const servers = {};
  try {
    await world.sql.query(`ALTER SYSTEM SET pg_stat_statements.track = 'top'`);
    await world.sql.query('SELECT pg_reload_conf()');
    for (const who of ['konwent', 'bare']) servers[who] = await contenders[who].start(world);
    await checkReads(world, servers);
    await sleep(300);
    const found = {
      entities: world.counts.entities,
      people: world.counts.people,
      loadedS: round(world.loadedMs / 1000),
    };
    for (const [name, read] of Object.entries(reads)) {
      progress(`growth: ${name} at ${scale} times the rows`);
      found[name] = await konwentOf(world, servers.konwent, read, count);
      found[name].limitP50Ms = round(await measure(world, servers.bare, 'bare', read, count));
    }
    return found;
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    await world.close();
  }
}

/** How many times the statement's time and the blocks that it looks at are those of the smallest world. */
function growthOf(scales) {
  const [first, ...others] = Object.keys(scales).filter((scale) => !scales[scale].failed);
  const times = (name, key) =>
    others.map((scale) => Number((scales[scale][name][key] / scales[first][name][key]).toFixed(2)));
  return Object.fromEntries(
    Object.keys(reads).map((name) => [
      name,
      Object.fromEntries(['statementMs', 'blocks', 'p50Ms', 'limitP50Ms'].map((key) => [key, times(name, key)])),
    ]),
  );
}

/** The reads in worlds of 1, 10 and 100 times the rows; one that takes too long to load is left out, and said so. */
export async function measureGrowth(folder, { count, scales = SCALES }) {
  const found = {};
  for (const scale of scales)
    found[scale] = await atScale(folder, scale, count).catch((error) => {
      if (!/took more than/.test(error.message)) throw error;
      return { failed: error.message };
    });
  return { scales: found, times: growthOf(found) };
}
