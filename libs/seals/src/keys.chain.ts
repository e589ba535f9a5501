import { base64url, calculateJwkThumbprint, compactVerify, importJWK, type CryptoKey } from 'jose';
import { canonicalJson } from './canonical.json.ts';
import { ALGORITHM, isInstant, KID } from './record.format.ts';
import { isObject, quoted, Wrong, type JsonObject } from './record.problem.ts';

export const KEYS_FORMAT = 'konwent-keys/1';
export const ATTESTATION_TYPE = 'konwent-key+jws';
const ATTESTATION_FORMAT = 'konwent-key/1';

export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
}

/** A public key of a node as it is published: a JWK that also says when it may seal, and who vouches for it. */
export interface PublishedKey extends PublicJwk {
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: typeof ALGORITHM;
  readonly validFrom: string;
  /** Absent while the key is in use. */
  readonly retiredAt?: string;
  /** The previous key's JWS over this one; absent for the first. */
  readonly attestedBy?: string;
}

/** All public keys of a node, oldest first: a JWK set that is a chain. */
export interface PublishedKeys {
  readonly format: typeof KEYS_FORMAT;
  readonly keys: readonly PublishedKey[];
}

/** A key of a chain that holds. */
export interface ChainedKey {
  readonly key: CryptoKey;
  readonly kid: string;
  readonly validFrom: string;
  readonly retiredAt: string | undefined;
}

export interface KeyChain {
  /** The first key: who trusts it trusts all that follow. */
  readonly root: string;
  readonly keys: ReadonlyMap<string, ChainedKey>;
}

/** What a key signs about the one that takes over from it. */
export const attestation = (jwk: PublicJwk, kid: string, previous: string, validFrom: string): string => {
  const { kty, crv, x } = jwk;
  return canonicalJson({ format: ATTESTATION_FORMAT, jwk: { kty, crv, x }, kid, previous, validFrom });
};

const malformed = (words: string) => new Wrong('KEYS_MALFORMED', `Plik kluczy jest niepoprawny: ${words}.`);
const broken = (words: string) => new Wrong('KEYS_CHAIN_BROKEN', `Łańcuch kluczy jest przerwany: ${words}.`);

/** Checks the form of each key, that it has the name it should, and that each but the first is vouched for by the one before. */
export async function readKeys(value: unknown): Promise<KeyChain> {
  const { root, later } = sorted(await publishedKeys(value));
  const keys = new Map<string, ChainedKey>();
  for (let current: PublishedKey | undefined = root; current;) {
    const key = await publicKey(current);
    const next = await successor(current, key, later);
    const { kid, validFrom, retiredAt } = current;
    keys.set(kid, { key, kid, validFrom, retiredAt });
    current = next;
  }
  const [left] = later;
  if (left) throw broken(`klucza ${left.kid} nie poświadcza żaden klucz przed nim`);
  return { root: root.kid, keys };
}

async function publicKey({ x, kid }: PublishedKey): Promise<CryptoKey> {
  try {
    return (await importJWK({ kty: 'OKP', crv: 'Ed25519', x }, ALGORITHM)) as CryptoKey;
  } catch {
    throw malformed(`klucz ${kid} nie jest kluczem Ed25519`);
  }
}

async function publishedKeys(value: unknown): Promise<PublishedKey[]> {
  if (!isObject(value) || !Array.isArray(value.keys)) throw malformed('nie ma w nim listy „keys”');
  if (value.format !== KEYS_FORMAT) throw malformed(`format to nie ${KEYS_FORMAT}`);
  const keys: PublishedKey[] = [];
  for (const each of value.keys as unknown[]) keys.push(await publishedKey(each, keys.length + 1));
  const twice = keys.find(({ kid }, index) => keys.findIndex((other) => other.kid === kid) < index);
  if (twice) throw malformed(`klucz ${twice.kid} jest w nim dwa razy`);
  return keys;
}

