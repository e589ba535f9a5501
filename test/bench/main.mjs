import { parseArgs } from 'node:util';
import { contenders } from './contenders.mjs';
import { openWorld } from './data.mjs';
import { measureGrowth, SCALES } from './growth.mjs';
import { progress, stopAll, within } from './processes.mjs';
import { checkReads, measureRead, reads } from './reads.mjs';
import { ratios, say, tellGrowth, tellRounds } from './report.mjs';
import { measureSubscriptions } from './subscriptions.mjs';
import { addApplications, checkWrites, measureWrite, writes } from './writes.mjs';

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    growth: { type: 'boolean' },
    only: { type: 'string', multiple: true },
    without: { type: 'string', multiple: true, default: [] },
    folder: { type: 'string' },
  },
});
const QUICK = { rounds: 3, ms: 1_000, warmUp: 1_500, writes: 480, events: 50, count: 200, minutes: 15 };
const FULL = { rounds: 7, ms: 2_000, warmUp: 3_000, writes: 1_920, events: 200, count: 500, minutes: 60 };
const size = options.quick ? QUICK : FULL;
const SUBSCRIBERS = 2_000;
const asked = (name) => (options.only ? options.only.includes(name) : true);
/** Three worlds take long to load: a quick run leaves them out unless they are asked for. */
const growing = options.growth ?? (options.only ? asked('growth') : !options.quick);

async function startServers(world) {
  const names = Object.keys(contenders).filter((name) => name === 'konwent' || !options.without.includes(name));
  const servers = {};
  for (const name of names) servers[name] = await contenders[name].start(world);
  return servers;
}

async function rounds(world) {
  const result = { reads: {}, writes: {} };
  const chosen = (all) => Object.values(all).filter(({ name }) => asked(name));
  const [ourReads, ourWrites] = [chosen(reads), chosen(writes)];
  if (!ourReads.length && !ourWrites.length) return result;
  const servers = await startServers(world);
  if (ourReads.length) await checkReads(world, servers);
  for (const read of ourReads) {
    const measured = await measureRead(world, servers, read, size);
    tellRounds(read.name, measured);
    result.reads[read.name] = ratios(measured);
  }
  if (ourWrites.length) {
    world.applications = await addApplications(world);
    await checkWrites(world, servers);
  }
  for (const write of ourWrites) {
    const measured = await measureWrite(world, servers, write, size);
    tellRounds(write.name, measured);
    result.writes[write.name] = ratios(measured);
  }
  return result;
}

let world;
async function run() {
  const result = { reads: {}, writes: {}, subscriptions: {}, growth: {} };
  const names = [...Object.keys(reads), ...Object.keys(writes), 'subscriptions'];
  if (names.some(asked)) {
    world = await openWorld(options.folder);
    Object.assign(result, await rounds(world));
    await stopAll();
    if (asked('subscriptions')) {
      result.subscriptions = await measureSubscriptions(world, { subscribers: SUBSCRIBERS, events: size.events });
      say(`\nsubscriptions ${JSON.stringify(result.subscriptions, null, 1)}`);
    }
    await world.close();
  }
  if (growing) {
    result.growth = await measureGrowth(options.folder, { count: size.count, scales: SCALES });
    tellGrowth(result.growth);
  }
  if (options.json) say(JSON.stringify(result));
}

/** Whatever has been started ends: the servers here, PostgreSQL by its launcher's own exit hook, the folder by the caller. */
async function leave(code) {
  await stopAll();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void leave(130));
await within(size.minutes * 60_000, 'the whole run', run()).then(
  () => leave(0),
  (error) => {
    progress(`failed: ${error.stack}`);
    return leave(1);
  },
);
