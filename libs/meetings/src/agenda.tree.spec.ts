import { randomFrom } from '#test/world';
import { branch, numbered, placed, type Place } from './agenda.tree.ts';

const item = (id: string, parentId: string | null = null): Place => ({ id, parentId });
const numbers = (items: readonly Place[]) => numbered(items)?.map(({ id, number }) => `${number}${id}`);

describe('the agenda as a tree', () => {
  it('is numbered from top to bottom', () => {
    const items = [item('a'), item('b', 'a'), item('c'), item('d', 'c'), item('e', 'd'), item('f', 'a')];
    expect(numbers(items)).toEqual(['1.a', '1.1.b', '1.2.f', '2.c', '2.1.d', '2.1.1.e']);
  });

  it('has no item under itself, under one of its own, under a stranger, too deep or before a stranger', () => {
    const items = [item('a'), item('b', 'a'), item('c', 'b'), item('d', 'c')];
    expect(placed(items, 'a', 'a', null)).toBeUndefined();
    expect(placed(items, 'a', 'd', null)).toBeUndefined();
    expect(placed(items, 'x', 'y', null)).toBeUndefined();
    expect(placed(items, 'x', 'd', null)).toBeUndefined();
    expect(placed(items, 'x', null, 'b')).toBeUndefined();
    expect(placed(items, 'x', null, 'x')).toBeUndefined();
    expect(numbered(Array.from({ length: 201 }, (_, i) => item(String(i))))).toBeUndefined();
    expect(placed(items, 'd', null, 'a')?.map(({ id }) => id)).toEqual(['d', 'a', 'b', 'c']);
  });

  it('keeps every item once, parents before their own, positions without gaps, over 500 random moves', () => {
    const random = randomFrom(7);
    let items: Place[] = [];
    for (let i = 0; i < 500; i++) {
      const ids = items.map(({ id }) => id);
      const isNew = items.length < 30 && random(3) > 0;
      const id = isNew || !ids.length ? `n${i}` : ids[random(ids.length)]!;
      const parentId = ids.length && random(3) ? ids[random(ids.length)]! : null;
      const tree = placed(items, id, parentId, null);
      const expected = new Set([...ids, id]);
      if (!tree) {
        const depth = (of: string | null): number =>
          of === null ? 0 : 1 + depth(items.find((each) => each.id === of)?.parentId ?? null);
        const below = branch(items, id);
        const height = isNew ? 0 : Math.max(...below.map(depth)) - depth(id);
        expect(parentId !== null && (below.includes(parentId) || depth(parentId) + 1 + height > 4)).toBe(true);
        continue;
      }
      expect(new Set(tree.map((each) => each.id))).toEqual(expected);
      expect(tree.map(({ position }) => position)).toEqual(tree.map((_, at) => at + 1));
      for (const each of tree)
        if (each.parentId) {
          const parent = tree.find((other) => other.id === each.parentId)!;
          expect(parent.position).toBeLessThan(each.position);
          expect(each.number.startsWith(parent.number)).toBe(true);
        }
      items = tree;
    }
    expect(items.length).toBeGreaterThan(20);
  });
});
