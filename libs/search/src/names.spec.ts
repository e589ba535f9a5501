import { Db, enrol, feed } from '#core';
import { settled, useApp } from '#test/app';
import { nasty } from '#test/given';
import { SearchIndexer } from './indexer.ts';

const FIND = `query ($query: String, $filter: SearchFilter) { search(query: $query, filter: $filter, first: 50) {
  facets { facet value count } nodes { id subjectType title { text hit } excerpt { text hit } year voivodeship { name }
    subject { __typename ... on Convent { officialName state } ... on Entity { name } } } } }`;
const CREATE = `mutation ($input: CreateConventInput!) { createConvent(input: $input) { id } }`;
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { id } }`;
const STEP = `mutation ($input: ConventStepInput!) { dissolveConvent(input: $input) { id } }`;

interface Segment {
  readonly text: string;
  readonly hit: boolean;
}
interface Hit {
  readonly id: string;
  readonly subjectType: string;
  readonly title: Segment[];
  readonly excerpt: Segment[];
  readonly year: number | null;
  readonly voivodeship: { name: string } | null;
  readonly subject: object | null;
}
interface Found {
  readonly facets: { facet: string; value: string; count: number }[];
  readonly nodes: Hit[];
}

describe('search of convents and entities by name', () => {
  const t = useApp();
  const indexer = () => t.app.get(SearchIndexer, { strict: false });
  /** What the events told, and nothing else. */
  const followEvents = async () => {
    await settled(t);
    while (await feed(t.app.get(Db), indexer()));
  };
  const find = async (query: string, filter: object = {}): Promise<Found> =>
    (await t.get<{ search: Found }>(null, FIND, { query, filter })).search;
  const ids = ({ nodes }: Found) => nodes.map(({ id }) => id);
  const joined = (segments: Segment[]) => segments.map(({ text }) => text).join('');
  const found = async (data: object): Promise<string> => {
    const operator = await t.given.person({ operator: true });
    const input = { aliases: [], voivodeship: '22', ...data };
    return (await t.get<{ createConvent: { id: string } }>(operator, CREATE, { input })).createConvent.id;
  };
  beforeAll(() => enrol(t.app.get(Db), indexer()));

  it('finds a convent by any form of its names, by its voivodeship, and says where and since when', async () => {
    const officialName = nasty('Konwent CIS i KIS „Bursztyn”');
    const aliases = ['Porozumienie Żuławskie', `Rada Kaszubska <b>&</b> ${'& Kociewska '.repeat(9).trim()}`];
    const id = await found({ officialName, aliases, foundedOn: '2016-04-02' });
    await found({ officialName: nasty('Konwent dolnośląski'), voivodeship: '02' });
    await followEvents();
    for (const query of ['konwent pomorski', 'KONWENTY POMORSKIE', 'konwentu pomorskiego', 'konwent na Pomorzu'])
      expect([query, ids(await find(query))]).toEqual([query, [id]]);
    for (const query of [
      'bursztyny',
      'porozumienie żuławskie',
      'zulawskiego porozumienia',
      '"Rada Kaszubska"',
      'kociewską',
    ])
      expect([query, ids(await find(query))]).toEqual([query, [id]]);
    const { nodes, facets } = await find('porozumieniem żuławskim');
    expect(nodes).toMatchObject([{ subjectType: 'Convent', year: 2016, voivodeship: { name: 'pomorskie' } }]);
    expect(nodes[0]!.subject).toEqual({ __typename: 'Convent', officialName, state: 'FORMING' });
    expect(joined(nodes[0]!.title)).toBe(officialName);
    expect(joined(nodes[0]!.excerpt)).toContain('Porozumienie Żuławskie.');
    expect(nodes[0]!.excerpt.filter(({ hit }) => hit).map(({ text }) => text)).toEqual(['Porozumienie', 'Żuławskie']);
    for (const facet of [
      { facet: 'TYPE', value: 'Convent', count: 1 },
      { facet: 'VOIVODESHIP', value: '22', count: 1 },
      { facet: 'YEAR', value: '2016', count: 1 },
    ])
      expect(facets).toContainEqual(facet);
    expect(ids(await find('konwent', { types: ['Convent'], voivodeships: ['22'] }))).toEqual([id]);
    expect(ids(await find('konwent', { types: ['Entity'] }))).toEqual([]);
  });

  it('follows another name, and lets go of one that is dissolved in the same transaction', async () => {
    const id = await found({ officialName: 'Konwent „Rokitnik”', aliases: ['Oblepicha'], voivodeship: '20' });
    await followEvents();
    expect(ids(await find('rokitniki'))).toEqual([id]);
    const chair = await t.given.holder('CHAIR', { id });
    const input = { conventId: id, expectedVersion: 1, officialName: 'Konwent „Jarzębina”', aliases: ['Kalina'] };
    await t.get(chair, EDIT, { input });
    await followEvents();
    for (const query of ['rokitnik', 'oblepicha']) expect([query, ids(await find(query))]).toEqual([query, []]);
    for (const query of ['jarzębiny', 'kaliną']) expect([query, ids(await find(query))]).toEqual([query, [id]]);
    await t.get(chair, STEP, { input: { conventId: id, basis: 'Uchwała 1/2026' } });
    expect(ids(await find('jarzębina'))).toEqual([]);
    expect(await t.sql(`SELECT FROM search_document WHERE id = $1`, [id])).toEqual([]);
    expect(await t.sql(`SELECT FROM search_word WHERE word IN ('jarzębina', 'kalina')`)).toEqual([]);
    await followEvents();
    expect(await indexer().catchUp(t.app.get(Db))).toBe(0);
    expect(ids(await find('jarzębina'))).toEqual([]);
  });

  it('finds an entity by its kind and town as people type them, whichever of them its name has', async () => {
    const full = await t.given.entity({
      name: 'Centrum Integracji Społecznej w Elblągu',
      voivodeship: '28',
      town: 'Elbląg',
    });
    const short = await t.given.entity({ name: 'CIS „Nowy Krok”', voivodeship: '28', town: 'Elbląg' });
    const club = await t.given.entity({ name: 'Klub „Przystań”', kind: 'KIS', voivodeship: '28', town: 'Elbląg' });
    const away = await t.given.entity({ name: 'CIS „Nowy Krok”', voivodeship: '30', town: 'Piła' });
    await indexer().catchUp(t.app.get(Db));
    const both = [full.id, short.id].sort();
    for (const query of [
      'CIS Elbląg',
      'cis elblag',
      'CIS w Elblągu',
      'centrum integracji społecznej Elbląg',
      'centra integracji w Elblągu',
    ])
      expect([query, ids(await find(query)).sort()]).toEqual([query, both]);
    expect(ids(await find('KIS Elbląg'))).toEqual([club.id]);
    expect(ids(await find('nowy krok piła'))).toEqual([away.id]);
  });
});
