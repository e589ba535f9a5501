import pg from 'pg';
import { Db, newId } from '#core';
import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { SearchIndexer } from './indexer.ts';

const FIND = `query ($query: String, $filter: SearchFilter, $orderBy: SearchOrder, $first: Int, $after: ID) {
  search(query: $query, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount capped match didYouMean facets { facet value count } pageInfo { hasNextPage endCursor }
    nodes { id subjectType audience title { text hit } excerpt { text hit }
      subject { __typename ... on Entity { name } ... on Declaration { title } ... on Poll { question } } } } }`;

interface Segment {
  readonly text: string;
  readonly hit: boolean;
}
interface Found {
  readonly totalCount: number;
  readonly capped: boolean;
  readonly match: string | null;
  readonly didYouMean: string | null;
  readonly facets: { facet: string; value: string; count: number }[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string | null };
  readonly nodes: { id: string; audience: string; title: Segment[]; excerpt: Segment[]; subject: object | null }[];
}

describe('search', () => {
  const t = useApp();
  const index = () => t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
  const find = async (query: string | null, more: object = {}, who: Someone | null = null): Promise<Found> =>
    (await t.get<{ search: Found }>(who, FIND, { query, ...more })).search;
  const ids = ({ nodes }: Found) => nodes.map(({ id }) => id);
  const plain = (segments: Segment[]) => segments.map(({ text }) => text).join('');

  describe('answers', () => {
    let [bakery, carpentry, laundry]: { id: string }[] = [];
    beforeAll(async () => {
      const convent = await t.given.convent({ voivodeship: '24' });
      const declare = (title: string, text: string) => t.given.declaration(convent, { state: 'IN_FORCE', title, text });
      bakery = await declare(
        'Piekarnia „Bochen”',
        'Chleb pieką uczestnicy klubu, a sklep sprzedaje bułki. Zakład karny kupuje rogale.',
      );
      carpentry = await declare(
        'Stolarnia & <b>spółka</b>',
        'Uczestnicy klubu robią meble. Karny termin zakładu mija w maju.',
      );
      laundry = await declare(
        'Pralnia',
        `${'Woda szumi w rurach. '.repeat(90)}Bębny piorą pościel klubu.${' Para bucha.'.repeat(90)}`,
      );
      await index();
    });

    it('whatever the form of the words, and marks them without markup', async () => {
      const found = await find('stolarze');
      expect(ids(found)).toEqual([carpentry!.id]);
      expect(found).toMatchObject({ totalCount: 1, capped: false, match: 'EXACT', didYouMean: null });
      expect(found.nodes[0]!.title).toEqual([
        { text: 'Stolarnia', hit: true },
        { text: ' & <b>spółka</b>', hit: false },
      ]);
      expect(found.nodes[0]!.subject).toEqual({ __typename: 'Declaration', title: 'Stolarnia & <b>spółka</b>' });
    });

    it('with the part of a long text that tells', async () => {
      const { nodes } = await find('bęben');
      expect(plain(nodes[0]!.excerpt)).toMatch(/^… .*Bębny piorą pościel klubu.*…$/);
      expect(plain(nodes[0]!.excerpt).length).toBeLessThan(400);
    });

    it('to phrases, exclusions and alternatives', async () => {
      expect(ids(await find('"zakład karny"'))).toEqual([bakery!.id]);
      expect(ids(await find('karny zakład')).sort()).toEqual([bakery!.id, carpentry!.id].sort());
      expect(ids(await find('klub -stolarnia -pralnia'))).toEqual([bakery!.id]);
      expect(ids(await find('rogal lub bęben')).sort()).toEqual([bakery!.id, laundry!.id].sort());
    });

    it('to typing errors where nothing else fits, and says so', async () => {
      expect(await find('pirkarnia')).toMatchObject({ match: 'CORRECTED', didYouMean: 'piekarnia', totalCount: 1 });
      expect(await find('meble kosmonauta')).toMatchObject({ match: 'PARTIAL', didYouMean: null, totalCount: 1 });
      expect(await find('xqzwv')).toMatchObject({ match: null, didYouMean: null, totalCount: 0, facets: [] });
      expect(await find('i w na')).toMatchObject({ totalCount: 0 });
    });

    it('narrowed, counted and in the order asked for', async () => {
      const all = await find(null, { filter: { types: ['Declaration'] } });
      expect(ids(all)).toEqual([laundry!.id, carpentry!.id, bakery!.id]);
      expect(all.facets).toEqual(
        expect.arrayContaining([
          { facet: 'TYPE', value: 'Declaration', count: 3 },
          { facet: 'VOIVODESHIP', value: '24', count: 3 },
        ]),
      );
      expect((await find('klub', { filter: { voivodeships: ['22'] } })).totalCount).toBe(0);
      expect((await find('klub', { filter: { years: [new Date().getFullYear()], entityKinds: [] } })).totalCount).toBe(
        3,
      );
      await t.sql(`UPDATE search_document SET reuse = 7 WHERE id = $1`, [carpentry!.id]);
      expect(ids(await find('klub', { orderBy: 'REUSE' }))[0]).toBe(carpentry!.id);
      expect(ids(await find('klub', { orderBy: 'DATE' }))).toEqual([laundry!.id, carpentry!.id, bakery!.id]);
    });

    it('refuses what no question is, politely', async () => {
      const refused = (variables: object) => t.refusal(null, FIND, variables);
      expect(await refused({ query: 'ż'.repeat(301) })).toBe('INVALID_INPUT');
      expect(await refused({ filter: { years: [1] } })).toBe('INVALID_INPUT');
      expect(await refused({ filter: { voivodeships: ["'; --"] } })).toBe('INVALID_INPUT');
      expect(await refused({ filter: { areas: ['x'] } })).toBe('INVALID_INPUT');
      expect((await find(`\\' OR 1=1; "<->" :* & | ! %L`)).totalCount).toBe(0);
      expect((await find(null, { filter: { targetGroups: [`'} OR true --`], costRanges: ['"\\'] } })).totalCount).toBe(
        0,
      );
    });

    it('with what has to do with it, and with a text', async () => {
      const RELATED = `query ($id: ID!) { relatedTo(id: $id) { nodes { id } } }`;
      const SIMILAR = `query ($text: String!) { similarTo(text: $text) { nodes { id title { text } } } }`;
      const nodes = async (query: string, variables: object) =>
        Object.values(await t.get<Record<string, { nodes: { id: string }[] }>>(null, query, variables))[0]!.nodes.map(
          ({ id }) => id,
        );
      expect((await nodes(RELATED, { id: bakery!.id }))[0]).toBe(carpentry!.id);
      expect(await nodes(RELATED, { id: newId() })).toEqual([]);
      expect((await nodes(SIMILAR, { text: 'Szukamy kogoś, kto sprzedaje bułki i chleb od uczestników.' }))[0]).toBe(
        bakery!.id,
      );
      expect(await t.refusal(null, SIMILAR, { text: ' ' })).toBe('INVALID_INPUT');
    });
  });

  it('pages by key: every page together is the whole, each once', async () => {
    for (let i = 0; i < 23; i++) await t.given.entity({ name: `Zakład aktywności nr ${i}` });
    await index();
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await find('aktywność', { first: 5, after });
      expect(page.totalCount).toBe(23);
      seen.push(...ids(page));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual(ids(await find('aktywność', { first: 100 })));
    expect(new Set(seen).size).toBe(23);
  });

  it('looks at the newest 1,000 where there are more, and says that there are', async () => {
    const animals = (title: string, lexeme: string, year: number, count: number) =>
      t.sql(
        `INSERT INTO search_document (id, subject_type, title, body, audience, readers, entity_kind, voivodeship_id, areas, tags,
          target_groups, reuse, dated_at, lemmas, offsets, body_place, words, fingerprint, analyzer)
         SELECT uuidv7(), 'Entity', $1, '', 'PUBLIC', '{}', 'CIS', '22', '{}', '{}',
          '{}', n % 7, make_timestamptz($3, 1, 1, 0, 0, 0) + n * interval '1 hour', $2, '{}', 12, '{}', '', 1 FROM generate_series(1, $4) n`,
        [title, `'${lexeme}':1A`, year, count],
      );
    await animals('Żubr', 'zubr', 2020, 4_003);
    const found = await find('żubry', { orderBy: 'DATE', first: 1 });
    expect(found).toMatchObject({ totalCount: 1_000, capped: true });
    expect(found.facets.find(({ facet }) => facet === 'TYPE')).toMatchObject({ count: 1_000 });
    expect(found.nodes[0]!.subject).toBeNull();

    // Where the planner knows how many there are, it visits the newest first; what it finds is the same, also where
    // those that answer are all older than it hoped.
    const listed = async (orderBy: 'DATE' | 'REUSE') =>
      (await find('żubr', { orderBy, first: 100 })).nodes.map(({ id }) => id);
    const both = async () => [await listed('DATE'), await listed('REUSE')];
    const ordered = async (by: string) =>
      (await t.sql<{ id: string }>(`SELECT id FROM search_document WHERE title = 'Żubr' ORDER BY ${by} LIMIT 100`)).map(
        ({ id }) => id,
      );
    const right = [await ordered('dated_at DESC'), await ordered('reuse DESC, id DESC')];
    await t.sql('ANALYZE search_document');
    expect(await both()).toEqual(right);
    await animals('Tur', 'tur', 2024, 12_000);
    await t.sql('ANALYZE search_document');
    expect(await both()).toEqual(right);
    const taken = `SELECT search_taken('a', 'true', 'DATE', 1)`;
    const runtime = new pg.Client(t.database.url);
    await runtime.connect();
    await expect(runtime.query(taken).finally(() => runtime.end())).rejects.toThrow('permission denied');

    await t.sql(
      `DELETE FROM search_document WHERE title = 'Tur' OR title = 'Żubr' AND dated_at <= timestamptz '2020-01-01' + interval '3003 hours'`,
    );
    expect(await find('żubr', { first: 1 })).toMatchObject({ totalCount: 1_000, capped: false });
    await t.sql(`DELETE FROM search_document WHERE title = 'Żubr'`);
  });

  it('counts the words of the vocabulary right, whatever came and went', async () => {
    expect(
      await t.sql(`SELECT word, documents, n FROM search_word FULL JOIN (SELECT word, count(*) AS n FROM search_document, unnest(words) word
        WHERE audience = 'PUBLIC' GROUP BY 1) c USING (word) WHERE documents IS DISTINCT FROM n`),
    ).toEqual([]);
  });

  it('can use the index for its words, which a policy that looks at rows would forbid', async () => {
    await t.sql(`CREATE FUNCTION plan_of(query text) RETURNS json LANGUAGE plpgsql SET enable_seqscan = off
      AS $$ DECLARE plan json; BEGIN EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan; RETURN plan; END $$`);
    const [found] = await t.sql<{ plan: object }>(
      `SELECT plan_of('SELECT id FROM search_document c WHERE ' || search_seen() || ' AND c.lemmas @@ ''''''a''''''::tsquery') AS plan`,
    );
    expect(JSON.stringify(found!.plan)).toContain('search_document_lemmas');
  });
});
