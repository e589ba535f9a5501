import { useApp } from '#test/app';
import { nasty } from '#test/given';

const step = (action: string) => `mutation ($input: ConventStepInput!) { ${action}(input: $input) { state } }`;
const RULES = `mutation ($input: EditConventRulesInput!) { editConventRules(input: $input) { version } }`;
const ACTS = `query ($id: ID!) { convent(id: $id) { state acts { action basis at mandate { function } } } }`;
const ADMIT = `mutation ($input: AdmitMembershipInput!) { admitMembership(input: $input) { state } }`;
const CONFIRM = `mutation ($input: ConfirmMandateInput!) { confirmMandate(input: $input) { state } }`;
const PROPOSE = `mutation ($input: ProposeMandateInput!) { proposeMandate(input: $input) { mandateId } }`;
const CAN = `query ($id: ID!) { entity(id: $id) { availableActions { action allowed reason } } }`;

const ADOPTED = {
  ...{ admissionBy: 'BOARD', ordinaryKinds: ['CIS', 'ZAZ'], quorumPercent: 40, majority: 'ABSOLUTE' },
  ...{ electionMajority: 'SIMPLE', amendmentMajority: 'UNANIMOUS', termMonths: 24, silence: 'CONSENT' },
};

interface Acts {
  convent: { state: string; acts: { action: string; basis: string; mandate: { function: string } }[] };
}

describe('what a convent decides about itself', () => {
  const t = useApp();

  it('is kept with its basis and mandate, and its rules as they were adopted then', async () => {
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    const bases = [nasty('Uchwała'), nasty('Uchwała'), nasty('Uchwała')];
    const rules = { ...ADOPTED, conventId: convent.id, expectedVersion: 1, basis: bases[0] };
    await t.get(chair, RULES, { input: rules });
    await t.get(chair, step('suspendConvent'), { input: { conventId: convent.id, basis: bases[1] } });
    await t.get(chair, step('reinstateConvent'), { input: { conventId: convent.id, basis: bases[2] } });
    const { convent: read } = await t.get<Acts>(null, ACTS, { id: convent.id });
    expect(read.acts.map(({ action, basis, mandate }) => [action, basis, mandate.function])).toEqual([
      ['reinstateConvent', bases[2], 'CHAIR'],
      ['suspendConvent', bases[1], 'CHAIR'],
      ['editConventRules', bases[0], 'CHAIR'],
    ]);
    const [kept] = await t.sql<{ rules: object }>(
      `SELECT rules FROM convent_act WHERE convent_id = $1 AND rules IS NOT NULL`,
      [convent.id],
    );
    expect(kept!.rules).toMatchObject(ADOPTED);
  });

  it('binds: one that is dissolved admits nobody and gives no mandate', async () => {
    const [convent, entity] = [await t.given.convent(), await t.given.entity()];
    const chair = await t.given.holder('CHAIR', convent);
    const membership = await t.given.membership(convent, entity, { state: 'APPLIED' });
    const proposed = await t.given.mandate(await t.given.person(), 'SECRETARY', convent, { state: 'PROPOSED' });
    await t.get(chair, step('dissolveConvent'), { input: { conventId: convent.id, basis: 'Uchwała' } });
    const refused = [
      await t.refusal(chair, ADMIT, { input: { membershipId: membership.id } }),
      await t.refusal(chair, CONFIRM, { input: { mandateId: proposed.id } }),
      await t.refusal(chair, PROPOSE, {
        input: { bodyId: convent.id, function: 'EXPERT', personId: chair.id, basis: 'x' },
      }),
      await t.refusal(chair, step('reinstateConvent'), { input: { conventId: convent.id, basis: 'x' } }),
    ];
    expect(refused).toEqual(['WRONG_STATE', 'WRONG_STATE', 'WRONG_STATE', 'WRONG_STATE']);
  });

  it('and what may be done with an entity is told to each as it is', async () => {
    const [convent, entity] = [await t.given.convent(), await t.given.entity()];
    await t.given.membership(convent, entity);
    const told = async (asker: { token: string } | null) => {
      const { entity: read } = await t.get<{ entity: { availableActions: { action: string; allowed: boolean }[] } }>(
        asker,
        CAN,
        { id: entity.id },
      );
      return read.availableActions.filter(({ allowed }) => allowed).map(({ action }) => action);
    };
    const all = ['editEntity', 'setEntityContact', 'recordStatusGrant', 'closeEntity'];
    expect(await told(await t.given.holder('REPRESENTATIVE', entity))).toEqual(all);
    expect(await told(await t.given.holder('STAFF', entity))).toEqual(all.slice(0, 2));
    expect(await told(await t.given.holder('SECRETARY', convent))).toEqual(all);
    expect(await told(await t.given.person())).toEqual([]);
    expect(await told(null)).toEqual([]);
  });
});
