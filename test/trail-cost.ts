import { Chainer, Checkpoints, Recorder, type AuditReport } from '#audit';
import { Db, defineEvent, type Actor, type Tx } from '#core';
import { Seals } from '#seals';
import { settled, type TestApp } from './app.ts';
import { Tamperer } from './tampering.ts';

const ROUNDS = 7;
const WRITERS = 4;
const Written = defineEvent('proof.written');

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1);

/** Writes a second, without the audit trail and with it, in turn; chaining goes on beside those that are audited. */
export async function costOfWriting(t: TestApp, writes: number): Promise<string> {
  const [convent, person] = [await t.given.convent(), await t.given.person()];
  const me: Actor = { kind: 'person', id: person.id, scopes: ['READ', 'WRITE'] };
  const [db, recorder] = [t.app.get(Db), t.app.get(Recorder, { strict: false })];
  const write = () =>
    db.write(me, {}, async (tx: Tx) => {
      await tx.sql(`SELECT id FROM convent WHERE id = $1`, [convent.id]);
      tx.allow(true);
      tx.emit(Written(convent.id, {}));
    });
  const audited = () => recorder.attend({ operation: 'proof', me: () => me }, write);
  const rate = async (one: () => Promise<unknown>, isChained: boolean): Promise<number> => {
    const since = performance.now();
    let left = writes;
    const writer = async () => {
      while (left-- > 0) await one();
    };
    const chaining = isChained ? t.app.get(Chainer, { strict: false }).catchUp() : Promise.resolve();
    await Promise.all([chaining, ...Array.from({ length: WRITERS }, writer)]);
    return (writes / (performance.now() - since)) * 1000;
  };
  await rate(audited, true);
  const rates: [number, number][] = [];
  for (let round = 0; round < ROUNDS; round++) rates.push([await rate(write, false), await rate(audited, true)]);
  const [without, withIt] = [0, 1].map((i) => Math.round(median(rates.map((each) => each[i]!))));
  const ratio = median(rates.map(([plain, seen]) => seen / plain)).toFixed(2);
  return `writes a second without the trail ${without}, with it ${withIt}; ratio ${ratio} (${ROUNDS} rounds)`;
}

/** How long so many entries take to be chained, and to be verified; a tenth of them in each transaction. */
export async function costOfReading(t: TestApp, url: string, rows: number): Promise<[AuditReport, string]> {
  const [convent, person] = [await t.given.convent(), await t.given.person()];
  for (let i = 0; i < 10; i++)
    await t.sql(
      `INSERT INTO audit_entry (id, chain, person_id, operation, outcome)
       SELECT uuidv7(), $1, $2, 'admitMembership', 'OK' FROM generate_series(1, $3)`,
      [convent.id, person.id, rows / 10],
    );
  await settled(t);
  const since = performance.now();
  await t.app.get(Chainer, { strict: false }).catchUp();
  const chained = performance.now();
  await t.app.get(Checkpoints, { strict: false }).make();
  const keys = await t.app.get(Seals, { strict: false }).publicKeys();
  const began = performance.now();
  const report = await new Tamperer(url, { keys }, 1).during((each) => each.verify());
  const times = `chained in ${seconds(since, chained)} s, verified in ${seconds(began, performance.now())} s`;
  return [report, `${rows} entries ${times}`];
}
