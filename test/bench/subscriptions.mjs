import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { median } from './rounds.mjs';
import { cpuOf, rssMb } from './processes.mjs';

const QUERY = `subscription ($id: ID!) { conventChanged(id: $id) { id officialName state version } }`;
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { version } }`;
/** A server may bound the connections of one address: ours come from many of the loopback's. */
const AN_ADDRESS = 10;
const EACH_MS = 100;

/** Opens one subscriber and waits for its first answer; `heard` is told each version that arrives. */
function subscribe({ port }, { token }, conventId, address, heard) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', { localAddress: address });
  const send = (message) => socket.send(JSON.stringify(message));
  return new Promise((resolve, reject) => {
    socket.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    socket.on('message', (data) => {
      const text = String(data);
      if (text.includes('"connection_ack"'))
        return send({ type: 'subscribe', id: '1', payload: { query: QUERY, variables: { id: conventId } } });
      const [, version] = /"version":(\d+)/.exec(text) ?? [];
      if (!version) return text.includes('"ping"') ? send({ type: 'pong' }) : reject(new Error(text));
      resolve(socket);
      heard(Number(version));
    });
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed with ${code} ${reason}`)));
  });
}

async function edit({ port }, { token, conventId, name }, expectedVersion) {
  const input = { conventId, officialName: `${name} ${expectedVersion}`, aliases: [], expectedVersion };
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: EDIT, variables: { input } }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data.editConvent.version;
}

/** How often PostgreSQL ran the statement that subscribers wait for; it alone asks for a convent's id. */
async function readsOf({ sql }) {
  const { rows } = await sql.query(`
    SELECT coalesce(sum(calls), 0)::int AS n FROM pg_stat_statements
    WHERE query LIKE 'SELECT row_to_json%t0."official_name"%' AND query LIKE '%t0."id" AS "id"%'`);
  return rows[0].n;
}

/** Opens them fifty at a time. */
async function gather(konwent, people, conventId, subscribers, heard) {
  const sockets = [];
  for (let i = 0; i < subscribers; i += 50) {
    const some = Array.from({ length: Math.min(50, subscribers - i) }, (_, j) => {
      const place = Math.floor((i + j) / AN_ADDRESS);
      const address = `127.0.${1 + Math.floor(place / 250)}.${1 + (place % 250)}`;
      return subscribe(konwent, people[(i + j) % people.length], conventId, address, heard);
    });
    sockets.push(...(await Promise.all(some)));
  }
  return sockets;
}

/** So many subscribers of twenty people to one convent, and ten changes of it a second; times run from the edit's sending. */
export async function measureSubscriptions(world, konwent, { subscribers, events }) {
  const [chair] = world.chairs;
  const people = world.officers.slice(0, 20);
  const [sentAt, delays] = [new Map(), []];
  const heard = (version) => sentAt.has(version) && delays.push(performance.now() - sentAt.get(version));
  const empty = rssMb(konwent.pid);
  const sockets = await gather(konwent, people, chair.conventId, subscribers, heard);
  await sleep(1_000);
  const rss = rssMb(konwent.pid);
  await world.sql.query(`ALTER SYSTEM SET pg_stat_statements.track = 'top'`);
  await world.sql.query('SELECT pg_reload_conf()');
  await sleep(300);
  const [reads, cpu] = [await readsOf(world), cpuOf(konwent.pid)];
  let { rows: [{ version }] } = await world.sql.query('SELECT version FROM convent WHERE id = $1', [chair.conventId]); // prettier-ignore
  const begun = performance.now();
  for (let i = 0; i < events; i++) {
    await sleep(Math.max(0, begun + i * EACH_MS - performance.now()));
    sentAt.set(version + 1, performance.now());
    version = await edit(konwent, chair, version);
  }
  for (let left = 50; left && delays.length < subscribers * events; left--) await sleep(100);
  const perEvent = { cpuMs: (cpuOf(konwent.pid) - cpu) / events, reads: ((await readsOf(world)) - reads) / events };
  for (const socket of sockets) socket.removeAllListeners('close').terminate();
  delays.sort((a, b) => a - b);
  return {
    subscribers,
    people: people.length,
    eventsPerSecond: Number((events / ((performance.now() - begun) / 1000)).toFixed(1)),
    arrived: Number((delays.length / (subscribers * events)).toFixed(4)),
    p50Ms: Math.round(median(delays)),
    p99Ms: Math.round(delays[Math.floor(delays.length * 0.99)]),
    cpuMsPerEvent: Math.round(perEvent.cpuMs),
    sqlReadsPerEvent: Number(perEvent.reads.toFixed(1)),
    kbPerSubscriber: Math.round(((rss - empty) * 1024) / subscribers),
  };
}
