import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** HTTP counts in seconds: within one that is not over, the same date may yet mean two texts. */
const SURE_AFTER_MS = 2_000;

export const isKnown = ({ headers }: Pick<FastifyRequest, 'headers'>, etag: string): boolean =>
  (headers['if-none-match'] ?? '')
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === etag || each === '*');

const isUnchanged = ({ headers }: FastifyRequest, etag: string, lastModified: string | undefined): boolean => {
  if (headers['if-none-match'] !== undefined) return isKnown({ headers }, etag);
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return lastModified !== undefined && since >= Date.parse(lastModified);
};

/** Answers what is the same for everyone, or 304 to whoever has it (RFC 9110, section 13). */
export function sendPublic(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
  { text, changedAt }: { text: string; changedAt: Date },
): void {
  const etag = `"${createHash('sha256').update(text).digest('hex')}"`;
  const isSure = Date.now() - changedAt.getTime() > SURE_AFTER_MS;
  const lastModified = isSure ? changedAt.toUTCString() : undefined;
  void reply.headers({
    etag,
    ...(lastModified && { 'last-modified': lastModified }),
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
  });
  if (isUnchanged(request, etag, lastModified)) return void reply.code(304).send();
  void reply.type(`${type}; charset=utf-8`).send(text);
}
