import { createCipheriv, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { keyId } from './backup.keys.ts';
import { CHUNK, chunkKey, headerOf, nonceOf, trailerOf } from './container.format.ts';

/** Pieces of exactly CHUNK bytes, and a last one of what is left, which may be nothing. */
async function* pieces(source: AsyncIterable<Buffer>): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let held: Buffer = Buffer.alloc(0);
  for await (const bytes of source) {
    held = held.length ? Buffer.concat([held, bytes]) : bytes;
    let at = 0;
    for (; held.length - at > CHUNK; at += CHUNK) yield { piece: held.subarray(at, at + CHUNK), last: false };
    held = held.subarray(at);
  }
  yield { piece: held, last: true };
}

/** Encrypts a stream so that only the private half of `recipient` opens it: X25519, HKDF-SHA256, AES-256-GCM by chunks. */
export async function* sealed(source: AsyncIterable<Buffer>, recipient: KeyObject): AsyncGenerator<Buffer> {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const header = headerOf(keyId(recipient), publicKey);
  const key = chunkKey(privateKey, recipient, header);
  yield header;
  let length = header.length;
  let index = 0;
  for await (const { piece, last } of pieces(source)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index++, last));
    const chunk = Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    length += chunk.length;
    yield chunk;
  }
  const trailer = trailerOf(0);
  yield trailerOf(length + trailer.length);
}
