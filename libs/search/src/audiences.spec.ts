import { Db } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { pollRow } from '#test/poll-rows';
import { SearchIndexer } from './indexer.ts';

const FIND = `query ($query: String, $first: Int) { search(query: $query, first: $first) {
  totalCount match didYouMean facets { facet value count } nodes { id subject { __typename } } } }`;

interface Found {
  readonly totalCount: number;
  readonly match: string | null;
  readonly didYouMean: string | null;
  readonly facets: { facet: string; value: string; count: number }[];
  readonly nodes: { id: string; subject: object | null }[];
}

describe('search of what is not for everybody', () => {
  const t = useApp();
  const index = () => t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
  const find = async (query: string | null, more: object = {}, who: Someone | null = null): Promise<Found> =>
    (await t.get<{ search: Found }>(who, FIND, { query, ...more })).search;
  const ids = ({ nodes }: Found) => nodes.map(({ id }) => id);

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
    const counted = found.facets.filter(({ facet }) => facet === 'TYPE').map(({ value, count }) => `${value} ${count}`);
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
