import type { FastifyInstance } from 'fastify';
import type { Config } from '#core';

const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export const headersOf = ({ PUBLIC_URL }: Config): Record<string, string> => ({
  ...HEADERS,
  ...(PUBLIC_URL?.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
});

/** Gives every answer the headers that keep browsers from making more of it than it is; the console loosens its own. */
export function secureAnswers(fastify: FastifyInstance, config: Config): void {
  const headers = headersOf(config);
  fastify.addHook('onRequest', (_, reply, done) => {
    void reply.headers(headers);
    done();
  });
}
