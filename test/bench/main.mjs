import { parseArgs } from 'node:util';
import { contenders } from './contenders.mjs';
import { openWorld } from './data.mjs';
import { measureSubscriptions } from './subscriptions.mjs';
import { checkAnswers, measureReads } from './rounds.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    without: { type: 'string', multiple: true, default: [] },
  },
});
const size = options.quick ? { rounds: 3, ms: 1_000, warmUp: 1_500 } : { rounds: 7, ms: 2_000, warmUp: 3_000 };

const number = (value, digits = 2) => value.toFixed(digits).padStart(8);
const tell = (name, measured) => {
  console.log(`\n${name.padEnd(14)}     req/s   Konwent x  (from – to)      p50 ms   CPU ms: server  PostgreSQL`);
  for (const [who, { perSecond, versus, p50, server, database }] of Object.entries(measured)) {
    const spread = `(${versus.from.toFixed(2)} – ${versus.to.toFixed(2)})`.padEnd(16);
    console.log(
      `  ${who.padEnd(13)}${number(perSecond, 0)}${number(versus.median)}    ${spread}${number(p50)}      ${number(server)}    ${number(database)}`,
    );
  }
};

const world = await openWorld();
const servers = {};
try {
  for (const [name, { start }] of Object.entries(contenders))
    if (!options.without.includes(name)) servers[name] = await start(world);
  await checkAnswers(world, servers);
  console.log(`All answers are the same: ${Object.keys(servers).join(', ')}.`);
  const measured = await measureReads(world, servers, { ...size, only: options.only, tell });
  const ratio = (name, who) => (measured[name][who] ? Number(measured[name][who].versus.median.toFixed(2)) : null);
  const result = { reads: {} };
  for (const name of Object.keys(measured))
    result.reads[name] = {
      vsPostgraphile: ratio(name, 'postgraphile'),
      vsLimit: ratio(name, 'bare'),
      vsNaive: ratio(name, 'naive'),
      vsMercurius: ratio(name, 'mercurius'),
    };
  const ours = await contenders.konwent.start(world);
  const crowd = { subscribers: 2_000, events: options.quick ? 30 : 60 };
  result.subscriptions = await measureSubscriptions(world, ours, crowd).finally(() => ours.stop());
  console.log('\nSubscriptions', result.subscriptions);
  if (options.json) console.log(JSON.stringify(result));
} finally {
  await Promise.all(Object.values(servers).map((each) => each.stop()));
  await world.close();
}
