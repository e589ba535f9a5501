import { LoggerModule } from 'nestjs-pino';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { Clock } from '../apps/worker/clock.ts';
import { logging } from '../apps/api/logging.ts';
import { WorkerModule } from '../apps/worker/worker.ts';
import { Config, CoreModule, newId } from '#core';
import { ReadsModule } from '#reads';
import { useApp } from './app.ts';
import { Circulating } from './circulations.ts';
import { dispatchRow } from './dossier-rows.ts';
import { nasty, type Someone } from './given.ts';
import { awaited, Polls, waiting } from './polls.ts';
import { putClock, shiftedDatabase } from './shifted.ts';
import { randomFrom } from './world.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** The long run puts the clock to TEST_JUMPS=300 random times. */
const JUMPS = Number(process.env.TEST_JUMPS ?? 4);
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { id version } }`;
const CREATE = `mutation ($input: CreateEntityInput!) { createEntity(input: $input) { id version } }`;
const PROPOSE = `mutation ($input: ProposeMandateInput!) { proposeMandate(input: $input) { mandateId } }`;
const CONFIRM = `mutation ($input: ConfirmMandateInput!) { confirmMandate(input: $input) { validFrom validUntil } }`;
const VIEWER = `{ viewer { id } }`;
const SIGN_OUT = `mutation { signOut }`;
const at = (instant: string, seconds: number) => new Date(Date.parse(instant) + seconds * 1_000).toISOString();

/** The two changes of the clock: the hour that is twice, and the one that is missing. */
const AUTUMN = { day: '2026-10-25', begins: '2026-10-24T22:00:00Z', ends: '2026-10-25T23:00:00Z', hours: 25 };
const SPRING = { day: '2027-03-28', begins: '2027-03-27T23:00:00Z', ends: '2027-03-28T22:00:00Z', hours: 23 };

describe(`the clock of the node (TEST_SEED=${SEED})`, () => {
  const t = useApp({}, shiftedDatabase);
  const random = randomFrom(SEED);
  let worker: INestApplicationContext;

  beforeAll(async () => {
    const config = Config.load({ LOG_LEVEL: 'silent', DATA_DIR: t.dataDir });
    const imports = [
      LoggerModule.forRoot(logging(config)),
      CoreModule.with(config, t.database.url),
      ReadsModule,
      WorkerModule,
    ];
    worker = await NestFactory.createApplicationContext({ module: class {}, imports }, { logger: ['error'] });
  });
  afterAll(() => worker?.close());

  const clock = (instant: string) => putClock(t, instant);
  const jobs = () => worker.get(Clock)['jobs'];
  const tick = async () => {
    for (const { run } of Object.values(jobs())) await run();
  };
  /** Twice at once, as two nodes do that both think it is time. */
  const ticks = async (...names: string[]) => {
    for (const name of names) await Promise.all([jobs()[name]!.run(), jobs()[name]!.run()]);
  };
  const as = async ({ id }: Someone): Promise<Someone> => ({ id, token: await t.given.session(id) });
  const events = async (id: string, type: string): Promise<number> =>
    (await t.sql(`SELECT FROM event WHERE subject_id = $1 AND type = $2`, [id, type])).length;

  it('is the database’s, wherever it is asked', async () => {
    await clock('2031-07-01T12:00:00Z');
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    const input = { conventId: convent.id, expectedVersion: 1, officialName: nasty('Konwent'), aliases: [] };
    await t.get(chair, EDIT, { input });
    const [row] = await t.sql<{ at: Date; day: string; key: Date }>(
      `SELECT at, warsaw_day(now())::text AS day, (SELECT max(at) FROM audit_entry) AS key FROM event WHERE subject_id = $1`,
      [convent.id],
    );
    expect(row!.day).toBe('2031-07-01');
    for (const told of [row!.at, row!.key])
      expect(Math.abs(+told - Date.parse('2031-07-01T12:00:00Z'))).toBeLessThan(60_000);
  });

  it.each([
    [
      'the hour that is twice',
      '2026-10-25T02:30:00+02:00',
      '2026-10-25T02:30:00+01:00',
      ['czasu letniego', 'czasu zimowego'],
    ],
    ['the hour that is missing', '2027-03-28T01:59:59+01:00', '2027-03-28T03:00:20+02:00', ['01:59', '03:00']],
  ])('closes polls by the instant in %s, once, and never opens them again', async (_, first, second, words) => {
    const polls = new Polls(t);
    await clock(at(first, -7_200));
    const { chair, convent, members } = await polls.convent(3);
    const [early, late] = [
      await polls.open(chair, convent, { closesAt: first }),
      await polls.open(chair, convent, { closesAt: second }),
    ];
    const [one, other, third] = members.map(({ speaker }) => speaker);
    const told = (await waiting(t, one!)).map(({ sentence }) => sentence);
    expect(told.map((sentence, i) => sentence.includes(words[i]!))).toEqual([true, true]);
    const states = async () =>
      (
        await t.sql<{ state: string }>(`SELECT state FROM poll WHERE id = ANY ($1) ORDER BY closes_at`, [[early, late]])
      ).map(({ state }) => state);

    await clock(at(first, -10));
    await ticks('poll-deadlines');
    await polls.cast(await as(one!), early, 'FOR');
    expect(await states()).toEqual(['OPEN', 'OPEN']);
    await clock(at(first, 0));
    expect(await polls.code(await as(other!), early, 'FOR')).toBe('AFTER_DEADLINE');
    await polls.cast(await as(other!), late, 'AGAINST');
    await ticks('poll-deadlines', 'obligations');
    expect(await states()).toEqual(['CLOSED', 'OPEN']);
    expect(await awaited(t, await as(third!))).toEqual([late]);

    await clock(at(first, -3_600));
    await ticks('poll-deadlines', 'obligations');
    expect(await states()).toEqual(['CLOSED', 'OPEN']);
    expect(await polls.code(await as(other!), early, 'FOR')).toBe('POLL_NOT_OPEN');
    await clock(at(second, 0));
    await ticks('poll-deadlines', 'obligations');
    expect(await states()).toEqual(['CLOSED', 'CLOSED']);
    expect(await awaited(t, await as(third!))).toEqual([]);
    for (const [id, closesAt] of [
      [early, first],
      [late, second],
    ] as const) {
      expect(await events(id, 'poll.closed')).toBe(1);
      const [row] = await t.sql<{ at: Date; votes: number }>(
        `SELECT closed_at AS at, (SELECT count(*)::int FROM poll_vote WHERE poll_id = p.id) AS votes FROM poll p WHERE id = $1`,
        [id],
      );
      expect(row).toEqual({ at: new Date(closesAt), votes: 1 });
    }
  });

  it.each([AUTUMN, SPRING])(
    'ends a mandate with its last day, $day, which has $hours hours',
    async ({ day, begins, ends }) => {
      await clock(at(begins, -86_400 * 20));
      const convent = await t.given.convent();
      const [chair, next] = [await t.given.holder('CHAIR', convent), await t.given.holder('EXPERT', convent)];
      const given = async (more: object) => {
        const input = { bodyId: convent.id, function: 'SECRETARY', basis: 'Uchwała nr 1', personId: next.id, ...more };
        const { proposeMandate } = await t.get<{ proposeMandate: { mandateId: string } }>(chair, PROPOSE, { input });
        return proposeMandate.mandateId;
      };
      const mandateId = await given({ from: day, until: day });
      const { confirmMandate: said } = await t.get(chair, CONFIRM, { input: { mandateId } });
      expect(said).toEqual({ validFrom: new Date(begins).toISOString(), validUntil: new Date(ends).toISOString() });
      let version = 1;
      const acts = async () => {
        const input = { conventId: convent.id, expectedVersion: version, officialName: nasty('Konwent'), aliases: [] };
        const code = await t.refusal(await as(next), EDIT, { input });
        if (!code) version++;
        return code;
      };
      for (const [seconds, code] of [
        [-5, 'FORBIDDEN'],
        [0, undefined],
      ] as const) {
        await clock(at(begins, seconds));
        expect(await acts()).toBe(code);
      }
      await clock(at(ends, -10));
      await ticks('mandate-terms');
      expect(await acts()).toBeUndefined();
      await clock(at(ends, 0));
      expect(await acts()).toBe('FORBIDDEN');
      await ticks('mandate-terms');
      await clock(at(ends, -3_600));
      await ticks('mandate-terms');
      expect(await acts()).toBe('FORBIDDEN');
      expect(await events(mandateId, 'mandate.ended')).toBe(1);
    },
  );

  it.each([
    ['2026-10-01', 6, '2027-04-01T00:00:00+02:00'],
    ['2026-03-01', 12, '2027-03-01T00:00:00+01:00'],
    ['2026-10-25', 5, '2027-03-25T00:00:00+01:00'],
    ['2027-03-28', 7, '2027-10-28T00:00:00+02:00'],
    ['2027-03-31', 7, '2027-10-31T00:00:00+02:00'],
    ['2026-08-31', 6, '2027-02-28T00:00:00+01:00'],
  ])('counts a term of months from %s, %i of them, to the midnight in Poland', async (from, months, until) => {
    await clock(`${from}T12:00:00Z`);
    const convent = await t.given.convent();
    await t.sql(`UPDATE convent_rules SET term_months = $2 WHERE id = $1`, [convent.id, months]);
    const [chair, person] = [await t.given.holder('CHAIR', convent), await t.given.holder('EXPERT', convent)];
    const input = { bodyId: convent.id, function: 'SECRETARY', basis: 'Uchwała', personId: person.id, from };
    const { proposeMandate } = await t.get<{ proposeMandate: { mandateId: string } }>(chair, PROPOSE, { input });
    const { confirmMandate } = await t.get<{ confirmMandate: { validUntil: string } }>(chair, CONFIRM, {
      input: { mandateId: proposeMandate.mandateId },
    });
    expect(confirmMandate.validUntil).toBe(new Date(until).toISOString());
  });

  it.each([
    ['the second 2:30', '2026-10-25T02:30:00+01:00', 'czasu zimowego'],
    ['the first instant after the missing hour', '2027-03-28T03:00:00+02:00', '03:00'],
  ])('closes a circulation at %s, with silence counted once', async (_, closesAt, word) => {
    await clock(at(closesAt, -3_700));
    const circulating = new Circulating(t);
    const scene = await circulating.scene();
    const { id } = await circulating.start(scene, { closesAt });
    const [told] = await t.sql<{ sentence: string }>(`SELECT sentence FROM obligation WHERE subject_id = $1 LIMIT 1`, [
      id,
    ]);
    expect(told!.sentence).toContain(word);
    const answer = { circulationId: id, organisationId: scene.other.id, answer: 'NO_REMARKS' };
    await clock(at(closesAt, -10));
    await ticks('circulation-deadlines');
    await circulating.do(await as(scene.neighbour), 'answerCirculation', answer);
    await clock(at(closesAt, 0));
    const later = { ...answer, organisationId: scene.entity.id };
    expect(await circulating.refusal(await as(scene.speaker), 'answerCirculation', later)).toBeDefined();
    for (const seconds of [0, -7_200, 60]) {
      await clock(at(closesAt, seconds));
      await ticks('circulation-deadlines');
    }
    const seen = (await circulating.see(await as(scene.chair), id))!;
    expect(seen).toMatchObject({ state: 'CLOSED', endedAt: new Date(closesAt).toISOString() });
    expect(seen.parties.nodes.map(({ answers }) => answers.map(({ silent }) => silent)).sort()).toEqual([
      [false],
      [true],
    ]);
    expect(await events(id, 'circulation.closed')).toBe(1);
  });

  it.each([AUTUMN, SPRING])('tells an answer overdue from the end of its day, $day', async ({ day, ends }) => {
    await clock(at(ends, -86_400 * 5));
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    const { id } = await dispatchRow(t, convent, { dueOn: day });
    const overdue = async () => {
      await ticks('obligations');
      const { dispatch } = await t.get<{ dispatch: { overdue: boolean } }>(
        await as(chair),
        `query ($id: ID!) { dispatch(id: $id) { overdue } }`,
        { id },
      );
      const kinds = await t.sql<{ kind: string }>(`SELECT DISTINCT kind FROM obligation WHERE subject_id = $1`, [id]);
      return [dispatch.overdue, ...kinds.map(({ kind }) => kind)];
    };
    for (const [seconds, told] of [
      [-20, [false, 'answerDue']],
      [0, [true, 'answerOverdue']],
      [-3_600, [false, 'answerDue']],
    ] as const) {
      await clock(at(ends, seconds));
      expect(await overdue()).toEqual(told);
    }
  });

  it('has no work of the clock in the hour that is missing or twice, and does all of it again without effect', async () => {
    const scheduled = Object.values(jobs()).map(({ cron }) => cron);
    expect(scheduled.filter((cron) => cron.split(' ')[1] === '2')).toEqual([]);
    const count = async () => (await t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM event`))[0]!.n;
    for (const instant of [
      '2026-10-25T00:59:59Z',
      '2026-10-25T01:00:00Z',
      '2027-03-28T00:59:59Z',
      '2027-03-28T01:00:00Z',
    ]) {
      await clock(instant);
      await tick();
      const before = await count();
      await clock(at(instant, -3_600));
      await tick();
      await clock(instant);
      await tick();
      expect(await count()).toBe(before);
    }
  });

  it(`keeps keys of mutations, sessions and ids right when the clock jumps (${JUMPS} times)`, async () => {
    await clock('2026-10-25T00:30:00Z');
    const chair = await t.given.holder('CHAIR', await t.given.convent());
    const input = { data: { kind: 'CIS', name: nasty('Podmiot'), voivodeship: '22' }, clientMutationId: newId() };
    const create = async (who: Someone) =>
      (await t.get<{ createEntity: { id: string } }>(who, CREATE, { input })).createEntity.id;
    const id = await create(chair);
    const origin = Date.parse('2026-10-25T00:30:00Z');
    for (let i = 0; i < JUMPS; i++) {
      // Not past the week after which a key is forgotten; back by as much as a wrong year.
      const hours = i % 2 ? random(6 * 24) : -random(400 * 24);
      await clock(new Date(origin + hours * 3_600_000).toISOString());
      await ticks('idempotency-cleanup');
      expect(await create(await as(chair))).toBe(id);
    }
    expect(await events(id, 'entity.created')).toBe(1);
    await clock('2026-10-25T00:30:00Z');
    const [stays, leaves] = [await as(chair), await as(chair)];
    await t.get(leaves, SIGN_OUT);
    const signedIn = async (who: Someone) => Boolean((await t.ask(who, VIEWER)).data?.viewer);
    const seen: boolean[][] = [];
    for (const minutes of [0, 12 * 60 - 1, 12 * 60, -1]) {
      await clock(new Date(origin + minutes * 60_000).toISOString());
      await t.sql(`UPDATE session SET last_seen_at = now() WHERE person_id = $1`, [chair.id]);
      seen.push([await signedIn(stays), await signedIn(leaves)]);
    }
    // Twelve hours are twelve hours, also in a night of 25; nothing brings back a session that was ended.
    expect(seen.map(([stayed]) => stayed).slice(0, 3)).toEqual([true, true, false]);
    expect(seen.map(([, left]) => left)).toEqual([false, false, false, false]);
  });

  it('gives ids in order, though the clock of the machine goes back', () => {
    const ids = [newId()];
    const real = Date.now;
    try {
      for (const hours of [0, -1, -25, 3, -3, 48]) {
        Date.now = () => real() + hours * 3_600_000;
        for (let i = 0; i < 50; i++) ids.push(newId());
      }
    } finally {
      Date.now = real;
    }
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
