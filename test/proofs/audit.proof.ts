import { Chainer, Checkpoints, Recorder } from '#audit';
import { Db, defineEvent, type Actor } from '#core';
import { Seals } from '#seals';
import { settled, useApp } from '../app.ts';
import { Tamperer, tamper } from './tampering.ts';
import { trail } from './trail.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const TIMES = Number(process.env.TEST_TAMPERINGS ?? 1_000);

const ROWS = Number(process.env.TEST_ROWS ?? 100_000);
const WRITES = Number(process.env.TEST_WRITES ?? 300);
const ROUNDS = 7;

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

describe('the audit trail', () => {
  const t = useApp();

  it('costs writers little, and is read through in seconds', async () => {
    const [convent, operator] = [await t.given.convent(), await t.given.person({ operator: true })];
    const me: Actor = { kind: 'person', id: operator.id, scopes: ['READ', 'WRITE'] };
    const [db, recorder] = [t.app.get(Db), t.app.get(Recorder, { strict: false })];
    const chainer = t.app.get(Chainer, { strict: false });
    const Written = defineEvent('proof.written');
    const write = () =>
      db.write(me, {}, async (tx) => {
        await tx.sql(`SELECT id FROM convent WHERE id = $1`, [convent.id]);
        tx.allow(true);
        tx.emit(Written(convent.id, {}));
      });
    const audited = () => recorder.attend({ operation: 'proof', me: () => me }, write);
    /** Writes a second by four writers; chaining goes on beside those that are audited. */
    const rate = async (one: () => Promise<unknown>, isChained: boolean): Promise<number> => {
      const since = performance.now();
      let left = WRITES;
      const writer = async () => {
        while (left-- > 0) await one();
      };
      const chaining = isChained ? chainer.catchUp() : Promise.resolve();
      await Promise.all([writer(), writer(), writer(), writer(), chaining]);
      return (WRITES / (performance.now() - since)) * 1000;
    };
    await rate(audited, true);
    const ratios: number[] = [];
    const rates: [number, number][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [without, withIt] = [await rate(write, false), await rate(audited, true)];
      rates.push([without, withIt]);
      ratios.push(withIt / without);
    }
    const [without, withIt] = [0, 1].map((i) => Math.round(median(rates.map((each) => each[i]!))));
    console.info(
      `writes a second without ${without}, with ${withIt}; ratio ${median(ratios).toFixed(2)} (${ROUNDS} rounds)`,
    );

    // A tenth of them at a time, each in one transaction.
    for (let i = 0; i < 10; i++)
      await t.sql(
        `INSERT INTO audit_entry (id, chain, person_id, operation, outcome)
         SELECT uuidv7(), $1, $2, 'admitMembership', 'OK' FROM generate_series(1, $3)`,
        [convent.id, operator.id, ROWS / 10],
      );
    await settled(t);
    const since = performance.now();
    await chainer.catchUp();
    const chained = performance.now();
    await t.app.get(Checkpoints, { strict: false }).make();
    const keys = await t.app.get(Seals, { strict: false }).publicKeys();
    const began = performance.now();
    const report = await new Tamperer(t.database.ownerUrl, { keys }, SEED).during((each) => each.verify());
    const ended = performance.now();
    expect(report).toMatchObject({ ok: true, findings: [] });
    expect(report.entries).toBeGreaterThanOrEqual(ROWS);
    const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
    console.info(`${ROWS} entries chained in ${seconds(since, chained)} s, verified in ${seconds(began, ended)} s`);
  }, 600_000);
});

describe(`a superuser who changes one row (TEST_SEED=${SEED})`, () => {
  const t = useApp();

  it(`is found and the row named, ${TIMES} times of ${TIMES}`, async () => {
    const { keys } = await trail(t, 6);
    const missed = await new Tamperer(t.database.ownerUrl, { keys }, SEED).during(async (tamperer) => {
      expect(await tamperer.verify()).toMatchObject({ ok: true, findings: [] });
      return tamper(tamperer, TIMES);
    });
    console.info(`seed ${SEED}: ${TIMES - missed.length} of ${TIMES} changes of one row found and named`);
    expect(missed).toEqual([]);
  }, 900_000);
});
