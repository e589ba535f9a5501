import fc from 'fast-check';
import { useApp } from '#test/app';
import { Circulating, type Scene } from '#test/circulations';
import type { Someone } from '#test/given';
import { patience } from '#test/patience';
import { likeness, marksOf } from './likeness.ts';

interface Line {
  readonly remarkId: string;
}

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
       SELECT uuidv7(), $1, md5('unit' || i % $4)::uuid, 'art. ' || i % $4, 1 + i % $4, 'SUBMITTED', 'SUBSTANTIVE', 'EMAIL',
         false, $2, ${text}, $3, now() FROM generate_series(1, $5) i`,
      [started.id, scene.entity.id, scene.chair.id, units, n],
    );
    return started;
  };

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
