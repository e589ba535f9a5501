import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { day, today } from './days.ts';

const APPLY = `mutation ($input: ApplyForMembershipInput!) { applyForMembership(input: $input) { id state kind appliedOn memberFrom } }`;
const ADMIT = `mutation ($input: AdmitMembershipInput!) { admitMembership(input: $input) { state memberFrom memberUntil convent { size } } }`;
const END = `mutation ($input: EndMembershipInput!) { endMembership(input: $input) { state memberFrom memberUntil endedBecause } }`;
const ACTS = `query ($id: ID!) { membership(id: $id) { state version acts { state reason basis effectiveOn mandate { id function } } } }`;

const HOLD = `mutation ($input: MembershipReasonInput!) { holdMembership(input: $input) { state } }`;
const SUSPEND = `mutation ($input: MembershipReasonInput!) { suspendMembership(input: $input) { state } }`;

const TODAY = today(new Date());

describe('memberships', () => {
  const t = useApp();
  const parties = async (
    of: Parameters<typeof t.given.convent>[0] = {},
    what: Parameters<typeof t.given.entity>[0] = {},
  ) => {
    const [convent, entity] = [await t.given.convent(of), await t.given.entity(what)];
    const [chair, secretary] = [await t.given.holder('CHAIR', convent), await t.given.holder('SECRETARY', convent)];
    const representative = await t.given.holder('REPRESENTATIVE', entity);
    return { convent, entity, chair, secretary, representative, ids: { conventId: convent.id, entityId: entity.id } };
  };
  const refusal = async (who: Someone, query: string, input: object) => (await t.ask(who, query, { input })).errors[0];
  const code = async (who: Someone, query: string, input: object) =>
    (await refusal(who, query, input))?.extensions.code;
  const mandateOf = async ({ id }: Someone) =>
    (await t.sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = $1`, [id]))[0]!.id;

  it('go from an application over a hold to a member and to an end, each act with its mandate, reason and day', async () => {
    const { chair, secretary, representative, ids } = await parties();
    const { applyForMembership: applied } = await t.get<{ applyForMembership: { id: string } }>(representative, APPLY, {
      input: { ...ids, basis: 'Pismo nr 1' },
    });
    expect(applied).toMatchObject({ state: 'APPLIED', kind: 'ORDINARY', appliedOn: TODAY, memberFrom: null });
    const membershipId = applied.id;
    await t.get(secretary, HOLD, { input: { membershipId, reason: 'Brakuje statutu.\nI NIP.' } });
    expect((await t.get(chair, ADMIT, { input: { membershipId, from: '2025-03-01' } })).admitMembership).toEqual({
      ...{ state: 'ACTIVE', memberFrom: '2025-03-01', memberUntil: null, convent: { size: 1 } },
    });
    await t.get(chair, SUSPEND, { input: { membershipId, reason: 'Składki.' } });
    const end = { membershipId, because: 'RESIGNED', on: '2025-12-31', basis: 'Pismo nr 2' };
    expect((await t.get(representative, END, { input: end })).endMembership).toEqual({
      ...{ state: 'ENDED', memberFrom: '2025-03-01', memberUntil: '2025-12-31', endedBecause: 'RESIGNED' },
    });
    const none = { reason: null, basis: null, effectiveOn: null };
    const [byChair, bySecretary, byOther] = await Promise.all([chair, secretary, representative].map(mandateOf));
    const seen = (
      await t.get<{ membership: { acts: object[]; version: number } }>(representative, ACTS, { id: membershipId })
    ).membership;
    expect(seen.version).toBe(5);
    expect(seen.acts).toEqual([
      {
        ...none,
        state: 'ENDED',
        basis: 'Pismo nr 2',
        effectiveOn: '2025-12-31',
        mandate: { id: byOther, function: 'REPRESENTATIVE' },
      },
      { ...none, state: 'SUSPENDED', reason: 'Składki.', mandate: { id: byChair, function: 'CHAIR' } },
      { ...none, state: 'ACTIVE', effectiveOn: '2025-03-01', mandate: { id: byChair, function: 'CHAIR' } },
      {
        ...none,
        state: 'ON_HOLD',
        reason: 'Brakuje statutu.\nI NIP.',
        mandate: { id: bySecretary, function: 'SECRETARY' },
      },
      { ...none, state: 'APPLIED', basis: 'Pismo nr 1', mandate: { id: byOther, function: 'REPRESENTATIVE' } },
    ]);
    const events = await t.sql<{ mandate_id: string; data: { state: string } }>(
      `SELECT mandate_id, data FROM event WHERE subject_id = $1 ORDER BY id`,
      [membershipId],
    );
    expect(events.map(({ mandate_id, data }) => [mandate_id, data.state])).toEqual([
      ...[
        [byOther, 'APPLIED'],
        [bySecretary, 'ON_HOLD'],
        [byChair, 'ACTIVE'],
        [byChair, 'SUSPENDED'],
        [byOther, 'ENDED'],
      ],
    ]);
    expect((await t.get<{ membership: { acts: object[] } }>(null, ACTS, { id: membershipId })).membership.acts).toEqual(
      [],
    );
  });

  it.each([
    ['CHAIR', undefined, ['FORBIDDEN', undefined]],
    ['BOARD', undefined, ['BASIS_REQUIRED', 'BASIS_REQUIRED']],
    ['GENERAL_MEETING', undefined, ['BASIS_REQUIRED', 'BASIS_REQUIRED']],
    ['BOARD', 'Uchwała nr 9', [undefined, undefined]],
  ] as const)('are admitted as the rules say: %s, basis %s', async (admissionBy, basis, expected) => {
    const { convent, chair, secretary } = await parties({ admissionBy });
    const codes = [];
    for (const who of [secretary, chair]) {
      const { id } = await t.given.membership(convent, await t.given.entity(), { state: 'APPLIED' });
      codes.push(await code(who, ADMIT, { membershipId: id, basis }));
    }
    expect(codes).toEqual(expected);
  });

  it('are applied for by the entity’s representative or an officer of the convent, for the kinds that the rules admit', async () => {
    const { convent, entity, secretary, representative, ids } = await parties(
      { ordinaryKinds: ['KIS'] },
      { kind: 'ROPS' },
    );
    const { entity: foreign, representative: stranger } = await parties();
    expect(await code(await t.given.holder('STAFF', entity), APPLY, ids)).toBe('FORBIDDEN');
    expect(await code(stranger, APPLY, ids)).toBe('FORBIDDEN');
    const refused = await refusal(representative, APPLY, ids);
    expect(refused!.extensions).toMatchObject({ code: 'KIND_NOT_ADMITTED', kind: 'ROPS' });
    expect(await code(representative, APPLY, { ...ids, kind: 'SUPPORTING' })).toBeUndefined();
    expect(
      await code(secretary, APPLY, { conventId: convent.id, entityId: foreign.id, kind: 'OBSERVER' }),
    ).toBeUndefined();
    expect(await code(representative, APPLY, { conventId: foreign.id, entityId: entity.id })).toBe('NOT_FOUND');
  });

  it('are not applied for at a convent that does not work, nor for an entity that was closed', async () => {
    for (const [state, expected] of [
      ['FORMING', undefined],
      ['SUSPENDED', 'WRONG_STATE'],
      ['DISSOLVED', 'WRONG_STATE'],
    ] as const) {
      const { representative, ids } = await parties({ state });
      const refused = await refusal(representative, APPLY, ids);
      expect(refused?.extensions.code).toBe(expected);
      if (refused) expect(refused.message).toBe('Ten konwent nie przyjmuje teraz wniosków.');
    }
    const { entity, secretary, ids } = await parties();
    await t.sql(`UPDATE entity SET state = 'CLOSED', closed_on = '2025-01-01' WHERE id = $1`, [entity.id]);
    expect(await refusal(secretary, APPLY, ids)).toMatchObject({
      message: 'Ten podmiot został zlikwidowany.',
      extensions: { code: 'WRONG_STATE' },
    });
  });

  it('are one at a time: of ten applications at once one counts, of ten admissions one, and no term overlaps another', async () => {
    const { convent, entity, chair, secretary, representative, ids } = await parties();
    const askers = Array.from({ length: 10 }, (_, i) => [representative, secretary, chair][i % 3]!);
    const applications = await Promise.all(askers.map((who) => t.ask(who, APPLY, { input: ids })));
    const made = applications.flatMap(
      ({ data }) => (data as unknown as { applyForMembership: { id: string } } | null)?.applyForMembership ?? [],
    );
    expect(made).toHaveLength(1);
    const refused = applications.flatMap(({ errors }) => errors.map(({ extensions }) => extensions));
    expect(refused).toEqual(
      Array(9).fill(expect.objectContaining({ code: 'ALREADY_MEMBER', membershipId: made[0]!.id })),
    );
    const admit = () => code(chair, ADMIT, { membershipId: made[0]!.id });
    const admissions = await Promise.all(Array.from({ length: 10 }, admit));
    expect(admissions.filter((each) => !each)).toHaveLength(1);
    expect(new Set(admissions)).toEqual(new Set([undefined, 'WRONG_STATE']));
    const second = await t.given.membership(convent, entity, { state: 'APPLIED' });
    expect(await code(chair, ADMIT, { membershipId: second.id })).toBe('ALREADY_MEMBER');
    await t.get(chair, END, { input: { membershipId: made[0]!.id, because: 'EXCLUDED', basis: 'Uchwała' } });
    expect(await code(chair, ADMIT, { membershipId: second.id })).toBe('ALREADY_MEMBER');
    await t.sql(`UPDATE membership SET valid = daterange('2024-01-01', '2025-01-01') WHERE id = $1`, [made[0]!.id]);
    expect(await code(chair, ADMIT, { membershipId: second.id, from: '2024-12-31' })).toBe('ALREADY_MEMBER');
    expect(await code(chair, ADMIT, { membershipId: second.id, from: '2025-01-01' })).toBeUndefined();
  });

  it('begin and end on days that have come, in their order', async () => {
    const { convent, entity, chair } = await parties();
    const applied = await t.given.membership(convent, await t.given.entity(), { state: 'APPLIED' });
    const early = await refusal(chair, ADMIT, { membershipId: applied.id, from: day(TODAY, 1) });
    expect(early!.extensions).toMatchObject({ code: 'DAY_OUT_OF_RANGE', latest: TODAY });
    const { id: membershipId } = await t.given.membership(convent, entity, { from: '2024-05-01' });
    const end = (on: string) => refusal(chair, END, { membershipId, because: 'EXCLUDED', on, basis: 'Uchwała' });
    for (const on of [day(TODAY, 1), '2024-04-30'])
      expect((await end(on))!.extensions).toMatchObject({
        code: 'DAY_OUT_OF_RANGE',
        earliest: '2024-05-01',
        latest: TODAY,
      });
    expect(await end('2024-05-01')).toBeUndefined();
    expect((await end('2024-05-01'))!.message).toBe('Nie można tego zrobić w stanie „członkostwo ustało”.');
  });

  it('end for the entity by leaving alone', async () => {
    const { convent, entity, representative } = await parties();
    const { id: membershipId } = await t.given.membership(convent, entity);
    expect(await code(representative, END, { membershipId, because: 'EXCLUDED', basis: 'Uchwała' })).toBe('FORBIDDEN');
    for (const basis of [' ', 'Pismo osoby o numerze 44051401359'])
      expect(await code(representative, END, { membershipId, because: 'RESIGNED', basis })).toBe('INVALID_INPUT');
    expect(await code(representative, END, { membershipId, because: 'RESIGNED', basis: 'Pismo' })).toBeUndefined();
  });
});
