import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  randomInt,
  type KeyObject,
} from 'node:crypto';

const CONTENT_BYTES = 64;
const NONCE_BYTES = 16;
const MARK = 1;
/** Of an X25519 public key in SPKI, what stands before its 32 bytes. */
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex');

/** How many options a ballot can tell apart. */
export const MOST_OPTIONS = 50;
/** Every envelope has this many bytes, whatever is in it. */
export const ENVELOPE_BYTES = 32 + 12 + 16 + CONTENT_BYTES;

export interface PollKeys {
  /** 32 bytes, for the table: it only seals. */
  readonly publicKey: Buffer;
  /** PKCS #8, for a file outside the database: it opens. */
  readonly privateKey: Buffer;
}

export function newPollKeys(): PollKeys {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { publicKey: bytesOf(publicKey), privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }) };
}

const bytesOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' }).subarray(SPKI_HEAD.length);
const publicOf = (bytes: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_HEAD, bytes]), type: 'spki', format: 'der' });

/** The key of one envelope; it depends on the poll, the poll's key and the envelope's own. */
const keyFrom = (shared: Buffer, pollKey: Buffer, own: Buffer, pollId: string): Buffer =>
  Buffer.from(hkdfSync('sha256', shared, Buffer.concat([pollKey, own]), `konwent ballot ${pollId}`, 32));

/** Choices as places among the options; a yes/no vote has three. */
function written(places: readonly number[]): Buffer {
  const content = Buffer.alloc(CONTENT_BYTES);
  randomBytes(NONCE_BYTES).copy(content);
  content[NONCE_BYTES] = MARK;
  for (const place of places) content[NONCE_BYTES + 1 + (place >> 3)]! |= 1 << (place & 7);
  return content;
}

function read(content: Buffer): number[] | undefined {
  if (content.length !== CONTENT_BYTES || content[NONCE_BYTES] !== MARK) return undefined;
  const isSet = (place: number): boolean => (content[NONCE_BYTES + 1 + (place >> 3)]! & (1 << (place & 7))) !== 0;
  return Array.from({ length: MOST_OPTIONS }, (_, place) => place).filter(isSet);
}

/** Closes a ballot so that only the poll's private key opens it, for this poll and this place on the roll alone. */
export function seal(pollKey: Buffer, pollId: string, seatId: string, places: readonly number[]): Buffer {
  const once = generateKeyPairSync('x25519');
  const own = bytesOf(once.publicKey);
  const shared = diffieHellman({ privateKey: once.privateKey, publicKey: publicOf(pollKey) });
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(shared, pollKey, own, pollId), iv);
  cipher.setAAD(Buffer.from(`${pollId} ${seatId}`));
  const body = Buffer.concat([cipher.update(written(places)), cipher.final()]);
  return Buffer.concat([own, iv, cipher.getAuthTag(), body]);
}

/** The choices in an envelope; undefined where it is broken or was made for another poll or place. */
export function open(keys: PollKeys, pollId: string, seatId: string, envelope: Buffer): number[] | undefined {
  if (envelope.length !== ENVELOPE_BYTES) return undefined;
  try {
    const own = envelope.subarray(0, 32);
    const privateKey = createPrivateKey({ key: keys.privateKey, type: 'pkcs8', format: 'der' });
    const shared = diffieHellman({ privateKey, publicKey: publicOf(own) });
    const key = keyFrom(shared, keys.publicKey, own, pollId);
    const decipher = createDecipheriv('aes-256-gcm', key, envelope.subarray(32, 44));
    decipher.setAAD(Buffer.from(`${pollId} ${seatId}`));
    decipher.setAuthTag(envelope.subarray(44, 60));
    return read(Buffer.concat([decipher.update(envelope.subarray(60)), decipher.final()]));
  } catch {
    return undefined;
  }
}

/** What a voter keeps of a sealed ballot, to find it again among the published receipts. */
export const receiptOf = (envelope: Buffer): string => createHash('sha256').update(envelope).digest('hex');

/** The same things in an order that only chance knows. */
export function shuffled<T>(things: readonly T[]): T[] {
  const mixed = [...things];
  for (let i = mixed.length - 1; i > 0; i--) {
    const other = randomInt(i + 1);
    [mixed[i], mixed[other]] = [mixed[other]!, mixed[i]!];
  }
  return mixed;
}

/** The public key of a private one, to check that a key file belongs to its poll. */
export const publicKeyOf = (privateKey: Buffer): Buffer =>
  bytesOf(createPublicKey(createPrivateKey({ key: privateKey, type: 'pkcs8', format: 'der' })));
