export interface Place {
  readonly id: string;
  readonly parentId: string | null;
}
export interface Numbered extends Place {
  readonly position: number;
  readonly number: string;
}

export const DEEPEST = 4;
export const MOST_ITEMS = 200;

/** Each item with its place and number; undefined where an item hangs under itself or nowhere, or too deep. */
export function numbered(items: readonly Place[]): Numbered[] | undefined {
  const found: Numbered[] = [];
  const walk = (parentId: string | null, prefix: string): void =>
    items
      .filter((each) => each.parentId === parentId)
      .forEach(({ id }, i) => {
        const number = `${prefix}${i + 1}.`;
        found.push({ id, parentId, position: found.length + 1, number });
        walk(id, number);
      });
  walk(null, '');
  const isDeep = found.some(({ number }) => number.split('.').length - 1 > DEEPEST);
  return found.length === items.length && found.length <= MOST_ITEMS && !isDeep ? found : undefined;
}

/** The items with one of them, old or new, put under a parent and before a sibling, or last there. */
export function placed(
  items: readonly Place[],
  id: string,
  parentId: string | null,
  beforeId: string | null,
): Numbered[] | undefined {
  const others = items.filter((each) => each.id !== id);
  const at = beforeId === null ? others.length : others.findIndex((each) => each.id === beforeId);
  if (at < 0 || (beforeId !== null && others[at]!.parentId !== parentId)) return undefined;
  return numbered(others.toSpliced(at, 0, { id, parentId }));
}

/** An item and all that stands under it. */
export function branch(items: readonly Place[], id: string): string[] {
  const below = items.filter(({ parentId }) => parentId === id);
  return [id, ...below.flatMap((each) => branch(items, each.id))];
}
