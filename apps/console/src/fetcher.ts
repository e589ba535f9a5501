import type { Fetcher } from '@graphiql/toolkit';
import { getOperationAST, type DocumentNode, type ExecutionResult } from 'graphql';
import { createClient, type SubscribePayload } from 'graphql-ws';
import { loadSchema } from './schema.ts';
import { authorization } from './session.ts';
import { address, post } from './transport.ts';

/** The name under which GraphiQL asks for the schema; answered from the SDL, never sent. */
export const SCHEMA_QUERY = 'KonwentConsoleSchema';

type Headers = Record<string, string>;

/** The tab's own headers win over the session, so that a developer can try a token beside it. */
function headersOf(tab: Headers = {}): Headers {
  const own = Object.fromEntries(Object.entries(tab).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return { ...authorization(), ...own };
}

const isSubscription = (document?: DocumentNode, name?: string | null) =>
  !!document && getOperationAST(document, name)?.operation === 'subscription';

const closed = (error: unknown) =>
  error instanceof CloseEvent ? new Error(`WebSocket ${error.code}: ${error.reason || 'połączenie zamknięte'}`) : error;

/** One connection a subscription: each carries the token that its tab had when it started. */
function subscribe(payload: SubscribePayload, headers: Headers) {
  const url = address('graphql');
  url.protocol = url.protocol.replace('http', 'ws');
  const client = createClient({ url: url.href, connectionParams: headers, retryAttempts: 3 });
  const results = client.iterate<Record<string, unknown>, Record<string, unknown>>(payload);
  const next = results.next.bind(results);
  results.next = () => next().catch((error: unknown) => Promise.reject(closed(error)));
  return results as AsyncIterable<ExecutionResult>;
}

export const fetcher: Fetcher = (params, options) => {
  if (params.operationName === SCHEMA_QUERY) return loadSchema().then((data) => ({ data: { ...data } }));
  const headers = headersOf(options?.headers);
  const payload = { query: params.query, variables: params.variables, operationName: params.operationName };
  if (isSubscription(options?.documentAST, params.operationName)) return subscribe(payload, headers);
  return post(payload, headers) as Promise<ExecutionResult>;
};
