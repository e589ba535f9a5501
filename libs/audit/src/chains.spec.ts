import { AuditModule, Chainer, Checkpoints, Keeper } from '#audit';
import { newId } from '#core';
import { verifyRecord } from '#seals';
import { settled, useApp } from '#test/app';
import { chainOf } from '#test/keys';
import { cutOff, rewrite } from '#test/rewriting';
import { tamper, Tamperer } from '#test/tampering';
import { chained, trail } from '#test/trail';
import { costOfReading, costOfWriting } from '#test/trail-cost';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const ROWS = Number(process.env.TEST_ROWS ?? 1_000);
const WRITES = Number(process.env.TEST_WRITES ?? 20);
const TIMES = Number(process.env.TEST_TAMPERINGS ?? 60);

const SUSPEND = `mutation ($input: ConventStepInput!) { suspendConvent(input: $input) { state } }`;
const REINSTATE = `mutation ($input: ConventStepInput!) { reinstateConvent(input: $input) { state } }`;

describe('the chains', () => {
  const t = useApp();
  const service = <T>(type: new (...args: never[]) => T): T => t.app.select(AuditModule).get(type, { strict: false });

  describe('is chained', () => {
    it('without a gap or a row twice, though five chain at once while others write', async () => {
      const convent = await t.given.convent();
      const chair = await t.given.holder('CHAIR', convent);
      const input = { conventId: convent.id, basis: 'x' };
      const writing = (async () => {
        for (const act of [SUSPEND, REINSTATE, SUSPEND, REINSTATE]) await t.get(chair, act, { input });
      })();
      const at = () => Promise.all(Array.from({ length: 5 }, () => service(Chainer).catchUp()));
      await at();
      await writing;
      await settled(t);
      await at();
      const [counts] = await t.sql<{ rows: number; links: number; last: number }>(`
        SELECT ((SELECT count(*) FROM event) + (SELECT count(*) FROM audit_entry))::int AS rows,
          count(*)::int AS links, max(position) AS last FROM audit_link`);
      expect(counts).toEqual({ rows: counts!.rows, links: counts!.rows, last: counts!.rows });
      const own = await t.sql<{ seq: number; event: boolean }>(
        `SELECT seq, event_id IS NOT NULL AS event FROM audit_link WHERE chain = $1 ORDER BY seq`,
        [convent.id],
      );
      expect(own.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(own.filter(({ event }) => event)).toHaveLength(4);
    });

    it('and sealed when something is new; everybody may have it and check it with public keys alone', async () => {
      const [first, again] = [await service(Checkpoints).make(), await service(Checkpoints).make()];
      await chained(t);
      expect([typeof first, again, await service(Checkpoints).make()]).toEqual(['string', null, null]);
      const response = await fetch(`${t.url}/.well-known/konwent-checkpoint.json`);
      expect(await response.text()).toBe(first);
      const keys = await (await fetch(`${t.url}/.well-known/konwent-keys.json`)).json();
      const result = await verifyRecord(first!, keys);
      expect(result).toMatchObject({ ok: true, kind: 'audit-checkpoint' });
      const { record } = JSON.parse(first!) as { record: Record<string, unknown> };
      expect(Object.keys(record).sort()).toEqual(['id', 'previous', 'root', 'sequence', 'size']);
      const { auditHead } = await t.get<{ auditHead: object }>(null, `{ auditHead { id sequence size root } }`);
      const { previous: _, ...head } = record;
      expect(auditHead).toEqual(head);
    });

    it('and sealed at once when a poll was closed', async () => {
      const before = await service(Checkpoints).file();
      await t.sql(
        `INSERT INTO event (at, actor, type, subject_id, concerns, data) VALUES (now(), 'system', 'poll.closed', $1, '{}', '{"early": false}')`,
        [newId()],
      );
      await settled(t);
      await service(Keeper).follow();
      const sequences = [before, await service(Checkpoints).file()].map(
        (file) => (JSON.parse(file!) as { record: { sequence: number } }).record.sequence,
      );
      expect(sequences[1]).toBe(sequences[0]! + 1);
    });

    it.each(['event', 'audit_entry', 'audit_link', 'audit_checkpoint'])(
      'and %s only grows, for its owner too',
      async (table) => {
        const column = { event: 'type', audit_entry: 'outcome', audit_link: 'seq', audit_checkpoint: 'size' }[table]!;
        for (const change of [`UPDATE ${table} SET ${column} = ${column}`, `DELETE FROM ${table}`, `TRUNCATE ${table}`])
          await expect(t.sql(change)).rejects.toThrow('only ever added');
        const rights = await t.sql<{ right: string }>(
          `SELECT privilege_type AS right FROM information_schema.role_table_grants WHERE table_name = $1 AND grantee = 'konwent_app' ORDER BY 1`,
          [table],
        );
        expect(rights.map(({ right }) => right)).toEqual(['INSERT', 'SELECT']);
      },
    );
  });

  describe(`under a superuser (TEST_SEED=${SEED})`, () => {
    let keys: unknown;
    const superuser = <T>(work: (tamperer: Tamperer) => Promise<T>): Promise<T> =>
      new Tamperer(t.database.ownerUrl, { keys }, SEED).during(work);
    beforeAll(async () => void ({ keys } = await trail(t, 3)));

    it(`names each row that was changed, removed, added, swapped or cut off (${TIMES})`, async () => {
      const missed = await superuser(async (tamperer) => {
        expect(await tamperer.verify()).toMatchObject({ ok: true, pending: 0, findings: [] });
        return tamper(tamperer, TIMES);
      });
      console.info(`seed ${SEED}: ${TIMES - missed.length} of ${TIMES} changes of one row found and named`);
      expect(missed).toEqual([]);
    });

    it('shows by a checkpoint kept elsewhere that the end is missing, or that all was chained anew', async () => {
      const checkpoint = (await service(Checkpoints).file())!;
      const { size, sequence } = (JSON.parse(checkpoint) as { record: { size: number; sequence: number } }).record;
      await superuser(async (tamperer) => {
        const codes = async (anchor: object) =>
          (await tamperer.verify({ keys, ...anchor })).findings.map(({ code }) => code);
        const cut = () => cutOff(tamperer.ask, sequence, size - 4);
        const anew = () => rewrite(tamperer.ask);
        expect(await tamperer.within(async () => (await cut(), codes({})))).toEqual([]);
        expect(await tamperer.within(async () => (await cut(), codes({ checkpoint })))).toEqual([
          ...['CHECKPOINT_MISSING', 'TRUNCATED'],
        ]);
        expect(await tamperer.within(async () => (await anew(), codes({})))).toEqual([]);
        expect(await tamperer.within(async () => (await anew(), codes({ checkpoint })))).toContain(
          'CHECKPOINT_MISSING',
        );
        expect(await codes({ checkpoint })).toEqual([]);
        expect(await codes({ checkpoint: checkpoint.replace('"size":', '"size":1') })).toEqual(['ANCHOR_INVALID']);
      });
    });

    it('trusts the keys that it is given, not those of the database', async () => {
      const { keys: others } = await chainOf('2026-01-01T00:00:00.000Z');
      const { ok, findings } = await superuser((tamperer) => tamperer.verify({ keys: others }));
      expect([ok, new Set(findings.map(({ code }) => code))]).toEqual([false, new Set(['CHECKPOINT_CHANGED'])]);
    });
  });

  it(`cost writers little and are read through in seconds (${ROWS} entries)`, async () => {
    const writing = await costOfWriting(t, WRITES);
    const [report, reading] = await costOfReading(t, t.database.ownerUrl, ROWS);
    expect(report).toMatchObject({ ok: true, findings: [] });
    expect(report.entries).toBeGreaterThanOrEqual(ROWS);
    console.info(`${writing}; ${reading}`);
  });
});
