import { useApp } from '#test/app';
import { Declaring, inDays, signature, textOf } from '#test/declarations';
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
