import { Db } from '#core';
import { SearchIndexer } from '#search';
import { plainText } from '#texts';
import { useApp } from '#test/app';
import { download, uploaded } from '#test/files';
import type { Someone } from '#test/given';
import { Practising } from '#test/practices';
import { areaRow, cardData } from '#test/practice-rows';
import { pdf } from '#test/sample-files';
import { everywhere, STORED_SCRIPTS } from '#test/stored-scripts';
import { elementsOf } from '#test/xml';

const BASE = 'https://konwent.example';
const GROUPS = ['02', '04', '06'];
const ELEMENTS = 'feed entry id title updated published author name link category summary content'.split(' ');
const ATTRIBUTES = 'xmlns xml:lang rel type href length title term'.split(' ');
const ALL = `query ($id: ID!) { practice(id: $id) {
  currentVersion { title summary problem actions steps contactUnit tags }
  attachments { title altText file { id name } } questions { nodes { text answer } } } }`;
const REPLICATION = `query ($id: ID!) { replication(id: $id) { place changes result } }`;
const FIND = `query ($filter: SearchFilter, $after: ID) { search(query: "piekarnia", first: 50, after: $after, filter: $filter) {
  nodes { id title { text hit } excerpt { text hit } } } }`;

type Id = { id: string };

describe('scripts that somebody stores', () => {
  const t = useApp({ PUBLIC_URL: BASE });
  const stored: { script: string; group: string; id: string; replicationId: string; card: Card; name: string }[] = [];
  let p: Practising;
  let area: Id;
  let convent: Id;
  let [chair, taker]: Someone[] = [];
  let other: Id;

  const cardOf = (script: string) => ({
    ...cardData([area.id]),
    ...{
      title: `Piekarnia ${script}`,
      summary: `Piekarnia, w której ${script} i koniec.`,
      contactUnit: `Dział ${script}`,
    },
    problem: everywhere(script, `https://example.org/?a=${encodeURIComponent(script)}`),
    actions: everywhere(script, `https://example.org/#${script.replace(/\s/g, '')}`),
    steps: everywhere(script, `mailto:biuro@example.org?subject=${script.replace(/\s/g, '')}`),
    tags: [script.toLowerCase().slice(0, 40).trim()],
  });
  type Card = ReturnType<typeof cardOf>;

  /** The whole way of one text through everything that takes texts. */
  async function store(script: string, group: string, staff: Someone, entity: Id): Promise<void> {
    const card = cardOf(script);
    const drafted = await p.do(staff, 'draftGoodPractice', { entityId: entity.id, card });
    const practiceId = drafted.id;
    const { fileId } = await uploaded(t, staff, pdf(), { name: `plik ${script}.pdf` });
    await p.do(staff, 'attachToPractice', { practiceId, fileId, title: script, altText: script });
    await p.submit(staff, (await p.see(staff, practiceId))!, convent);
    await p.do(chair!, 'takePracticeReview', { practiceId });
    await p.do(chair!, 'publishGoodPractice', { practiceId, audience: 'PUBLIC' });
    const data = { place: script, changes: script, result: script, stillRunning: true };
    const { id: replicationId } = await p.do(taker!, 'reportReplication', { practiceId, entityId: other.id, data });
    await p.do(taker!, 'askPracticeQuestion', { practiceId, entityId: other.id, text: `Pytanie ${script}` });
    const [question] = await t.sql<Id>(`SELECT id FROM practice_question WHERE practice_id = $1`, [practiceId]);
    await p.do(staff, 'answerPracticeQuestion', { questionId: question!.id, answer: script });
    stored.push({ script, group, id: practiceId, replicationId, card, name: `plik ${script}.pdf` });
  }

  beforeAll(async () => {
    p = new Practising(t);
    ({ convent, chair, taker, other } = await p.scene());
    area = await areaRow(t);
    const storeAll = async (group: string, i: number) => {
      const entity = await t.given.entity({ voivodeship: group });
      await t.given.membership(convent, entity);
      const staff = await t.given.holder('STAFF', entity);
      for (const script of STORED_SCRIPTS.slice(40 * i, 40 * (i + 1))) await store(script, group, staff, entity);
    };
    await Promise.all(GROUPS.map(storeAll));
    await t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
  }, 200_000);

  it('are 120, each another one', () => {
    expect(new Set(STORED_SCRIPTS).size).toBe(120);
    expect(stored).toHaveLength(120);
  });

  it('come out of GraphQL as the data that they are', async () => {
    for (const { script, id, replicationId, card } of stored) {
      const { practice } = await t.get<{ practice: { attachments: { file: { id: string; name: string } }[] } }>(
        ...([null, ALL, { id }] as const),
      );
      const { title, summary, problem, actions, steps, contactUnit, tags } = card;
      expect(practice).toMatchObject({
        currentVersion: { title, summary, problem, actions, steps, contactUnit, tags },
        attachments: [{ title: script, altText: script }],
        questions: { nodes: [{ text: `Pytanie ${script}`, answer: script }] },
      });
      const { replication } = await t.get(null, REPLICATION, { id: replicationId });
      expect(replication).toEqual({ place: script, changes: script, result: script });
      const { file } = practice.attachments[0]!;
      expect(file.name).not.toMatch(/[\\/]/);
      const { headers } = await download(t, file.id, null);
      expect(headers.get('content-disposition')).toMatch(
        /^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w.!~%-]*$/,
      );
      expect(headers.get('content-type')).toBe('application/pdf');
      expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    }
  });

  it('are found as pieces of text, without any markup of the search', async () => {
    for (const group of GROUPS) {
      const { search } = await t.get<{ search: { nodes: { id: string; title: Segment[]; excerpt: Segment[] }[] } }>(
        ...([null, FIND, { filter: { voivodeships: [group] } }] as const),
      );
      const mine = stored.filter((each) => each.group === group);
      expect(search.nodes.map(({ id }) => id).sort()).toEqual(mine.map(({ id }) => id).sort());
      for (const { id, title, excerpt } of search.nodes) {
        const { card } = mine.find((each) => each.id === id)!;
        expect(joined(title)).toBe(card.title);
        expect(title[0]).toEqual({ text: 'Piekarnia', hit: true });
        expect(excerpt.filter(({ hit }) => hit).map((each) => each.text)).toEqual(['Piekarnia']);
      }
    }
  });

  it('are text in both feeds', async () => {
    for (const group of GROUPS) {
      const mine = stored.filter((each) => each.group === group).reverse();
      const titles = mine.map(({ card }) => card.title);
      const json = await (await fetch(`${t.url}/feeds/practices.json?voivodeship=${group}`)).text();
      expect(json).not.toMatch(/[<>&\u2028\u2029]|content_html/);
      const { items } = JSON.parse(json) as { items: Record<string, string & string[]>[] };
      expect(items.map(({ title }) => title)).toEqual(titles);
      expect(items.map(({ summary }) => summary)).toEqual(mine.map(({ card }) => card.summary));
      for (const [i, { card }] of mine.entries()) {
        expect(items[i]!.content_text).toContain(plainText(card.problem));
        expect(items[i]!.tags).toContain(card.tags[0]);
      }
      const elements = elementsOf(await (await fetch(`${t.url}/feeds/practices.atom?voivodeship=${group}`)).text());
      expect(elements.filter(({ path }) => path === 'feed/entry/title').map((each) => each.text)).toEqual(titles);
      for (const { path, attributes } of elements) {
        expect(ELEMENTS).toContain(path.split('/').at(-1));
        for (const name of Object.keys(attributes)) expect(ATTRIBUTES).toContain(name);
        if (attributes.href) expect(attributes.href.startsWith(`${BASE}/`)).toBe(true);
        if (path.endsWith('/content')) expect(attributes).toEqual({});
      }
    }
  });

  it('cannot leave the script element that holds the record of schema.org', async () => {
    for (const { id, script, card } of stored) {
      const response = await fetch(`${t.url}/practices/${id}.jsonld`);
      const record = await response.text();
      expect(record).not.toMatch(/[<>&\u2028\u2029]/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const told = JSON.parse(record) as { associatedMedia: object[] };
      expect(told).toMatchObject({ name: card.title, abstract: card.summary, '@type': 'CreativeWork' });
      expect(told).toMatchObject({ author: { contactPoint: { contactType: card.contactUnit } } });
      expect(told.associatedMedia).toMatchObject([{ name: script, description: script }]);
    }
  });
});

interface Segment {
  readonly text: string;
  readonly hit: boolean;
}
const joined = (segments: Segment[]): string => segments.map((each) => each.text).join('');
