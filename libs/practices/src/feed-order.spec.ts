import { useApp } from '#test/app';
import { Practising } from '#test/practices';
import { areaRow, practiceRow } from '#test/practice-rows';
import { latestOf } from './practice-publicity.service.ts';

/** More on demand: 100,000 take two minutes to make. */
const MANY = Number(process.env.TEST_PRACTICES ?? 3_000);
/** What grows with the network; the lists of voivodeships and areas do not. */
const GROWING = ['practice_feed', 'good_practice', 'practice_version', 'practice_act', 'practice_attachment', 'entity'];

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Parent Relationship'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: Node[];
}
interface Explained {
  readonly Plan: Node;
  readonly 'Execution Time': number;
}

/** What the feeds should hold, said a second time. */
const EXPECTED = `
  SELECT p.id AS practice_id, a.id AS change_area_id, e.voivodeship_id,
    (SELECT max(at) FROM (SELECT published_at AS at FROM practice_version WHERE id = p.current_version_id
      UNION ALL SELECT at FROM practice_act WHERE practice_id = p.id AND audience = 'PUBLIC' AND action ~ '^(publish|widen)') x) AS opened_at
  FROM good_practice p JOIN entity e ON e.id = p.entity_id
  CROSS JOIN LATERAL (SELECT NULL::uuid AS id UNION
    SELECT change_area_id FROM practice_area WHERE version_id = p.current_version_id) a
  WHERE p.audience = 'PUBLIC' AND p.state IN ('PUBLISHED', 'OUTDATED')`;
/** What reads more than it should: a growing table from end to end, or more practices than two feeds hold, to sort them. */
const wasteOf = (node: Node, isPart = false): Node[] => [
  ...(node['Node Type'] === 'Seq Scan' && GROWING.includes(node['Relation Name']!) ? [node] : []),
  ...(node['Node Type'].endsWith('Sort') && !isPart && node.Plans![0]!['Actual Rows'] > 100 ? [node] : []),
  ...(node.Plans ?? []).flatMap((each) => wasteOf(each, isPart || each['Parent Relationship'] === 'SubPlan')),
];

