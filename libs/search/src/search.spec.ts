import { Db, newId } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { pollRow } from '#test/poll-rows';
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

  it('looks at the newest 2,000 where there are more, and says that there are', async () => {
    await t.sql(`INSERT INTO search_document SELECT uuidv7(), 'Entity', 'Żubr', '', 'PUBLIC', '{}', 'CIS', '22', '{}', '{}', '{}', NULL,
      NULL, 0, NULL, timestamptz '2020-01-01' + n * interval '1 hour', '''zubr'':1A', '{}', 12, '{}', '', 1 FROM generate_series(1, 2003) n`);
    const found = await find('żubry', { orderBy: 'DATE', first: 1 });
    expect(found).toMatchObject({ totalCount: 2_000, capped: true });
    expect(found.facets.find(({ facet }) => facet === 'TYPE')).toMatchObject({ count: 2_000 });
    expect(found.nodes[0]!.subject).toBeNull();
    await t.sql(
      `DELETE FROM search_document WHERE title = 'Żubr' AND dated_at <= timestamptz '2020-01-01' + interval '3 hours'`,
    );
    expect(await find('żubr', { first: 1 })).toMatchObject({ totalCount: 2_000, capped: false });
    await t.sql(`DELETE FROM search_document WHERE title = 'Żubr'`);
  });

  describe('of what is not for everybody', () => {
    const word = 'Gęgżółka';
    let people: Record<string, Someone | null>;
    let polls: Record<string, { id: string }>;
    beforeAll(async () => {
      const [forum, own, fellow, foreign] = [
        await t.given.forum(),
        await t.given.convent(),
        await t.given.convent(),
        await t.given.convent(),
      ];
      await t.given.standing(own, forum);
      await t.given.standing(fellow, forum);
      const holder = (body: { id: string }, what = 'CHAIR' as const) => t.given.holder(what, body);
      people = {
        ...{ own: await holder(own), fellow: await holder(fellow), foreign: await holder(foreign) },
        ...{ observer: await t.given.holder('OBSERVER', own), stranger: await t.given.person(), public: null },
      };
      const poll = (visibility: 'BODY' | 'FORUM' | 'PUBLIC', state: 'PUBLISHED' | 'OPEN' | 'CLOSED' = 'PUBLISHED') =>
        pollRow(t, own, { visibility, state, question: `${word} ${nasty('canary')}` });
      polls = { body: await poll('BODY'), forum: await poll('FORUM'), public: await poll('PUBLIC') };
      await poll('PUBLIC', 'OPEN');
      await poll('PUBLIC', 'CLOSED');
      await t.given.declaration(own, { title: `${word} canary`, text: 'canary' });
      await t.given.declaration(own, {
        title: `${word} canary`,
        text: 'canary',
        state: 'OPEN_FOR_SIGNATURE',
        parties: [fellow],
      });
      await index();
    });
    const seen = async (who: string) => {
      const found = await find(word, { first: 100 }, people[who]);
      const counted = found.facets
        .filter(({ facet }) => facet === 'TYPE')
        .map(({ value, count }) => `${value} ${count}`);
      expect(found.totalCount).toBe(found.nodes.length);
      expect(found.nodes.every(({ subject }) => subject !== null)).toBe(true);
      expect(counted).toEqual([`Poll ${found.nodes.length}`]);
      return ids(found)
        .map((id) => Object.keys(polls).find((each) => polls[each]!.id === id))
        .sort();
    };

    it('shows, counts and tells in facets to each what is theirs', async () => {
      expect(await seen('own')).toEqual(['body', 'forum', 'public']);
      expect(await seen('fellow')).toEqual(['forum', 'public']);
      for (const who of ['foreign', 'observer', 'stranger', 'public'])
        expect([who, await seen(who)]).toEqual([who, ['public']]);
    });

    it('has no word of it in the vocabulary, nor related to anything for those who may not see it', async () => {
      await t.sql(`UPDATE poll SET question = 'Szczebrzeszyn' WHERE id = $1`, [polls.body!.id]);
      await index();
      expect(await t.sql(`SELECT FROM search_word WHERE folded LIKE 'szczebrze%'`)).toEqual([]);
      expect(await find('Szczebrzeszynn')).toMatchObject({ totalCount: 0, didYouMean: null, match: null });
      const RELATED = `query ($id: ID!) { relatedTo(id: $id) { totalCount nodes { id } } }`;
      const related = async (id: string) =>
        (await t.get<{ relatedTo: { nodes: { id: string }[] } }>(null, RELATED, { id })).relatedTo;
      expect(await related(polls.body!.id)).toEqual({ totalCount: 0, nodes: [] });
      expect((await related(polls.public!.id)).nodes.map(({ id }) => id)).not.toContain(polls.forum!.id);
    });

    it('keeps nothing that is not published in any table of the index', async () => {
      const kept = await t.sql<{ all: string }>(
        `SELECT (SELECT string_agg(d::text, ' ') FROM search_document d) || (SELECT string_agg(w::text, ' ') FROM search_word w) AS all`,
      );
      const drafts = await t.sql<{ id: string }>(
        `SELECT id FROM declaration WHERE state NOT IN ('IN_FORCE', 'SUPERSEDED') UNION ALL SELECT id FROM poll WHERE state <> 'PUBLISHED'`,
      );
      expect(drafts.length).toBeGreaterThanOrEqual(4);
      expect(drafts.filter(({ id }) => kept[0]!.all.includes(id))).toEqual([]);
      const words = await t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM search_word WHERE word = 'canary'`);
      expect(words).toEqual([{ n: 1 }]);
      expect(await t.sql(`SELECT documents FROM search_word WHERE word = 'canary'`)).toEqual([{ documents: 1 }]);
    });

    it('lets go at once of what is withdrawn, before any event is heard', async () => {
      await t.sql(`UPDATE poll SET visibility = 'BODY' WHERE id = $1`, [polls.public!.id]);
      expect(await find(word)).toMatchObject({ totalCount: 0 });
      expect(await t.sql(`SELECT FROM search_word WHERE word = 'canary'`)).toEqual([]);
      await t.sql(`UPDATE poll SET state = 'CANCELLED' WHERE id = $1`, [polls.forum!.id]);
      expect(await seen('own')).toEqual(['public']);
    });
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
      `SELECT plan_of('SELECT id FROM search_document d WHERE ' || search_seen() || ' AND d.lemmas @@ ''''''a''''''::tsquery') AS plan`,
    );
    expect(JSON.stringify(found!.plan)).toContain('search_document_lemmas');
  });
});
