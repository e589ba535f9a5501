import { setTimeout as sleep } from 'node:timers/promises';
import { startKonwent } from './contenders.mjs';
import { bytesOf, open } from './load.mjs';
import { cpuOf, cpuOfChildren, progress, rssOf, spent } from './processes.mjs';
import { Subscriber } from './subscriber.mjs';

const QUERY = `subscription ($id: ID!) { conventChanged(id: $id) { id officialName state version } }`;
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { version } }`;
const PEOPLE = 20;
const TOGETHER = 50;
const EACH_MS = 100;
const LAST_WORDS_MS = 5_000;

const at = (sorted, part) => Number((sorted[Math.floor(sorted.length * part)] ?? NaN).toFixed(1));

/** How often PostgreSQL ran the read that subscribers wait for: it alone makes JSON of a convent's name. */
async function readsOf({ sql }) {
  const { rows } = await sql.query(`
    SELECT coalesce(sum(calls), 0)::int AS n FROM pg_stat_statements
    WHERE query ILIKE '%official_name%' AND query ILIKE '%json%' AND query NOT ILIKE '%FOR UPDATE%'`);
  return rows[0].n;
}

async function countStatements({ sql }, track) {
  await sql.query(`ALTER SYSTEM SET pg_stat_statements.track = '${track}'`);
  await sql.query('SELECT pg_reload_conf()');
  await sleep(300);
}

/** So many subscribers of twenty people to one convent, a few at a time; each has had its first answer. */
async function gather({ port }, people, conventId, subscribers, heard) {
  const crowd = [];
  const payload = { query: QUERY, variables: { id: conventId } };
  try {
    while (crowd.length < subscribers) {
      const from = crowd.length;
      for (let i = from; i < Math.min(from + TOGETHER, subscribers); i++)
        crowd.push(new Subscriber(port, people[i % people.length].token, payload, heard));
      await Promise.all(crowd.slice(from).map(({ ready }) => ready));
    }
    return crowd;
  } catch (error) {
    for (const subscriber of crowd) subscriber.end();
    throw error;
  }
}

/** Renames the convent ten times a second; a rename that takes longer delays the next. Gives when each was sent and acknowledged. */
async function edits({ port }, { token, conventId, name }, version, events, times) {
  const line = open(port);
  const begun = performance.now();
  for (let i = 0; i < events; i++) {
    const input = { conventId, officialName: `${name} ${version + i}`, aliases: [], expectedVersion: version + i };
    const request = bytesOf(port, { path: '/graphql', body: { query: EDIT, variables: { input } }, token });
    await sleep(Math.max(0, begun + i * EACH_MS - performance.now()));
    const time = { sent: performance.now() };
    times.set(version + i + 1, time);
    await line.ask(request);
    time.acknowledged = performance.now();
  }
  line.end();
  return (performance.now() - begun) / 1000;
}

async function crowded(world, konwent, { subscribers, events }) {
  const [chair] = world.chairs;
  const people = world.officers.slice(0, PEOPLE);
  const [times, arrivals] = [new Map(), []];
  const heard = (version) => times.has(version) && arrivals.push(version, performance.now());
  const empty = rssOf(konwent.pid);
  progress(`subscriptions: ${subscribers} subscribers come`);
  const crowd = await gather(konwent, people, chair.conventId, subscribers, heard);
  try {
    await sleep(1_000);
    const kbPerSubscriber = Math.round((rssOf(konwent.pid) - empty) / subscribers);
    const { rows } = await world.sql.query('SELECT version FROM convent WHERE id = $1', [chair.conventId]);
    progress(`subscriptions: ${events} events`);
    const before = [await readsOf(world), cpuOf(konwent.pid), cpuOfChildren(world.postmaster), process.cpuUsage()];
    const seconds = await edits(konwent, chair, rows[0].version, events, times);
    for (let left = LAST_WORDS_MS; left > 0 && arrivals.length < subscribers * events * 2; left -= 100)
      await sleep(100);
    const client = process.cpuUsage(before[3]);
    const cpu = { server: cpuOf(konwent.pid) - before[1], postgres: spent(before[2], cpuOfChildren(world.postmaster)) };
    const perEvent = (value) => Number((value / events).toFixed(1));
    return {
      subscribers,
      people: people.length,
      eventsPerSecond: Number((events / seconds).toFixed(1)),
      arrived: Number((arrivals.length / 2 / (subscribers * events)).toFixed(4)),
      lost: crowd.filter(({ lost }) => lost).length,
      ...delays(arrivals, times),
      cpuMsPerEvent: perEvent(cpu.server),
      postgresCpuMsPerEvent: perEvent(cpu.postgres),
      clientCpuMsPerEvent: perEvent((client.user + client.system) / 1000),
      readsPerEvent: perEvent((await readsOf(world)) - before[0]),
      kbPerSubscriber,
    };
  } finally {
    for (const subscriber of crowd) subscriber.end();
  }
}

/** Times to each arrival, from the rename's sending and from its acknowledgement; one may arrive before that. */
function delays(arrivals, times) {
  const [sent, acknowledged] = [[], []];
  for (let i = 0; i < arrivals.length; i += 2) {
    const time = times.get(arrivals[i]);
    sent.push(arrivals[i + 1] - time.sent);
    acknowledged.push(arrivals[i + 1] - time.acknowledged);
  }
  for (const list of [sent, acknowledged]) list.sort((a, b) => a - b);
  return {
    p50Ms: at(sent, 0.5),
    p99Ms: at(sent, 0.99),
    fromAnswerP50Ms: at(acknowledged, 0.5),
    fromAnswerP99Ms: at(acknowledged, 0.99),
  };
}

/** In a Konwent of its own, whose operator lets one address have as many sockets as come. */
export async function measureSubscriptions(world, size) {
  const konwent = await startKonwent(world, { SOCKETS_PER_ADDRESS: String(size.subscribers) });
  try {
    await countStatements(world, 'top');
    return await crowded(world, konwent, size);
  } finally {
    await countStatements(world, 'none').catch(() => undefined);
    await konwent.stop();
  }
}
