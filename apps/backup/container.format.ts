import { createHash, createPublicKey, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto';

export const MAGIC = Buffer.from('KONWENT BACKUP\r\n', 'latin1');
export const VERSION = 1;
/** Magic, version, whose key, the key of this copy alone, SHA-256 of all these. */
export const HEADER_LENGTH = 16 + 1 + 32 + 32 + 32;
export const CHUNK = 64 * 1024;
export const TAG = 16;
const END = Buffer.from('KONWEND\n', 'latin1');
export const TRAILER_LENGTH = 16;

const raw = (key: KeyObject): Buffer => Buffer.from(key.export({ format: 'jwk' }).x!, 'base64url');
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

export interface Header {
  readonly version: number;
  readonly recipient: Buffer;
  readonly ephemeral: KeyObject;
  readonly bytes: Buffer;
}

export function headerOf(recipient: Buffer, ephemeral: KeyObject): Buffer {
  const start = Buffer.concat([MAGIC, Buffer.from([VERSION]), recipient, raw(ephemeral)]);
  return Buffer.concat([start, sha256(start)]);
}

/** The header, unless its own sum does not fit it. */
export function parsedHeader(bytes: Buffer): Header | undefined {
  const start = bytes.subarray(0, HEADER_LENGTH - 32);
  if (!sha256(start).equals(bytes.subarray(HEADER_LENGTH - 32))) return undefined;
  const x = start.subarray(49, 81).toString('base64url');
  const ephemeral = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
  return { version: start[16]!, recipient: Buffer.from(start.subarray(17, 49)), ephemeral, bytes };
}

/** One key for one copy: it hangs on every byte of the header. */
export function chunkKey(privateKey: KeyObject, publicKey: KeyObject, header: Buffer): Buffer {
  const shared = diffieHellman({ privateKey, publicKey });
  return Buffer.from(hkdfSync('sha256', shared, header, 'konwent-backup/1 chunks', 32));
}

/** A chunk's place and whether it is the last: neither order nor end can be changed unnoticed. */
export function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Says how long the whole has to be, so that a cut file is told from a changed one before any work; proves nothing. */
export function trailerOf(length: number): Buffer {
  const trailer = Buffer.alloc(TRAILER_LENGTH);
  trailer.writeBigUInt64BE(BigInt(length));
  END.copy(trailer, 8);
  return trailer;
}
