import { useApp } from '#test/app';
import { Declaring, inDays, type Told } from '#test/declarations';
import type { Someone } from '#test/given';

type Convent = { id: string; chair: Someone };
type Day = Record<string, string>;

/** The register of a day, derived from declarations and signatures alone. */
const ANEW = `
  WITH joined AS (
    SELECT s.convent_id, d.in_force_on AS day FROM declaration d JOIN signature s ON s.version_id = d.current_version_id
    WHERE d.kind IN ('FOUNDING', 'ACCESSION') AND d.in_force_on IS NOT NULL),
  gone AS (
    SELECT d.convent_id, d.in_force_on AS said, greatest(d.in_force_on, d.effective_on) AS day FROM declaration d
    WHERE d.kind = 'WITHDRAWAL' AND d.in_force_on IS NOT NULL),
  wished AS (SELECT d.convent_id, d.in_force_on AS day FROM declaration d WHERE d.kind = 'INTENT' AND d.in_force_on IS NOT NULL)
  SELECT c.id, CASE
    WHEN EXISTS (SELECT FROM joined j WHERE j.convent_id = c.id AND j.day <= $1
      AND NOT EXISTS (SELECT FROM gone g WHERE g.convent_id = c.id AND g.said >= j.day AND g.day < $1)) THEN 'MEMBER'
    WHEN EXISTS (SELECT FROM wished w WHERE w.convent_id = c.id AND w.day <= $1
      AND NOT EXISTS (SELECT FROM joined j WHERE j.convent_id = c.id AND j.day BETWEEN w.day AND $1)) THEN 'DECLARED_INTENT'
    END AS kind
  FROM convent c`;

const TOLD = `query ($on: Day) { forum { standings(on: $on, first: 100) { nodes { kind convent { id } } } } }`;

