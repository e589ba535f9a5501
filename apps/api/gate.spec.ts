import { request } from 'node:http';
import { ATTACKS } from '#test/attacks';
import { useApp, type Answer } from '#test/app';
import { connect } from '#test/socket';

const JSON_TYPE = { 'content-type': 'application/json' };
const FINE = JSON.stringify({ query: '{ __typename }' });
const PADDED = (bytes: number) => FINE.slice(0, -1) + `,"x":"${'x'.repeat(bytes - FINE.length - 7)}"}`;

interface Sent {
  readonly status: number;
  readonly type: string;
  readonly code?: string;
  readonly text: string;
}

describe('the gate', () => {
  const t = useApp();
  /** A request as it is, with Node's own client: fetch would not let some of it out. */
  const send = (
    body: string | Buffer,
    headers: Record<string, string> = JSON_TYPE,
    method = 'POST',
    path = '/graphql',
  ) =>
    new Promise<Sent>((resolve, reject) => {
      const sent = request(`${t.url}${path}`, { method, headers: { ...headers, connection: 'close' } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = String(Buffer.concat(chunks));
          const { errors } = (text.startsWith('{') ? JSON.parse(text) : {}) as Partial<Answer>;
          const [status, type] = [response.statusCode!, String(response.headers['content-type'])];
          resolve({ status, type, code: errors?.[0]?.extensions.code, text });
        });
      });
      sent.on('error', reject).end(body);
    });
  const commits = async (): Promise<number> => {
    const [row] = await t.sql<{ n: string }>(
      `SELECT pg_stat_force_next_flush(), xact_commit AS n FROM pg_stat_database WHERE datname = current_database()`,
    );
    return Number(row!.n);
  };

  it.each(ATTACKS)('refuses over HTTP: %s', async (...[, query, code, variables]) => {
    const sent = await send(JSON.stringify({ query: `query ${query}`, variables }));
    expect([sent.status, sent.code, sent.type]).toEqual([400, code, 'application/json; charset=utf-8']);
    expect(sent.text).not.toMatch(/Did you mean|SELECT |node_modules|\.ts:/);
  });

  it('asks the database nothing for all of them together', async () => {
    const before = await commits();
    for (const [, query, , variables] of ATTACKS) await send(JSON.stringify({ query: `query ${query}`, variables }));
    // The look at the counter is a transaction of its own; Live and the statistics make a few.
    expect((await commits()) - before).toBeLessThan(6);
  });

  it('refuses the same over WebSocket', async () => {
    const socket = connect(t);
    const own = ATTACKS.filter(([, query]) => query.length < 60_000 && query !== '#');
    const heard = await own.reduce<Promise<unknown[]>>(async (done, [what, query, , variables]) => {
      const all = await done;
      const listener = socket.listen(`subscription ${query.replaceAll('on Query', 'on Subscription')}`, variables);
      const { errors, data } = await listener.next();
      return [...all, [what, data, errors[0]?.extensions.code ?? 'PASSED']];
    }, Promise.resolve([]));
    const wrong = (heard as [string, unknown, string][]).filter(
      ([, data, code]) => data || code === 'INTERNAL' || code === 'PASSED',
    );
    expect(wrong).toEqual([]);
    expect(
      (heard as [string, unknown, string][]).filter(([, , code]) => /^(TOO_|DOCUMENT_|INTRO)/.test(code)).length,
    ).toBeGreaterThan(25);
    await socket.end();
  });

  const deep = (n: number) => `{"query":"{ __typename }","variables":${'{"a":'.repeat(n)}1${'}'.repeat(n)}}`;
  it.each([
    ['a list', `[${FINE}]`, 400, 'BATCHING_CLOSED'],
    ['an empty list', '[]', 400, 'BATCHING_CLOSED'],
    ['null', 'null', 400, 'BAD_REQUEST'],
    ['a text', '"{ __typename }"', 400, 'BAD_REQUEST'],
    ['nothing', '', 400, 'BAD_REQUEST'],
    ['half of JSON', FINE.slice(0, -1), 400, 'BAD_REQUEST'],
    ['no query', '{}', 400, 'BAD_REQUEST'],
    ['a query that is a number', '{"query":1}', 400, 'BAD_REQUEST'],
    ['a query that is a tree', '{"query":{"kind":"Document"}}', 400, 'BAD_REQUEST'],
    ['variables that are a list', '{"query":"{ __typename }","variables":[]}', 400, 'BAD_REQUEST'],
    ['variables that are a text', '{"query":"{ __typename }","variables":"{}"}', 400, 'BAD_REQUEST'],
    ['a name that is a number', '{"query":"{ __typename }","operationName":1}', 400, 'BAD_REQUEST'],
    [
      'the name of another operation',
      '{"query":"query a { __typename }","operationName":"b"}',
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a persisted query',
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
      400,
      'PERSISTED_QUERY_NOT_SUPPORTED',
    ],
    [
      'a persisted query with its text',
      `${FINE.slice(0, -1)},"extensions":{"persistedQuery":{}}}`,
      400,
      'PERSISTED_QUERY_NOT_SUPPORTED',
    ],
    ['a subscription', '{"query":"subscription { viewerChanged { id } }"}', 400, 'BAD_REQUEST'],
    ['a thousand levels of JSON', deep(1_000), 400, 'JSON_TOO_DEEP'],
    ['twenty thousand levels of JSON', '['.repeat(20_000), 400, 'JSON_TOO_DEEP'],
    ['5,001 elements', `{"query":"{ __typename }","variables":{"a":[${'0,'.repeat(5_000)}0]}}`, 400, 'JSON_TOO_LARGE'],
    ['256 KiB and a byte', PADDED(256 * 1024 + 1), 413, 'BODY_TOO_LARGE'],
    ['a megabyte', PADDED(1024 * 1024), 413, 'BODY_TOO_LARGE'],
    ['what is not UTF-8', Buffer.from('{"query":"{ __typename } #\xff"}', 'latin1'), 400, 'BAD_REQUEST'],
    ['UTF-16', Buffer.from(FINE, 'utf16le'), 400, 'BAD_REQUEST'],
    [
      'two sign-ins',
      '{"query":"mutation { a: signIn(input: {email: \\"a@b.pl\\", password: \\"x\\"}) { token } b: signOut }"}',
      400,
      'TOO_MANY_ROOT_FIELDS',
    ],
  ])('refuses as a body %s', async (_, body, status, code) => {
    const sent = await send(body as string);
    expect([sent.status, sent.code]).toEqual([status, code]);
  });

  const graphql = { accept: 'application/graphql-response+json' };
  it.each([
    ['GET', 'GET', {}, 405, 'METHOD_NOT_ALLOWED'],
    [
      'OPTIONS',
      'OPTIONS',
      { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      405,
      'METHOD_NOT_ALLOWED',
    ],
    ['PUT', 'PUT', JSON_TYPE, 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', 'DELETE', JSON_TYPE, 405, 'METHOD_NOT_ALLOWED'],
    ['no type', 'POST', {}, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['text/plain', 'POST', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a form', 'POST', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a form with files', 'POST', { 'content-type': 'multipart/form-data; boundary=x' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['application/graphql', 'POST', { 'content-type': 'application/graphql' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a type that is none', 'POST', { 'content-type': 'json' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['two types', 'POST', { 'content-type': 'application/json, text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['UTF-7', 'POST', { 'content-type': 'application/json; charset=utf-7' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['gzip', 'POST', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['another origin', 'POST', { ...JSON_TYPE, origin: 'https://evil.example' }, 403, 'FOREIGN_ORIGIN'],
    ['an origin of no place', 'POST', { ...JSON_TYPE, origin: 'null' }, 403, 'FOREIGN_ORIGIN'],
    ['another site by its fetch', 'POST', { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }, 403, 'FOREIGN_ORIGIN'],
    ['a sister site', 'POST', { ...JSON_TYPE, 'sec-fetch-site': 'same-site' }, 403, 'FOREIGN_ORIGIN'],
  ])('refuses %s', async (_, method, headers, status, code) => {
    const sent = await send(
      method === 'POST' ? FINE : '',
      headers as Record<string, string>,
      method,
      '/graphql?query={__typename}',
    );
    expect([sent.status, sent.code, sent.type]).toEqual([status, code, 'application/json; charset=utf-8']);
    const own = await send(method === 'POST' ? FINE : '', { ...headers, ...graphql } as Record<string, string>, method);
    expect([own.status, own.type]).toEqual([status, 'application/graphql-response+json; charset=utf-8']);
  });

  it.each([
    ['JSON with its charset', { 'content-type': 'Application/JSON; charset=UTF-8' }, 'application/json'],
    ['JSON with it in quotes', { 'content-type': 'application/json;charset="utf-8"' }, 'application/json'],
    ['its own origin', { ...JSON_TYPE, 'sec-fetch-site': 'same-origin' }, 'application/json'],
    ['a program that accepts anything', { ...JSON_TYPE, accept: '*/*' }, 'application/json'],
    ['a client of GraphQL over HTTP', { ...JSON_TYPE, ...graphql }, graphql.accept],
  ])('lets in %s', async (_, headers, type) => {
    const sent = await send(FINE, headers);
    expect([sent.status, sent.type, JSON.parse(sent.text)]).toEqual([
      200,
      `${type}; charset=utf-8`,
      { data: { __typename: 'Query' } },
    ]);
    expect((await send(PADDED(256 * 1024), headers)).status).toBe(200);
  });
});
