import fc from 'fast-check';
import { useApp } from '#test/app';
import { Circulating, type Scene } from '#test/circulations';
import type { Someone } from '#test/given';
import { patience } from '#test/patience';
import { likeness, marksOf } from './likeness.ts';

interface Line {
  readonly remarkId: string;
}

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly endCursor: string };
  readonly nodes: readonly { id: string; unitId: string }[];
}

/** What a list of remarks shows. */
const LISTED = `id at place kind late state submitter text wording reasons unitId unitPath person { displayName }
  organisation { ... on Entity { name } } disposition { verdict reason } joinedTo { id } availableActions { action allowed }`;

/** 2,000 in the long run. */
const MANY = Number(process.env.TEST_REMARKS ?? 700);

describe('remarks that are alike', () => {
  const t = useApp();
  let c: Circulating;
  let scene: Scene;
  beforeAll(async () => {
    c = new Circulating(t);
    scene = await c.scene();
  });
  const alike = async (who: Someone, { id }: { id: string }) =>
    (
      await t.get<{ alikeRemarks: { likeness: number; rows: Line[] }[] }>(
        who,
        `query ($id: ID!) { alikeRemarks(circulationId: $id) { likeness rows { remarkId } } }`,
        { id },
      )
    ).alikeRemarks;
  const many = async (n: number, units: number, text: string) => {
    const started = await c.start(scene);
    await t.sql(
      `INSERT INTO remark (id, circulation_id, unit_id, unit_path, place, state, kind, channel, late, entity_id, text, person_id, at)
       SELECT uuidv7(), $1, overlay(overlay(md5('unit' || i % $4) placing '4' from 13) placing '8' from 17)::uuid, 'art. ' || i % $4, 1 + i % $4, 'SUBMITTED', 'SUBSTANTIVE', 'EMAIL',
         false, $2, ${text}, $3, now() FROM generate_series(1, $5) i`,
      [started.id, scene.entity.id, scene.chair.id, units, n],
    );
    return started;
  };

  it('are read and decided on in time among ten times as many', async () => {
    const { chair } = scene;
    const { id: circulationId } = await many(10 * MANY, 300, `'Zażółć gęślą jaźń ' || md5(i::text)`);
    await t.sql(`ANALYZE remark`);
    const read = async (fields: string, more: object = {}) => {
      const { circulation } = await t.get<{ circulation: { remarks: Page } }>(
        chair,
        `query ($id: ID!, $first: Int!, $after: ID, $filter: RemarkFilter) { circulation(id: $id) {
          remarks(first: $first, after: $after, filter: $filter) { totalCount pageInfo { endCursor } nodes { ${fields} } } } }`,
        { id: circulationId, first: 100, ...more },
      );
      return circulation.remarks;
    };
    const times: Record<string, number> = {};
    const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      const before = performance.now();
      const answer = await work();
      times[what] = Math.round(Math.min(times[what] ?? Infinity, performance.now() - before));
      return answer;
    };
    for (let i = 0; i < 3; i++) {
      const { nodes, pageInfo, totalCount } = await timed('first page', () => read(LISTED));
      expect([nodes.length, totalCount]).toEqual([100, 10 * MANY]);
      await timed('next page', () => read(LISTED, { after: pageInfo.endCursor }));
      await timed('of one unit', () => read(LISTED, { filter: { unit: nodes[0]!.unitId } }));
      const open = await timed('open ones', () => read(LISTED, { filter: { states: ['SUBMITTED'], late: false } }));
      expect(open.totalCount).toBe(10 * MANY - 100 * i);
      const dispositions = open.nodes.map(({ id }) => ({ remarkId: id, verdict: 'REJECTED', reason: 'Bez pokrycia.' }));
      await timed('a hundred dispositions', () => c.do(chair, 'disposeRemarks', { circulationId, dispositions }));
    }
    const authorization = `Bearer ${chair.token}`;
    const table = () => fetch(`${t.url}/circulations/${circulationId}/remarks.csv`, { headers: { authorization } });
    expect((await timed('table', async () => (await table()).text())).split('\n').length).toBeGreaterThan(10 * MANY);
    if (process.env.TEST_LOG) console.info(times);
    for (const each of Object.values(times)) expect(each).toBeLessThan(3_000);
  });

  it.each([
    ['300 units', 300, `md5((i % 300)::text) || ' ' || md5((i * 7 % 300)::text) || ' ' || md5((i % 300 + 1)::text)`],
    ['one unit, all texts others', 1, `(SELECT string_agg(md5(i::text || k), ' ') FROM generate_series(1, 8) k)`],
    ['one unit, all texts with the same words', 1, `repeat('Zażółć gęślą jaźń pomocy ' || i % 40 || '. ', 9)`],
  ])('are found among many on %s', async (_, units, text) => {
    const started = await many(MANY, units, text);
    const before = performance.now();
    const groups = await alike(scene.chair, started);
    const all = Math.round(performance.now() - before);
    const [first] = await t.sql<{ id: string }>(`SELECT id FROM remark WHERE circulation_id = $1 LIMIT 1`, [
      started.id,
    ]);
    const again = performance.now();
    await c.remark(scene.chair, first!.id);
    const one = Math.round(performance.now() - again);
    if (process.env.TEST_LOG) console.info({ all, one, groups: groups.length });
    expect(groups.length > 0).toBe(!text.includes('i::text || k'));
    expect(all).toBeLessThan(patience(5_000));
    expect(one).toBeLessThan(patience(2_000));
  });

  it('are as alike as PostgreSQL finds them', async () => {
    const word = fc.constantFrom('klub', 'klubu', 'centrum', 'pomoc', 'pomocy', 'a', '12', 'rok');
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(text, text, fc.constantFrom(0, 0.3, 0.5, 0.9), async (one, other, least) => {
        const [{ alike: expected }] = (await t.sql<{ alike: number }>(`SELECT similarity($1, $2) AS alike`, [
          one,
          other,
        ])) as [{ alike: number }];
        const found = likeness(marksOf(one), marksOf(other), least);
        if (expected >= least) expect(found).toBeCloseTo(expected, 5);
        else expect(found).toBeLessThan(least);
      }),
      { numRuns: 100 },
    );
  });
});