const FORM: Record<string, (value: unknown) => boolean> = {
  kty: (value) => value === 'OKP',
  crv: (value) => value === 'Ed25519',
  x: (value) => typeof value === 'string' && KID.test(value) && base64url.encode(base64url.decode(value)) === value,
  kid: (value) => typeof value === 'string' && KID.test(value),
  use: (value) => value === 'sig',
  alg: (value) => value === ALGORITHM,
  validFrom: (value) => typeof value === 'string' && isInstant(value),
  retiredAt: (value) => value === undefined || (typeof value === 'string' && isInstant(value)),
  attestedBy: (value) => value === undefined || typeof value === 'string',
};

async function publishedKey(value: unknown, number: number): Promise<PublishedKey> {
  if (!isObject(value)) throw malformed(`klucz nr ${number} nie jest obiektem`);
  if ('d' in value) throw malformed(`klucz nr ${number} zawiera część prywatną, której nie wolno nikomu dawać`);
  const wrong = Object.keys(FORM).find((name) => !FORM[name]!(value[name]));
  if (wrong) throw malformed(`w kluczu nr ${number} pole „${wrong}” ma niedozwoloną wartość`);
  const key = value as JsonObject & PublishedKey;
  if ((await calculateJwkThumbprint(key)) !== key.kid)
    throw malformed(`„kid” klucza nr ${number} nie jest jego odciskiem (RFC 7638)`);
  return key;
}

/** The one key that nobody vouches for, and the rest. */
function sorted(keys: PublishedKey[]): { root: PublishedKey; later: Set<PublishedKey> } {
  const byAge = [...keys].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const [root, other] = byAge.filter(({ attestedBy }) => attestedBy === undefined);
  if (!root) throw keys.length ? broken('nie ma pierwszego klucza') : malformed('nie ma w nim żadnego klucza');
  if (other) throw new Wrong('KEY_UNATTESTED', `Klucza ${other.kid} nie poświadcza poprzedni klucz węzła.`);
  return { root, later: new Set(byAge.filter((each) => each !== root)) };
}

/** Takes the key that this one vouches for out of `later`; this one's retirement has to be the start of that one. */
async function successor(
  current: PublishedKey,
  key: CryptoKey,
  later: Set<PublishedKey>,
): Promise<PublishedKey | undefined> {
  const followers = [...later].filter((each) => previousOf(each) === current.kid);
  const [next, rival] = followers;
  if (!next) return undefined;
  if (rival) throw broken(`klucz ${current.kid} ma dwóch następców, ${next.kid} i ${rival.kid}`);
  if (!(await isAttested(current, key, next)))
    throw broken(`poświadczenie klucza ${next.kid} nie jest podpisem klucza ${current.kid} pod tym kluczem`);
  if (next.validFrom <= current.validFrom || current.retiredAt !== next.validFrom)
    throw broken(`klucz ${current.kid} nie przestaje działać wtedy, gdy zaczyna jego następca, ${next.kid}`);
  later.delete(next);
  return next;
}

/** Whom an attestation says it comes from; whether that is true is checked afterwards. */
function previousOf({ kid, attestedBy }: PublishedKey): unknown {
  try {
    const header = new TextDecoder().decode(base64url.decode(attestedBy!.split('.')[0]!));
    return (JSON.parse(header) as JsonObject).kid;
  } catch {
    throw broken(`poświadczenia klucza ${quoted(kid)} nie da się odczytać`);
  }
}

async function isAttested(current: PublishedKey, key: CryptoKey, next: PublishedKey): Promise<boolean> {
  const expected = attestation(next, next.kid, current.kid, next.validFrom);
  const verified = await compactVerify(next.attestedBy!, key, { algorithms: [ALGORITHM] }).catch(() => undefined);
  if (!verified) return false;
  const { payload, protectedHeader } = verified;
  return protectedHeader.typ === ATTESTATION_TYPE && new TextDecoder().decode(payload) === expected;
}
