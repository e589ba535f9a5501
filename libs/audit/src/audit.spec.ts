import { AuditModule, MOST_A_MINUTE, Recorder } from '#audit';
import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';

const SUSPEND = `mutation ($input: ConventStepInput!) { suspendConvent(input: $input) { state } }`;
const REINSTATE = `mutation ($input: ConventStepInput!) { reinstateConvent(input: $input) { state } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token } }`;
const TICKET = `mutation ($input: CreateUploadTicketInput!) { createUploadTicket(input: $input) { path } }`;
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
      await t.get(person, TICKET, { input: { fileName: `${nasty('Skan')}.pdf`, size: 10, purpose: 'SCAN' } });
      expect(await told(person)).toEqual(['createUploadTicket OK 1']);
    });

    it('and counts refusals past a number a minute, losing none', async () => {
      const person = await t.given.person();
      const input = { conventId: newId(), basis: 'x' };
      const sent = MOST_A_MINUTE + 12;
      await Promise.all(Array.from({ length: sent }, () => t.refusal(person, SUSPEND, { input })));
      expect((await told(person)).length).toBeLessThan(sent);
      await t.app.select(AuditModule).get(Recorder).settle(true);
      const entries = await of(person);
      expect(entries.reduce((sum, { times }) => sum + times, 0)).toBe(sent);
      expect(entries.length).toBeLessThanOrEqual(2 * MOST_A_MINUTE + 2); // a minute may end in between
    });
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

    it('but for votes, which nobody is to count while a poll is open', async () => {
      await t.sql(`INSERT INTO audit_entry (id, chain, operation, outcome) VALUES ($1, $2, 'castVote', 'OK')`, [
        ...[newId(), convent.id],
      ]);
      for (const who of [chair, operator])
        expect((await read(who, { filter: { operations: ['castVote'] } })).totalCount).toBe(0);
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
});
