import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import type { MandateFunction } from './words.ts';

const PROPOSE = `mutation ($input: ProposeMandateInput!) { proposeMandate(input: $input) { mandateId invitationToken invitationExpiresAt } }`;
const CONFIRM = `mutation ($input: ConfirmMandateInput!) { confirmMandate(input: $input) { state inForce validFrom validUntil } }`;
const DECLINE = `mutation ($input: DeclineMandateInput!) { declineMandate(input: $input) { state } }`;
const END = `mutation ($input: EndMandateInput!) { endMandate(input: $input) { state inForce endedBecause endedBasis } }`;
const ACCEPT = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { token personId } }`;

interface Proposed {
  readonly proposeMandate: { mandateId: string; invitationToken: string | null; invitationExpiresAt: string | null };
}

describe('mandates', () => {
  const t = useApp();
  const led = async () => {
    const convent = await t.given.convent();
    return {
      convent,
      chair: await t.given.holder('CHAIR', convent),
      secretary: await t.given.holder('SECRETARY', convent),
    };
  };
  const basis = 'Uchwała nr 1/2025';
  const refusal = async (who: Someone, query: string, input: object) => (await t.ask(who, query, { input })).errors[0];
  const code = async (who: Someone, query: string, input: object) =>
    (await refusal(who, query, input))?.extensions.code;
  const propose = async (who: Someone, bodyId: string, what: MandateFunction, of: object) =>
    (await t.get<Proposed>(who, PROPOSE, { input: { bodyId, function: what, basis, ...of } })).proposeMandate;
  const invitee = () => ({ invitee: { email: `${newId()}@example.com`, displayName: nasty('Osoba') } });
  const storedUnder = async (id: string) =>
    (
      await t.sql<{ mandate_id: string | null }>(`SELECT mandate_id FROM event WHERE subject_id = $1 ORDER BY id`, [id])
    ).map((each) => each.mandate_id);

  it('bring somebody new into the network: proposed, invited, confirmed, in force, and ended', async () => {
    const { convent, chair, secretary } = await led();
    const { mandateId, invitationToken: token } = await propose(secretary, convent.id, 'VICE_CHAIR', {
      ...invitee(),
      until: '2099-12-31',
    });
    const { acceptInvitation: newcomer } = await t.get<{ acceptInvitation: { token: string } }>(null, ACCEPT, {
      input: { token, password: 'zielony parasol śpi w młynie' },
    });
    const suspend = `mutation ($input: ConventStepInput!) { suspendConvent(input: $input) { state } }`;
    const suspended = () => t.refusal(newcomer, suspend, { input: { conventId: convent.id, basis } });
    expect(await suspended()).toBe('FORBIDDEN');
    expect((await t.get(chair, CONFIRM, { input: { mandateId } })).confirmMandate).toMatchObject({
      ...{ state: 'ACTIVE', inForce: true, validUntil: '2099-12-31T23:00:00.000Z' },
    });
    expect(await suspended()).toBeUndefined();
    const input = { mandateId, because: 'REPLACED', basis: 'Uchwała nr 2' };
    expect((await t.get(secretary, END, { input })).endMandate).toEqual({
      ...{ state: 'ENDED', inForce: false, endedBecause: 'REPLACED', endedBasis: 'Uchwała nr 2' },
    });
    expect(await suspended()).toBe('FORBIDDEN');
    const [bySecretary, byChair] = await Promise.all(
      [secretary, chair].map(
        async ({ id }) => (await t.sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = $1`, [id]))[0]!.id,
      ),
    );
    expect(await storedUnder(mandateId)).toEqual([bySecretary, byChair, bySecretary]);
  });

  it('are refused with a proposal that does not fit', async () => {
    const { convent, chair } = await led();
    const [entity, forum, stranger] = [await t.given.entity(), await t.given.forum(), await t.given.person()];
    await t.given.membership(convent, entity);
    const coordinator = await t.given.holder('COORDINATOR', forum);
    const fits = { bodyId: convent.id, function: 'EXPERT', basis, personId: coordinator.id };
    const cases: [Someone, object, string | undefined][] = [
      [chair, {}, undefined],
      [chair, { function: 'STAFF' }, 'FUNCTION_NOT_FOR_BODY'],
      [chair, { function: 'COORDINATOR' }, 'FUNCTION_NOT_FOR_BODY'],
      [chair, { bodyId: entity.id }, 'FUNCTION_NOT_FOR_BODY'],
      [chair, { bodyId: entity.id, function: 'REPRESENTATIVE' }, undefined],
      [coordinator, { bodyId: forum.id, function: 'REPRESENTATIVE' }, 'FUNCTION_NOT_FOR_BODY'],
      [coordinator, { bodyId: forum.id, function: 'CHAIR' }, undefined],
      [chair, { ...invitee() }, 'PERSON_OR_INVITEE'],
      [chair, { personId: undefined }, 'PERSON_OR_INVITEE'],
      [chair, { personId: newId() }, 'NOT_FOUND'],
      [chair, { personId: stranger.id }, 'NOT_FOUND'],
      [chair, { until: '2024-12-31' }, 'DAY_OUT_OF_RANGE'],
      [chair, { from: '2090-01-02', until: '2090-01-01' }, 'DAY_OUT_OF_RANGE'],
      [chair, { substitutesId: newId() }, 'NOT_FOUND'],
      [chair, { bodyId: newId() }, 'NOT_FOUND'],
      [chair, { basis: ' ' }, 'INVALID_INPUT'],
      [coordinator, {}, 'FORBIDDEN'],
    ];
    for (const [who, change, expected] of cases)
      expect([change, await code(who, PROPOSE, { ...fits, ...change })]).toEqual([change, expected]);
    const bad = await refusal(chair, PROPOSE, {
      ...fits,
      personId: undefined,
      invitee: { email: 'x', displayName: 'y' },
    });
    const { fields } = bad!.extensions as unknown as { fields: { path: string }[] };
    expect(fields.map(({ path }) => path)).toEqual(['invitee.email', 'invitee.displayName']);
    await t.sql(`UPDATE entity SET state = 'CLOSED', closed_on = '2025-01-01' WHERE id = $1`, [entity.id]);
    expect(await refusal(chair, PROPOSE, { ...fits, bodyId: entity.id, function: 'REPRESENTATIVE' })).toMatchObject({
      ...{ message: 'Ten konwent został rozwiązany albo podmiot zlikwidowany.', extensions: { code: 'WRONG_STATE' } },
    });
  });

  it('of an entity are managed by the convents that it belongs to or asks, not by one that is merely near', async () => {
    const { convent, chair } = await led();
    const entity = await t.given.entity();
    const proposal = { bodyId: entity.id, function: 'REPRESENTATIVE', basis, ...invitee() };
    expect(await code(chair, PROPOSE, proposal)).toBe('FORBIDDEN');
    await t.given.membership(convent, entity, { state: 'APPLIED' });
    expect(await code(chair, PROPOSE, proposal)).toBeUndefined();
  });

  it('name whom they stand in for', async () => {
    const { convent, chair, secretary } = await led();
    const [substituted] = await t.sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = $1`, [chair.id]);
    const { mandateId } = await propose(secretary, convent.id, 'VICE_CHAIR', {
      ...invitee(),
      substitutesId: substituted!.id,
    });
    const query = `query ($id: ID!) { mandate(id: $id) { substitutes { id } body { ... on Convent { id } } } }`;
    expect((await t.get(chair, query, { id: mandateId })).mandate).toEqual({ substitutes: substituted, body: convent });
  });

  it('are not confirmed twice for one person in one place, nor by that person, nor after their term', async () => {
    const { convent, chair } = await led();
    const person = await t.given.holder('EXPERT', convent);
    const confirm = async (who: Someone, of: Someone, what: MandateFunction, until: string | null = null) =>
      code(who, CONFIRM, { mandateId: (await t.given.mandate(of, what, convent, { state: 'PROPOSED', until })).id });
    expect(await confirm(chair, person, 'EXPERT')).toBe('MANDATE_OVERLAPS');
    expect(await confirm(chair, person, 'TUTOR')).toBeUndefined();
    expect(await confirm(chair, chair, 'TUTOR')).toBe('FORBIDDEN');
    expect(await confirm(chair, await t.given.person(), 'TUTOR', '2024-06-01')).toBe('DAY_OUT_OF_RANGE');
  });

  it('are resigned by whoever has them, in no other way, and declined by whoever they are for', async () => {
    const { convent, chair } = await led();
    const person = await t.given.person();
    const own = await t.given.mandate(person, 'EXPERT', convent);
    expect(await code(person, END, { mandateId: own.id, because: 'TERM_OVER', basis })).toBe('FORBIDDEN');
    expect(await code(person, END, { mandateId: own.id, because: 'RESIGNED', basis })).toBeUndefined();
    expect(await storedUnder(own.id)).toEqual([null]);
    const proposed = await t.given.mandate(person, 'TUTOR', convent, { state: 'PROPOSED' });
    expect(await code(person, DECLINE, { mandateId: proposed.id })).toBeUndefined();
    expect((await refusal(chair, CONFIRM, { mandateId: proposed.id }))!.message).toBe(
      'Nie można tego zrobić w stanie „odrzucony”.',
    );
  });

  it('are the operator’s business until a body has somebody to lead it', async () => {
    const [operator, other] = [await t.given.person({ operator: true }), await t.given.person({ operator: true })];
    const convent = await t.given.convent({ state: 'FORMING' });
    const { mandateId } = await propose(operator, convent.id, 'CHAIR', invitee());
    const second = await propose(operator, convent.id, 'SECRETARY', invitee());
    await t.given.joined(mandateId);
    expect(await code(other, CONFIRM, { mandateId })).toBeUndefined();
    expect(await code(operator, CONFIRM, { mandateId: second.mandateId })).toBe('FORBIDDEN');
    expect(await code(operator, PROPOSE, { bodyId: convent.id, function: 'EXPERT', basis, ...invitee() })).toBe(
      'FORBIDDEN',
    );
    expect(await code(other, DECLINE, { mandateId: second.mandateId })).toBe('NOT_FOUND');
  });
});
