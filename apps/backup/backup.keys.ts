import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { Misuse } from '../cli/output.ts';

const PRIVATE = 'konwent-backup-key/1';
const PUBLIC = 'konwent-backup-recipient/1';

/** Which key a copy is for; says nothing of the key itself. */
export const keyId = (publicKey: KeyObject): Buffer =>
  createHash('sha256')
    .update(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'))
    .digest();

const x25519 = (x: string, d?: string) => ({ kty: 'OKP', crv: 'X25519', x, ...(d && { d }) });

/** Makes a pair: `path` opens copies and belongs off the node, `path`.pub is all that the node needs to make them. */
export async function makeKeys(path: string): Promise<{ id: string; privateFile: string; publicFile: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const { x, d } = privateKey.export({ format: 'jwk' });
  const id = keyId(publicKey).toString('hex').slice(0, 16);
  const publicFile = `${path}.pub`;
  await writeNew(path, { format: PRIVATE, id, publicKey: x, privateKey: d }, 0o600);
  await writeNew(publicFile, { format: PUBLIC, id, publicKey: x }, 0o644);
  return { id, privateFile: path, publicFile };
}

async function writeNew(path: string, content: object, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'już istnieje, a kluczy się nie nadpisuje' : error.message;
    throw new Misuse(`Nie można zapisać klucza: ${path} ${why}.`);
  });
  try {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function publicKeyIn(path: string): Promise<KeyObject> {
  const { publicKey } = await keyIn(path, [PUBLIC, PRIVATE], 'klucz publiczny kopii (plik .pub)');
  return createPublicKey({ key: x25519(publicKey), format: 'jwk' });
}

export async function privateKeyIn(path: string): Promise<KeyObject> {
  const { publicKey, privateKey } = await keyIn(path, [PRIVATE], 'klucz prywatny kopii');
  return createPrivateKey({ key: x25519(publicKey, privateKey), format: 'jwk' });
}

interface KeyFile {
  readonly format?: string;
  readonly publicKey: string;
  readonly privateKey?: string;
}

async function keyIn(path: string, formats: string[], what: string): Promise<KeyFile> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new Misuse(`Nie można odczytać klucza ${path}: ${error.message}`);
  });
  try {
    const key = JSON.parse(text) as KeyFile;
    createPublicKey({ key: x25519(key.publicKey), format: 'jwk' });
    if (formats.includes(key.format ?? '')) return key;
  } catch {
    // said below
  }
  throw new Misuse(`${path} to nie jest ${what}; parę kluczy robi konwent backup-key PLIK.`);
}
