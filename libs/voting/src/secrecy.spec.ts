import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Db, type Actor, type Tx } from '#core';
import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { CLOSE, Polls, type VotingConvent } from '#test/polls';
import { randomFrom } from '#test/world';
import { CastingService } from './casting.service.ts';
import { ClosingService } from './closing.service.ts';
import { OpeningService } from './opening.service.ts';
import type { Choice } from './poll.words.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const POLLS = 200;
const VOTERS = 6;

interface Ballot {
  readonly choice: string;
  readonly poll: string;
}
/** A row as a superuser reads it: with the system columns, in physical order. */
type Read = Record<string, string> & { poll: string };

/** How far hits are from what pure chance would give, in standard deviations, over all polls. */
function deviation(polls: readonly { truth: string[]; guess: string[] }[]): number {
  let [hits, expected, variance] = [0, 0, 0];
  for (const { truth, guess } of polls) {
    const [n, yes] = [truth.length, truth.filter((each) => each === 'FOR').length];
    hits += truth.filter((each, i) => each === guess[i]).length;
    // Two colours of a random permutation: hits are 2X + n - 2·yes, X hypergeometric of n, yes, yes.
    expected += (yes * yes + (n - yes) * (n - yes)) / n;
    variance += n > 1 ? (4 * yes * yes * (n - yes) * (n - yes)) / (n * n * (n - 1)) : 0;
  }
  return (hits - expected) / Math.sqrt(variance);
}

