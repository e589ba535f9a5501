import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { Minuting } from '#test/minutes';

describe('what comes of a meeting', () => {
  const t = useApp();
  let m: Minuting;
  beforeAll(() => void (m = new Minuting(t)));

  type Told = { id: string; number: string; ordinal: number; version: number; adoptedOn: string };
  const resolution = (meetingId: string, bodyId: string) => ({
    ...{ meetingId, bodyId, title: nasty('Uchwała'), text: nasty('§ 1.'), basis: 'jednogłośnie' },
  });
  const area = async (): Promise<string> => {
    const [row] = await t.sql<{ id: string }>(
      `INSERT INTO change_area (id, number, slug, name_pl, name_en, provenance)
       SELECT uuidv7(), n, 'obszar-' || n, 'Obszar „' || n || '”', 'Area', 'named_in_report'
       FROM (SELECT coalesce(max(number), 0) + 1 AS n FROM change_area) x RETURNING id`,
    );
    return row!.id;
  };

  describe('resolutions', () => {
    it('are numbered without gaps, ten at the same moment, though some are refused', async () => {
      const held = await m.held();
      const good = resolution(held.id, held.convent.id);
      const bad = { ...good, bodyId: (await t.given.convent()).id };
      const all = Array.from({ length: 15 }, (_, i) =>
        i % 3 === 2
          ? m.refusal(held.chair, 'recordResolution', bad)
          : m.do<Told>(held.chair, 'recordResolution', { ...good, title: nasty('U') }),
      );
      const answers = await Promise.all(all);
      const given = answers.filter((each): each is Told => typeof each === 'object').map(({ ordinal }) => ordinal);
      expect(given.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(answers.filter((each) => typeof each === 'string')).toEqual(
        Array.from({ length: 5 }, () => 'NOT_ORGANISER'),
      );
    });

    it('are numbered by body and by the year in which the meeting began in Poland', async () => {
      const eve = await m.held({ startsAt: '2025-12-31T22:59:59Z' });
      const year = await m.meeting([eve.convent], { startsAt: '2025-12-31T23:00:00Z' });
      const other = await m.held({ startsAt: '2025-12-31T22:00:00Z' });
      const told = [
        await m.do<Told>(eve.chair, 'recordResolution', resolution(eve.id, eve.convent.id)),
        await m.do<Told>(eve.chair, 'recordResolution', resolution(eve.id, eve.convent.id)),
        await m.do<Told>(eve.chair, 'recordResolution', resolution(year.id, eve.convent.id)),
        await m.do<Told>(other.chair, 'recordResolution', resolution(other.id, other.convent.id)),
      ];
      expect(told.map(({ number, adoptedOn }) => [number, adoptedOn])).toEqual([
        ['1/2025', '2025-12-31'],
        ['2/2025', '2025-12-31'],
        ['1/2026', '2026-01-01'],
        ['1/2025', '2025-12-31'],
      ]);
    });

    it('are of the body of whoever writes them down, and never change, not even by the table’s owner', async () => {
      const [own, partner] = [await m.held(), await m.held()];
      const joint = await m.meeting([own.convent, partner.convent]);
      const theirs = resolution(joint.id, partner.convent.id);
      expect(await m.refusal(own.chair, 'recordResolution', theirs)).toBe('NOT_ORGANISER');
      const { id } = await m.do<Told>(partner.chair, 'recordResolution', theirs);
      await expect(t.sql(`UPDATE resolution SET title = 'x' WHERE id = $1`, [id])).rejects.toThrow(/never changed/);
      await expect(t.sql(`DELETE FROM resolution WHERE id = $1`, [id])).rejects.toThrow(/never changed/);
      const elsewhere = { ...resolution(own.id, own.convent.id), agendaItemId: partner.items[0]!.id };
      expect(await m.refusal(own.chair, 'recordResolution', elsewhere)).toBe('AGENDA_ITEM_ELSEWHERE');
    });
  });

  it('is written down from the beginning of the meeting until the minutes are approved', async () => {
    const planned = await m.held({ state: 'CONVENED' });
    const early = resolution(planned.id, planned.convent.id);
    expect(await m.refusal(planned.chair, 'recordResolution', early)).toBe('MEETING_NOT_BEGUN');
    const held = await m.held();
    const conclusion = { meetingId: held.id, text: nasty('Wniosek'), changeAreaIds: [] };
    const { id, version } = await m.do<Told>(held.chair, 'recordConclusion', conclusion);
    await m.published(held);
    expect(await m.refusal(held.chair, 'recordResolution', resolution(held.id, held.convent.id))).toBe(
      'OUTCOMES_FROZEN',
    );
    expect(await m.refusal(held.chair, 'recordConclusion', conclusion)).toBe('OUTCOMES_FROZEN');
    const edit = { conclusionId: id, expectedVersion: version, text: 'x', changeAreaIds: [] };
    expect(await m.refusal(held.chair, 'editConclusion', edit)).toBe('OUTCOMES_FROZEN');
    const task = { meetingId: held.id, ownerId: held.convent.id, text: 'x' };
    expect(await m.refusal(held.chair, 'assignTask', task)).toBe('OUTCOMES_FROZEN');
  });

  it('is conclusions with their change areas, edited over nobody’s newer edit, and taken back to be read', async () => {
    const held = await m.held();
    const [one, two] = [await area(), await area()];
    const input = { meetingId: held.id, text: nasty('Wniosek'), changeAreaIds: [one, one!.toUpperCase()] };
    type Concluded = Told & { areas: { changeArea: { id: string } }[]; withdrawnAt: string | null };
    const made = await m.do<Concluded>(held.chair, 'recordConclusion', input);
    expect(made.areas.map(({ changeArea }) => changeArea.id)).toEqual([one]);
    const edit = { conclusionId: made.id, expectedVersion: 1, text: 'Inny „wniosek”', changeAreaIds: [two] };
    const edited = await m.do<Concluded>(held.chair, 'editConclusion', edit);
    expect(edited.areas.map(({ changeArea }) => changeArea.id)).toEqual([two]);
    expect(await m.refusal(held.chair, 'editConclusion', edit)).toBe('VERSION_CONFLICT');
    const withdraw = { conclusionId: made.id, expectedVersion: 2 };
    expect((await m.do<Concluded>(held.chair, 'withdrawConclusion', withdraw)).withdrawnAt).not.toBeNull();
    expect(await m.refusal(held.chair, 'editConclusion', { ...edit, expectedVersion: 3 })).toBe('WRONG_STATE');
    const unknown = { ...input, changeAreaIds: ['00000000-0000-7000-8000-000000000000'] };
    expect(await m.refusal(held.chair, 'recordConclusion', unknown)).toBe('NOT_FOUND');
  });

  it('is tasks that wait for whoever took them on until they say that they are done', async () => {
    const held = await m.held();
    const entity = await t.given.entity();
    const doer = await t.given.holder('REPRESENTATIVE', entity);
    const input = { meetingId: held.id, ownerId: entity.id, text: 'Przygotować zestawienie', dueOn: '2026-10-25' };
    expect(await m.refusal(held.chair, 'assignTask', { ...input, dueOn: '2026-05-05' })).toBe('DUE_TOO_EARLY');
    expect(await m.refusal(held.chair, 'assignTask', { ...input, ownerId: held.id })).toBe('NOT_FOUND');
    const task = await m.do<Told>(held.chair, 'assignTask', input);
    const MINE = `{ viewer { obligations(first: 5) { nodes { kind dueAt sentence task { id availableActions { action allowed } } } } } }`;
    type Mine = { viewer: { obligations: { nodes: { kind: string; dueAt: string; task: object }[] } } };
    const mine = async () => (await t.get<Mine>(doer, MINE)).viewer.obligations.nodes;
    const [waits] = await mine();
    // The last day has an hour more: it is over when winter time has begun.
    expect(waits).toMatchObject({ kind: 'taskDue', dueAt: '2026-10-25T23:00:00.000Z', task: { id: task.id } });
    expect(waits!.task).toMatchObject({
      availableActions: [
        { action: 'completeTask', allowed: true },
        { action: 'dropTask', allowed: false },
      ],
    });
    expect(await m.refusal(doer, 'dropTask', { taskId: task.id, expectedVersion: 1, reason: 'x' })).toBe('FORBIDDEN');
    const done = { taskId: task.id, expectedVersion: 1, report: nasty('Zrobione') };
    expect(await m.do(doer, 'completeTask', done)).toMatchObject({ state: 'DONE', report: done.report });
    expect(await mine()).toEqual([]);
    expect(await m.refusal(held.chair, 'dropTask', { taskId: task.id, expectedVersion: 2, reason: 'x' })).toBe(
      'WRONG_STATE',
    );
    expect(await t.refusal(await t.given.person(), `{ task(id: "${task.id}") { id } }`)).toBe('NOT_FOUND');
  });

  it('is compiled into a report that says what the published minutes say, to everybody', async () => {
    const [first, second] = [await m.held(), await m.held()];
    const theme = await area();
    for (const [i, held] of [first, second].entries()) {
      await m.attended(held, await t.given.person(), { body: held.convent, function: 'EXPERT' });
      await m.attended(held, await t.given.person());
      await m.do(held.chair, 'recordConclusion', { meetingId: held.id, text: `Wniosek ${i}`, changeAreaIds: [theme] });
      await m.do(held.chair, 'recordResolution', resolution(held.id, held.convent.id));
    }
    await m.published(first);
    const input = { bodyId: first.convent.id, title: nasty('Raport'), meetingIds: [second.id, first.id] };
    expect(await m.refusal(first.chair, 'compileMeetingReport', input)).toBe('REPORT_MEETINGS_WRONG');
    await m.published(second);
    expect(await m.refusal(second.chair, 'compileMeetingReport', input)).toBe('FORBIDDEN');
    const { id } = await m.do<Told>(first.chair, 'compileMeetingReport', input);
    const READ = `{ meetingReport(id: "${id}") { title items { position meeting { id } }
      participants { function count meetings } themes { changeAreaId conclusions } resolutions { number adoptedOn } } }`;
    expect(await t.get(null, READ)).toEqual({
      meetingReport: {
        title: input.title,
        items: [second, first].map((held, i) => ({ position: i + 1, meeting: { id: held.id } })),
        participants: [
          { function: 'EXPERT', count: 2, meetings: 2 },
          { function: null, count: 2, meetings: 2 },
        ],
        themes: [{ changeAreaId: theme, conclusions: ['Wniosek 1', 'Wniosek 0'] }],
        resolutions: [second, first].map(() => ({ number: '1/2026', adoptedOn: '2026-05-06' })),
      },
    });
  });
});
