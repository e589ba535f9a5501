import { readFileSync } from 'node:fs';
import { Db } from '#core';
import { useApp } from '#test/app';
import { SearchIndexer } from './indexer.ts';

interface Document {
  readonly id: string;
  readonly title: string;
  readonly place: string;
  readonly body: string;
}
type Query = [kind: string, query: string, expected: string[]];

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../test/search-set/${name}.json`, import.meta.url), 'utf8')) as T;
const SEARCH = `query ($query: String) { search(query: $query, first: 10) { nodes { id } didYouMean match } }`;
const mean = (numbers: number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

describe('what people ask in Polish', () => {
  const t = useApp();
  const ids = new Map<string, string>();

  /** A lib of its own could not do otherwise: a table, and a view of what of it may be found. */
  beforeAll(async () => {
    await t.sql(
      `CREATE TABLE sample (id uuid PRIMARY KEY DEFAULT uuidv7(), name text, title text, place text, body text)`,
    );
    await t.sql(`CREATE VIEW search_of_samples AS SELECT 'Declaration' AS subject_type, id AS subject_id, title, place AS keywords,
      body, 'PUBLIC' AS audience, now() AS dated_at FROM sample`);
    await t.sql(`SELECT gather_search()`);
    const rows = await t.sql<{ id: string; name: string }>(
      `INSERT INTO sample (name, title, place, body) SELECT x.id, x.title, x.place, x.body
       FROM jsonb_to_recordset($1) x(id text, title text, place text, body text) RETURNING id, name`,
      [JSON.stringify(read<Document[]>('documents'))],
    );
    for (const { id, name } of rows) ids.set(id, name);
    await t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
  });

  it('finds, among the first ten, 95 of a hundred documents that it should', async () => {
    const queries = read<Query[]>('queries');
    expect(queries.length).toBeGreaterThanOrEqual(150);
    const results: {
      kind: string;
      query: string;
      found: string[];
      expected: string[];
      recall: number;
      precision: number;
    }[] = [];
    for (const [kind, query, expected] of queries) {
      const { search } = await t.get<{ search: { nodes: { id: string }[] } }>(null, SEARCH, { query });
      const found = search.nodes.map(({ id }) => ids.get(id)!);
      const right = found.filter((name) => expected.includes(name)).length;
      const recall = right / expected.length;
      results.push({ kind, query, found, expected, recall, precision: found.length ? right / found.length : 0 });
    }
    const told = (name: string, of: typeof results) =>
      `${name}: ${of.length} queries, recall@10 ${mean(of.map((each) => each.recall)).toFixed(3)}, precision@10 ${mean(of.map((each) => each.precision)).toFixed(3)}`;
    const kinds = [...new Set(results.map(({ kind }) => kind))];
    const missed = results.filter(({ recall }) => recall < 1);
    console.info(
      [
        told('all', results),
        ...kinds.map((kind) =>
          told(
            kind,
            results.filter((each) => each.kind === kind),
          ),
        ),
        ...missed.map(({ query, expected, found }) => `missed: ${query} → ${expected.join()} in ${found.join()}`),
      ].join('\n'),
    );
    expect(mean(results.map(({ recall }) => recall))).toBeGreaterThanOrEqual(0.95);
    expect(mean(results.map(({ precision }) => precision))).toBeGreaterThanOrEqual(0.8);
  });
});
