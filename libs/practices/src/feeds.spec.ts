import { newId } from '#core';
import { useApp } from '#test/app';
import { download, uploaded } from '#test/files';
import { nasty } from '#test/given';
import { Practising } from '#test/practices';
import { practiceRow } from '#test/practice-rows';
import { elementsOf } from '#test/xml';
import { xml } from './practice-feed.text.ts';

interface JsonFeed {
  readonly version: string;
  readonly title: string;
  readonly feed_url: string;
  readonly items: { id: string; url: string; title: string; content_text: string; date_modified: string }[];
}

const BASE = 'https://konwent.example';

describe('what everyone may have of practices without GraphQL', () => {
  const t = useApp({ PUBLIC_URL: `${BASE}/` });
  let p: Practising;
  let scene: Awaited<ReturnType<Practising['scene']>>;
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${t.url}${path}`, { headers });
  const feed = async (query = ''): Promise<JsonFeed> => (await get(`/feeds/practices.json${query}`)).json() as never;
  const ids = ({ items }: JsonFeed) => items.map(({ id }) => id);
  beforeAll(async () => {
    p = new Practising(t);
    scene = await p.scene();
  });

  it('says in two formats the same, valid in both, with texts as texts', async () => {
    const title = nasty(`Piekarnia ]]> </title> \ufffe`);
    const { id } = await p.published(scene, 'PUBLIC', { title });
    const told = await feed();
    expect(told).toMatchObject({
      ...{ version: 'https://jsonfeed.org/version/1.1', title: 'Dobre praktyki' },
      feed_url: `${BASE}/feeds/practices.json`,
    });
    expect(told.items[0]).toMatchObject({ id: `urn:uuid:${id}`, url: `${BASE}/practices/${id}.jsonld`, title });
    const response = await get('/feeds/practices.atom');
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    const elements = elementsOf(await response.text());
    const says = (path: string) => elements.filter((each) => each.path === path).map(({ text }) => text);
    expect(says('feed/id')).toEqual([`${BASE}/feeds/practices.atom`]);
    expect(says('feed/entry/id')).toEqual(ids(told));
    expect(says('feed/entry/title')).toEqual([title.replace('\ufffe', '\ufffd')]);
    expect(says('feed/entry/content')).toEqual(told.items.map((each) => each.content_text));
    expect(says('feed/entry/updated')).toEqual(told.items.map((each) => each.date_modified));
    for (const one of ['id', 'title', 'updated']) expect(says(`feed/${one}`)).toHaveLength(1);
    const self = elements.find(({ path, attributes }) => path === 'feed/link' && attributes.rel === 'self');
    expect(self?.attributes.href).toBe(`${BASE}/feeds/practices.atom`);
  });

  it('holds what is for everyone and offered, by area and voivodeship, the last opened first', async () => {
    const { convent, area } = scene;
    const [entity, elsewhere] = [await t.given.entity(), await t.given.entity({ voivodeship: '14' })];
    const at = (of: { id: string }, more: object) => practiceRow(t, of, { convent, state: 'PUBLISHED', area, ...more });
    const here = await at(entity, {});
    const away = await at(elsewhere, { state: 'OUTDATED' });
    const hidden = [
      await at(entity, { audience: 'FORUM' }),
      await at(entity, { audience: 'CONVENT' }),
      await at(entity, { state: 'SUBMITTED' }),
      await at(entity, { state: 'DRAFT' }),
    ];
    const archived = await at(entity, { state: 'ARCHIVED' });
    const urns = (...rows: { id: string }[]) => rows.map(({ id }) => `urn:uuid:${id}`);
    const all = ids(await feed());
    expect(all.slice(0, 2)).toEqual(urns(away, here));
    for (const each of urns(...hidden, archived)) expect(all).not.toContain(each);
    expect(ids(await feed(`?voivodeship=14`))).toEqual(urns(away));
    expect(ids(await feed(`?area=${area.id}&voivodeship=14`))).toEqual(urns(away));
    expect(ids(await feed(`?area=${area.id}`)).slice(0, 2)).toEqual(urns(away, here));
    expect((await feed(`?area=${area.id}&voivodeship=14`)).feed_url).toBe(
      `${BASE}/feeds/practices.json?area=${area.id}&voivodeship=14`,
    );
    for (const { id } of hidden) expect((await get(`/practices/${id}.jsonld`)).status).toBe(404);
    const old = (await (await get(`/practices/${archived.id}.jsonld`)).json()) as { creativeWorkStatus: string };
    expect(old.creativeWorkStatus).toBe('w archiwum');
  });

  it('comes up anew when a practice is opened to everyone', async () => {
    const early = await p.published(scene, 'CONVENT');
    const late = await p.published(scene);
    expect(ids(await feed())[0]).toBe(`urn:uuid:${late.id}`);
    await p.do(scene.chair, 'widenPracticeAudience', { practiceId: early.id, audience: 'PUBLIC' });
    expect(ids(await feed()).slice(0, 2)).toEqual([`urn:uuid:${early.id}`, `urn:uuid:${late.id}`]);
  });

  it('is not sent again to whoever has it, and is once it changes', async () => {
    const practice = await p.published(scene);
    await new Promise((done) => setTimeout(done, 2_200));
    for (const path of ['/feeds/practices.atom', '/feeds/practices.json', `/practices/${practice.id}.jsonld`]) {
      const { headers } = await get(path);
      const [etag, modified] = [headers.get('etag')!, headers.get('last-modified')!];
      expect((await get(path, { 'if-none-match': `"x", W/${etag}` })).status).toBe(304);
      expect((await get(path, { 'if-modified-since': modified })).status).toBe(304);
      expect((await get(path, { 'if-modified-since': new Date(0).toUTCString() })).status).toBe(200);
      expect((await get(path, { 'if-none-match': '"x"', 'if-modified-since': modified })).status).toBe(200);
      const again = await get(path, { 'if-none-match': etag });
      expect(await again.text()).toBe('');
      expect(again.headers.get('etag')).toBe(etag);
    }
    const known = await get('/feeds/practices.json');
    await p.do(scene.staff, 'archiveGoodPractice', { practiceId: practice.id, reason: 'Już tego nie robimy' });
    for (const name of ['etag', 'last-modified']) {
      const header = name === 'etag' ? 'if-none-match' : 'if-modified-since';
      expect((await get('/feeds/practices.json', { [header]: known.headers.get(name)! })).status).toBe(200);
    }
  });

  it('says of one practice what schema.org has words for, of its published version alone', async () => {
    const { staff, entity, area, convent, chair } = scene;
    const drafted = await p.draft(staff, entity, area, { contactEmail: 'biuro@example.org' });
    const { fileId } = await uploaded(t, staff, undefined, { name: 'regulamin & <b>.pdf' });
    await p.do(staff, 'attachToPractice', { practiceId: drafted.id, fileId, title: 'Regulamin' });
    await p.submit(staff, (await p.see(staff, drafted.id))!, convent);
    await p.do(chair, 'takePracticeReview', { practiceId: drafted.id });
    const { id, currentVersion } = await p.do(chair, 'publishGoodPractice', {
      ...{ practiceId: drafted.id, audience: 'PUBLIC' },
    });
    const { draft } = (await p.see(staff, id))!;
    await p.do(staff, 'saveGoodPractice', {
      ...{ practiceId: id, expectedVersion: draft!.version, card: { title: 'Nowy tytuł, którego nikt nie widział' } },
    });
    const response = await get(`/practices/${id.toUpperCase()}.jsonld`);
    expect(response.headers.get('content-type')).toBe('application/ld+json; charset=utf-8');
    const record = (await response.json()) as { associatedMedia: { contentUrl: string }[] };
    expect(record).toMatchObject({
      ...{ '@context': 'https://schema.org', '@type': 'CreativeWork', name: currentVersion!.title, version: 1 },
      identifier: [`urn:uuid:${id}`, { value: currentVersion!.contentHash }],
      author: { '@type': 'Organization', contactPoint: { email: 'biuro@example.org' } },
      about: [{ '@type': 'DefinedTerm', termCode: area.id }],
      associatedMedia: [{ name: 'Regulamin', alternateName: 'regulamin & <b>.pdf', encodingFormat: 'application/pdf' }],
    });
    expect(record.associatedMedia[0]!.contentUrl).toBe(`${BASE}/files/${fileId}`);
    expect((await download(t, fileId, null)).status).toBe(200);
  });

  it.each([
    ['/feeds/practices.rss', 404, 'NOT_FOUND'],
    ['/feeds/practices.json?area=nie-ma', 404, 'NOT_FOUND'],
    ['/feeds/practices.json?voivodeship=99', 404, 'NOT_FOUND'],
    ['/feeds/practices.atom?area=a&area=b', 400, 'INVALID_INPUT'],
    ['/feeds/practices.atom?area=%3Cscript%3E', 400, 'INVALID_INPUT'],
    ['/feeds/practices.atom?voivodeship=', 400, 'INVALID_INPUT'],
    ['/practices/x.jsonld', 404, 'NOT_FOUND'],
    [`/practices/${newId()}.jsonld`, 404, 'NOT_FOUND'],
    [`/practices/${newId()}`, 404, 'NOT_FOUND'],
  ])('refuses %s', async (path, status, code) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it('is fifty practices and no more, each bounded', async () => {
    const entity = await t.given.entity({ voivodeship: '30' });
    for (let i = 0; i < 52; i++)
      await practiceRow(t, entity, {
        convent: scene.convent,
        state: 'PUBLISHED',
        text: `${i} ${'👩‍🔧 Żółć '.repeat(200)}`,
      });
    const { items } = await feed('?voivodeship=30');
    expect(items).toHaveLength(50);
    for (const { content_text: text } of items) expect([...text]).toHaveLength(4_000);
  });

  it('writes any text so that XML gives it back, but for what XML has no sign for', () => {
    const text = `<a b="c">'&amp;' ]]> \t\n ż 👩‍🔧 \u0000\u0008\ufffe\uffff\ud800`;
    const [read] = elementsOf(`<x>${xml(text)}</x>`);
    expect(read!.text).toBe(`<a b="c">'&amp;' ]]> \t\n ż 👩‍🔧 ${'\ufffd'.repeat(5)}`);
  });
});
