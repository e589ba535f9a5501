import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Busy, type Config } from '#core';
import { inTime } from './deadline.ts';
import type { Direct } from './direct.ts';
import { bodyOf } from './gate.body.ts';
import type { Measured } from './gate.document.ts';
import { LIMITS } from './gate.errors.ts';
import { parsed } from './gate.json.ts';
import { isForeign } from './gate.origin.ts';
import { askedIn, type Asked, type Gate } from './gate.ts';
import { headersOf } from './headers.ts';

/** What became of a request's body before Fastify saw the request. */
export type Early = { readonly asked: Asked; readonly measured: Measured } | { readonly error: unknown };

interface Needs {
  readonly gate: Gate;
  readonly direct: Direct;
  readonly config: Config;
}

/** Headers that change how a body is to be read. */
const UNUSUAL = ['content-encoding', 'expect', 'upgrade'];

const last = (value: string | string[] | undefined): string | undefined =>
  String(value ?? '')
    .split(',')
    .at(-1)
    ?.trim();

/**
 * Answers the plainest and most frequent requests, queries in one piece that SQL alone can answer, on Node's own server.
 * Whatever is unusual about a request goes on to Fastify, which judges it by the same gate.
 */
export class EarlyGate {
  private readonly passed = new WeakMap<IncomingMessage, Early>();
  private readonly headers: Record<string, string>;

  constructor(private readonly needs: Needs) {
    this.headers = headersOf(needs.config);
  }

  /** Stands before every listener that the server has by now. */
  guard(server: Server): void {
    const listeners = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const next = () => listeners.forEach((each) => each.call(server, request, response));
      if (this.isPlain(request)) void this.take(request, response, next);
      else next();
    });
  }

  /** What of a request was judged already. */
  of(request: IncomingMessage): Early | undefined {
    return this.passed.get(request);
  }

  private isPlain({ method, url, headers }: IncomingMessage): boolean {
    if (method !== 'POST' || url !== '/graphql' || headers['content-type'] !== 'application/json') return false;
    const { host, 'content-length': length } = headers;
    if (!host || UNUSUAL.some((name) => name in headers) || !(Number(length) <= LIMITS.bodyBytes)) return false;
    const { config, direct } = this.needs;
    const reached = (config.TRUST_PROXY && last(headers['x-forwarded-host'])) || host;
    return direct.typeFor(headers.accept) !== undefined && !isForeign(headers, reached, config);
  }

  private async take(request: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> {
    try {
      const asked = askedIn(parsed(await bodyOf(request)));
      const measured = this.needs.gate.admit(asked);
      this.passed.set(request, { asked, measured });
      if (measured.operation.operation !== 'query') return next();
      const text = await this.answer(asked, measured, request);
      if (text === undefined) return next();
      const length = Buffer.byteLength(text);
      const type = this.needs.direct.typeFor(request.headers.accept)!;
      response.writeHead(200, { ...this.headers, 'content-type': type, 'content-length': length }).end(text);
    } catch (error) {
      this.passed.set(request, { error });
      next();
    }
  }

  private answer(asked: Asked, measured: Measured, { headers, socket }: IncomingMessage): Promise<string | undefined> {
    const { TRUST_PROXY, REQUEST_LIMIT_MS } = this.needs.config;
    const forwarded = TRUST_PROXY
      ? String(headers['x-forwarded-for'] ?? '')
          .split(',')[0]!
          .trim()
      : '';
    const caller = { headers, ip: forwarded || (socket.remoteAddress ?? '') };
    return inTime(REQUEST_LIMIT_MS, Busy, this.needs.direct.answer(asked, measured, caller));
  }
}