describe(`whoever reads the whole database (TEST_SEED=${SEED})`, () => {
  const t = useApp();
  const truth = new Map<string, Map<string, string>>();
  let place: VotingConvent;
  let ids: string[];

  beforeAll(async () => {
    const polls = new Polls(t);
    const random = randomFrom(SEED);
    place = await polls.convent(VOTERS);
    ids = [];
    const db = t.app.get(Db);
    const as = (id: string): Actor => ({ kind: 'person', id, scopes: ['READ', 'WRITE'] });
    const write = <T>(who: Someone, input: object, work: (tx: Tx) => Promise<T>): Promise<T> =>
      db.write(as(who.id), { clientMutationId: crypto.randomUUID(), ...input }, work);
    const { chair, convent, members } = place;
    const hold = async () => {
      const pollId = await polls.draft(chair, convent, { secret: true });
      await write(chair, {}, (tx) => t.app.get(OpeningService).open(tx, { pollId, expectedVersion: 1 }));
      const votes = new Map<string, string>();
      const cast = (who: Someone, choice: Choice) =>
        write(who, { pollId, choice }, (tx) => t.app.get(CastingService).cast(tx, { pollId, choice }));
      for (const { speaker } of [...members].sort(() => random(3) - 1)) {
        if (random(5) === 0) await cast(speaker, random(2) ? 'FOR' : 'AGAINST');
        const choice = random(2) ? 'FOR' : 'AGAINST';
        votes.set((await cast(speaker, choice)).id, choice);
      }
      ids.push(pollId);
      truth.set(pollId, votes);
    };
    const each = async (work: () => Promise<void>) => {
      let left = POLLS;
      const worker = async () => {
        while (left-- > 0) await work();
      };
      await Promise.all(Array.from({ length: 4 }, worker));
    };
    await each(hold);
    const sealed = await t.sql(
      `SELECT FROM poll_vote WHERE sealed IS NULL OR length(sealed) <> 124 OR choice IS NOT NULL`,
    );
    expect(sealed).toEqual([]);
    const open = [...ids];
    await each(async () => {
      const input = { pollId: open.pop()!, reason: 'Koniec.' };
      await write(chair, input, (tx) => t.app.get(ClosingService).close(tx, input));
    });
    expect(await readdir(join(t.dataDir, 'polls'))).toHaveLength(POLLS);
    await t.app.get(ClosingService).closeDue();
  }, 240_000);

  const rows = (query: string) => t.sql<Read>(query);
  const grouped = (all: readonly Read[]): Map<string, Read[]> => {
    const groups = new Map<string, Read[]>();
    for (const row of all) groups.set(row.poll, [...(groups.get(row.poll) ?? []), row]);
    return groups;
  };

  it(`learns of ${POLLS} polls who voted how no better than by chance`, async () => {
    const ballots = await rows(`SELECT ctid::text, xmin::text, id, poll_id AS poll, choice FROM poll_ballot`);
    const votes = await rows(
      `SELECT ctid::text, xmin::text, id, poll_id AS poll, receipt, at::text, mandate_id FROM poll_vote`,
    );
    const events = await rows(
      `SELECT id::text AS event, xact::text, at::text, subject_id AS id, data->>'pollId' AS poll FROM event WHERE type = 'poll.vote_cast'`,
    );
    const done = await rows(
      `SELECT ctid::text, xmin::text, encode(request, 'hex') AS request, encode(key, 'hex') AS key, at::text, actor AS poll FROM idempotency`,
    );
    expect([ballots.length, votes.length]).toEqual([POLLS * VOTERS, POLLS * VOTERS]);
    for (const of of [...grouped(ballots).values(), ...grouped(votes).values()])
      expect(new Set(of.map(({ xmin }) => xmin)).size).toBe(1);
    // No transaction of a vote has left its number on a ballot.
    const casts = new Set([
      ...events.map(({ xact }) => xact),
      ...done.flatMap(({ xmin, poll }) => (poll === place.chair.id ? [] : xmin!)),
    ]);
    const closings = new Set(ballots.map(({ xmin }) => xmin));
    expect([...closings].filter((xmin) => casts.has(xmin))).toEqual([]);

    const byText = (key: string) => (a: Read, b: Read) => (a[key]! < b[key]! ? -1 : 1);
    const byPlace = (a: Read, b: Read) => {
      const [[p, i], [q, j]] = [a, b].map(({ ctid }) => ctid!.slice(1, -1).split(',').map(Number)) as [
        number[],
        number[],
      ];
      return p! - q! || i! - j!;
    };
    type Order = (a: Read, b: Read) => number;
    const last = new Map(events.map((event) => [event.id!, event]));
    const voters: Record<string, Order> = {
      'physical order': byPlace,
      'time of the vote': byText('at'),
      'seat id': byText('id'),
      receipt: byText('receipt'),
      mandate: byText('mandate_id'),
      'order of events': (a, b) => Number(last.get(a.id!)!.event) - Number(last.get(b.id!)!.event),
    };
    const cards: Record<string, Order> = { 'physical order': byPlace, 'ballot id': byText('id') };
    const ofVotes = grouped(votes);
    const attack = (voter: Order, pick: (of: Read[]) => Read[], given = grouped(ballots)) =>
      deviation(
        ids.map((poll) => ({
          truth: [...ofVotes.get(poll)!].sort(voter).map(({ id }) => truth.get(poll)!.get(id!)!),
          guess: pick([...given.get(poll)!]).map(({ choice }) => choice!),
        })),
      );
    const found = Object.entries(voters).flatMap(([name, voter]) =>
      Object.entries(cards).flatMap(([card, order]) => [
        { by: `${name} against ${card}`, z: attack(voter, (of) => of.sort(order)) },
        { by: `${name} against ${card}, last first`, z: attack(voter, (of) => of.sort(order).reverse()) },
      ]),
    );
    console.info(found.map(({ by, z }) => `${z.toFixed(2)} σ  ${by}`).join('\n'));
    // 24 attacks: by chance one in 6,000 runs has a value past 4.5.
    for (const { by, z } of found) expect({ by, z: Math.abs(z) < 4.5 }).toEqual({ by, z: true });

    // The same attack on ballots that were put down as they came, half of them at random: it does see a leak.
    const random = randomFrom(SEED);
    const naive = ids.flatMap((poll) =>
      [...ofVotes.get(poll)!].sort(voters['time of the vote']).map(({ id }) => {
        const choice = random(2) ? truth.get(poll)!.get(id!)! : ['FOR', 'AGAINST'][random(2)]!;
        return { poll, choice } as Read & Ballot;
      }),
    );
    expect(attack(voters['time of the vote']!, (of) => of, grouped(naive))).toBeGreaterThan(10);
  });

  it('finds no envelope, no key, and no ballot outside the ballots', async () => {
    expect(await t.sql(`SELECT FROM poll_vote WHERE sealed IS NOT NULL`)).toEqual([]);
    expect(await t.sql(`SELECT FROM poll WHERE public_key IS NOT NULL`)).toEqual([]);
    expect(await readdir(join(t.dataDir, 'polls'))).toEqual([]);
    const [{ dead }] = (await t.sql<{ dead: string }>(
      `SELECT pg_stat_get_dead_tuples('poll_vote'::regclass)::text AS dead`,
    )) as [{ dead: string }];
    expect(Number(dead)).toBeLessThan(2 * VOTERS);
    const tables = await t.sql<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
    const telling: string[] = [];
    for (const { name } of tables) {
      const [found] = await t.sql<{ n: string }>(
        `SELECT count(*) AS n FROM ${name} x WHERE row_to_json(x)::text ~ '"(FOR|AGAINST|ABSTAIN)"'`,
      );
      if (Number(found!.n)) telling.push(name);
    }
    // The record holds ballots in the order of their texts.
    expect(telling).toEqual(['poll_ballot']);
    const [{ record }] = (await t.sql<{ record: string }>(`SELECT record FROM poll_result LIMIT 1`)) as [
      { record: string },
    ];
    const { ballots } = JSON.parse(record) as { ballots: string[] };
    expect(ballots).toEqual([...ballots].sort());
    const queries = await t.sql<{ query: string }>(
      `SELECT query FROM pg_stat_activity WHERE query ~ '(FOR|AGAINST)''?,'`,
    );
    expect(queries.filter(({ query }) => query.includes(`'AGAINST'`) && query.includes('INSERT'))).toEqual([]);
  });

  it('closes each poll with the ballots that were cast', async () => {
    const results = await t.sql<{ id: string; in_favour: number; against: number; invalid: number }>(
      `SELECT * FROM poll_result`,
    );
    expect(results).toHaveLength(POLLS);
    for (const { id, in_favour, against, invalid } of results) {
      const yes = [...truth.get(id)!.values()].filter((choice) => choice === 'FOR').length;
      expect([in_favour, against, invalid]).toEqual([yes, VOTERS - yes, 0]);
    }
    expect(await t.refusal(place.chair, CLOSE, { input: { pollId: ids[0], reason: 'Jeszcze raz.' } })).toBe(
      'WRONG_STATE',
    );
  });
});
