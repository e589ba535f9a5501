import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Config } from '#core';

const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
/** What Node finds wrong with a request before there is one. */
const STATUS: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

export const headersOf = ({ PUBLIC_URL }: Config): Record<string, string> => ({
  ...HEADERS,
  ...(PUBLIC_URL?.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
});

/** Gives every answer the headers that keep browsers from making more of it than it is; the console loosens its own. */
export function secureAnswers(fastify: FastifyInstance, config: Config): void {
  const headers = headersOf(config);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers);
    // Node would answer it by itself, without them.
    if (request.headers.host === undefined && request.raw.httpVersion !== '1.0') return void reply.code(400).send();
    done();
  });
  (fastify.server as Server).on('checkExpectation', (_, response) => response.writeHead(417, headers).end());
}

/** Fastify's `frameworkErrors`: a path that cannot be read belongs to no route, and no hook runs. */
export const refuseBadPath =
  (config: Config) =>
  (_: unknown, __: unknown, reply: FastifyReply): void =>
    void reply.code(400).headers(headersOf(config)).send();

/** Refuses on a socket for which there is no reply to send, and closes it. */
export function refuseRaw(socket: Duplex, status: number, config: Config): void {
  if (!socket.writable) return void socket.destroy();
  const headers = { ...headersOf(config), connection: 'close', 'content-length': '0' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`);
}

/** Fastify's `clientErrorHandler`: what cannot be read as a request is refused as all else is. */
export const refuseUnreadable =
  (config: Config) =>
  ({ code = '' }: Error & { code?: string }, socket: Duplex): void => {
    if (code === 'ECONNRESET') return void socket.destroy();
    refuseRaw(socket, STATUS[code] ?? 400, config);
  };
