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
const ALL = `query ($id: ID!, $replicationId: ID!) {
  practice(id: $id) { currentVersion { title summary problem actions steps contactUnit tags }
    attachments { title altText file { id name } } questions { nodes { text answer } } }
  replication(id: $replicationId) { place changes result } }`;
const PUBLISH = `mutation ($take: PracticeActInput!, $publish: PracticeAudienceInput!) {
  takePracticeReview(input: $take) { id } publishGoodPractice(input: $publish) { id } }`;
const REUSE = `mutation ($report: ReportReplicationInput!, $ask: AskPracticeQuestionInput!) {
  reportReplication(input: $report) { id } askPracticeQuestion(input: $ask) { id } }`;
const FIND = `query ($filter: SearchFilter, $after: ID) { search(query: "piekarnia", first: 50, after: $after, filter: $filter) {
  nodes { id title { text hit } excerpt { text hit } } } }`;

type Id = { id: string };

/** The narrowest text of a card takes 120 characters, six of which are said before. */
const ROOM = 112;

/** Together as many as there is room for: each goes through every text that there is, and a card costs a dozen requests. */
function batchesOf(scripts: readonly string[], room: number): string[][] {
  const batches: string[][] = [];
  for (const script of [...scripts].sort((a, b) => b.length - a.length)) {
    const open = batches.find((batch) => [...batch, script].join(' ').length <= room);
    if (open) open.push(script);
    else batches.push([script]);
  }
  return batches;
}

describe('scripts that somebody stores', () => {
  const t = useApp({ PUBLIC_URL: BASE });
  const stored: Stored[] = [];
  let p: Practising;
  let area: Id;
  let convent: Id;
  let [chair, taker]: Someone[] = [];
  let other: Id;

  const cardOf = (scripts: readonly string[]) => {
    const text = scripts.join(' ');
    const documentOf = (address: (script: string) => string) => ({
      type: 'doc' as const,
      content: scripts.flatMap((script) => everywhere(script, address(script)).content),
    });
    return {
      ...cardData([area.id]),
      ...{ title: `Piekarnia ${text}`, summary: `Piekarnia, w której ${text} i koniec.`, contactUnit: `Dział ${text}` },
      problem: documentOf((script) => `https://example.org/?a=${encodeURIComponent(script)}`),
      actions: documentOf((script) => `https://example.org/#${script.replace(/\s/g, '')}`),
      steps: documentOf((script) => `mailto:biuro@example.org?subject=${script.replace(/\s/g, '')}`),
      tags: scripts.map((script) => script.toLowerCase().slice(0, 40).trim()),
    };
  };
  type Card = ReturnType<typeof cardOf>;
  interface Stored {
    readonly scripts: readonly string[];
    /** All of them, one after the other. */
    readonly text: string;
    readonly group: string;
    readonly id: string;
    readonly replicationId: string;
    readonly card: Card;
  }

  /** The whole way of some texts through everything that takes texts. */
  async function store(scripts: readonly string[], group: string, staff: Someone, entity: Id): Promise<void> {
    const [card, text] = [cardOf(scripts), scripts.join(' ')];
    const { id: practiceId } = await p.do(staff, 'draftGoodPractice', { entityId: entity.id, card });
    const { fileId } = await uploaded(t, staff, pdf(), { name: `plik ${text}.pdf` });
    const drafted = await p.do(staff, 'attachToPractice', { practiceId, fileId, title: text, altText: text });
    await p.submit(staff, drafted, convent);
    await t.get(chair!, PUBLISH, { take: { practiceId }, publish: { practiceId, audience: 'PUBLIC' } });
    const [common, data] = [
      { practiceId, entityId: other.id },
      { place: text, changes: text, result: text, stillRunning: true },
    ];
    const reuse = { report: { ...common, data }, ask: { ...common, text: `Pytanie ${text}` } };
    const { reportReplication: reported } = await t.get<{ reportReplication: Id }>(taker!, REUSE, reuse);
    const [question] = await t.sql<Id>(`SELECT id FROM practice_question WHERE practice_id = $1`, [practiceId]);
    await p.do(staff, 'answerPracticeQuestion', { questionId: question!.id, answer: text });
    stored.push({ scripts, text, group, id: practiceId, replicationId: reported.id, card });
  }

  beforeAll(async () => {
    p = new Practising(t);
    ({ convent, chair, taker, other } = await p.scene());
    area = await areaRow(t);
    const batches = batchesOf(STORED_SCRIPTS, ROOM);
    const storeAll = async (group: string, i: number) => {
      const entity = await t.given.entity({ voivodeship: group });
      await t.given.membership(convent, entity);
      const staff = await t.given.holder('STAFF', entity);
      for (const batch of batches.filter((_, n) => n % GROUPS.length === i)) await store(batch, group, staff, entity);
    };
    await Promise.all(GROUPS.map(storeAll));
    await t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
  }, 200_000);

  it('are 120, each another one', () => {
    expect(new Set(STORED_SCRIPTS).size).toBe(120);
    expect(stored.flatMap(({ scripts }) => scripts).sort()).toEqual([...STORED_SCRIPTS].sort());
  });

  it('come out of GraphQL as the data that they are', async () => {
    for (const { text, id, replicationId, card } of stored) {
      const { practice, replication } = await t.get<{ practice: Told; replication: object }>(null, ALL, {
        ...{ id, replicationId },
      });
      const { title, summary, problem, actions, steps, contactUnit, tags } = card;
      expect(practice).toMatchObject({
        currentVersion: { title, summary, problem, actions, steps, contactUnit, tags },
        attachments: [{ title: text, altText: text }],
        questions: { nodes: [{ text: `Pytanie ${text}`, answer: text }] },
      });
      expect(replication).toEqual({ place: text, changes: text, result: text });
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
        expect(items[i]!.tags).toEqual(expect.arrayContaining(card.tags));
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
    for (const { id, text, card } of stored) {
      const response = await fetch(`${t.url}/practices/${id}.jsonld`);
      const record = await response.text();
      expect(record).not.toMatch(/[<>&\u2028\u2029]/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const told = JSON.parse(record) as { associatedMedia: object[] };
      expect(told).toMatchObject({ name: card.title, abstract: card.summary, '@type': 'CreativeWork' });
      expect(told).toMatchObject({ author: { contactPoint: { contactType: card.contactUnit } } });
      expect(told.associatedMedia).toMatchObject([{ name: text, description: text }]);
    }
  });
});

interface Told {
  readonly attachments: { file: { id: string; name: string } }[];
}
interface Segment {
  readonly text: string;
  readonly hit: boolean;
}
const joined = (segments: Segment[]): string => segments.map((each) => each.text).join('');
