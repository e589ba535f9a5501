import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** CBOR, as much of it as WebAuthn needs. */
function cbor(value: number | string | Buffer | Map<number | string, unknown>): Buffer {
  const head = (major: number, n: number): Buffer => {
    if (n < 24) return Buffer.from([(major << 5) | n]);
    return n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  };
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value].flatMap(([key, each]) => [cbor(key), cbor(each as never)]);
  return Buffer.concat([head(5, value.size), ...pairs]);
}

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();
const text = (data: Buffer): string => data.toString('base64url');

const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40];

/** What an authenticator or a browser can get wrong, or somebody in between. */
export interface Lies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly userHandle?: string;
  readonly unverified?: boolean;
  readonly count?: number;
  readonly signature?: string;
}

/** A passkey in software: an ES256 key with its counter, and the browser in front of it. */
export class Authenticator {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private userHandle = '';
  count = 0;

  constructor(
    private readonly origin: string,
    readonly credentialId = randomBytes(16),
  ) {}

  create(options: string, lies: Lies = {}) {
    const { challenge, user, rp } = JSON.parse(options) as {
      challenge: string;
      user: { id: string };
      rp: { id: string };
    };
    this.userHandle = user.id;
    const { x, y } = this.pair.publicKey.export({ format: 'jwk' }) as { x: string; y: string };
    const point = [Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
    const key = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, point[0]],
        [-3, point[1]],
      ]),
    );
    const size = Buffer.from([this.credentialId.length >> 8, this.credentialId.length & 255]);
    const attested = Buffer.concat([Buffer.alloc(16), size, this.credentialId, key]);
    const authData = Buffer.concat([this.data(rp.id, ATTESTED, lies), attested]);
    const object = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    const clientDataJSON = this.clientData('webauthn.create', challenge, lies);
    const attestationObject = text(cbor(object));
    return {
      id: text(this.credentialId),
      clientDataJSON: text(clientDataJSON),
      attestationObject,
      transports: ['internal'],
    };
  }

  get(options: string, lies: Lies = {}) {
    const { challenge, rpId } = JSON.parse(options) as { challenge: string; rpId: string };
    const authenticatorData = this.data(rpId, 0, lies);
    const clientDataJSON = this.clientData('webauthn.get', challenge, lies);
    const signed = sign('sha256', Buffer.concat([authenticatorData, sha256(clientDataJSON)]), this.key);
    return {
      id: text(this.credentialId),
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: lies.signature ?? text(signed),
      userHandle: lies.userHandle ?? this.userHandle,
    };
  }

  private get key(): KeyObject {
    return this.pair.privateKey;
  }

  private data(rpId: string, more: number, lies: Lies): Buffer {
    const flags = PRESENT | (lies.unverified ? 0 : VERIFIED) | more;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(lies.count ?? this.count);
    return Buffer.concat([sha256(lies.rpId ?? rpId), Buffer.from([flags]), count]);
  }

  private clientData(type: string, challenge: string, lies: Lies): Buffer {
    const data = {
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? this.origin,
    };
    return Buffer.from(JSON.stringify({ ...data, crossOrigin: false }));
  }
}
