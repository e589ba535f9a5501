import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../apps/worker/clock.ts';
import { refusalIn } from '#core';
import type { TestApp } from './app.ts';
import { Circulating } from './circulations.ts';
import { nasty, type Someone } from './given.ts';
import { awaited, Polls, waiting } from './polls.ts';
import { putClock } from './shifted.ts';

export const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { id version } }`;
export const PROPOSE = `mutation ($input: ProposeMandateInput!) { proposeMandate(input: $input) { mandateId } }`;
export const CONFIRM = `mutation ($input: ConfirmMandateInput!) { confirmMandate(input: $input) { validFrom validUntil } }`;
export const at = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1_000).toISOString();

/** A node on a database whose clock can be put, and the work of its own clock. */
export class Moments {
  /** How often a job of the clock has run. */
  ran = 0;

  constructor(
    readonly t: TestApp,
    private readonly worker: INestApplicationContext,
  ) {}

  clock = (instant: string): Promise<void> => putClock(this.t, instant);

  get jobs() {
    return this.worker.get(Clock)['jobs'];
  }

  async tick(): Promise<void> {
    for (const name of Object.keys(this.jobs)) await this.run(name);
  }

  /** Once more where the database had no time, as the clock itself does. */
  private async run(name: string): Promise<void> {
    this.ran++;
    const { run } = this.jobs[name]!;
    await run().catch((error: unknown) => {
      if (refusalIn(error)?.extensions.code !== 'BUSY') throw error;
      return run();
    });
  }

  /** Twice at once, as two nodes do that both think it is time. */
  async ticks(...names: string[]): Promise<void> {
    for (const name of names) await Promise.all([this.run(name), this.run(name)]);
  }

  /** Signed in at this time. */
  as = async ({ id }: Someone): Promise<Someone> => ({ id, token: await this.t.given.session(id) });

  events = async (id: string, type: string): Promise<number> =>
    (await this.t.sql(`SELECT FROM event WHERE subject_id = $1 AND type = $2`, [id, type])).length;
}

/** Two polls that end soon one after the other, at the seconds around the end of each, forth and back. */
export async function pollsAround(m: Moments, [first, second]: [string, string], words: string[]): Promise<void> {
  const polls = new Polls(m.t);
  await m.clock(at(first, -7_200));
  const { chair, convent, members } = await polls.convent(3);
  const [early, late] = [
    await polls.open(chair, convent, { closesAt: first }),
    await polls.open(chair, convent, { closesAt: second }),
  ];
  const [one, other, third] = members.map(({ speaker }) => speaker);
  const told = (await waiting(m.t, one!)).map(({ sentence }) => sentence);
  expect(told.map((sentence, i) => sentence.includes(words[i]!))).toEqual([true, true]);
  const states = async () =>
    (
      await m.t.sql<{ state: string }>(`SELECT state FROM poll WHERE id = ANY ($1) ORDER BY closes_at`, [[early, late]])
    ).map(({ state }) => state);

  await m.clock(at(first, -10));
  await m.ticks('poll-deadlines');
  await polls.cast(await m.as(one!), early, 'FOR');
  expect(await states()).toEqual(['OPEN', 'OPEN']);
  await m.clock(at(first, 0));
  expect(await polls.code(await m.as(other!), early, 'FOR')).toBe('AFTER_DEADLINE');
  await polls.cast(await m.as(other!), late, 'AGAINST');
  await m.ticks('poll-deadlines', 'obligations');
  expect(await states()).toEqual(['CLOSED', 'OPEN']);
  expect(await awaited(m.t, await m.as(third!))).toEqual([late]);

  await m.clock(at(first, -3_600));
  await m.ticks('poll-deadlines', 'obligations');
  expect(await states()).toEqual(['CLOSED', 'OPEN']);
  expect(await polls.code(await m.as(other!), early, 'FOR')).toBe('POLL_NOT_OPEN');
  await m.clock(at(second, 0));
  await m.ticks('poll-deadlines', 'obligations');
  expect(await states()).toEqual(['CLOSED', 'CLOSED']);
  expect(await awaited(m.t, await m.as(third!))).toEqual([]);
  for (const [id, closesAt] of [
    [early, first],
    [late, second],
  ] as const) {
    expect(await m.events(id, 'poll.closed')).toBe(1);
    const [row] = await m.t.sql<{ at: Date; votes: number }>(
      `SELECT closed_at AS at, (SELECT count(*)::int FROM poll_vote WHERE poll_id = p.id) AS votes FROM poll p WHERE id = $1`,
      [id],
    );
    expect(row).toEqual({ at: new Date(closesAt), votes: 1 });
  }
}

/** A mandate of a single day, at the seconds around its beginning and its end. */
export async function mandateOfOneDay(
  m: Moments,
  { day, begins, ends }: { day: string; begins: string; ends: string },
): Promise<void> {
  await m.clock(at(begins, -86_400 * 20));
  const convent = await m.t.given.convent();
  const [chair, next] = [await m.t.given.holder('CHAIR', convent), await m.t.given.holder('EXPERT', convent)];
  const given = async (more: object) => {
    const input = { bodyId: convent.id, function: 'SECRETARY', basis: 'Uchwała nr 1', personId: next.id, ...more };
    const { proposeMandate } = await m.t.get<{ proposeMandate: { mandateId: string } }>(chair, PROPOSE, { input });
    return proposeMandate.mandateId;
  };
  const mandateId = await given({ from: day, until: day });
  const { confirmMandate: said } = await m.t.get(chair, CONFIRM, { input: { mandateId } });
  expect(said).toEqual({ validFrom: new Date(begins).toISOString(), validUntil: new Date(ends).toISOString() });
  let version = 1;
  const acts = async () => {
    const input = { conventId: convent.id, expectedVersion: version, officialName: nasty('Konwent'), aliases: [] };
    const code = await m.t.refusal(await m.as(next), EDIT, { input });
    if (!code) version++;
    return code;
  };
  for (const [seconds, code] of [
    [-5, 'FORBIDDEN'],
    [0, undefined],
  ] as const) {
    await m.clock(at(begins, seconds));
    expect(await acts()).toBe(code);
  }
  await m.clock(at(ends, -10));
  await m.ticks('mandate-terms');
  expect(await acts()).toBeUndefined();
  await m.clock(at(ends, 0));
  expect(await acts()).toBe('FORBIDDEN');
  await m.ticks('mandate-terms');
  await m.clock(at(ends, -3_600));
  await m.ticks('mandate-terms');
  expect(await acts()).toBe('FORBIDDEN');
  expect(await m.events(mandateId, 'mandate.ended')).toBe(1);
}

/** A circulation that one organisation answers and another does not, around its closing time. */
export async function circulationUntil(m: Moments, closesAt: string, word: string): Promise<void> {
  await m.clock(at(closesAt, -3_700));
  const circulating = new Circulating(m.t);
  const scene = await circulating.scene();
  const { id } = await circulating.start(scene, { closesAt });
  const [told] = await m.t.sql<{ sentence: string }>(`SELECT sentence FROM obligation WHERE subject_id = $1 LIMIT 1`, [
    id,
  ]);
  expect(told!.sentence).toContain(word);
  const answer = { circulationId: id, organisationId: scene.other.id, answer: 'NO_REMARKS' };
  await m.clock(at(closesAt, -10));
  await m.ticks('circulation-deadlines');
  await circulating.do(await m.as(scene.neighbour), 'answerCirculation', answer);
  await m.clock(at(closesAt, 0));
  const later = { ...answer, organisationId: scene.entity.id };
  expect(await circulating.refusal(await m.as(scene.speaker), 'answerCirculation', later)).toBeDefined();
  for (const seconds of [0, -7_200, 60]) {
    await m.clock(at(closesAt, seconds));
    await m.ticks('circulation-deadlines');
  }
  const seen = (await circulating.see(await m.as(scene.chair), id))!;
  expect(seen).toMatchObject({ state: 'CLOSED', endedAt: new Date(closesAt).toISOString() });
  expect(seen.parties.nodes.map(({ answers }) => answers.map(({ silent }) => silent)).sort()).toEqual([
    [false],
    [true],
  ]);
  expect(await m.events(id, 'circulation.closed')).toBe(1);
}
