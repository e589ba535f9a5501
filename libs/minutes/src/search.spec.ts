import { Db, EventRow, SYSTEM, type Tx } from '#core';
import { SearchIndexer } from '#search';
import { useApp, type Asker } from '#test/app';
import { nasty } from '#test/given';
import { Minuting, type Held } from '#test/minutes';

const FIND = `query ($query: String) { search(query: $query) { totalCount nodes { title { text }
  subject { __typename ... on Conclusion { id text } ... on Resolution { id number } } } } }`;

describe('search of what came of meetings', () => {
  const t = useApp();
  let m: Minuting;
  beforeAll(() => void (m = new Minuting(t)));
  const index = () => t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
  const find = async (query: string, who: Asker = null) => {
    await index();
    return (
      await t.get<{ search: { totalCount: number; nodes: { title: { text: string }[]; subject: object }[] } }>(
        who,
        FIND,
        { query },
      )
    ).search;
  };
  const nothing = { totalCount: 0, nodes: [] };
  const concluded = (held: Held, text: string) =>
    m.do<{ id: string; version: number }>(held.chair, 'recordConclusion', {
      meetingId: held.id,
      text,
      changeAreaIds: [],
    });
  const resolved = (held: Held, title: string) =>
    m.do<{ id: string }>(held.chair, 'recordResolution', {
      ...{
        meetingId: held.id,
        bodyId: held.convent.id,
        title,
        text: '§ 1. Zakupuje się ławki.',
        basis: 'jednogłośnie',
      },
    });

  it('finds a conclusion by other forms of its words once the minutes are published, and the public nothing before', async () => {
    const held = await m.held();
    const text = nasty('Kluby potrzebują miodosytni i stałych dyżurów psychologa');
    const { id } = await concluded(held, text);
    for (const who of [null, await t.given.person()]) expect(await find('miodosytnie', who)).toEqual(nothing);
    expect((await find('miodosytnie', held.chair)).nodes).toMatchObject([{ subject: { id, text } }]);
    expect(await t.sql(`SELECT FROM search_word WHERE folded LIKE 'miodosyt%'`)).toEqual([]);
    await m.published(held);
    for (const query of ['miodosytnie', 'dyżury psychologów', 'MIODOSYTNIĄ'])
      expect([query, (await find(query)).nodes.map(({ subject }) => subject)]).toEqual([
        query,
        [{ __typename: 'Conclusion', id, text }],
      ]);
  });

  it('shows a long one by its beginning, and never one that was taken back', async () => {
    const held = await m.held();
    const long = `Warzelnictwo ${'solne '.repeat(60)}`.trim();
    await concluded(held, long);
    const { id, version } = await concluded(held, 'Żupnictwo zostaje');
    await m.do(held.chair, 'withdrawConclusion', { conclusionId: id, expectedVersion: version });
    await m.published(held);
    const [found] = (await find('warzelnictwem')).nodes;
    expect(found!.title.map((part) => part.text).join('')).toBe(`${long.slice(0, 159)}…`);
    expect(await find('żupnictwo')).toEqual(nothing);
  });

  it('forgets at once what is withdrawn past the rules', async () => {
    const held = await m.held();
    const { id } = await concluded(held, 'Bednarstwo');
    await m.published(held);
    expect((await find('bednarstwo')).totalCount).toBe(1);
    await t.sql(`UPDATE conclusion SET withdrawn_at = now() WHERE id = $1`, [id]);
    expect(await t.sql(`SELECT FROM search_document WHERE id = $1`, [id])).toEqual([]);
    expect(await t.sql(`SELECT FROM search_word WHERE folded LIKE 'bednarst%'`)).toEqual([]);
  });

  it('finds a resolution by its words and number, for everybody once the minutes are published', async () => {
    const held = await m.held();
    const title = nasty('W sprawie rymarstwa');
    const { id } = await resolved(held, title);
    expect(await find('rymarstwo')).toEqual(nothing);
    expect((await find('rymarstwo', held.chair)).nodes).toMatchObject([{ subject: { id } }]);
    await m.published(held);
    // The event is the meeting's: what came of it follows.
    await t.app.get(Db).run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const told = { type: 'meeting.minutes_published', subjectId: held.id };
      await t.app.get(SearchIndexer, { strict: false }).handle(tx, await tx.em.findOneByOrFail(EventRow, told));
    });
    expect(await t.sql(`SELECT audience FROM search_document WHERE id = $1`, [id])).toEqual([{ audience: 'PUBLIC' }]);
    const [found] = (await find('uchwała rymarstwo ławkami')).nodes;
    expect(found!.subject).toEqual({ __typename: 'Resolution', id, number: '1/2026' });
    expect(found!.title.map((part) => part.text).join('')).toBe(title);
  });
});
