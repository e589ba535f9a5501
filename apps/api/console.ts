import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const YEAR = 365 * 24 * 3600;

/** Inline styles are the editor's: Monaco writes its colours and line positions itself. No other host at all. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** The page that checks records: one script and one style, both of ours, and the node's keys. */
const VERIFIER = {
  ...HEADERS,
  'content-security-policy': HEADERS['content-security-policy']
    .replace(" 'unsafe-inline'", '')
    .replace("worker-src 'self'", "worker-src 'none'"),
  'cache-control': 'no-cache',
};

const NOT_BUILT = `Konsola API nie jest jeszcze zbudowana. Zbuduj ją w folderze apps/console poleceniem: npx vite build
The API console is not built yet. Build it in the folder apps/console with: npx vite build
GraphQL: POST /graphql
`;

/** Serves the built console at `/` and the verifier at `/verify`, one route a file: any other path stays the API's own 404. */
export async function serveConsole(app: FastifyInstance, folder: string): Promise<void> {
  const root = resolve(folder);
  if (!['index.html', 'verify.html'].every((name) => existsSync(join(root, name)))) {
    for (const path of ['/', '/verify'])
      app.get(path, (_, reply) => reply.code(503).headers(HEADERS).type('text/plain; charset=utf-8').send(NOT_BUILT));
    return;
  }
  const page = await readFile(join(root, 'verify.html'));
  app.get('/verify', (_, reply) => reply.headers(VERIFIER).type('text/html; charset=utf-8').send(page));
  await app.register(fastifyStatic, {
    root,
    wildcard: false,
    decorateReply: false,
    preCompressed: true,
    cacheControl: false,
    globIgnore: ['**/*.br', '**/*.gz'],
    setHeaders: (reply, path) => {
      const hashed = path.includes(join(root, 'assets'));
      reply.headers({ ...HEADERS, 'cache-control': hashed ? `public, max-age=${YEAR}, immutable` : 'no-cache' });
    },
  });
}
