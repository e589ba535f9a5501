import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { contentHash, canonicalJson, verifyRecord, type PublishedKeys, type SealedRecord } from '#seals';
import { useApp } from '#test/app';
import { Polls, type VotingConvent } from '#test/polls';
import { MAIN } from '#test/running';
import { randomFrom } from '#test/world';
import { sealHeader } from '../../seals/src/record.format.ts';

const SCRIPT = join(import.meta.dirname, '../../../apps/cli/recount.mjs');
const run = promisify(execFile);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Place = readonly (string | number)[];
type Recount = (text: string, keys?: PublishedKeys) => { outcome: string; hash: string };

/** Every value in a document, by its way there. */
function placesIn(value: Json, way: Place = []): Place[] {
  if (value === null || typeof value !== 'object') return [way];
  const inside = Object.entries(value).flatMap(([name, each]) =>
    placesIn(each, [...way, Array.isArray(value) ? Number(name) : name]),
  );
  return [...(way.length ? [way] : []), ...inside];
}

describe(`a published record (TEST_SEED=${SEED})`, () => {
  const folder = mkdtemp(join(tmpdir(), 'konwent-recount-'));
  const t = useApp();
  let polls: Polls;
  let recount: Recount;
  let place: VotingConvent;
  let keys: PublishedKeys;
  const texts: Record<string, string> = {};
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    ({ recount } = (await import(SCRIPT)) as { recount: Recount });
    keys = (await (await fetch(`${t.url}/.well-known/konwent-keys.json`)).json()) as PublishedKeys;
    polls = new Polls(t);
    place = await polls.convent(7);
    const { convent, chair, members } = place;
    const forum = await polls.joinForum(convent);
    const others = [await polls.convent(2), await polls.convent(3)];
    for (const other of others) await polls.joinForum(other.convent);
    const coordinator = await t.given.holder('COORDINATOR', forum);
    const options = ['Żaneta', 'Łukasz', 'Ćwiek'];
    const make = async (name: string, data: object, vote: (i: number, listed: string[]) => object | string) => {
      const pollId = await polls.open(chair, convent, { visibility: 'PUBLIC', ...data });
      const listed = await polls.options(pollId);
      for (const [i, { speaker }] of members.slice(0, 6).entries()) await polls.cast(speaker, pollId, vote(i, listed));
      await polls.result(chair, pollId);
      [ids[name], texts[name]] = [pollId, (await polls.record(pollId)).text];
    };
    await make('open', {}, (i) => (i % 3 ? 'FOR' : 'AGAINST'));
    await make('secret', { secret: true }, (i) => ['FOR', 'FOR', 'ABSTAIN', 'AGAINST', 'FOR', 'FOR'][i]!);
    await make('election', { kind: 'ELECTION', options, seats: 2, secret: true }, (i, of) => ({
      optionIds: i ? [of[i % 3], of[(i + 1) % 3]] : [],
    }));
    const double = await polls.open(coordinator, forum, {
      electorate: 'FORUM_CONVENTS',
      doubleMajority: true,
      visibility: 'PUBLIC',
    });
    await polls.cast(chair, double, 'FOR');
    await polls.cast(others[0]!.chair, double, 'AGAINST');
    await polls.cast(others[1]!.chair, double, 'FOR');
    await polls.result(coordinator, double);
    texts.double = (await polls.record(double)).text;
  });
  afterAll(async () => rm(await folder, { recursive: true, force: true }));

  it('is recounted by a program of its own, handed out by the server, that needs nothing but Node', async () => {
    const source = await readFile(SCRIPT, 'utf8');
    expect(await (await fetch(`${t.url}/recount.mjs`)).text()).toBe(source);
    expect(source.split('\n').length).toBeLessThanOrEqual(200);
    const imported = [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    expect(imported.every((name) => name!.startsWith('node:'))).toBe(true);
    const copy = join(await folder, 'recount.mjs');
    await writeFile(copy, source);
    for (const [name, text] of Object.entries(texts)) {
      const file = join(await folder, `${name}.json`);
      await writeFile(file, text);
      const { stdout } = await run(process.execPath, [copy, file], { cwd: await folder });
      const { record } = JSON.parse(text) as { record: { result: object } };
      expect(JSON.parse(stdout)).toMatchObject({ ...record.result, hash: contentHash(record) });
      expect(recount(text, keys)).toMatchObject({ signature: 'sprawdzony' });
      expect(await verifyRecord(text, keys)).toMatchObject({ ok: true, kind: 'poll-result' });
    }
    const keysFile = join(await folder, 'keys.json');
    await writeFile(keysFile, JSON.stringify(keys));
    const { stdout } = await run(process.execPath, [MAIN, 'recount', join(await folder, 'secret.json'), keysFile]);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'ADOPTED', signature: 'sprawdzony' });
    await writeFile(join(await folder, 'bad.json'), texts.open!.replace('"FOR"', '"AGAINST"'));
    await expect(run(process.execPath, [copy, join(await folder, 'bad.json')])).rejects.toMatchObject({ code: 1 });
  });

  it('holds against 500 changes of a single value, and what was changed and hashed anew does not count up', async () => {
    const random = randomFrom(SEED);
    const other = (value: Json): Json => {
      if (typeof value === 'number') return value + 1;
      if (typeof value === 'boolean') return !value;
      if (typeof value === 'string') return value === 'FOR' ? 'AGAINST' : `${value}x`;
      if (Array.isArray(value)) return value.length ? value.slice(1) : ['x'];
      return value === null ? 'x' : { ...value, x: null };
    };
    const names = Object.keys(texts);
    for (let i = 0; i < 500; i++) {
      const document = JSON.parse(texts[names[random(names.length)]!]!) as Json;
      const ways = placesIn(document);
      const way = ways[random(ways.length)]!;
      const parent = way.slice(0, -1).reduce((at, step) => (at as never)[step] as Json, document) as Record<
        string,
        Json
      >;
      const last = way.at(-1)!;
      parent[last] = other(parent[last]!);
      expect(() => recount(JSON.stringify(document), keys)).toThrow();
    }
    // With the hashes made to fit, and nobody to check the signature: ballots, seats, counts and outcome still do not.
    const forged = (name: string, change: (record: never) => void): string => {
      const sealed = JSON.parse(texts[name]!) as SealedRecord;
      change(sealed.record as never);
      const header = Buffer.from(canonicalJson(sealHeader(sealed.kind, sealed.record, sealed.seal))).toString(
        'base64url',
      );
      const jws = `${header}..${sealed.seal.jws.split('.')[2]}`;
      return JSON.stringify({ ...sealed, seal: { ...sealed.seal, jws } });
    };
    type Open = {
      votes: { seat: string; ballot: string }[];
      result: { outcome: string; inFavour: number };
      frozen: { question: string; rules: { majority: string } };
      roll: { weight: number }[];
      closedAt: string;
    };
    type Secret = { ballots: string[]; receipts: string[] };
    const changes: [string, (record: never) => void][] = [
      ['open', (r: Open) => void (r.votes[0]!.ballot = r.votes[0]!.ballot === 'FOR' ? 'AGAINST' : 'FOR')],
      ['open', (r: Open) => void r.votes.pop()],
      ['open', (r: Open) => void (r.votes[0]!.seat = r.votes[1]!.seat)],
      ['open', (r: Open) => void (r.result.outcome = 'REJECTED')],
      ['open', (r: Open) => void (r.frozen.rules.majority = 'UNANIMOUS')],
      ['open', (r: Open) => void (r.frozen.question += '?')],
      ['open', (r: Open) => void (r.closedAt = '2020-01-01T00:00:00.000Z')],
      ['double', (r: Open) => void (r.roll[0]!.weight += 1)],
      ['secret', (r: Secret) => void r.ballots.push('FOR')],
      ['secret', (r: Secret) => void (r.receipts[0] = r.receipts[1]!)],
      ['secret', (r: Secret) => void (r.ballots[0] = 'FOR')],
      ['election', (r: { ballots: number[][] }) => void r.ballots.reverse().splice(0, 1)],
    ];
    expect(() => recount(forged('open', () => undefined))).not.toThrow();
    for (const [name, change] of changes) expect(() => recount(forged(name, change))).toThrow();
  });

  it('goes to whom the result is published, and is the same bytes for all', async () => {
    const { convent, chair, members } = place;
    const stranger = await t.given.person();
    expect(await polls.record(ids.open!, chair)).toEqual({ status: 200, text: texts.open });
    for (const [visibility, status] of [
      ['BODY', 404],
      ['FORUM', 404],
      ['PUBLIC', 200],
    ] as const) {
      const pollId = await polls.open(chair, convent, { visibility });
      await polls.cast(members[0]!.speaker, pollId, 'FOR');
      await polls.close(chair, pollId);
      expect((await polls.record(pollId, chair)).status).toBe(404);
      await polls.publish(chair, pollId);
      expect((await polls.record(pollId)).status).toBe(status);
      expect((await polls.record(pollId, stranger)).status).toBe(status);
      expect((await polls.record(pollId, members[1]!.speaker)).status).toBe(200);
    }
    expect((await polls.record('x')).status).toBe(404);
    expect((await polls.record(ids.open!, { ...stranger, token: 'x' })).status).toBe(401);
  });

  it('names organisations where the vote was open, and nobody where it was secret', () => {
    const { record: open } = JSON.parse(texts.open!) as { record: { roll: { name: string }[]; votes: object[] } };
    expect([open.roll.length, open.votes.length]).toEqual([7, 6]);
    expect(open.roll.every(({ name }) => name.includes('Podmiot'))).toBe(true);
    for (const { entity } of place.members)
      for (const name of ['secret', 'election']) expect(texts[name]).not.toContain(entity.id);
    expect(texts.secret).not.toContain('Podmiot');
  });
});
