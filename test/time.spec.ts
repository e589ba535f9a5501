import { LoggerModule } from 'nestjs-pino';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { logging } from '../apps/api/logging.ts';
import { WorkerModule } from '../apps/worker/worker.ts';
import { Config, CoreModule, newId } from '#core';
import { ReadsModule } from '#reads';
import { useApp } from './app.ts';
import { dispatchRow } from './dossier-rows.ts';
import { nasty, type Someone } from './given.ts';
import { at, circulationUntil, CONFIRM, EDIT, mandateOfOneDay, Moments, pollsAround, PROPOSE } from './moments.ts';
import { shiftedDatabase } from './shifted.ts';
import { randomFrom } from './world.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** The long run puts the clock to TEST_JUMPS=300 random times. */
const JUMPS = Number(process.env.TEST_JUMPS ?? 4);
const CREATE = `mutation ($input: CreateEntityInput!) { createEntity(input: $input) { id version } }`;
const VIEWER = `{ viewer { id } }`;
const SIGN_OUT = `mutation { signOut }`;

/** The two changes of the clock: the hour that is twice, and the one that is missing. */
const AUTUMN = { day: '2026-10-25', begins: '2026-10-24T22:00:00Z', ends: '2026-10-25T23:00:00Z', hours: 25 };
const SPRING = { day: '2027-03-28', begins: '2027-03-27T23:00:00Z', ends: '2027-03-28T22:00:00Z', hours: 23 };

describe(`the clock of the node (TEST_SEED=${SEED})`, () => {
  const t = useApp({}, shiftedDatabase);
  const random = randomFrom(SEED);
  let worker: INestApplicationContext;
  let m: Moments;

  beforeAll(async () => {
    const config = Config.load({ LOG_LEVEL: 'silent', DATA_DIR: t.dataDir });
    const imports = [
      LoggerModule.forRoot(logging(config)),
      CoreModule.with(config, t.database.url),
      ReadsModule,
      WorkerModule,
    ];
    worker = await NestFactory.createApplicationContext({ module: class {}, imports }, { logger: ['error'] });
    m = new Moments(t, worker);
  });
  afterAll(async () => {
    console.info(`seed ${SEED}: ${JUMPS} jumps, ${m.ran} runs of jobs of the clock`);
    await worker.close();
  });

  it('is the database’s, wherever it is asked', async () => {
    await m.clock('2031-07-01T12:00:00Z');
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
    await pollsAround(m, [first, second], words);
  });

  it.each([AUTUMN, SPRING])(
    'ends a mandate with its last day, $day, which has $hours hours',
    async ({ day, begins, ends }) => {
      await mandateOfOneDay(m, { day, begins, ends });
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
    await m.clock(`${from}T12:00:00Z`);
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
    await circulationUntil(m, closesAt, word);
  });

  it.each([AUTUMN, SPRING])('tells an answer overdue from the end of its day, $day', async ({ day, ends }) => {
    await m.clock(at(ends, -86_400 * 5));
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    const { id } = await dispatchRow(t, convent, { dueOn: day });
    const overdue = async () => {
      await m.ticks('obligations');
      const { dispatch } = await t.get<{ dispatch: { overdue: boolean } }>(
        await m.as(chair),
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
      await m.clock(at(ends, seconds));
      expect(await overdue()).toEqual(told);
    }
  });

  it('has no work of the clock in the hour that is missing or twice, and does all of it again without effect', async () => {
    const scheduled = Object.values(m.jobs).map(({ cron }) => cron);
    expect(scheduled.filter((cron) => cron.split(' ')[1] === '2')).toEqual([]);
    const count = async () => (await t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM event`))[0]!.n;
    for (const instant of [
      '2026-10-25T00:59:59Z',
      '2026-10-25T01:00:00Z',
      '2027-03-28T00:59:59Z',
      '2027-03-28T01:00:00Z',
    ]) {
      await m.clock(instant);
      await m.tick();
      const before = await count();
      await m.clock(at(instant, -3_600));
      await m.tick();
      await m.clock(instant);
      await m.tick();
      expect(await count()).toBe(before);
    }
  });

  it(`keeps keys of mutations, sessions and ids right when the clock jumps (${JUMPS} times)`, async () => {
    await m.clock('2026-10-25T00:30:00Z');
    const chair = await t.given.holder('CHAIR', await t.given.convent());
    const input = { data: { kind: 'CIS', name: nasty('Podmiot'), voivodeship: '22' }, clientMutationId: newId() };
    const create = async (who: Someone) =>
      (await t.get<{ createEntity: { id: string } }>(who, CREATE, { input })).createEntity.id;
    const id = await create(chair);
    const origin = Date.parse('2026-10-25T00:30:00Z');
    for (let i = 0; i < JUMPS; i++) {
      // Not past the week after which a key is forgotten; back by as much as a wrong year.
      const hours = i % 2 ? random(6 * 24) : -random(400 * 24);
      await m.clock(new Date(origin + hours * 3_600_000).toISOString());
      await m.ticks('idempotency-cleanup');
      expect(await create(await m.as(chair))).toBe(id);
    }
    expect(await m.events(id, 'entity.created')).toBe(1);
    await m.clock('2026-10-25T00:30:00Z');
    const [stays, leaves] = [await m.as(chair), await m.as(chair)];
    await t.get(leaves, SIGN_OUT);
    const signedIn = async (who: Someone) => Boolean((await t.ask(who, VIEWER)).data?.viewer);
    const seen: boolean[][] = [];
    for (const minutes of [0, 12 * 60 - 1, 12 * 60, -1]) {
      await m.clock(new Date(origin + minutes * 60_000).toISOString());
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
