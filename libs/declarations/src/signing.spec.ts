import { useApp } from '#test/app';
import { Declaring, inDays, signature, textOf, type Act, type Told } from '#test/declarations';
import type { Someone } from '#test/given';

type Convent = { id: string; chair: Someone };

describe('a signature', () => {
  const t = useApp();
  let declare: Declaring;
  let [own, other]: Convent[] = [];
  beforeAll(async () => {
    declare = new Declaring(t);
    [own, other] = [await declare.convent(), await declare.convent()];
  });

  const opened = (parties = [own!, other!], more: object = {}) =>
    declare.opened(own!.chair, 'JOINT_POSITION', parties, more);
  /** An officer of the convent that drafts, who so sees the text, with a mandate elsewhere. */
  const seeing = async (): Promise<Someone> => {
    const person = await t.given.person();
    await t.given.mandate(person, 'SECRETARY', own!);
    return person;
  };

  it('stands for a convent, once, with person, mandate, function, hash and time', async () => {
    const told = await opened();
    expect(await declare.sign(own!.chair, told, own!)).toMatchObject({ state: 'OPEN_FOR_SIGNATURE' });
    expect(await declare.sign(other!.chair, told, other!)).toMatchObject({ state: 'IN_FORCE' });
    const query = `query ($id: ID!) { declaration(id: $id) { inForceSince recordPath signatures {
      method function contentHash convent { id } person { id } mandate { function } voidedAt } acts { action state mandate { function } } } }`;
    const { declaration } = await t.get<{ declaration: { signatures: object[]; acts: object[] } }>(
      own!.chair,
      query,
      told,
    );
    const common = {
      method: 'PLATFORM',
      function: 'CHAIR',
      contentHash: told.currentVersion.contentHash,
      voidedAt: null,
    };
    expect(declaration).toMatchObject({ recordPath: `/records/declarations/${told.id}.json` });
    expect(declaration.signatures).toEqual(
      [own!, other!].map(({ id, chair }) => ({
        ...{ ...common, convent: { id }, person: { id: chair.id }, mandate: { function: 'CHAIR' } },
      })),
    );
    const under = { mandate: { function: 'CHAIR' } };
    expect(declaration.acts).toEqual([
      { action: 'enterIntoForce', state: 'IN_FORCE', ...under },
      { action: 'signDeclaration', state: 'OPEN_FOR_SIGNATURE', ...under },
      { action: 'signDeclaration', state: 'OPEN_FOR_SIGNATURE', ...under },
      { action: 'openDeclaration', state: 'OPEN_FOR_SIGNATURE', ...under },
      { action: 'draftDeclaration', state: 'DRAFT', ...under },
    ]);
  });

  it('outlives its mandate', async () => {
    const told = await opened();
    await declare.sign(own!.chair, told, own!);
    const vice = await t.given.holder('VICE_CHAIR', other!);
    await declare.sign(vice, told, other!);
    await t.sql(
      `UPDATE mandate SET state = 'ENDED', ended_because = 'RECALLED', valid = tstzrange(lower(valid), now())
                 WHERE person_id = $1`,
      [vice.id],
    );
    const query = `query ($id: ID!) { declaration(id: $id) { state signatures { function mandate { state } } } }`;
    const { declaration } = await t.get<{ declaration: object }>(null, query, told);
    expect(declaration).toEqual({
      state: 'IN_FORCE',
      signatures: [
        { function: 'CHAIR', mandate: { state: 'ACTIVE' } },
        { function: 'VICE_CHAIR', mandate: { state: 'ENDED' } },
      ],
    });
  });

  const hash = '0'.repeat(64);
  const refusals: [string, string, (told: Told) => Promise<[Someone, Act, object]>][] = [
    [
      'of whoever has no mandate of the party',
      'WRONG_PARTY',
      async (told) => [await seeing(), 'signDeclaration', signature(told, other!)],
    ],
    [
      'for a convent that is no party',
      'WRONG_PARTY',
      async (told) => {
        const third = await declare.convent();
        await t.given.mandate(third.chair, 'SECRETARY', own!);
        return [third.chair, 'signDeclaration', signature(told, third)];
      },
    ],
    [
      'under a mandate that has ended',
      'MANDATE_OVER',
      async (told) => {
        const person = await seeing();
        await t.given.mandate(person, 'CHAIR', other!, { state: 'ENDED', from: '2020-01-01', until: '2023-01-01' });
        return [person, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'under a mandate whose term is over, though nobody has written it down',
      'MANDATE_OVER',
      async (told) => {
        const person = await seeing();
        await t.given.mandate(person, 'VICE_CHAIR', other!, { from: '2020-01-01', until: '2023-01-01' });
        return [person, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'in another capacity',
      'WRONG_CAPACITY',
      async (told) => [await t.given.holder('SECRETARY', other!), 'signDeclaration', signature(told, other!)],
    ],
    [
      'under another text',
      'OTHER_VERSION',
      async (told) => [other!.chair, 'signDeclaration', { ...signature(told, other!), contentHash: hash }],
    ],
    [
      'under an older version',
      'OTHER_VERSION',
      async (told) => {
        const text = textOf('JOINT_POSITION', [own!, other!]);
        const input = { declarationId: told.id, expectedVersion: told.version, reason: 'Poprawka', text };
        await declare.do(own!.chair, 'reviseDeclaration', input);
        return [other!.chair, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'for a party that has signed',
      'ALREADY_SIGNED',
      async (told) => {
        await declare.sign(await t.given.holder('VICE_CHAIR', other!), told, other!);
        return [other!.chair, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'after the deadline, before the clock has written it down',
      'DEADLINE_PASSED',
      async (told) => {
        await t.sql(`UPDATE declaration SET deadline = clock_timestamp() WHERE id = $1`, [told.id]);
        return [other!.chair, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'of what was taken back',
      'NOT_OPEN',
      async (told) => {
        await declare.do(own!.chair, 'withdrawDeclaration', { declarationId: told.id, reason: 'Nieaktualne' });
        return [other!.chair, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'of whoever may not even see it',
      'NOT_FOUND',
      async (told) => [(await declare.convent()).chair, 'signDeclaration', signature(told, other!)],
    ],
    [
      'without a fresh proof of identity',
      'FRESH_PROOF_REQUIRED',
      async (told) => {
        const vice = await t.given.holder('VICE_CHAIR', other!);
        await t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [vice.id]);
        return [vice, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'is no reason to word the text anew',
      'TEXT_FROZEN',
      async ({ id, version }) => {
        const text = textOf('JOINT_POSITION', [own!, other!]);
        return [own!.chair, 'editDeclaration', { declarationId: id, expectedVersion: version, text }];
      },
    ],
    [
      'does not let a text be revised after the deadline',
      'DEADLINE_PASSED',
      async ({ id, version }) => {
        await t.sql(`UPDATE declaration SET deadline = clock_timestamp() WHERE id = $1`, [id]);
        const text = textOf('JOINT_POSITION', [own!, other!]);
        return [own!.chair, 'reviseDeclaration', { declarationId: id, expectedVersion: version, text, reason: 'x' }];
      },
    ],
    [
      'has no more time by a deadline before the one that stands',
      'DEADLINE_WRONG',
      async ({ id }) => [own!.chair, 'extendDeadline', { declarationId: id, deadline: inDays(1), reason: 'x' }],
    ],
    [
      'needs no second opening',
      'WRONG_STATE',
      async ({ id, version }) => [
        own!.chair,
        'openDeclaration',
        { declarationId: id, expectedVersion: version, deadline: inDays(1) },
      ],
    ],
    [
      'of a party does not let it take back what another has drafted',
      'FORBIDDEN',
      async ({ id }) => [other!.chair, 'withdrawDeclaration', { declarationId: id, reason: 'x' }],
    ],
  ];
  it.each(refusals)('%s: %s', async (_, code, prepare) => {
    const told = await opened();
    const [who, act, input] = await prepare(told);
    expect(await declare.refusal(who, act, input)).toBe(code);
  });

  it('of a draft: NOT_OPEN', async () => {
    const draft = await declare.draft(own!.chair, 'JOINT_POSITION', [own!, other!]);
    expect(await declare.refusal(own!.chair, 'signDeclaration', signature(draft, own!))).toBe('NOT_OPEN');
  });

  it('is changed by nobody, not even by the owner of the tables; nor is the text under it', async () => {
    const told = await opened();
    await declare.sign(own!.chair, told, own!);
    const version = told.currentVersion.id;
    for (const statement of [
      `UPDATE declaration_version SET content = content || ' ' WHERE id = $1`,
      `UPDATE declaration_version SET frozen_at = now() WHERE id = $1`,
      `DELETE FROM signature WHERE version_id = $1`,
      `UPDATE signature SET function = 'SECRETARY' WHERE version_id = $1`,
    ])
      await expect(t.sql(statement, [version])).rejects.toThrow('not changed');
  });

  const outcome = (codes: (string | undefined)[], code?: string) => codes.filter((each) => each === code).length;

  it('counts once, though ten copies come at the same moment', async () => {
    const told = await opened();
    await declare.sign(own!.chair, told, own!);
    const codes = await Promise.all(
      Array.from({ length: 10 }, () => declare.refusal(other!.chair, 'signDeclaration', signature(told, other!))),
    );
    expect([outcome(codes), outcome(codes, 'NOT_OPEN') + outcome(codes, 'ALREADY_SIGNED')]).toEqual([1, 9]);
    expect(await t.sql(`SELECT count(*)::int AS n FROM signature WHERE declaration_id = $1`, [told.id])).toEqual([
      { n: 2 },
    ]);
    expect(
      await t.sql(`SELECT count(*)::int AS n FROM declaration_record WHERE declaration_id = $1`, [told.id]),
    ).toEqual([{ n: 1 }]);
  });

  it('brings a text into force with the second of three that sign at once; the third comes too late', async () => {
    const parties = [own!, other!, await declare.convent()];
    const told = await opened(parties, { entryRule: 'N_OF', entryCount: 2 });
    const codes = await Promise.all(
      parties.map((each) => declare.refusal(each.chair, 'signDeclaration', signature(told, each))),
    );
    expect([outcome(codes), outcome(codes, 'NOT_OPEN')]).toEqual([2, 1]);
    expect(await declare.see(null, told.id)).toMatchObject({ state: 'IN_FORCE' });
  });

  it('is asked for one text alone: of ten openings at once one wins, and of ten new versions', async () => {
    const draft = await declare.draft(own!.chair, 'JOINT_POSITION', [own!, other!]);
    const open = { declarationId: draft.id, expectedVersion: draft.version, deadline: inDays(1) };
    const openings = await Promise.all(
      Array.from({ length: 10 }, () => declare.refusal(own!.chair, 'openDeclaration', open)),
    );
    expect([outcome(openings), outcome(openings, 'WRONG_STATE')]).toEqual([1, 9]);
    const { version } = await declare.see(own!.chair, draft.id);
    const revisions = await Promise.all(
      Array.from({ length: 10 }, () =>
        declare.refusal(own!.chair, 'reviseDeclaration', {
          ...{ declarationId: draft.id, expectedVersion: version, reason: 'Poprawka' },
          text: textOf('JOINT_POSITION', [own!, other!]),
        }),
      ),
    );
    expect([outcome(revisions), outcome(revisions, 'VERSION_CONFLICT')]).toEqual([1, 9]);
    expect((await declare.see(own!.chair, draft.id)).currentVersion.number).toBe(2);
  });

  it('under a joint position makes way for a later one that names it', async () => {
    const told = await opened();
    for (const each of [own!, other!]) await declare.sign(each.chair, told, each);
    const text = textOf('JOINT_POSITION', [own!, other!]);
    const draft = { bodyId: own!.id, kind: 'JOINT_POSITION', text, supersedesId: told.id };
    expect(await declare.refusal(other!.chair, 'draftDeclaration', { ...draft, bodyId: other!.id })).toBe(
      'SUPERSEDES_WRONG',
    );
    const later = await declare.open(own!.chair, await declare.do(own!.chair, 'draftDeclaration', draft));
    for (const each of [own!, other!]) await declare.sign(each.chair, later, each);
    expect(await declare.see(null, told.id)).toMatchObject({ state: 'SUPERSEDED' });
    const query = `query ($id: ID!) { declaration(id: $id) { supersededBy { id supersedes { id } } } }`;
    expect(await t.get(null, query, { id: told.id })).toEqual({
      declaration: { supersededBy: { id: later.id, supersedes: { id: told.id } } },
    });
  });
});
