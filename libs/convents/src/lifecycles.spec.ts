import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import type { ConventState, MandateState, MembershipState } from './words.ts';

/** What a type answers of its actions, and how each is done. */
interface Kind {
  readonly type: 'convent' | 'membership' | 'mandate';
  readonly acts: Record<string, { input: string; fields: object }>;
}

const basis = 'Uchwała nr 1';
const ofConvent = { input: 'ConventStepInput', fields: { basis } };
const withReason = { input: 'MembershipReasonInput', fields: { reason: 'Powód' } };

const CONVENT: Kind = {
  type: 'convent',
  acts: {
    activateConvent: ofConvent,
    suspendConvent: ofConvent,
    reinstateConvent: ofConvent,
    dissolveConvent: ofConvent,
  },
};
const MEMBERSHIP: Kind = {
  type: 'membership',
  acts: {
    ...{ holdMembership: withReason, rejectMembership: withReason },
    ...{ suspendMembership: withReason, reinstateMembership: withReason },
    admitMembership: { input: 'AdmitMembershipInput', fields: { basis } },
    withdrawMembership: { input: 'WithdrawMembershipInput', fields: {} },
    endMembership: { input: 'EndMembershipInput', fields: { because: 'RESIGNED', basis } },
  },
};
const MANDATE: Kind = {
  type: 'mandate',
  acts: {
    confirmMandate: { input: 'ConfirmMandateInput', fields: {} },
    declineMandate: { input: 'DeclineMandateInput', fields: {} },
    endMandate: { input: 'EndMandateInput', fields: { because: 'RESIGNED', basis } },
  },
};

interface Action {
  readonly action: string;
  readonly allowed: boolean;
  readonly reason: string | null;
}

describe('what an object says of its actions', () => {
  const t = useApp();

  /** What its actions promise, as the code and, where the state forbids it, the words of the refusal. */
  async function promised({ type, acts }: Kind, who: Someone, id: string): Promise<Map<string, string | undefined>> {
    const query = `query ($id: ID!) { ${type}(id: $id) { availableActions { action allowed reason } } }`;
    const { data } = await t.ask(who, query, { id });
    const seen = (data as unknown as Record<string, { availableActions: Action[] } | null>)[type];
    const code = ({ allowed, reason }: Action): string | undefined => {
      if (allowed) return undefined;
      return reason!.startsWith('Nie można tego zrobić w stanie') ? reason! : 'FORBIDDEN';
    };
    if (!seen) return new Map(Object.keys(acts).map((action) => [action, 'NOT_FOUND']));
    return new Map(seen.availableActions.map((each) => [each.action, code(each)]));
  }

  async function done({ type, acts }: Kind, who: Someone, id: string, action: string): Promise<string | undefined> {
    const { input, fields } = acts[action]!;
    const mutation = `mutation ($input: ${input}!) { ${action}(input: $input) { id state } }`;
    const { errors } = await t.ask(who, mutation, { input: { [`${type}Id`]: id, ...fields } });
    const [refused] = errors;
    return refused?.extensions.code === 'WRONG_STATE' ? refused.message : refused?.extensions.code;
  }

  /** Compares what is said beforehand with what then happens; what was done to an object asks for another. */
  async function keeps(kind: Kind, who: Someone, make: () => Promise<{ id: string }>): Promise<void> {
    let found: { id: string; says: Map<string, string | undefined> } | undefined;
    for (const action of Object.keys(kind.acts)) {
      if (!found) {
        const { id } = await make();
        found = { id, says: await promised(kind, who, id) };
      }
      expect([...found.says.keys()]).toContain(action);
      const refused = await done(kind, who, found.id, action);
      expect([action, refused]).toEqual([action, found.says.get(action)]);
      if (!refused) found = undefined;
    }
  }

  const conventStates: ConventState[] = ['FORMING', 'ACTIVE', 'SUSPENDED', 'DISSOLVED'];
  it.each(conventStates)('holds for a convent in the state %s, whoever asks', async (state) => {
    for (const role of ['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'OBSERVER'] as const) {
      const person = await t.given.person();
      await keeps(CONVENT, person, async () => {
        const convent = await t.given.convent({ state });
        await t.given.mandate(person, role, convent);
        return convent;
      });
    }
  });

  const membershipStates: MembershipState[] = [
    'APPLIED',
    'ON_HOLD',
    'ACTIVE',
    'REJECTED',
    'WITHDRAWN',
    'SUSPENDED',
    'ENDED',
  ];
  it.each(membershipStates)('holds for a membership in the state %s, whoever asks', async (state) => {
    for (const admissionBy of ['CHAIR', 'BOARD'] as const)
      for (const role of ['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'REPRESENTATIVE', 'STAFF'] as const) {
        const person = await t.given.person();
        await keeps(MEMBERSHIP, person, async () => {
          const [convent, entity] = [await t.given.convent({ admissionBy }), await t.given.entity()];
          await t.given.mandate(person, role, role === 'REPRESENTATIVE' || role === 'STAFF' ? entity : convent);
          return t.given.membership(convent, entity, { state });
        });
      }
    const stranger = await t.given.holder('CHAIR', await t.given.convent());
    await keeps(MEMBERSHIP, stranger, async () =>
      t.given.membership(await t.given.convent(), await t.given.entity(), { state }),
    );
  });

  const mandateStates: MandateState[] = ['PROPOSED', 'ACTIVE', 'ENDED', 'DECLINED'];
  it.each(mandateStates)('holds for a mandate in the state %s, whoever asks', async (state) => {
    const [holder, proposer, operator] = [
      await t.given.person(),
      await t.given.person(),
      await t.given.person({ operator: true }),
    ];
    const convent = await t.given.convent();
    const officers = await Promise.all(
      (['CHAIR', 'SECRETARY', 'BOARD_MEMBER'] as const).map((role) => t.given.holder(role, convent)),
    );
    const until = state === 'ENDED' ? '2025-01-01' : null;
    const leaderless = async () => t.given.convent({ state: 'FORMING' });
    for (const body of [async () => convent, leaderless])
      for (const who of [...officers, holder, proposer, operator])
        await keeps(MANDATE, who, async () => {
          await t.sql(`DELETE FROM mandate WHERE person_id = $1`, [holder.id]);
          return t.given.mandate(holder, 'EXPERT', await body(), { state, until, proposedBy: proposer.id });
        });
  });

  it.each(mandateStates)('holds for a mandate of an entity in the state %s, whoever asks', async (state) => {
    const entity = await t.given.entity();
    const [member, near] = [await t.given.convent(), await t.given.convent()];
    await t.given.membership(member, entity, { state: 'APPLIED' });
    const [holder, staff] = [await t.given.person(), await t.given.holder('STAFF', entity)];
    const officers = [await t.given.holder('SECRETARY', member), await t.given.holder('CHAIR', near)];
    const until = state === 'ENDED' ? '2025-01-01' : null;
    for (const who of [...officers, holder, staff, await t.given.holder('REPRESENTATIVE', entity)])
      await keeps(MANDATE, who, async () => {
        await t.sql(`DELETE FROM mandate WHERE person_id = $1`, [holder.id]);
        return t.given.mandate(holder, 'STAFF', entity, { state, until });
      });
  });
});
