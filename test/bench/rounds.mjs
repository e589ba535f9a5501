import { deepStrictEqual } from 'node:assert';
import { contenders } from './contenders.mjs';
import { load } from './load.mjs';
import { cpuOf, cpuOfChildren, spent } from './processes.mjs';
import { enough, plain, reads } from './reads.mjs';

const CONNECTIONS = 32;

export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const shuffled = (list) =>
  list
    .map((each) => [Math.random(), each])
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each);

async function answerOf(port, request) {
  const text = request.toString();
  const [head, body] = [text.slice(0, text.indexOf('\r\n\r\n')), text.slice(text.indexOf('\r\n\r\n') + 4)];
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(/: (.*)/s)),
  );
  delete headers.host;
  delete headers['content-length'];
  const path = head.split(' ')[1];
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  const { data, errors } = await response.json();
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return plain(data);
}

/** Every contender has to tell the same facts, whoever asks and whatever they ask for. */
export async function checkAnswers(world, servers) {
  for (const [name, read] of Object.entries(reads)) {
    for (const variant of read.variants(world).slice(0, 16)) {
      const ask = (who) => answerOf(servers[who].port, contenders[who].request(servers[who].port, read, variant));
      const expected = await ask('bare');
      if (!enough[name](expected)) throw new Error(`${name} answers too little: ${JSON.stringify(expected)}`);
      for (const who of Object.keys(servers))
        deepStrictEqual(await ask(who), expected, `${who} answers ${name} otherwise`);
    }
  }
}

/** One round of one contender: requests a second, and the CPU that a request took in the server and in PostgreSQL. */
async function round(world, { port, pid }, requests, ms) {
  let turn = Math.floor(Math.random() * requests.length);
  const next = () => requests[turn++ % requests.length];
  await load(port, next, { connections: CONNECTIONS, ms: ms / 8 });
  const before = [cpuOf(pid), cpuOfChildren(world.postmaster)];
  const { count, perSecond, p50, p99 } = await load(port, next, { connections: CONNECTIONS, ms });
  const [server, database] = [cpuOf(pid) - before[0], spent(before[1], cpuOfChildren(world.postmaster))];
  return { perSecond, p50, p99, server: server / count, database: database / count };
}

/** All contenders in each round, in an order of chance, so that what else the machine does befalls all alike. */
export async function measureReads(world, servers, { rounds, ms, warmUp, only, tell }) {
  const measured = {};
  for (const [name, read] of Object.entries(reads).filter(([name]) => !only || only.includes(name))) {
    const requests = Object.fromEntries(
      Object.entries(servers).map(([who, { port }]) => [
        who,
        read.variants(world).map((variant) => contenders[who].request(port, read, variant)),
      ]),
    );
    for (const who of Object.keys(servers)) await round(world, servers[who], requests[who], warmUp);
    const done = [];
    for (let i = 0; i < rounds; i++) {
      const results = {};
      for (const who of shuffled(Object.keys(servers)))
        results[who] = await round(world, servers[who], requests[who], ms);
      done.push(results);
    }
    measured[name] = summary(done);
    tell(name, measured[name]);
  }
  return measured;
}

/** Of each contender the medians, and how many times as fast Konwent was in the same round. */
function summary(rounds) {
  return Object.fromEntries(
    Object.keys(rounds[0]).map((who) => {
      const of = (key) => median(rounds.map((round) => round[who][key]));
      const least = (key) => Math.min(...rounds.map((round) => round[who][key]));
      const ratios = rounds.map((round) => round.konwent.perSecond / round[who].perSecond);
      const versus = { median: median(ratios), from: Math.min(...ratios), to: Math.max(...ratios) };
      const cost = { server: least('server'), database: least('database') };
      return [who, { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99'), versus, ...cost }];
    }),
  );
}
