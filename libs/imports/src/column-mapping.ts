import { fold } from './name-key.ts';

/** Which column feeds which field of a table of some kind. */
export interface Columns<F extends string> {
  columns: Partial<Record<F, number>>;
  width: number;
  /** Headers that no field took, and headers that an override named but the file lacks. */
  unknown: string[];
  notFound: string[];
}

/** The header to read a field from, against what its name suggests; null reads the field from nowhere. */
export type Override<F extends string> = Partial<Record<F, string | null>>;

/** Headers as people write them, folded by the same rule as those that come in. */
export const byHeader = <F extends string>(synonyms: Readonly<Record<F, readonly string[]>>): ReadonlyMap<string, F> =>
  new Map(
    Object.entries<readonly string[]>(synonyms).flatMap(([field, words]) =>
      words.map((word): [string, F] => [fold(word), field as F]),
    ),
  );

/** What the override says, then the header's name; of two alike the first counts. */
export function mapHeader<F extends string>(
  header: string[],
  fieldOf: ReadonlyMap<string, F>,
  override: Override<F> = {},
): Columns<F> {
  const folded = header.map(fold);
  const columns: Columns<F>['columns'] = {};
  const notFound: string[] = [];
  for (const [field, column] of Object.entries(override) as [F, string | null][]) {
    if (column === null) continue;
    const at = header.includes(column) ? header.indexOf(column) : folded.indexOf(fold(column));
    if (at < 0) notFound.push(column);
    else columns[field] = at;
  }
  const taken = new Set(Object.values(columns));
  folded.forEach((name, at) => {
    const field = fieldOf.get(name);
    if (!field || taken.has(at) || columns[field] !== undefined || override[field] !== undefined) return;
    columns[field] = at;
    taken.add(at);
  });
  const unknown = header.filter((name, at) => !taken.has(at) && name.trim() !== '');
  return { columns, width: header.length, unknown, notFound };
}