describe('the register of the forum', () => {
  const t = useApp();
  let declare: Declaring;
  const convents: Convent[] = [];

  beforeAll(async () => {
    declare = new Declaring(t);
    const operator = await t.given.person({ operator: true });
    for (let i = 0; i < 8; i++) convents.push(await declare.convent());
    const report = (kind: string, signedOn: string, which: number[], more: object = {}) =>
      declare.do(operator, 'reportDeclaration', {
        ...{
          kind,
          signedOn,
          title: `Deklaracja ${kind}`,
          units: [],
          source: 'Raport',
          evidenceNote: 'Bez skanu',
          ...more,
        },
        parties: which.map((i) => ({ conventId: convents[i]!.id })),
      });
    const names = { forumName: 'Ogólnopolskie Forum', forumAbbreviation: 'OFWPZS' };
    await report('FOUNDING', '2024-10-23', [0, 1, 2], names);
    for (const [i, day] of [
      [3, '2024-10-24'],
      [4, '2024-11-30'],
      [5, '2025-01-01'],
    ] as const)
      await report('INTENT', day, [i]);
    await report('ACCESSION', '2025-03-03', [3]);
    await report('ACCESSION', '2025-01-01', [5]);
    await report('ACCESSION', '2025-02-28', [6]);
  });

  const signed = async (convent: Convent, told: Told): Promise<Told> => declare.sign(convent.chair, told, convent);
  async function accede(convent: Convent): Promise<Told> {
    const officer = await t.given.holder('COORDINATOR', (await t.sql<{ id: string }>(`SELECT id FROM forum`))[0]!);
    const draft = await declare.draft(convent.chair, 'ACCESSION', [convent]);
    await declare.do(convent.chair, 'submitAccession', { declarationId: draft.id });
    const { contentHash } = draft.currentVersion;
    const decision = { accepted: true, number: '1/2026', decidedOn: '2025-01-01', basis: 'Spotkanie' };
    const decided = await declare.do(officer, 'recordForumDecision', {
      declarationId: draft.id,
      contentHash,
      ...decision,
    });
    return signed(convent, await declare.open(convent.chair, decided));
  }

  const days = Array.from({ length: 130 }, (_, i) =>
    new Date(Date.UTC(2024, 9, 20 + i * 8)).toISOString().slice(0, 10),
  );
  days.push('2024-10-22', '2024-10-23', '2024-10-24', '2024-12-31', '2025-01-01', '2025-03-02', '2025-03-03');
  const soon = (n: number): string => inDays(n).slice(0, 10);
  days.push(...[-1, 0, 1, 4, 5, 6, 7].map(soon));

  async function compare(): Promise<number> {
    let members = 0;
    for (const day of days) {
      const rows = await t.sql<{ id: string; kind: string | null }>(ANEW, [day]);
      const anew: Day = Object.fromEntries(rows.flatMap(({ id, kind }) => (kind ? [[id, kind]] : [])));
      const { forum } = await t.get<{
        forum: { standings: { nodes: { kind: string; convent: { id: string } }[] } };
      }>(null, TOLD, { on: day });
      const told: Day = Object.fromEntries(forum.standings.nodes.map(({ kind, convent }) => [convent.id, kind]));
      expect({ day, ...told }).toEqual({ day, ...anew });
      members += Object.values(told).filter((kind) => kind === 'MEMBER').length;
    }
    return members;
  }

  it('is on each day what the declarations say, worked out anew from them', async () => {
    expect(await compare()).toBeGreaterThan(300);
    await accede(convents[4]!);
    await accede(convents[7]!);
    const leaving = { effectiveOn: soon(5) };
    await signed(convents[1]!, await declare.opened(convents[1]!.chair, 'WITHDRAWAL', [convents[1]!], leaving));
    const past = { effectiveOn: '2025-05-05' };
    await signed(convents[6]!, await declare.opened(convents[6]!.chair, 'WITHDRAWAL', [convents[6]!], past));
    expect(await compare()).toBeGreaterThan(300);
  });

  it('keeps what a convent was: a wish, a membership, and its last day', async () => {
    const query = `query ($id: ID!) { convent(id: $id) { forumStanding { kind } forumStandings { nodes { kind since until } } } }`;
    expect(await t.get(null, query, { id: convents[3]!.id })).toEqual({
      convent: {
        forumStanding: { kind: 'MEMBER' },
        forumStandings: {
          nodes: [
            { kind: 'MEMBER', since: '2025-03-03', until: null },
            { kind: 'DECLARED_INTENT', since: '2024-10-24', until: '2025-03-02' },
          ],
        },
      },
    });
    expect(await t.get(null, query, { id: convents[1]!.id })).toEqual({
      convent: {
        forumStanding: { kind: 'MEMBER' },
        forumStandings: { nodes: [{ kind: 'MEMBER', since: '2024-10-23', until: soon(5) }] },
      },
    });
  });

  it('lets nobody leave twice, nor leave what they never joined', async () => {
    const again = await declare.draft(convents[1]!.chair, 'WITHDRAWAL', [convents[1]!]);
    const told = await declare.open(convents[1]!.chair, again);
    const input = { declarationId: told.id, conventId: convents[1]!.id, contentHash: told.currentVersion.contentHash };
    expect(await declare.refusal(convents[1]!.chair, 'signDeclaration', input)).toBe('NOT_IN_FORUM');
    const stranger = await declare.convent();
    const { id, version } = await declare.draft(stranger.chair, 'WITHDRAWAL', [stranger]);
    const open = { declarationId: id, expectedVersion: version, deadline: inDays(1) };
    expect(await declare.refusal(stranger.chair, 'openDeclaration', open)).toBe('NOT_IN_FORUM');
  });

  it('takes nothing that rests on no declaration', async () => {
    const stray = `INSERT INTO forum_standing (id, convent_id, forum_id, kind, valid, basis)
      SELECT uuidv7(), $1, id, 'MEMBER', '[2020-01-01,)', 'x' FROM forum`;
    await expect(t.sql(stray, [(await declare.convent()).id])).rejects.toThrow('forum_standing_rests');
  });
});
