import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Db, enrol, feed, hashOf, newId, SYSTEM, type Consumer, type EventRow, type Tx } from '#core';
import { Convent } from '#convents';
import { settled, useApp } from '#test/app';
import { PreparingClient } from './preparing.ts';

const event = (tx: Tx, type: string, subjectId = newId()) => tx.emit({ type, subjectId, concerns: [], data: {} });

class Recorder implements Consumer {
  readonly seen: string[] = [];
  fails = 0;

  constructor(
    readonly name: string,
    private readonly only: string,
  ) {}

  async handle(_: Tx, { type }: EventRow): Promise<void> {
    if (!type.startsWith(this.only)) return;
    if (this.fails-- > 0) throw new Error('not yet');
    this.seen.push(type);
  }
}

describe('Db', () => {
  const t = useApp();
  const db = () => t.app.get(Db);
  const emit = (type: string, more: (tx: Tx) => Promise<unknown> = async () => undefined) =>
    db().run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      event(tx, type);
      await more(tx);
    });
  it('outlives the end of a connection that somebody holds and does not use', async () => {
    const client = new PreparingClient({ connectionString: t.database.url });
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const gone = new Promise((done) => client.once('end', done));
    await t.sql(`SELECT pg_terminate_backend($1)`, [rows[0]!.pid]);
    await gone;
    await expect(client.query('SELECT 1')).rejects.toThrow();
  });

  const readable = async (consumer: Consumer) => {
    while (await feed(db(), consumer));
  };
  const drain = async (consumer: Consumer) => {
    await settled(t);
    await readable(consumer);
  };

  it('does not commit a write that never asked whether it may', async () => {
    const id = newId();
    const write = db().run(SYSTEM, async (tx: Tx) => event(tx, 'unasked', id));
    await expect(write).rejects.toThrow('never called tx.allow');
    expect(await t.sql(`SELECT FROM event WHERE subject_id = $1`, [id])).toEqual([]);
  });

  it('stores no event of work that failed', async () => {
    const id = newId();
    const write = db().run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      event(tx, 'failed', id);
      throw new Error('after all');
    });
    await expect(write).rejects.toThrow('after all');
    expect(await t.sql(`SELECT FROM event WHERE subject_id = $1`, [id])).toEqual([]);
  });

  it('tells who acts to row-level security until the end of the transaction, and not after it', async () => {
    const person = await t.given.person();
    const seen = await db().run({ kind: 'person', id: person.id, scopes: ['READ', 'WRITE'] }, async (tx: Tx) => {
      tx.allow(true);
      return tx.sql<{ id: string; role: string }>(`SELECT actor_id() AS id, current_user AS role`);
    });
    expect(seen).toEqual([{ id: person.id, role: 'konwent_app' }]);
    const left = await t.sql(
      `SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()`,
    );
    expect(left).toEqual([]);
  });

  it('commits nothing where a statement fails that it sent last and did not wait for', async () => {
    const name = `Wysłany ${newId()}`;
    const text = `INSERT INTO convent (id, official_name, voivodeship_id, state) VALUES ($1, $2, $3, 'ACTIVE')`;
    const write = (...codes: string[]) =>
      db().run(SYSTEM, async (tx: Tx) => {
        tx.allow(true);
        for (const code of codes) tx.later(tx.sql(text, [newId(), name + code, code]));
      });
    await expect(write('22', '99')).rejects.toThrow('foreign key');
    await expect(write('99', '22')).rejects.toThrow('foreign key');
    await write('22', '24');
    expect(await t.sql(`SELECT FROM convent WHERE strpos(official_name, $1) > 0`, [name])).toHaveLength(2);
  });

  it('begins before it is answered where that is asked for, as nobody but the actor, and tells why it could not', async () => {
    const { id } = await t.given.person();
    const ahead = (text: string) => {
      const begun = async (tx: Tx) => {
        tx.allow(true);
        expect(() => tx.now).toThrow('no answer yet');
        const [row] = await tx.sql<{ id: string; now: Date }>(`SELECT actor_id() AS id, now()`);
        return { ...row, now: row!.now.getTime() - tx.now.getTime() };
      };
      return db().run({ kind: 'person', id, scopes: ['READ', 'WRITE'] }, begun, { text, values: [] });
    };
    expect(await ahead(`SELECT set_config('app.actor', $1, true), now()`)).toEqual({ id, now: 0 });
    await expect(ahead(`SELECT $1::int AS now`)).rejects.toThrow('invalid input syntax');
  });

  it('runs again what PostgreSQL could not serialise: two writes that lock two rows crosswise both pass', async () => {
    const [a, b] = [await t.given.convent(), await t.given.convent()];
    let attempts = 0;
    const crosswise = (first: string, second: string) =>
      db().run(SYSTEM, async (tx: Tx) => {
        attempts++;
        tx.allow(true);
        await tx.lock(Convent, first);
        await sleep(300);
        await tx.lock(Convent, second);
      });
    await Promise.all([crosswise(a.id, b.id), crosswise(b.id, a.id)]);
    expect(attempts).toBeGreaterThan(2);
  });

  it('says a refused constraint in the words of its rule, and another one as it is', async () => {
    const insert = (name: string, code: string) =>
      db().run(SYSTEM, async (tx: Tx) => {
        tx.allow(true);
        const id = newId();
        const row = tx.sql(
          `INSERT INTO convent (id, official_name, voivodeship_id, state) VALUES ($1, $2, $3, 'ACTIVE')`,
          [id, name, code],
        );
        await tx.constrained(row, { convent_official_name_key: () => new Error('taken') });
      });
    await insert('Zajęta', '22');
    await expect(insert('Zajęta', '22')).rejects.toThrow('taken');
    await expect(insert('Wolna', '99')).rejects.toThrow('foreign key');
  });

  describe('events', () => {
    it('are given in the order of commits: one that commits late is not passed over', async () => {
      const consumer = new Recorder('test.late', 'late.');
      await enrol(db(), consumer);
      await drain(consumer);
      const early = emit('late.1', async (tx) => {
        await tx.sql(`SELECT pg_current_xact_id()`);
        await sleep(400);
      });
      await sleep(100);
      await emit('late.2');
      await readable(consumer);
      expect(consumer.seen).toEqual([]);
      await early;
      await drain(consumer);
      expect(consumer.seen).toEqual(['late.1', 'late.2']);
    });

    it('are each given once, though ten workers ask at the same moment', async () => {
      const consumer = new Recorder('test.ten', 'ten.');
      await enrol(db(), consumer);
      await drain(consumer);
      const types = Array.from({ length: 20 }, (_, i) => `ten.${i}`);
      for (const type of types) await emit(type);
      const worker = async () => {
        for (let i = 0; i < 40; i++) if (!(await feed(db(), consumer))) await sleep(5);
      };
      await Promise.all(Array.from({ length: 10 }, worker));
      await drain(consumer);
      expect(consumer.seen).toEqual(types);
    });

    it('wait for a consumer that fails, which gets the same one again', async () => {
      const consumer = new Recorder('test.failing', 'hard.');
      await enrol(db(), consumer);
      await drain(consumer);
      await emit('hard.1');
      await emit('hard.2');
      consumer.fails = 2;
      await expect(drain(consumer)).rejects.toThrow('not yet');
      await expect(drain(consumer)).rejects.toThrow('not yet');
      await drain(consumer);
      expect(consumer.seen).toEqual(['hard.1', 'hard.2']);
    });

    it('cannot be changed or removed by the runtime login', async () => {
      await emit('kept');
      const runtime = new pg.Client({ connectionString: t.database.url, options: '-c role=konwent_app' });
      await runtime.connect();
      for (const change of [`UPDATE event SET type = 'x'`, `DELETE FROM event`, `TRUNCATE event`])
        await expect(runtime.query(change)).rejects.toMatchObject({ code: '42501' });
      await runtime.end();
    });
  });

  it('keeps of a mutation neither its key nor its input nor its answer in the clear', async () => {
    const operator = await t.given.person({ operator: true });
    const clientMutationId = newId();
    const officialName = 'Kanarkowy Konwent „Żółć”';
    const create = `mutation ($input: CreateConventInput!) { createConvent(input: $input) { id } }`;
    const input = { clientMutationId, officialName, voivodeship: '30' };
    const { createConvent } = await t.get<{ createConvent: { id: string } }>(operator, create, { input });
    const [row] = await t.sql<{ key: Buffer; request: Buffer; answer: Buffer }>(
      `SELECT * FROM idempotency WHERE actor = $1`,
      [operator.id],
    );
    const stored = Buffer.concat([row!.key, row!.request, row!.answer]);
    for (const secret of [clientMutationId, officialName, createConvent.id])
      expect(stored.includes(secret)).toBe(false);
    expect(row!.request.equals(hashOf(JSON.stringify(input)))).toBe(false);
    expect(await t.get(operator, create, { input })).toEqual({ createConvent });
    const other = { ...input, officialName: `${officialName} 2` };
    expect(await t.refusal(operator, create, { input: other })).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});
