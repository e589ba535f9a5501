import type { Readable } from 'node:stream';
import { MalformedRequest } from '#core';
import { BodyTooLarge, BodyTooSlow, LIMITS } from './gate.errors.ts';

/** Reads a body. Stops listening at a limit, but lets the rest run out, so that the sender can read the answer. */
export function bodyOf(stream: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      stream.off('data', take).off('end', done).off('close', lost).resume();
      settle();
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > LIMITS.bodyBytes) end(() => reject(BodyTooLarge()));
    };
    const done = () => end(() => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    const lost = () => end(() => reject(MalformedRequest()));
    const timer = setTimeout(() => end(() => reject(BodyTooSlow())), LIMITS.bodyMs);
    stream.on('data', take).on('end', done).on('close', lost);
  });
}