describe('the order of the feeds', () => {
  const t = useApp();
  const differences = () =>
    t.sql(
      `(SELECT * FROM practice_feed EXCEPT ALL ${EXPECTED}) UNION ALL (${EXPECTED} EXCEPT ALL SELECT * FROM practice_feed)`,
    );
  const changedAt = async () => (await t.sql<{ at: Date | null }>(`SELECT at FROM practice_feed_change`))[0]!.at;
  const placesOf = async (id: string) =>
    (await t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM practice_feed WHERE practice_id = $1`, [id]))[0]!.n;

  it('follows whatever happens to a practice, and says when anything did', async () => {
    const p = new Practising(t);
    const scene = await p.scene();
    const { staff, chair, entity, area, convent } = scene;
    /** What an act makes of the places of the practice, and whether readers are told of a change. */
    const after = async (id: string, act: () => Promise<unknown>): Promise<[number, boolean]> => {
      const before = await changedAt();
      await act();
      expect(await differences()).toEqual([]);
      return [await placesOf(id), (await changedAt())?.getTime() !== before?.getTime()];
    };
    const { id } = await p.published(scene, 'CONVENT');
    const practiceId = id;
    expect(await after(id, async () => {})).toEqual([0, false]);
    const widen = (audience: string) => () => p.do(chair, 'widenPracticeAudience', { practiceId, audience });
    expect(await after(id, widen('FORUM'))).toEqual([0, false]);
    expect(await after(id, widen('PUBLIC'))).toEqual([2, true]);
    const more = await areaRow(t);
    const card = { changeAreaIds: [area.id, more.id] };
    const edit = async () => {
      const { draft } = (await p.see(staff, id))!;
      await p.do(staff, 'saveGoodPractice', { practiceId, expectedVersion: draft!.version, card });
      await p.submit(staff, (await p.see(staff, id))!, convent);
    };
    expect(await after(id, edit)).toEqual([2, false]);
    await p.do(chair, 'takePracticeReview', { practiceId });
    const publish = () => p.do(chair, 'publishGoodPractice', { practiceId, audience: 'PUBLIC' });
    expect(await after(id, publish)).toEqual([3, true]);
    const outdate = () => t.sql(`UPDATE good_practice SET state = 'OUTDATED' WHERE id = $1`, [id]);
    expect(await after(id, outdate)).toEqual([3, false]);
    const move = () => t.sql(`UPDATE entity SET voivodeship_id = '32' WHERE id = $1`, [entity.id]);
    expect(await after(id, move)).toEqual([3, true]);
    const archive = () => p.do(staff, 'archiveGoodPractice', { practiceId, reason: 'Już tego nie robimy' });
    expect(await after(id, archive)).toEqual([0, true]);
  });

  it(`reads the newest of ${MANY} off an index, whatever is asked`, async () => {
    const entity = await t.given.entity();
    const area = await areaRow(t);
    const { versionId } = await practiceRow(t, entity, { convent: await t.given.convent(), state: 'PUBLISHED', area });
    // Past the triggers, which would look at each row by itself; then as the function of the triggers has it.
    await t.sql(`
      SET LOCAL session_replication_role = replica;
      INSERT INTO entity (id, kind, name, voivodeship_id, town) SELECT md5('entity' || n)::uuid, 'CIS', 'Podmiot ' || n,
          (SELECT id FROM voivodeship ORDER BY id OFFSET n % 16 LIMIT 1), 'Łódź'
        FROM generate_series(0, 199) n;
      INSERT INTO practice_version SELECT (jsonb_populate_record(v, jsonb_build_object('id', md5('version' || n)::uuid,
          'practice_id', md5('practice' || n)::uuid, 'published_at', now() - n * interval '1 minute',
          'change_area_ids', jsonb_build_array(md5('area' || n % 14)::uuid, md5('area' || n % 5)::uuid)))).*
        FROM practice_version v, generate_series(1, ${MANY}) n WHERE v.id = '${versionId}';
      INSERT INTO good_practice (id, entity_id, convent_id, state, audience, current_version_id, published_at, last_checked_on, created_at)
        SELECT v.practice_id, md5('entity' || n % 200)::uuid, (SELECT id FROM convent LIMIT 1), 'PUBLISHED', 'PUBLIC', v.id,
          v.published_at, now(), now()
        FROM generate_series(1, ${MANY}) n JOIN practice_version v ON v.id = md5('version' || n)::uuid;
      INSERT INTO practice_attachment (id, practice_id, file_id, title, media_type, sha256, published)
        SELECT gen_random_uuid(), id, gen_random_uuid(), 'Regulamin', 'application/pdf', repeat('0', 64), true FROM good_practice`);
    await t.sql(`ANALYZE`);
    await t.sql(`SELECT practice_feeds(ARRAY(SELECT id FROM good_practice))`);
    await t.sql(`ANALYZE practice_feed`);
    const [about] = await t.sql<{ id: string }>(`SELECT md5('area3')::uuid AS id`);
    for (const [area, near] of [
      [null, null],
      [null, '14'],
      [about!.id, null],
      [about!.id, '14'],
    ] as const) {
      const { text, values } = latestOf(area, near);
      const rows = await t.sql<{ updatedAt: Date; id: string }>(text, values);
      expect(rows).toHaveLength(near && area ? Math.min(50, rows.length) : 50);
      const sorted = [...rows].sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || (a.id < b.id ? 1 : -1));
      expect(rows.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
      const [told] = await t.sql<{ 'QUERY PLAN': Explained[] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
      const { Plan: plan, 'Execution Time': took } = told!['QUERY PLAN'][0]!;
      if (process.env.TEST_PRACTICES) console.info(`${area ? 'area ' : ''}${near ?? ''}: ${took} ms`);
      expect([area, near, wasteOf(plan)]).toEqual([area, near, []]);
    }
  });
});
