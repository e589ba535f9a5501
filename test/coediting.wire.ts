import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import type * as Y from 'yjs';
import { textDiff } from '#drafting';

export const STATES = `query ($input: KnownUnitsInput!) {
  unitDocuments(input: $input) { unitId documentId seq update stateVector } }`;
export const PUSH = `mutation ($input: PushUnitUpdatesInput!) { pushUnitUpdates(input: $input) { unitId documentId seq } }`;
export const CURSOR = `mutation ($input: TellDraftCursorInput!) { tellDraftCursor(input: $input) }`;
export const FOLLOW = `subscription ($draftId: ID!) { draftCoediting(draftId: $draftId) {
  sessionId resync updates { unitId documentId seq updates }
  presence { sessionId personId name unitId part anchor head } } }`;

export interface State {
  readonly unitId: string;
  readonly documentId: string;
  readonly seq: number;
  readonly update: string;
  readonly stateVector: string;
}
export interface Present {
  readonly sessionId: string;
  readonly personId: string;
  readonly name: string;
  readonly unitId: string | null;
  readonly part: string | null;
  readonly anchor: string | null;
  readonly head: string | null;
}
export interface News {
  readonly sessionId: string;
  readonly resync: boolean;
  readonly updates: { unitId: string; documentId: string; seq: number; updates: string[] }[];
  readonly presence: Present[] | null;
}

export const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64');
export const base64 = (update: Uint8Array): string => Buffer.from(update).toString('base64');

export class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** One GraphQL request; throws `Refused` with the code of a refusal, anything else where there was no answer. */
export async function post<Data>(url: string, token: string, query: string, variables: object): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(5_000),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { extensions: { code: string } }[] };
  if (errors) throw new Refused(errors[0]!.extensions.code);
  return data;
}

/** A socket that is torn before it was open is no failure of anybody's. */
class Quiet extends WebSocket {
  constructor(address: string | URL, protocols?: string | string[]) {
    super(address, protocols);
    this.on('error', () => undefined);
  }
}

/** What may pass by itself, as when a server ends. */
const PASSING = ['BUSY', 'INTERNAL', 'CONFLICT'];
export const isPassing = (code: string): boolean => PASSING.includes(code);

interface Hearing {
  readonly hear: (news: News) => void;
  readonly refused: (code: string) => void;
  readonly lost: () => void;
}

/** Follows a draft over a socket of its own, until that is lost or the server says why not. */
export function follow(url: string, token: string, draftId: string, { hear, refused, lost }: Hearing): Client {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: Quiet,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  const refuse = (errors: readonly { extensions?: { code?: unknown } }[]) => {
    const code = String(errors[0]!.extensions?.code);
    if (isPassing(code)) lost();
    else refused(code);
  };
  client.subscribe<{ draftCoediting: News }>(
    { query: FOLLOW, variables: { draftId } },
    {
      next: ({ data, errors }) => (errors ? refuse(errors) : hear(data!.draftCoediting)),
      error: (error) => (Array.isArray(error) ? refuse(error as never) : lost()),
      complete: lost,
    },
  );
  return client;
}

/** Turns a text into another, changing only the words that differ. */
export function reword(text: Y.Text, wanted: string): void {
  let at = 0;
  for (const { before, after } of textDiff(text.toString(), wanted)) {
    if (before !== after) {
      text.insert(at, after);
      text.delete(at + after.length, before.length);
    }
    at += after.length;
  }
}
