import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A new id for a row: UUIDv7, so that rows made together lie together. Never for a secret or a ballot. */
export const newId = (): string => v7();

/** A secret to give away once, with what is stored of it. */
export function newSecret(bytes = 32): { secret: string; hash: Buffer } {
  const secret = randomBytes(bytes).toString('base64url');
  return { secret, hash: hashOf(secret) };
}

/** What is stored of a secret that is itself random: no salt is needed to look it up. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
