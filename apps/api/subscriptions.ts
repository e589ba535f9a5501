import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, makeServer, type Context, type Server as Operations } from 'graphql-ws';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import { GraphQLError as Refusal } from 'graphql';
import { WebSocketServer } from 'ws';
import type { Config, Live, RequestContext } from '#core';
import type { Authenticator } from '#identity';
import type { ReadEngine } from '#reads';
import { IntrospectionClosed, SOCKET_LIMITS, TooManySubscriptions } from './gate.errors.ts';
import { measure } from './gate.json.ts';
import { isForeign } from './gate.origin.ts';
import { askedIn, type Gate } from './gate.ts';
import { refuseRaw } from './headers.ts';
import { addressOf, Places } from './socket.places.ts';
import { dropSilent } from './socket.silence.ts';
import { Feed, type Subscribing } from './subscription.feed.ts';
import { Outlet } from './subscription.outlet.ts';
import { shown } from './refusals.ts';

const PATH = '/graphql';
const PROTOCOL = 'graphql-transport-ws';
const SESSION_CHECK_MS = 30_000;
const SESSION_ENDED = 4401;
const GOING_AWAY = 1001;

interface Extra {
  readonly outlet: Outlet;
  readonly address: string;
  context?: RequestContext;
  stop?: () => void;
}

interface Needs {
  readonly schema: GraphQLSchema;
  readonly gate: Gate;
  readonly config: Config;
  readonly engine: ReadEngine;
  readonly authenticator: Authenticator;
  readonly live: Live;
}

/**
 * Subscriptions over graphql-ws, on an endpoint of our own: Nest's knows no limits and leaves other upgrades hanging.
 * Queries and mutations go over HTTP.
 */
export function serveSubscriptions(server: Server, needs: Needs): { close(): Promise<void> } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: SOCKET_LIMITS.frameBytes,
    handleProtocols: () => PROTOCOL,
  });
  const feed = new Feed(needs.engine);
  const places = new Places(needs.config.SOCKETS_PER_ADDRESS);
  const operations = makeServer<{ authorization?: string }, Extra>({
    connectionInitWaitTimeout: 3_000,
    onConnect: (connection) => signIn(connection, needs),
    onSubscribe: ({ extra, subscriptions }, id, payload) =>
      Object.keys(subscriptions).length > SOCKET_LIMITS.subscriptions
        ? [new Refusal('', { originalError: TooManySubscriptions() })]
        : prepare(needs, extra, id, payload),
    subscribe: (args) => feed.open(args as Subscribing),
    onError: (_, __, ___, errors) => errors.map(shown),
    onNext: (_, __, ___, ____, result) => ({ ...result, errors: result.errors?.map(shown) }),
  });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refuse = (status: number) => refuseRaw(socket, status, needs.config);
    socket.on('error', () => socket.destroy());
    if (!isOurs(request)) return refuse(404);
    if (isForeign(request.headers, request.headers.host ?? '', needs.config)) return refuse(403);
    const address = addressOf(request, needs.config);
    if (!places.take(address, socket)) return refuse(429);
    sockets.handleUpgrade(request, socket, head, (open) => serve(new Outlet(open), address, operations));
  };
  server.on('upgrade', upgrade);
  sockets.on('wsClientError', (_, socket) => refuseRaw(socket, 400, needs.config));
  dropSilent(sockets);
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
function serve(outlet: Outlet, address: string, operations: Operations<Extra>): void {
  const { socket } = outlet;
  const extra: Extra = { outlet, address };
  const failed = () => socket.close(CloseCode.InternalServerError, 'Błąd wewnętrzny');
  const closed = operations.opened(
    {
      protocol: socket.protocol,
      send: (text) => new Promise((done) => outlet.put(text, done)),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) =>
        socket.on('message', (data) => {
          if (!isMeasured(data as Buffer)) return socket.close(CloseCode.BadRequest, 'Za duży JSON');
          void take(String(data)).catch(failed);
        }),
    },
    extra,
  );
  socket.on('error', () => socket.terminate());
  socket.once('close', (code, reason) => {
    extra.stop?.();
    void closed(code, String(reason));
  });
}

function isMeasured(frame: Buffer): boolean {
  try {
    measure(frame);
    return true;
  } catch {
    return false;
  }
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
  extra.context = { presented: authorization !== undefined, address: extra.address, actor, me };
  if (me?.credentialId) extra.stop = watch(needs.live, me.credentialId, extra, actor);
  return true;
}

/** Closes the connection when its session ends: at once when it is revoked, within half a minute when it runs out. */
function watch(live: Live, credentialId: string, { outlet }: Extra, actor: () => Promise<unknown>): () => void {
  const wakes = live.changes([credentialId]);
  const check = async () => {
    if (!(await actor().catch(() => true))) outlet.socket.close(SESSION_ENDED, 'Sesja się skończyła');
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

/** The same error with the code that Apollo gives it over HTTP. */
const coded = (error: GraphQLError, code: string): GraphQLError =>
  Object.assign(error, { extensions: { ...error.extensions, code } });

function prepare(
  { schema, gate }: Needs,
  { context, outlet }: Extra,
  id: string,
  payload: unknown,
): Subscribing | readonly GraphQLError[] {
  try {
    const asked = askedIn(payload);
    const { document, operation, introspects } = gate.admit(asked);
    if (operation.operation !== 'subscription')
      return [new Refusal('Przez WebSocket idą tylko subskrypcje.', { extensions: { code: 'BAD_REQUEST' } })];
    if (introspects) throw IntrospectionClosed();
    const problems = gate.problemsOf(asked).map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    if (problems.length) return problems;
    const { variables: variableValues, operationName } = asked;
    return { schema, document, operationName, variableValues, contextValue: { ...context! }, id, outlet };
  } catch (error) {
    return [error instanceof Refusal ? error : new Refusal('', { originalError: error as Error })];
  }
}
