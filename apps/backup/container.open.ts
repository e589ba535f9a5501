import { createDecipheriv, createPublicKey, type KeyObject } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { Misuse } from '../cli/output.ts';
import { altered, foreign, Refused, truncated } from './backup.errors.ts';
import { keyId } from './backup.keys.ts';
import {
  CHUNK,
  chunkKey,
  HEADER_LENGTH,
  MAGIC,
  nonceOf,
  parsedHeader,
  TAG,
  TRAILER_LENGTH,
  trailerOf,
  VERSION,
  type Header,
} from './container.format.ts';

const KIND = 'kopia zapasowa Konwentu';

/** The content of a copy; nothing of a chunk is given before the whole chunk was seen to be genuine and in its place. */
export async function* opened(path: string, privateKey: KeyObject): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch((error: Error) => {
    throw new Misuse(`Nie można odczytać pliku ${path}: ${error.message}`);
  });
  try {
    const { size } = await file.stat();
    const header = await headerIn(file, size, path);
    refuseOtherKey(header, privateKey, path);
    await refuseCut(file, size, path);
    const key = chunkKey(privateKey, header.ephemeral, header.bytes);
    yield* chunks(file, size - TRAILER_LENGTH, key, path);
  } finally {
    await file.close();
  }
}

async function headerIn(file: FileHandle, size: number, path: string): Promise<Header> {
  const bytes = await readAt(file, 0, Math.min(HEADER_LENGTH, size));
  if (!bytes.length || !MAGIC.subarray(0, bytes.length).equals(bytes.subarray(0, MAGIC.length)))
    throw foreign(path, KIND);
  if (bytes.length < HEADER_LENGTH) throw truncated(path);
  const header = parsedHeader(bytes);
  if (!header) throw altered(path, 'nagłówek');
  if (header.version > VERSION)
    throw new Refused('NEWER', `${path} zrobił nowszy Konwent (zapis ${header.version}): odtwarzaj nim albo nowszym.`);
  return header;
}

function refuseOtherKey({ recipient }: Header, privateKey: KeyObject, path: string): void {
  const own = keyId(createPublicKey(privateKey));
  if (own.equals(recipient)) return;
  const name = (id: Buffer) => id.toString('hex').slice(0, 16);
  throw new Refused('WRONG_KEY', `To nie ten klucz: ${path} otwiera klucz ${name(recipient)}, a podano ${name(own)}.`);
}

async function refuseCut(file: FileHandle, size: number, path: string): Promise<void> {
  if (size < HEADER_LENGTH + TAG + TRAILER_LENGTH) throw truncated(path);
  const trailer = await readAt(file, size - TRAILER_LENGTH, TRAILER_LENGTH);
  if (trailer.equals(trailerOf(size))) return;
  // An end without the right length: bytes went or came in between. No end at all: it was cut off.
  throw trailer.subarray(8).equals(trailerOf(0).subarray(8)) ? altered(path, 'długość') : truncated(path);
}

async function* chunks(file: FileHandle, end: number, key: Buffer, path: string): AsyncGenerator<Buffer> {
  for (let [at, index] = [HEADER_LENGTH, 0]; ; index++) {
    const length = Math.min(CHUNK + TAG, end - at);
    const last = at + length === end;
    const chunk = await readAt(file, at, length);
    if (chunk.length < length || length < TAG) throw truncated(path);
    yield opening(key, nonceOf(index, last), chunk) ?? refuse(altered(path, `bajty ${at}–${at + length - 1}`));
    if (last) return;
    at += length;
  }
}

const refuse = (refusal: Refused): never => {
  throw refusal;
};

/** What the chunk holds, if it is genuine. */
function opening(key: Buffer, nonce: Buffer, chunk: Buffer): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
  decipher.setAuthTag(chunk.subarray(chunk.length - TAG));
  const start = decipher.update(chunk.subarray(0, chunk.length - TAG));
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch {
    return undefined;
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (!bytesRead) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
