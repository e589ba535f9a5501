import { GraphQLSchemaHost } from '@nestjs/graphql';
import { Recorder } from '#audit';
import { errorCodes } from '#core';
import { ReadEngine } from '#reads';
import { useApp, type Answer } from './app.ts';
import { ASKS } from './authorization.cells.ts';
import { documentOf, each, operationsOf, type Operations } from './authorization.documents.ts';
import { BY_SECRET, FRESHLY } from './authorization.table.factors.ts';
import { LEGEND, ROLES, TARGETS, VERDICTS, type Target } from './authorization.table.ts';
import { MutationsSent } from './mutations-sent.ts';
import { castOf, cellOf, fill, type Cast } from './authorization.world.ts';
import { connect } from './socket.ts';
import { randomFrom } from './world.ts';

/** What is private, by every path to it. */
const EVERYTHING = `
  query ($first: Int!) {
    viewer { ...person account { email secondFactors { name } linkedIdentities { issuer } recoveryCodesLeft sessions(first: $first) { totalCount } invitationsSent { totalCount } } }
    convents(first: $first) { nodes { id ...heldInConvent memberships(first: $first) { nodes { ...membership } totalCount } } }
    entities(first: $first) { nodes { id ...heldInEntity contact { email } memberships(first: $first) { nodes { ...membership } } } }
    declarations(first: $first) { nodes { id title currentVersion { content parties { id } } acts { reason } } totalCount }
    forum { mandates(first: $first) { nodes { ...mandate } } }
    practices(first: $first, filter: { states: [DRAFT, SUBMITTED, IN_REVIEW, RETURNED, PUBLISHED, OUTDATED, ARCHIVED] }) { totalCount nodes { id state
      currentVersion { title areas { id } changedSince { field } } draft { title stage reviewer { id } changesOfPublished { field } }
      availableActions { action allowed reason } versions { id } remarks { text } acts { action } questions { totalCount nodes { text } }
      replications { totalCount nodes { place practice { id } } } } }
    proposals(first: $first) { totalCount nodes { id state title acts { reason } areas { id } provisions { id } fate { reason }
      availableActions { action allowed reason } mergedInto { id } formedBy { id }
      merge { id parts { proposal { id } } consents { reason } availableActions { action allowed reason } result { id } } } }
    recommendations(first: $first) { totalCount nodes { id number state title acts { reason } areas { id } practices { note } remarks { total } circulations { circulation { id } version { id } } votedVersion { title } proposals { totalCount } availableActions { action allowed reason } } }
    drafts(first: $first) { totalCount nodes { id title state act { name } availableActions { action allowed reason } versions { id title printed changes { unitId } }
      text { heading printed units { text } history(first: $first) { totalCount nodes { gone { text } } } amendments { change { justification } } } team { id person { id } } acts { reason amendmentBefore { justification } } } }
    polls(first: $first) { totalCount nodes { id state question mySeats { ...seat } roll(first: $first) { totalCount nodes { ...seat } }
      acts { reason } result { outcome } } }
  }
  fragment seat on PollVoter { id name vote { choice receipt mandate { id } } }
  fragment person on Person { id displayName account { email } mandates(first: $first) { nodes { ...mandate } } }
  fragment named on Person { id displayName account { email } }
  fragment mandate on Mandate { id state person { ...named } body { ... on Entity { id contact { phone } } } }
  fragment membership on Membership { id state acts { reason mandate { ...mandate } } entity { contact { email } } }
  fragment heldInConvent on Convent { mandates(first: $first) { nodes { ...mandate } totalCount } }
  fragment heldInEntity on Entity { mandates(first: $first) { nodes { ...mandate } totalCount } }`;

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** How many of the cells about what is not one's own are tried, drawn anew each time; the long run takes every one. */
const SHARE = Number(process.env.TEST_SHARE ?? 0.1);

