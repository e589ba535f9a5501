import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';

interface Area {
  readonly id: string;
  readonly number: number;
  readonly namePl: string;
  readonly state: string;
  readonly version: number;
  readonly versions: { number: number; namePl: string; nature: string }[];
  readonly acts: { action: string; basis: string | null; mandate: object | null }[];
  readonly evidence: { id: string; source: string; withdrawnAt: string | null }[];
  readonly successors: { to: { id: string } }[];
  readonly predecessors: { from: { id: string } }[];
  readonly availableActions: { action: string; allowed: boolean }[];
}
const FIELDS = `{ id number namePl state version versions { number namePl nature } acts { action basis mandate { id } }
  evidence { id source withdrawnAt } successors { to { id } } predecessors { from { id } } availableActions { action allowed } }`;
const wording = (namePl = nasty('Obszar')) => ({ slug: newId(), namePl, nameEn: 'Area' });
const basis = 'Uchwała nr 4 „o obszarach”';

describe('the catalogue of change areas', () => {
  const t = useApp();
  let coordinator: Someone;
  beforeAll(async () => void (coordinator = await t.given.holder('COORDINATOR', await t.given.forum())));

  const document = (name: string) =>
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) ${FIELDS} }`;
  const act = async (name: string, input: object): Promise<Area> =>
    (await t.get<Record<string, Area>>(coordinator, document(name), { input }))[name]!;
  const refused = (name: string, input: object) => t.refusal(coordinator, document(name), { input });
  const add = (namePl?: string) => act('addChangeArea', { area: wording(namePl), basis });
  const see = async (id: string): Promise<Area> =>
    (await t.get<{ changeAreas: Area[] }>(null, `{ changeAreas ${FIELDS} }`)).changeAreas.find(
      (each) => each.id === id,
    )!;

  it('grows at its end, and keeps every wording with who decided', async () => {
    const [first, second] = [await add(), await add()];
    expect(second.number).toBe(first.number + 1);
    const edit = { changeAreaId: first.id, expectedVersion: 1, namePl: nasty('Nowa nazwa'), nameEn: 'New' };
    const edited = await act('editChangeArea', { ...edit, nature: 'UNDER_WAY' });
    expect(edited).toMatchObject({ namePl: edit.namePl, version: 2 });
    expect(edited.versions).toEqual([
      { number: 2, namePl: edit.namePl, nature: 'UNDER_WAY' },
      { number: 1, namePl: first.namePl, nature: 'WANTED_CHANGE' },
    ]);
    expect(edited.acts.map(({ action }) => action)).toEqual(['editChangeArea', 'addChangeArea']);
    expect(edited.acts.every(({ mandate }) => mandate)).toBe(true);
    const { errors } = await t.ask(coordinator, document('editChangeArea'), { input: edit });
    expect(errors[0]!.extensions).toMatchObject({ code: 'VERSION_CONFLICT', currentVersion: 2 });
    await expect(t.sql(`UPDATE change_area_version SET name_pl = 'x'`)).rejects.toThrow('never changes');
    const { slug, namePl } = wording();
    const area = { slug, namePl, nameEn: 'x' };
    await act('addChangeArea', { area, basis });
    expect(await refused('addChangeArea', { area, basis })).toBe('CHANGE_AREA_SLUG_TAKEN');
    expect(await refused('addChangeArea', { area: { ...area, slug: 'Ze spacją' }, basis })).toBe('INVALID_INPUT');
  });

  it('says what it rests on; a source that is withdrawn stays readable', async () => {
    const { id: changeAreaId } = await add();
    const source = { source: nasty('Raport'), quote: nasty('Słowa') };
    const { evidence } = await act('addChangeAreaEvidence', { changeAreaId, ...source });
    expect(evidence).toMatchObject([{ source: source.source, withdrawnAt: null }]);
    const input = { evidenceId: evidence[0]!.id };
    const after = await act('withdrawChangeAreaEvidence', input);
    expect(after.evidence[0]!.withdrawnAt).not.toBeNull();
    expect(await refused('withdrawChangeAreaEvidence', input)).toBe('WRONG_STATE');
    expect(await refused('withdrawChangeAreaEvidence', { evidenceId: newId() })).toBe('NOT_FOUND');
  });

  it('is split and joined without losing what points to an area', async () => {
    const convent = await t.given.convent();
    const entity = await t.given.entity();
    await t.given.membership(convent, entity);
    const staff = await t.given.holder('STAFF', entity);
    const [wide, near] = [await add('Szeroki'), await add('Bliski')];
    const DRAFT = `mutation ($input: DraftGoodPracticeInput!) { draftGoodPractice(input: $input) { id version } }`;
    const drafted = await t.get<{ draftGoodPractice: { id: string } }>(staff, DRAFT, {
      input: { entityId: entity.id, card: { title: 'Ćwiczenie', changeAreaIds: [wide.id] } },
    });
    const practiceId = drafted.draftGoodPractice.id;

    const into = [wording('Węższy'), wording('Drugi')];
    const split = await act('splitChangeArea', { changeAreaId: wide.id, expectedVersion: 1, into, basis });
    expect(split).toMatchObject({ state: 'RETIRED', version: 2 });
    expect(split.acts[0]).toMatchObject({ action: 'splitChangeArea', basis });
    expect(split.availableActions.some(({ allowed }) => allowed)).toBe(false);
    const [part] = split.successors.map(({ to }) => to.id);
    expect((await see(part!)).predecessors).toEqual([{ from: { id: wide.id } }]);
    const seen = [await see(part!), await see(near.id)].map(({ id, version }) => ({
      ...{ changeAreaId: id, expectedVersion: version },
    }));
    const joined = await act('joinChangeAreas', { areas: seen, into: wording('Razem'), basis });
    expect(joined.predecessors.map(({ from }) => from.id).sort()).toEqual([part!, near.id].sort());
    expect(await see(near.id)).toMatchObject({ state: 'RETIRED', successors: [{ to: { id: joined.id } }] });

    // The draft keeps what it had; anew the area cannot be chosen, and the refusal says what to choose.
    const SAVE = `mutation ($input: SaveGoodPracticeInput!) { saveGoodPractice(input: $input) { id } }`;
    const save = (changeAreaIds: string[], expectedVersion: number) =>
      t.ask(staff, SAVE, { input: { practiceId, expectedVersion, card: { changeAreaIds } } });
    expect((await save([wide.id, wide.id.toUpperCase()], 1)).errors).toEqual([]);
    const stored = `SELECT change_area_ids AS ids FROM practice_draft WHERE id = $1`;
    expect(await t.sql(stored, [practiceId])).toEqual([{ ids: [wide.id] }]);
    const { errors } = await save([wide.id, near.id], 2);
    expect(errors[0]).toMatchObject({ extensions: { code: 'CHANGE_AREA_RETIRED' } });
    expect(errors[0]!.message).toContain('„Razem”');
    expect((await save([wide.id, newId()], 2)).errors[0]!.extensions.code).toBe('NOT_FOUND');
    // Who filters by what it went into, however many steps on, finds it.
    const mine = `query ($areas: [ID!]) { practices(filter: { states: [DRAFT], changeAreas: $areas }, first: 5) { totalCount } }`;
    const [{ scope }] = (await t.sql<{ scope: string[] }>(`SELECT change_area_scope($1) AS scope`, [[joined.id]])) as [
      { scope: string[] },
    ];
    expect(scope.sort()).toEqual([joined.id, part!, near.id, wide.id].sort());
    expect((await t.ask(staff, mine, { areas: [joined.id] })).errors).toEqual([]);
    expect(
      await refused('editChangeArea', { changeAreaId: wide.id, expectedVersion: 2, namePl: 'x', nameEn: 'x' }),
    ).toBe('WRONG_STATE');
    const one = { changeAreaId: joined.id, expectedVersion: 1 };
    expect(await refused('joinChangeAreas', { areas: [one], into: wording(), basis })).toBe('INVALID_INPUT');
    expect(await refused('joinChangeAreas', { areas: [one, one], into: wording(), basis })).toBe('INVALID_INPUT');
    expect(await refused('splitChangeArea', { ...one, into: [wording()], basis })).toBe('INVALID_INPUT');
    const states = await t.get<{ changeAreas: Area[] }>(null, `{ changeAreas(state: CURRENT) { id } }`);
    expect(states.changeAreas.map(({ id }) => id)).not.toContain(wide.id);
  });

  it('of ten who split and join the same areas at once heeds one, and numbers no two alike', async () => {
    const [a, b] = [await add(), await add()];
    const seen = [b, a].map(({ id }) => ({ changeAreaId: id, expectedVersion: 1 }));
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        i % 2
          ? refused('joinChangeAreas', { areas: i % 4 === 1 ? seen : seen.toReversed(), into: wording(), basis })
          : refused('splitChangeArea', { ...seen[1], into: [wording(), wording()], basis }),
      ),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'VERSION_CONFLICT')).toHaveLength(9);
    const [{ twice }] = (await t.sql(
      `SELECT count(*)::int - count(DISTINCT number)::int AS twice FROM change_area`,
    )) as unknown as [{ twice: number }];
    expect(twice).toBe(0);
  });
});
