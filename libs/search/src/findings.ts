import { sql, type Listing, type Sql } from '#reads';
import type { PageArgs } from '#core';
import type { Analyzer } from './analyzer.ts';
import { vocabularyOf } from './entry.ts';
import { marksOf, queriesOf, questionOf, wordsAsked, type Marks } from './question.ts';
import type { SearchArgs } from './search.args.ts';

/** More are not ranked: then the newest of them are, and the answer says that there are more. */
export const MOST_RANKED = 1_000;

const FACETS = sql`search_facet AS (
  SELECT f.facet || ':' || f.value AS id, f.*, row_number() OVER (ORDER BY f.facet, f.count DESC, f.value COLLATE "C") AS place
  FROM (
    SELECT CASE WHEN GROUPING(h.subject_type) = 0 THEN 'TYPE' WHEN GROUPING(h.entity_kind) = 0 THEN 'ENTITY_KIND'
        WHEN GROUPING(h.voivodeship_id) = 0 THEN 'VOIVODESHIP' WHEN GROUPING(h.cost_range) = 0 THEN 'COST_RANGE' ELSE 'YEAR' END AS facet,
      coalesce(h.subject_type, h.entity_kind, h.voivodeship_id, h.cost_range, h.year::text) AS value, count(*)::int AS count
    FROM search_hit h WHERE h.place <= ${MOST_RANKED}
    GROUP BY GROUPING SETS ((h.subject_type), (h.entity_kind), (h.voivodeship_id), (h.cost_range), (h.year))
    UNION ALL SELECT 'CHANGE_AREA', a::text, count(*)::int
      FROM (SELECT unnest(h.areas) AS a FROM search_hit h WHERE h.place <= ${MOST_RANKED} AND h.areas <> '{}') x GROUP BY a
    UNION ALL SELECT 'TARGET_GROUP', g, count(*)::int
      FROM (SELECT unnest(h.target_groups) AS g FROM search_hit h WHERE h.place <= ${MOST_RANKED} AND h.target_groups <> '{}') x GROUP BY g) f
  WHERE f.value IS NOT NULL)`;

/**
 * What a function has found for whoever reads, in the place of the view. Of the thousands that are counted row-level
 * security does not look at each once more, but at what is shown: title, excerpt and subject are read through it.
 */
const found = (by: Sql, { lexemes, starts }: Marks): Sql => sql`search_hit AS MATERIALIZED (
  SELECT f.*, ${lexemes}::text[] AS lexemes, ${starts}::text[] AS starts FROM ${by} f), ${FACETS}`;

const listing = (by: Sql, marks: Marks): Listing<PageArgs> => ({
  found: () => found(by, marks),
  where: (row) => sql`${row}.place <= ${MOST_RANKED}`,
  sort: () => ({ by: (row) => sql`${row}.place` }),
});

const NONE: Marks = { lexemes: [], starts: [] };

/** What answers a question. One that has text but no word to search for finds nothing. */
export function answering(analyzer: Analyzer, { query, filter, orderBy }: SearchArgs): Listing<PageArgs> {
  const text = query ?? '';
  const question = questionOf(analyzer, text);
  const { groups, without } = queriesOf(question);
  const words = wordsAsked(question);
  const isVain = !question.empty && !groups.length && without === null;
  const given = JSON.stringify(Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value?.length)));
  const byWords = sql`search_found(${text}, ${groups}::text[], ${without}, ${words.map((each) => each.typed)}::text[],
      ${words.map((each) => each.plain)}::text[], ${words.map((each) => each.query)}::text[], ${given}::jsonb, ${orderBy}, ${MOST_RANKED})`;
  const newest = sql`search_newest(${without}, ${given}::jsonb, ${orderBy}, ${isVain ? -1 : MOST_RANKED})`;
  return listing(groups.length ? byWords : newest, marksOf(question));
}

/** What has to do with something that may be found. */
export const relatedTo = (id: string): Listing<PageArgs> => listing(sql`search_related(${id}, ${MOST_RANKED})`, NONE);

/** What has to do with a text: its rarest words tell. */
export function similarTo(analyzer: Analyzer, text: string): Listing<PageArgs> {
  const words = vocabularyOf(analyzer, text);
  const by = sql`search_similar(${words.map(([word]) => word)}::text[], ${words.map(([, query]) => query)}::text[], ${MOST_RANKED})`;
  return listing(by, marksOf(questionOf(analyzer, text)));
}