describe(`who may do what (TEST_SEED=${SEED})`, () => {
  const t = useApp();
  const random = randomFrom(SEED);
  const sent = new MutationsSent();
  let operations: Operations;
  beforeAll(() => void (operations = operationsOf(t.app.get(GraphQLSchemaHost).schema)));
  beforeAll(() => sent.start());
  // All of them come from one address, and every verdict together are more than it may try.
  beforeEach(() => t.sql(`DELETE FROM attempt`));
  afterAll(() => sent.stop());

  async function listened(query: string, variables: Record<string, unknown>, token?: string): Promise<Answer> {
    const socket = connect(t, token);
    const listener = socket.listen(query, variables);
    const answer = await listener.next();
    listener.stop();
    await socket.end();
    return answer;
  }

  const ask = (operation: string, variables: object, token?: string): Promise<Answer> => {
    const query = documentOf(operation, operations.get(operation)!);
    return operation.startsWith('Subscription.')
      ? listened(query, variables as Record<string, unknown>, token)
      : t.ask(token ?? null, query, variables);
  };

  async function verdict(operation: string, cast: Cast, target: Target): Promise<string> {
    const cell = await cellOf(t, cast, target);
    const variables = (await ASKS[operation]?.(cell)) ?? {};
    const { errors } = await ask(operation, variables, cell.actor?.token);
    const code = errors[0]?.extensions.code;
    if (!code) return '+';
    return Object.keys(LEGEND).find((letter) => LEGEND[letter] === code) ?? `<${code}: ${errors[0]!.message}>`;
  }

  it('has a row for every operation of the schema, and for nothing else', () => {
    expect(Object.keys(VERDICTS).sort()).toEqual([...operations.keys()].sort());
  });

  // One test an operation, since all of them together outgrow any one limit.
  describe('gives every verdict of the table', () => {
    // Thousands of mandates are put here as rows. Nobody asks what waits for whom, which is most of what a new one costs.
    beforeAll(() => t.sql(`ALTER TABLE mandate DISABLE TRIGGER obligations_of_new`));
    // There is one forum: what waits for it would wait for the coordinators of all cells before.
    const ended = `state = 'ENDED', ended_because = 'TERM_OVER', valid = tstzrange(lower(valid), now())`;
    beforeEach(() => t.sql(`UPDATE mandate SET ${ended} WHERE forum_id IS NOT NULL AND state = 'ACTIVE'`));
    it.each(Object.keys(VERDICTS))('%s', async (operation) => {
      const rows = VERDICTS[operation]!.map((letters, at) => ({ letters, target: TARGETS[at]! }));
      const wrong: string[] = [];
      // What is the role's own comes last: it may change what the role is.
      await each(ROLES, async (role) => {
        const cast = await castOf(t, role);
        for (const { letters, target } of rows.toReversed()) {
          if (letters === '-' || (target !== 'own' && random(1000) >= SHARE * 1000)) continue;
          const [got, says] = [await verdict(operation, cast, target), letters[ROLES.indexOf(role)]];
          if (got !== says) wrong.push(`${target}, ${role}: ${got} in place of ${says}`);
        }
      });
      expect(wrong.sort()).toEqual([]);
    });
  });

  it('keeps every act with its mandate, and no word of a person in any event', async () => {
    const events = await t.sql<{ type: string; actor: string; mandate_id: string | null; data: object }>(
      `SELECT * FROM event`,
    );
    const words = new Set(events.flatMap(({ actor, data }) => [actor, ...Object.values(data).flat(2).map(String)]));
    const dull =
      /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|[A-Z_]+|\d{4}-\d\d-\d\d|\d+|true|false|null|system)$/;
    expect([...words].filter((word) => !dull.test(word))).toEqual([]);
    const types = (rows: typeof events) => [...new Set(rows.map(({ type }) => type))].sort();
    const personal = types(events.filter(({ mandate_id }) => !mandate_id)).filter(
      (type) => !type.startsWith('identity.'),
    );
    // Those of the operator, who has no mandate, of outsiders by their link, of people who come for themselves, and the node's first key.
    expect(personal).toEqual([
      ...['circulation.answered', 'circulation.disposition_answered', 'circulation.remark_submitted'],
      'convent.created',
      'declaration.in_force',
      'declaration.reported',
      'forum.standing_changed',
      'mandate.confirmed',
      'mandate.declined',
      'mandate.ended',
      'mandate.proposed',
      'meeting.answered',
      'meeting.attendance_changed',
      'meeting.consent_given',
      'meeting.correction_settled',
      'meeting.registration_changed',
      ...['node_key.made', 'privacy.data_requested', 'privacy.erasure_cancelled', 'privacy.erasure_requested'],
    ]);
    expect(types(events).length).toBeGreaterThan(25);
  });

  const mutations = () => [...operations.keys()].filter((name) => name.startsWith('Mutation.'));
  const codeWith = async (operation: string, token: string): Promise<string | undefined> => {
    const cell = await cellOf(t, await castOf(t, 'chair'), 'own');
    const { errors } = await ask(operation, (await ASKS[operation]?.(cell)) ?? {}, token);
    return errors[0]?.extensions.code;
  };

  it('changes nothing for a token that may only read; signing in is the act of whoever has the secret', async () => {
    const { token } = await t.given.person({ scopes: ['READ'] });
    const passed: string[] = [];
    await each(mutations(), async (operation) => {
      if ((await codeWith(operation, token)) !== 'SCOPE_MISSING') passed.push(operation);
    });
    expect(passed.sort()).toEqual(BY_SECRET);
  });

  it('asks for a fresh proof of identity where it counts, which an API token never is', async () => {
    const asking: string[][] = [[], []];
    await each(mutations(), async (operation) => {
      const [program, person] = [await t.given.person({ scopes: ['READ', 'WRITE'] }), await t.given.person()];
      await t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [person.id]);
      for (const [i, { token }] of [program, person].entries())
        if ((await codeWith(operation, token)) === 'FRESH_PROOF_REQUIRED') asking[i]!.push(operation);
    });
    expect(asking.map((names) => names.sort())).toEqual([FRESHLY, FRESHLY]);
  });

  it('leaves one entry of the audit trail for each mutation and each refusal, and no word in it', async () => {
    await t.app.get(Recorder, { strict: false }).settle(true);
    const entries = await t.sql<{ operation: string; outcome: string; times: number }>(
      `SELECT operation, outcome, sum(times)::int AS times FROM audit_entry WHERE operation NOT LIKE 'POST %' GROUP BY 1, 2`,
    );
    const left: Record<string, number> = {};
    for (const { operation, times } of entries) left[operation] = (left[operation] ?? 0) + times;
    expect(left).toEqual(sent.counts);
    const outcomes = new Set(entries.map(({ outcome }) => outcome));
    expect([...outcomes].filter((outcome) => outcome !== 'OK' && !errorCodes.has(outcome))).toEqual([]);
  });
});

