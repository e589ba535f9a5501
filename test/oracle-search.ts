import { Analyzer } from '../libs/search/src/analyzer.ts';
import { segmentsOf } from '../libs/search/src/highlights.ts';
import { marksOf, queriesOf, questionOf, type Marks } from '../libs/search/src/question.ts';
import type { TestApp } from './app.ts';
import { refuse, UUID, type Args } from './oracle-rules.ts';
import { scopeOf } from './oracle-areas.ts';
import type { Row, Tables } from './world.ts';

/** What is asked in random reads: each is found as it stands or not at all. */
export const QUESTIONS = [
  ...['', ' ', 'pomorza', '"centrum integracji"', 'klub lub śląsk', 'deklaracje -pomorze', 'glosowania'],
  ...['-cis', 'i w na', 'xqzwvj', '"'],
];

interface Answer {
  readonly ids: ReadonlyMap<string, { readonly rank: number; readonly excerpt: string }>;
  readonly marks: Marks;
}

/** How well each row of the index answers each question, whoever asks. */
export async function answersOf({ sql }: TestApp): Promise<Map<string, Answer>> {
  const analyzer = await Analyzer.load();
  const found = new Map<string, Answer>();
  for (const text of QUESTIONS) {
    const question = questionOf(analyzer, text.trim());
    const { groups, without } = queriesOf(question);
    const marks = marksOf(question);
    const query = [...groups, ...(without ? [without] : [])].join('&');
    const rows = await sql<{ id: string; rank: number; excerpt: string }>(
      `SELECT id, CASE WHEN $1 = '' THEN 0 ELSE ts_rank_cd('{0.1, 0.3, 0.5, 1}', lemmas, $1::tsquery, 1) * (1 + 0.1 * ln(1 + reuse)) END AS rank,
         search_excerpt(body, lemmas, offsets, body_place, $2, $3) AS excerpt
       FROM search_document WHERE ($1 = '' AND $4) OR ($1 <> '' AND lemmas @@ $1::tsquery)`,
      [query, marks.lexemes, marks.starts, question.empty],
    );
    found.set(text.trim(), { ids: new Map(rows.map((row) => [row.id, row])), marks });
  }
  return found;
}

type Filter = Record<string, readonly (string | number)[] | null | undefined>;

const COLUMNS: Record<string, string> = {
  ...{ types: 'subject_type', entityKinds: 'entity_kind', voivodeships: 'voivodeship_id', areas: 'areas' },
  ...{ targetGroups: 'target_groups', costRanges: 'cost_range', years: 'year' },
};
const FACETS: Record<string, string> = {
  ...{ CHANGE_AREA: 'areas', COST_RANGE: 'cost_range', ENTITY_KIND: 'entity_kind', TARGET_GROUP: 'target_groups' },
  ...{ TYPE: 'subject_type', VOIVODESHIP: 'voivodeship_id', YEAR: 'year' },
};
const values = (row: Row, column: string): unknown[] =>
  row[column] === null ? [] : Array.isArray(row[column]) ? row[column] : [row[column]];

/** Searching said a second time: over rows in memory, one after the other. */
export class SearchOracle {
  constructor(
    private readonly analyzer: Analyzer,
    private readonly answers: ReadonlyMap<string, Answer>,
  ) {}

  static async over(t: TestApp): Promise<SearchOracle> {
    return new SearchOracle(await Analyzer.load(), await answersOf(t));
  }

  check(name: string, { id, filter, text }: Args & { text?: string }): void {
    const { voivodeships, areas, targetGroups, costRanges, years } = (filter ?? {}) as Filter;
    const isOdd =
      (name === 'relatedTo' && !UUID.test(String(id))) ||
      (name === 'similarTo' && !text?.trim()) ||
      voivodeships?.some((each) => !/^\d\d$/.test(String(each))) ||
      areas?.some((each) => !UUID.test(String(each))) ||
      [...(targetGroups ?? []), ...(costRanges ?? [])].some((each) => !String(each).trim()) ||
      years?.some((each) => Number(each) < 1900);
    if (isOdd) refuse('INVALID_INPUT');
  }

  /** Of the rows that the reader may see, those found, in their order. */
  find(name: string, seen: readonly Row[], args: Args & { query?: string | null }, tables: Tables): Row[] {
    if (name !== 'search') return [];
    const text = (args.query ?? '').trim();
    const { ids, marks } = this.answers.get(text)!;
    const { areas, ...others } = (args.filter ?? {}) as Filter;
    const filter = Object.entries({ ...others, areas: areas && scopeOf(tables, areas as string[]) });
    const passes = (row: Row): boolean =>
      filter.every(
        ([key, wanted]) =>
          !wanted?.length || values(row, COLUMNS[key]!).some((each) => wanted.includes(each as string)),
      );
    const rank = ({ id }: Row): number => (args.orderBy === 'RELEVANCE' && text ? ids.get(id)!.rank : 0);
    const reuse = ({ reuse: times, checked_on: on }: Row): [number, string] =>
      args.orderBy === 'REUSE' ? [Number(times), String(on ?? '')] : [0, ''];
    const newest = (row: Row): string => (args.orderBy === 'REUSE' ? '' : new Date(String(row.dated_at)).toISOString());
    const order = (a: Row, b: Row): number =>
      rank(b) - rank(a) ||
      reuse(b)[0] - reuse(a)[0] ||
      compare(reuse(b)[1], reuse(a)[1]) ||
      compare(newest(b), newest(a)) ||
      compare(b.id, a.id);
    const found = seen.filter((row) => ids.has(row.id) && passes(row)).sort(order);
    return found.map((row, place) => ({ ...row, place, marks, text: ids.get(row.id)!.excerpt }));
  }

  /** What belongs to the whole of what was found. */
  beside(found: readonly Row[]): object {
    const facets = Object.entries(FACETS).flatMap(([facet, column]) => {
      const all = found.flatMap((row) => values(row, column).map(String));
      const counts = [...new Set(all)].map((value) => ({
        facet,
        value,
        count: all.filter((each) => each === value).length,
      }));
      return counts.sort((a, b) => b.count - a.count || compare(a.value, b.value));
    });
    return { facets, capped: false, match: found.length ? 'EXACT' : null, didYouMean: null };
  }

  title = (row: Row): object[] => segmentsOf(this.analyzer, String(row.title), row.marks as Marks);
  excerpt = (row: Row): object[] => segmentsOf(this.analyzer, String(row.text), row.marks as Marks);
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
