import { connect as open } from 'node:net';
import { parseValue, GraphQLString } from 'graphql';
import { DataSource } from 'typeorm';
import { Db, SYSTEM, type Tx } from '#core';
import { useApp } from '#test/app';
import { shown } from './refusals.ts';

const SECURED = [
  /^content-security-policy: default-src 'none'; frame-ancestors 'none'\r?$/im,
  /^x-content-type-options: nosniff\r?$/im,
  /^referrer-policy: no-referrer\r?$/im,
  /^x-frame-options: DENY\r?$/im,
  /^strict-transport-security: max-age=31536000\r?$/im,
];
const UPGRADE =
  'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
const OURS = 'Sec-WebSocket-Protocol: graphql-transport-ws\r\n';

describe('an answer', () => {
  const t = useApp({ PUBLIC_URL: 'https://konwent.example', SOCKETS_PER_ADDRESS: '1' });

  /** All that the server says to these bytes before it closes or falls silent. */
  const said = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      const socket = open(Number(new URL(t.url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'));
      const end = () => {
        socket.destroy();
        resolve(text);
      };
      socket
        .on('data', (chunk) => (text += String(chunk)))
        .on('error', end)
        .on('close', end);
      socket.setTimeout(1_000, end);
    });

  it.each([
    ['what is no HTTP', 'HELLO\r\n\r\n', 400],
    ['half of HTTP', 'GET /health/live HTTP/9\r\n\r\n', 400],
    ['a header with a space in its name', 'GET / HTTP/1.1\r\nHost: x\r\na b: c\r\n\r\n', 400],
    ['two lengths', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
    [
      'a length and chunks',
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['no host', 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['20 KiB of headers', `GET / HTTP/1.1\r\nHost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['an expectation', 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: tea\r\n\r\n', 417],
    ['a path that cannot be decoded', 'GET /%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['a path of nobody', 'GET /nobody HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['an upgrade elsewhere', `GET /elsewhere HTTP/1.1\r\n${UPGRADE}${OURS}\r\n`, 404],
    [
      'an upgrade to another protocol',
      `GET /graphql HTTP/1.1\r\n${UPGRADE}Sec-WebSocket-Protocol: graphql-ws\r\n\r\n`,
      404,
    ],
    [
      'an upgrade of another page',
      `GET /graphql HTTP/1.1\r\n${UPGRADE}${OURS}Origin: https://evil.example\r\n\r\n`,
      403,
    ],
    [
      'an upgrade that is none',
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
      400,
    ],
  ])('to %s is secured', async (_, bytes, status) => {
    const text = await said(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    for (const header of SECURED) expect(text).toMatch(header);
    expect(text).not.toMatch(/^server:|^x-powered-by:|node_modules/im);
  });

  it('to one socket too many is secured', async () => {
    const first = open(Number(new URL(t.url).port), '127.0.0.1');
    first.write(`GET /graphql HTTP/1.1\r\n${UPGRADE}${OURS}\r\n`);
    await new Promise((resolve) => first.once('data', resolve));
    const text = await said(`GET /graphql HTTP/1.1\r\n${UPGRADE}${OURS}\r\n`);
    expect(text).toMatch(/^HTTP\/1.1 429 /);
    for (const header of SECURED) expect(text).toMatch(header);
    first.destroy();
  });

  const status = async (accept: string, query: string, variables?: object) => {
    const response = await fetch(`${t.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query, variables }),
    });
    const { data } = (await response.json()) as { data?: unknown };
    return [
      response.status,
      response.headers.get('content-type')!.split(';')[0],
      data === undefined ? 'no data' : data,
    ];
  };

  it.each(['application/graphql-response+json', 'application/json'])(
    'of type %s has the status of its kind',
    async (type) => {
      const one = `query ($id: ID!) { convent(id: $id) { id } }`;
      const nobody = { id: '00000000-0000-7000-8000-000000000000' };
      expect(await status(type, '{ __typename }')).toEqual([200, type, { __typename: 'Query' }]);
      expect(await status(type, '{ __typename')).toEqual([400, type, 'no data']);
      expect(await status(type, '{ conventz }')).toEqual([400, type, 'no data']);
      expect(await status(type, one, { id: [] })).toEqual([400, type, 'no data']);
      expect(await status(type, one)).toEqual([400, type, 'no data']);
      // A field that was refused is an answer to a request that was none the worse.
      expect(await status(type, one, nobody)).toEqual([200, type, { convent: null }]);
    },
  );

  it('treats texts that look alike alike, in variables, literals, lists and passwords', async () => {
    const [composed, apart] = ['Żółć gęśla ó', 'Żółć gęśla ó'.normalize('NFD')];
    expect(apart).not.toBe(composed);
    expect(GraphQLString.parseValue(apart)).toBe(composed);
    expect(GraphQLString.parseLiteral(parseValue(JSON.stringify(apart)))).toBe(composed);
    const escaped = [...apart].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    const entity = await t.given.entity({ name: `Spółdzielnia ${composed}` });
    for (const query of [
      `{ entities(filter: { name: "${escaped}" }) { nodes { id } } }`,
      `{ entities(filter: { name: "${apart}" }) { nodes { id } } }`,
    ])
      expect(await t.get(null, query)).toEqual({ entities: { nodes: [{ id: entity.id }] } });
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    await t.get(chair, `mutation ($input: EditConventInput!) { editConvent(input: $input) { id } }`, {
      input: { conventId: convent.id, expectedVersion: 1, officialName: `Konwent ${apart}`, aliases: [apart] },
    });
    const [row] = await t.sql(`SELECT official_name AS name, aliases FROM convent WHERE id = $1`, [convent.id]);
    expect(row).toEqual({ name: `Konwent ${composed}`, aliases: [composed] });
    const [first, second] = ['siedem łosi gra na tubie ó', 'siedem łosi gra na tubie ó'.normalize('NFD')];
    await t.get(chair, `mutation ($p: String!) { changePassword(input: { newPassword: $p }) }`, { p: second });
    const signIn = `mutation ($e: String!, $p: String!) { signIn(input: { email: $e, password: $p }) { token } }`;
    for (const p of [first, second]) await t.get(null, signIn, { e: `osoba.${chair.id}@example.invalid`, p });
  });

  it('to a statement that takes too long is BUSY, and idle transactions end', async () => {
    const slow = t.app
      .get(Db)
      .run(SYSTEM, (tx: Tx) => tx.sql(`SET LOCAL statement_timeout = 50`).then(() => tx.sql('SELECT pg_sleep(1)')));
    expect(shown(await slow.catch((error: unknown) => error)).extensions?.code).toBe('BUSY');
    const source = t.app.get(DataSource, { strict: false });
    const settings = await source.query(
      `SELECT current_setting('statement_timeout') s, current_setting('lock_timeout') l, current_setting('idle_in_transaction_session_timeout') i`,
    );
    expect(settings).toEqual([{ s: '5s', l: '2s', i: '10s' }]);
    const idle = t.app.get(Db).run(SYSTEM, async (tx: Tx) => {
      await tx.sql(`SET LOCAL idle_in_transaction_session_timeout = 50`);
      await new Promise((done) => setTimeout(done, 300));
      await tx.sql('SELECT 1');
    });
    expect(shown(await idle.catch((error: unknown) => error)).extensions?.code).toBe('BUSY');
  });
});
