import { cpuOf, cpuOfChildren, progress, spent } from './processes.mjs';

export const CONNECTIONS = 32;

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

/** What a load gave, and the CPU that each request took in the server, in all of PostgreSQL and in the client. */
export async function timed({ postmaster }, { pid }, run) {
  const before = [cpuOf(pid), cpuOfChildren(postmaster)];
  const { count, ...result } = await run();
  const [server, database] = [cpuOf(pid) - before[0], spent(before[1], cpuOfChildren(postmaster))];
  return { ...result, count, server: server / count, database: database / count };
}

/** All contenders in each round, in an order of chance, so that what else the machine does befalls all alike. */
export async function compare(name, whos, { rounds, warmUp, turn }) {
  for (const who of whos) {
    progress(`${name}: ${who} warms up`);
    await warmUp(who);
  }
  const done = [];
  for (let i = 1; i <= rounds; i++) {
    progress(`${name}: round ${i} of ${rounds}`);
    const results = {};
    for (const who of shuffled(whos)) results[who] = await turn(who);
    done.push(results);
  }
  return summary(done, whos);
}

/** Of each contender the medians, and how many times as fast Konwent was in the same round, by time and by CPU. */
function summary(rounds, whos) {
  const cpu = ({ server, database }) => server + database;
  const versus = (ratios) => ({ median: median(ratios), from: Math.min(...ratios), to: Math.max(...ratios) });
  return Object.fromEntries(
    whos.map((who) => {
      const of = (key) => median(rounds.map((round) => round[who][key]));
      const measured = Object.fromEntries(MEASURES.map((key) => [key, of(key)]));
      const speed = versus(rounds.map((round) => round.konwent.perSecond / round[who].perSecond));
      const thrift = versus(rounds.map((round) => cpu(round[who]) / cpu(round.konwent)));
      return [who, { ...measured, speed, thrift }];
    }),
  );
}

const MEASURES = ['perSecond', 'p50', 'p99', 'server', 'database', 'client'];
