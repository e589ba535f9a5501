import { AuditModule, Chainer, Checkpoints, Keeper, MOST_A_MINUTE, Recorder } from '#audit';
import { newId } from '#core';
import { verifyRecord } from '#seals';
import { settled, useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { chainOf } from '#test/keys';
import { tamper, Tamperer } from '#test/proofs/tampering';
import { chained, trail } from '#test/proofs/trail';
import { linkOf, type Head } from './chain.hashing.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const TIMES = Number(process.env.TEST_TAMPERINGS ?? 60);

const SUSPEND = `mutation ($input: ConventStepInput!) { suspendConvent(input: $input) { state } }`;
const REINSTATE = `mutation ($input: ConventStepInput!) { reinstateConvent(input: $input) { state } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token } }`;
const TICKET = `mutation ($input: CreateUploadTicketInput!) { createUploadTicket(input: $input) { id } }`;
const ENTRIES = `query ($first: Int, $after: ID, $filter: AuditFilter) { auditEntries(first: $first, after: $after, filter: $filter) {
  totalCount pageInfo { endCursor hasNextPage }
  nodes { id at bodyId operation outcome times actorId underMandateId aboutId } } }`;

interface EntryRow {
  readonly operation: string;
  readonly outcome: string;
  readonly person_id: string | null;
  readonly mandate_id: string | null;
  readonly subject_id: string | null;
  readonly chain: string;
  readonly times: number;
  readonly xact: string;
}

describe('the audit trail', () => {
  const t = useApp();
  const service = <T>(type: new (...args: never[]) => T): T => t.app.select(AuditModule).get(type, { strict: false });

  const of = async (person: { id: string } | null): Promise<EntryRow[]> =>
    t.sql<EntryRow>(`SELECT * FROM audit_entry WHERE person_id IS NOT DISTINCT FROM $1 ORDER BY id`, [person?.id]);
  const told = async (person: { id: string } | null) =>
    (await of(person)).map(({ operation, outcome, times }) => `${operation} ${outcome} ${times}`);

  describe('has one entry for each mutation', () => {
    it('written with its effect, in the chain of the convent, under the mandate', async () => {
      const convent = await t.given.convent();
      const chair = await t.given.holder('CHAIR', convent);
      await t.get(chair, SUSPEND, { input: { conventId: convent.id, basis: nasty('Uchwała') } });
      const [event] = await t.sql<{ xact: string; mandate_id: string }>(
        `SELECT xact, mandate_id FROM event WHERE subject_id = $1`,
        [convent.id],
      );
      const entry = { operation: 'suspendConvent', outcome: 'OK', chain: convent.id, subject_id: convent.id, times: 1 };
      expect(await of(chair)).toMatchObject([{ ...entry, ...event }]);
    });

    it('or refusal: by guard, shape, policy, state, and of what does not exist', async () => {
      const [convent, other] = [await t.given.convent(), await t.given.convent({ voivodeship: '02' })];
      const chair = await t.given.holder('CHAIR', convent);
      const basis = nasty('Uchwała');
      const reader = await t.given.apiToken(chair.id, ['READ']);
      const input = { conventId: convent.id, basis };
      expect(await t.refusal(reader, SUSPEND, { input })).toBe('SCOPE_MISSING');
      expect(await t.refusal(chair, SUSPEND, { input: { ...input, conventId: 'x' } })).toBe('INVALID_INPUT');
      expect(await t.refusal(chair, SUSPEND, { input: { ...input, conventId: other.id } })).toBe('FORBIDDEN');
      expect(await t.refusal(chair, REINSTATE, { input })).toBe('WRONG_STATE');
      expect(await t.refusal(chair, REINSTATE, { input: { ...input, conventId: newId() } })).toBe('NOT_FOUND');
      expect((await of(chair)).map(({ outcome, chain, mandate_id }) => [outcome, chain, mandate_id !== null])).toEqual([
        ['SCOPE_MISSING', convent.id, false],
        ['INVALID_INPUT', '00000000-0000-0000-0000-000000000000', false],
        ['FORBIDDEN', other.id, false],
        ['WRONG_STATE', convent.id, true],
        ['NOT_FOUND', '00000000-0000-0000-0000-000000000000', false],
      ]);
    });

    it('or repetition with the same key: of ten at once one did it', async () => {
      const convent = await t.given.convent();
      const chair = await t.given.holder('CHAIR', convent);
      const input = { conventId: convent.id, basis: 'Uchwała', clientMutationId: newId() };
      const answers = await Promise.all(Array.from({ length: 10 }, () => t.ask(chair, SUSPEND, { input })));
      expect(answers.filter(({ errors }) => errors.length)).toEqual([]);
      expect((await told(chair)).sort()).toEqual([
        'suspendConvent OK 1',
        ...Array<string>(9).fill('suspendConvent REPLAYED 1'),
      ]);
    });

    it('or attempt to sign in, without a word of what was sent', async () => {
      const before = (await told(null)).length;
      const input = { email: 'kanarek@example.invalid', password: 'kanarek śpiewa w klatce', cookie: false };
      expect(await t.refusal(null, SIGN_IN, { input })).toBe('SIGN_IN_FAILED');
      expect((await told(null)).slice(before)).toEqual(['signIn SIGN_IN_FAILED 1']);
      const [{ rows }] = (await t.sql<{ rows: string }>(`SELECT json_agg(e)::text AS rows FROM audit_entry e`)) as [
        { rows: string },
      ];
      expect(rows).not.toMatch(/kanarek|Uchwała/);
    });

    it('that answers without any event', async () => {
      const person = await t.given.person();
      await t.get(person, TICKET, { input: { name: nasty('Skan'), size: 10, purpose: 'SCAN' } });
      expect(await told(person)).toEqual(['createUploadTicket OK 1']);
    });

    it('and counts refusals past a number a minute, losing none', async () => {
      const person = await t.given.person();
      const input = { conventId: newId(), basis: 'x' };
      const sent = MOST_A_MINUTE + 12;
      await Promise.all(Array.from({ length: sent }, () => t.refusal(person, SUSPEND, { input })));
      expect((await told(person)).length).toBeLessThan(sent);
      await service(Recorder).settle(true);
      const entries = await of(person);
      expect(entries.reduce((sum, { times }) => sum + times, 0)).toBe(sent);
      expect(entries.length).toBeLessThanOrEqual(2 * MOST_A_MINUTE + 2); // a minute may end in between
    });
  });

  describe('is chained', () => {
    it('without a gap or a row twice, though ten chain at once while others write', async () => {
      const convent = await t.given.convent();
      const chair = await t.given.holder('CHAIR', convent);
      const input = { conventId: convent.id, basis: 'x' };
      const writing = (async () => {
        for (const act of [SUSPEND, REINSTATE, SUSPEND, REINSTATE]) await t.get(chair, act, { input });
      })();
      const at = () => Promise.all(Array.from({ length: 10 }, () => service(Chainer).catchUp()));
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

  describe('is read', () => {
    type Page = {
      auditEntries: { totalCount: number; pageInfo: { endCursor: string }; nodes: Record<string, unknown>[] };
    };
    let convent: { id: string };
    let other: { id: string };
    let [chair, secretary, foreign, staff, operator] = [] as unknown as Someone[];
    const read = async (who: Someone | undefined, variables: object = {}) =>
      (await t.get<Page>(who!, ENTRIES, { first: 50, ...variables })).auditEntries;

    beforeAll(async () => {
      [convent, other] = [await t.given.convent(), await t.given.convent({ voivodeship: '02' })];
      [chair, secretary] = [await t.given.holder('CHAIR', convent), await t.given.holder('SECRETARY', convent)];
      [foreign, staff] = [await t.given.holder('CHAIR', other), await t.given.person()];
      operator = await t.given.person({ operator: true });
      for (const act of [SUSPEND, SUSPEND, REINSTATE])
        await t.ask(chair!, act, { input: { conventId: convent.id, basis: 'x' } });
      await t.ask(secretary!, SUSPEND, { input: { conventId: convent.id, basis: 'x' } });
    });

    it('by the officers of the convent, page by page, with who and under what mandate', async () => {
      const { totalCount, nodes } = await read(secretary);
      expect([totalCount, ...nodes.map(({ operation, outcome, bodyId }) => [operation, outcome, bodyId])]).toEqual([
        4,
        ['suspendConvent', 'FORBIDDEN', convent.id],
        ['reinstateConvent', 'OK', convent.id],
        ['suspendConvent', 'WRONG_STATE', convent.id],
        ['suspendConvent', 'OK', convent.id],
      ]);
      expect(nodes.map(({ actorId }) => actorId)).toEqual([secretary!.id, chair!.id, chair!.id, chair!.id]);
      const { nodes: first, pageInfo } = await read(secretary, { first: 3 });
      const { nodes: rest } = await read(secretary, { first: 3, after: pageInfo.endCursor });
      expect([...first, ...rest]).toEqual(nodes);
    });

    it.each([
      ['a mutation', () => ({ operations: ['reinstateConvent'] }), 1],
      ['an outcome', () => ({ outcomes: ['FORBIDDEN', 'WRONG_STATE'] }), 2],
      ['a time to come', () => ({ from: '2090-01-01T00:00:00Z' }), 0],
      ['a time until then', () => ({ until: '2090-01-01T00:00:00Z' }), 4],
      ['the convent', () => ({ body: convent.id }), 4],
      ['another convent', () => ({ body: other.id }), 0],
    ])('narrowed to %s', async (_, filter, count) => {
      expect((await read(chair, { filter: filter() })).totalCount).toBe(count);
    });

    it('narrowed to a mandate', async () => {
      const [mandate] = await t.sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = $1`, [chair!.id]);
      const { nodes } = await read(secretary, { filter: { underMandate: mandate!.id } });
      expect(nodes.map(({ outcome, underMandateId }) => [outcome, underMandateId])).toEqual(
        ['OK', 'WRONG_STATE', 'OK'].map((outcome) => [outcome, mandate!.id]),
      );
      expect((await read(operator, { filter: { underMandate: mandate!.id } })).totalCount).toBe(0);
    });

    it('by the operator without who, under what and about what; by nobody else', async () => {
      const { nodes } = await read(operator, { filter: { body: convent.id } });
      expect(nodes.map(({ operation }) => operation)).toHaveLength(4);
      expect(
        new Set(nodes.flatMap(({ actorId, underMandateId, aboutId }) => [actorId, underMandateId, aboutId])),
      ).toEqual(new Set([null]));
      for (const who of [foreign, staff])
        expect((await read(who)).nodes.filter(({ bodyId }) => bodyId === convent.id)).toEqual([]);
      expect(await t.refusal(null, ENTRIES)).toBe('UNAUTHENTICATED');
    });
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
      expect(missed).toEqual([]);
    });

    it('shows by a checkpoint kept elsewhere that the end is missing, or that all was chained anew', async () => {
      const checkpoint = (await service(Checkpoints).file())!;
      const { size, sequence } = (JSON.parse(checkpoint) as { record: { size: number; sequence: number } }).record;
      await superuser(async (tamperer) => {
        const codes = async (anchor: object) =>
          (await tamperer.verify({ keys, ...anchor })).findings.map(({ code }) => code);
        const cut = async () => {
          const since = size - 4;
          for (const [table, id] of [
            ['event', 'event_id'],
            ['audit_entry', 'entry_id'],
          ])
            await tamperer.ask(`DELETE FROM ${table} WHERE id IN (SELECT ${id} FROM audit_link WHERE position > $1)`, [
              since,
            ]);
          await tamperer.ask(`DELETE FROM audit_link WHERE position > $1`, [since]);
          await tamperer.ask(`DELETE FROM audit_checkpoint WHERE sequence >= $1`, [sequence]);
        };
        const rewrite = async () => {
          await tamperer.ask(`DELETE FROM audit_checkpoint`, []);
          await tamperer.ask(`DELETE FROM event WHERE type = 'audit.checkpoint_sealed' AND $1`, [true]);
          const heads = new Map<string, Head>();
          await tamperer.ask(
            `DELETE FROM audit_link WHERE event_id IS NOT NULL AND event_id NOT IN (SELECT id FROM event)`,
            [],
          );
          const links = await tamperer.ask<{ position: number; chain: string; leaf: Buffer }>(
            `SELECT position, chain, leaf FROM audit_link ORDER BY position`,
            [],
          );
          for (const [i, { position, chain, leaf }] of links.entries()) {
            const before = heads.get(chain);
            const place = { chain, seq: (before?.seq ?? 0) + 1, position: i + 1 };
            heads.set(chain, { ...place, hash: linkOf(place, before?.hash ?? null, leaf) });
            await tamperer.ask(`UPDATE audit_link SET position = $2, seq = $3, hash = $4 WHERE position = $1`, [
              ...[position, place.position, place.seq, heads.get(chain)!.hash],
            ]);
          }
        };
        expect(await tamperer.within(async () => (await cut(), codes({})))).toEqual([]);
        expect(await tamperer.within(async () => (await cut(), codes({ checkpoint })))).toEqual([
          ...['CHECKPOINT_MISSING', 'TRUNCATED'],
        ]);
        expect(await tamperer.within(async () => (await rewrite(), codes({})))).toEqual([]);
        expect(await tamperer.within(async () => (await rewrite(), codes({ checkpoint })))).toContain(
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
});