describe('what is private', () => {
  const t = useApp();

  it('is the same for everyone when the engine’s rules are off, and when row-level security is', async () => {
    const worlds = await Promise.all(ROLES.map(async (role) => cellOf(t, await castOf(t, role), 'own')));
    for (const cell of worlds) await fill(cell);
    // All rows there are: past the gate, which lets nobody ask for so many at once.
    const answers = () =>
      Promise.all(
        worlds.map(async ({ actor }) => {
          const { data, errors } = await t.answer(actor?.id ?? null, EVERYTHING, { first: 100 });
          expect(errors).toEqual([]);
          return data;
        }),
      );
    const engine = t.app.get(ReadEngine);
    const both = await answers();
    engine.rules = false;
    const rowSecurity = await answers();
    engine.rules = true;
    const guarded = await t.sql<{ relname: string }>(`SELECT relname FROM pg_class WHERE relrowsecurity`);
    for (const { relname } of guarded) await t.sql(`ALTER TABLE ${relname} DISABLE ROW LEVEL SECURITY`);
    const rules = await answers();
    for (const { relname } of guarded) await t.sql(`ALTER TABLE ${relname} ENABLE ROW LEVEL SECURITY`);
    expect(rowSecurity).toEqual(both);
    expect(rules).toEqual(both);
    expect(new Set(both.map((each) => JSON.stringify(each))).size).toBe(ROLES.length);
  });
});
