import { useApp } from '#test/app';
import { chair, demo, upload } from '#test/imports';

const ROW = 'name,kind,teryt\nKlub,KIS,22';
const TOO_LARGE = 10 * 1024 * 1024 + 1;

describe('POST /imports/entities', () => {
  const t = useApp();

  it.each([
    ['an empty file', '', {}, 422, 'TABLE_UNREADABLE', { reason: 'EMPTY' }],
    ['a PDF', '%PDF-1.7', {}, 422, 'TABLE_UNREADABLE', { reason: 'NOT_A_TABLE' }],
    ['a torn archive', 'PK\u0003\u0004 torn', {}, 422, 'TABLE_UNREADABLE', { reason: 'DAMAGED' }],
    [
      'a quote without end',
      `${ROW}\n"Klub,KIS,22`,
      {},
      422,
      'TABLE_UNREADABLE',
      { reason: 'QUOTE_NOT_CLOSED', line: 3 },
    ],
    ['no column of names', 'kind,teryt\nKIS,22', {}, 422, 'COLUMNS_MISSING', { fields: ['NAME'] }],
    ['no voivodeship anywhere', 'name,kind\nKlub,KIS', {}, 422, 'COLUMNS_MISSING', { fields: ['VOIVODESHIP'] }],
    ['a header that is not there', ROW, { columns: { NAME: 'Nom' } }, 422, 'COLUMNS_MISSING', { notFound: ['Nom'] }],
    ['an unknown field', ROW, { columns: { PASSWORD: 'name' } }, 400, 'INVALID_INPUT', {}],
    ['columns that are no object', ROW, { columns: 'name' }, 400, 'INVALID_INPUT', {}],
    ['an unknown voivodeship', ROW, { voivodeship: '98' }, 404, 'NOT_FOUND', {}],
    ['a voivodeship in words', ROW, { voivodeship: 'pomorskie' }, 400, 'INVALID_INPUT', {}],
    ['a form', ROW, { type: 'application/x-www-form-urlencoded' }, 415, 'FILE_TYPE_UNSUPPORTED', {}],
    ['several parts', ROW, { type: 'multipart/form-data; boundary=x' }, 415, 'FILE_TYPE_UNSUPPORTED', {}],
    ['plain text', ROW, { type: 'text/plain' }, 415, 'FILE_TYPE_UNSUPPORTED', {}],
    ['JSON', '{}', { type: 'application/json' }, 415, 'FILE_TYPE_UNSUPPORTED', {}],
    ['too large a file', 'x'.repeat(TOO_LARGE), {}, 413, 'FILE_TOO_LARGE', {}],
  ])('refuses %s', async (_, file, query, status, code, data) => {
    const person = await chair(t);
    const answer = await upload(t, person, file, query);
    expect(answer).toMatchObject({
      status,
      body: { status, code, ...data },
      type: expect.stringMatching(/^application\/problem\+json/),
    });
    expect(answer.body.message).toMatch(/\p{L}/u);
    expect(await t.sql(`SELECT FROM entity_import WHERE person_id = $1`, [person.id])).toEqual([]);
  });

  it('refuses too large a file that does not say how large it is', async () => {
    const { token } = await chair(t);
    const chunk = new Uint8Array(1024 * 1024).fill(97);
    let left = 11;
    const body = new ReadableStream({ pull: (to) => (left-- ? to.enqueue(chunk) : to.close()) });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' };
    const answer = await fetch(`${t.url}/imports/entities`, { method: 'POST', body, headers, duplex: 'half' } as never);
    expect(answer.status).toBe(413);
  });

  it('knows its people by the header alone, and asks for the scope and the mandate', async () => {
    const convent = await t.given.convent();
    const file = await demo('entities.csv');
    const { token } = await t.given.holder('CHAIR', convent);
    const reader = await t.given.person({ scopes: ['READ'] });
    await t.given.mandate(reader, 'CHAIR', await t.given.convent());
    const former = await t.given.person();
    await t.given.mandate(former, 'SECRETARY', convent, { state: 'ENDED', until: '2024-12-31' });

    expect(await upload(t, {}, file)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    const headers = { cookie: `konwent=${token}` };
    expect(await upload(t, {}, file, { headers })).toMatchObject({ status: 401 });
    expect(await upload(t, { token: 'wrong' }, file, { headers })).toMatchObject({ status: 401 });
    expect(await upload(t, reader, file)).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
    for (const person of [former, await t.given.person(), await t.given.holder('OBSERVER', convent)])
      expect(await upload(t, person, file)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await upload(t, { token }, 'name,kind,teryt\nKlub Jesion,KIS,22')).toMatchObject({ status: 201 });
  });

  it('lets no other route read a file', async () => {
    const { token } = await chair(t);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' };
    const answer = await fetch(`${t.url}/graphql`, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });
});
