import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, makeServer, type Context, type Server as Operations } from 'graphql-ws';
import type { ExecutionArgs, GraphQLError, GraphQLSchema } from 'graphql';
import { getOperationAST, GraphQLError as Refusal, parse, validate, type DocumentNode } from 'graphql';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Live, RequestContext } from '#core';
import type { Authenticator } from '#identity';
import type { ReadEngine } from '#reads';
import { Feed } from './subscription.feed.ts';
import { shown } from './refusals.ts';

const PATH = '/graphql';
const PROTOCOL = 'graphql-transport-ws';
const LARGEST_FRAME = 64 * 1024;
const SESSION_CHECK_MS = 30_000;
const SESSION_ENDED = 4401;
const GOING_AWAY = 1001;
const KEPT_DOCUMENTS = 500;

interface Extra {
  readonly socket: WebSocket;
  readonly address: string;
  context?: RequestContext;
  stop?: () => void;
}

interface Needs {
  readonly schema: GraphQLSchema;
  readonly engine: ReadEngine;
  readonly authenticator: Authenticator;
  readonly live: Live;
}

/**
 * Subscriptions over graphql-ws, on an endpoint of our own: Nest's knows no limits and leaves other upgrades hanging.
 * Queries and mutations go over HTTP.
 */
export function serveSubscriptions(server: Server, needs: Needs): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME, handleProtocols: () => PROTOCOL });
  const feed = new Feed(needs.engine);
  const operations = makeServer<{ authorization?: string }, Extra>({
    connectionInitWaitTimeout: 3_000,
    onConnect: (connection) => signIn(connection, needs),
    onSubscribe: ({ extra }, _, payload) => prepare(needs.schema, extra, payload),
    subscribe: (args) => feed.open(args),
    onError: (_, __, ___, errors) => errors.map(shown),
    onNext: (_, __, ___, ____, result) => ({ ...result, errors: result.errors?.map(shown) }),
  });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isOurs(request)) return void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    const address = request.socket.remoteAddress ?? '';
    sockets.handleUpgrade(request, socket, head, (open) => serve(open, { socket: open, address }, operations, feed));
  };
  server.on('upgrade', upgrade);
  return {
    async close() {
      server.off('upgrade', upgrade);
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'Serwer kończy pracę');
      setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), 500).unref();
      await new Promise<void>((done) => sockets.close(() => done()));
    },
  };
}

function isOurs({ url = '', headers }: IncomingMessage): boolean {
  const protocols = headers['sec-websocket-protocol']?.split(/, */) ?? [];
  return url.split('?')[0] === PATH && protocols.includes(PROTOCOL);
}

/** Lets graphql-ws speak over one open socket. */
function serve(socket: WebSocket, extra: Extra, operations: Operations<Extra>, feed: Feed): void {
  const failed = () => socket.close(CloseCode.InternalServerError, 'Błąd wewnętrzny');
  const closed = operations.opened(
    {
      protocol: socket.protocol,
      // A socket that closed meanwhile takes nothing more, and that is no failure.
      send: (text) => new Promise((done) => socket.send(feed.spliced(text), () => done())),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) => socket.on('message', (data) => void take(String(data)).catch(failed)),
    },
    extra,
  );
  socket.on('error', () => socket.terminate());
  socket.once('close', (code, reason) => {
    extra.stop?.();
    void closed(code, String(reason));
  });
}

/** Finds the actor by `authorization` of the connection's parameters; without it the connection is the public's. */
async function signIn(
  { connectionParams, extra }: Context<{ authorization?: string }, Extra>,
  needs: Needs,
): Promise<boolean> {
  const authorization = connectionParams?.authorization;
  const headers = typeof authorization === 'string' ? { authorization } : {};
  const actor = () => needs.authenticator.actorOf({ headers }, false);
  const me = await actor();
  if (authorization && !me) return false;
  extra.context = { presented: authorization !== undefined, address: extra.address, requestId: '', actor, me };
  if (me?.credentialId) extra.stop = watch(needs.live, me.credentialId, extra, actor);
  return true;
}

/** Closes the connection when its session ends: at once when it is revoked, within half a minute when it runs out. */
function watch(live: Live, credentialId: string, { socket }: Extra, actor: () => Promise<unknown>): () => void {
  const wakes = live.changes([credentialId]);
  const check = async () => {
    if (!(await actor().catch(() => true))) socket.close(SESSION_ENDED, 'Sesja się skończyła');
  };
  const timer = setInterval(() => void check(), SESSION_CHECK_MS);
  void (async () => {
    for await (const _ of wakes) await check();
  })();
  return () => {
    clearInterval(timer);
    void wakes.return!();
  };
}

const documents = new Map<string, DocumentNode | readonly GraphQLError[]>();

/** Parsed and checked once: equal documents are one object, so that their subscribers share plans and answers. */
function documentOf(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  const known = documents.get(query);
  if (known) return known;
  if (documents.size >= KEPT_DOCUMENTS) documents.clear();
  const document = parse(query, { maxTokens: 1_000 });
  const errors = validate(schema, document).map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
  const made = errors.length ? errors : document;
  documents.set(query, made);
  return made;
}

/** The same error with the code that Apollo gives it over HTTP. */
const coded = (error: GraphQLError, code: string): GraphQLError =>
  Object.assign(error, { extensions: { ...error.extensions, code } });

interface Payload {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

function prepare(schema: GraphQLSchema, { context }: Extra, payload: Payload): ExecutionArgs | readonly GraphQLError[] {
  try {
    const document = documentOf(schema, payload.query);
    if (!('kind' in document)) return document;
    const operation = getOperationAST(document, payload.operationName);
    if (operation?.operation !== 'subscription')
      return [new Refusal('Przez WebSocket idą tylko subskrypcje.', { extensions: { code: 'BAD_REQUEST' } })];
    const { variables: variableValues, operationName } = payload;
    return { schema, document, operationName, variableValues, contextValue: { ...context } };
  } catch (error) {
    return [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
}
