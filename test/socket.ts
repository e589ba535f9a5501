import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import type { Answer, Asker, TestApp } from './app.ts';

/** How long an answer may take that is due at once; silence for as long means that none comes. */
const PATIENCE_MS = 5_000;

/** One open subscription of a real client. */
export interface Listener {
  /** The next answer; fails where none comes in time. */
  next(ms?: number): Promise<Answer>;
  /** Whether it stays silent for a moment. */
  silent(ms?: number): Promise<boolean>;
  /** Resolves when the server completes it. */
  readonly completed: Promise<void>;
  stop(): void;
}

/** A WebSocket of its own to the running app. */
export interface Socket {
  listen(query: string, variables?: Record<string, unknown>): Listener;
  /** The code with which the server closes the connection. */
  readonly closed: Promise<number>;
  readonly client: Client;
  end(): Promise<void>;
}

const within = <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, fail) => (timer = setTimeout(() => fail(new Error(`no ${what}`)), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

function listener(client: Client, query: string, variables?: Record<string, unknown>): Listener {
  const answers: Answer[] = [];
  let wake = () => undefined as void;
  let done: () => void;
  const completed = new Promise<void>((resolve) => (done = resolve));
  const take = (answer: Answer) => {
    answers.push(answer);
    wake();
  };
  const stop = client.subscribe<Answer['data']>(
    { query, variables },
    {
      next: ({ data = null, errors = [] }) => take({ data, errors } as unknown as Answer),
      error: (errors) => {
        if (Array.isArray(errors)) take({ data: null, errors } as Answer);
        done();
      },
      complete: () => done(),
    },
  );
  const arrival = async (): Promise<Answer> => {
    if (!answers.length) await new Promise<void>((resolve) => (wake = resolve));
    return answers.shift()!;
  };
  return {
    completed,
    stop,
    next: (ms = PATIENCE_MS) => within(ms, 'answer', arrival()),
    silent: async (ms = 300) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return answers.length === 0;
    },
  };
}

export function connect({ url }: TestApp, asker: Asker = null): Socket {
  const token = typeof asker === 'string' ? asker : asker?.token;
  let closedWith: (code: number) => void;
  const closed = new Promise<number>((resolve) => (closedWith = resolve));
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
    onNonLazyError: () => undefined,
    on: { closed: (event) => closedWith((event as { code: number }).code) },
  });
  return {
    client,
    closed: within(60_000, 'end of the connection', closed),
    listen: (query, variables) => listener(client, query, variables),
    end: async () => {
      await client.dispose();
      await closed;
    },
  };
}
