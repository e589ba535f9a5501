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
const PUBLISH = `mutation ($take: PracticeActInput!, $publish: PracticeAudienceInput!) {
  takePracticeReview(input: $take) { id } publishGoodPractice(input: $publish) { id } }`;
const REUSE = `mutation ($report: ReportReplicationInput!, $ask: AskPracticeQuestionInput!) {
  reportReplication(input: $report) { id } askPracticeQuestion(input: $ask) { id } }`;
const FIND = `query ($filter: SearchFilter, $after: ID) { search(query: "piekarnia", first: 50, after: $after, filter: $filter) {
  nodes { id title { text hit } excerpt { text hit } } } }`;

type Id = { id: string };

/** The narrowest text of a card takes 120 characters, of what is said beside it 200; some are said before and after. */
const [ROOM, ROOM_BESIDE] = [112, 185];

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
    readonly group: string;
    readonly id: string;
    readonly card: Card;
    /** What is said beside the card, where something is. */
    readonly beside: Beside | null;
  }

  /** The whole way of some texts through all that a card takes, and of others through what is said beside it. */
  async function store(scripts: readonly string[], others: readonly string[] | undefined, staff: Someone, entity: Id) {
    const card = cardOf(scripts);
    let told = await p.do(staff, 'draftGoodPractice', { entityId: entity.id, card });
    const { id: practiceId } = told;
    const text = others?.join(' ');
    if (text) {
      const { fileId } = await uploaded(t, staff, pdf(), { name: `plik ${text}.pdf` });
      told = await p.do(staff, 'attachToPractice', { practiceId, fileId, title: text, altText: text });
    }
    await p.submit(staff, told, convent);
    await t.get(chair!, PUBLISH, { take: { practiceId }, publish: { practiceId, audience: 'PUBLIC' } });
    const beside = text ? { scripts: others!, text, replicationId: await discuss(practiceId, text, staff) } : null;
    return { scripts, id: practiceId, card, beside };
  }

  async function discuss(practiceId: string, text: string, staff: Someone): Promise<string> {
    const common = { practiceId, entityId: other.id };
    const data = { place: text, changes: text, result: text, stillRunning: true };
    const reuse = { report: { ...common, data }, ask: { ...common, text: `Pytanie ${text}` } };
    const { reportReplication: reported } = await t.get<{ reportReplication: Id }>(taker!, REUSE, reuse);
    const [question] = await t.sql<Id>(`SELECT id FROM practice_question WHERE practice_id = $1`, [practiceId]);
    await p.do(staff, 'answerPracticeQuestion', { questionId: question!.id, answer: text });
    return reported.id;
  }

  beforeAll(async () => {
    p = new Practising(t);
    ({ convent, chair, taker, other } = await p.scene());
    area = await areaRow(t);
    const besides = batchesOf(STORED_SCRIPTS, ROOM_BESIDE);
    const batches = batchesOf(STORED_SCRIPTS, ROOM).map((scripts, n) => ({ scripts, n, others: besides[n] }));
    const storeAll = async (group: string, i: number) => {
      const entity = await t.given.entity({ voivodeship: group });
      await t.given.membership(convent, entity);
      const staff = await t.given.holder('STAFF', entity);
      for (const { scripts, others } of batches.filter(({ n }) => n % GROUPS.length === i))
        stored.push({ group, ...(await store(scripts, others, staff, entity)) });
    };
    await Promise.all(GROUPS.map(storeAll));
    await t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
  }, 200_000);

  it('are 120, each another one', () => {
    expect(new Set(STORED_SCRIPTS).size).toBe(120);
    const all = [...STORED_SCRIPTS].sort();
    expect(stored.flatMap(({ scripts }) => scripts).sort()).toEqual(all);
    expect(stored.flatMap(({ beside }) => beside?.scripts ?? []).sort()).toEqual(all);
  });

  it('come out of GraphQL as the data that they are', async () => {
    for (const { id, card, beside } of stored) {
      const { practice } = await t.get<{ practice: Told }>(null, ALL, { id });
      const { title, summary, problem, actions, steps, contactUnit, tags } = card;
      expect(practice).toMatchObject({
        currentVersion: { title, summary, problem, actions, steps, contactUnit, tags },
        attachments: beside ? [{ title: beside.text, altText: beside.text }] : [],
        questions: { nodes: beside ? [{ text: `Pytanie ${beside.text}`, answer: beside.text }] : [] },
      });
      if (beside) await comesOut(beside, practice.attachments[0]!.file);
    }
  });

  async function comesOut({ text, replicationId }: Beside, file: { id: string; name: string }): Promise<void> {
    const { replication } = await t.get(null, REPLICATION, { id: replicationId });
    expect(replication).toEqual({ place: text, changes: text, result: text });
    expect(file.name).not.toMatch(/[\\/]/);
    const { headers } = await download(t, file.id, null);
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="[^"\\]*"; filename\*=UTF-8''[\w.!~%-]*$/,
    );
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
  }

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
    for (const { id, card, beside } of stored) {
      const response = await fetch(`${t.url}/practices/${id}.jsonld`);
      const record = await response.text();
      expect(record).not.toMatch(/[<>&\u2028\u2029]/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const told = JSON.parse(record) as { associatedMedia: object[] };
      expect(told).toMatchObject({ name: card.title, abstract: card.summary, '@type': 'CreativeWork' });
      expect(told).toMatchObject({ author: { contactPoint: { contactType: card.contactUnit } } });
      if (beside) expect(told.associatedMedia).toMatchObject([{ name: beside.text, description: beside.text }]);
    }
  });
});

interface Beside {
  readonly scripts: readonly string[];
  readonly text: string;
  readonly replicationId: string;
}
interface Told {
  readonly attachments: { file: { id: string; name: string } }[];
}
interface Segment {
  readonly text: string;
  readonly hit: boolean;
}
const joined = (segments: Segment[]): string => segments.map((each) => each.text).join('');
