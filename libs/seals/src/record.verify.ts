import { base64url, flattenedVerify } from 'jose';
import { canonicalJson } from './canonical.json.ts';
import { readKeys, type ChainedKey, type KeyChain } from './keys.chain.ts';
import { readRecord } from './record.file.ts';
import {
  ALGORITHM,
  DETACHED,
  encodedPayload,
  sealHeader,
  type SealedRecord,
  type SealHeader,
} from './record.format.ts';
import { isObject, quoted, Wrong, type JsonObject, type Problem } from './record.problem.ts';

type Content = Record<string, unknown>;

/** What a kind of record has to fulfil beyond its seal; gives the first thing that is wrong. */
export type RecordCheck = (record: Content, sealed: SealedRecord) => Problem | undefined | Promise<Problem | undefined>;

export interface Verified extends SealedRecord {
  readonly ok: true;
  /** The first key of the node's chain: compare it with what you know of the node. */
  readonly root: string;
}

export type VerifyResult = Verified | ({ readonly ok: false } & Problem);

interface VerifyOptions {
  readonly checks?: Readonly<Record<string, RecordCheck>>;
}

/**
 * Checks a downloaded record, byte by byte, against the node's published keys, and names the first thing that is wrong.
 * Needs no network; runs in Node and in browsers alike.
 */
export async function verifyRecord(
  file: string | Uint8Array,
  keys: unknown,
  { checks = {} }: VerifyOptions = {},
): Promise<VerifyResult> {
  try {
    await refuseWithoutEd25519();
    const sealed = readRecord(file);
    const chain = await readKeys(keys);
    await verifySeal(sealed, chain);
    const wrong = Object.hasOwn(checks, sealed.kind) ? await checks[sealed.kind]!(sealed.record, sealed) : undefined;
    if (wrong) throw new Wrong(wrong.problem, wrong.message);
    return { ok: true, ...sealed, root: chain.root };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, problem: error.problem, message: error.message };
    throw error;
  }
}

/** Pages that are not served over TLS have no Web Crypto, and browsers from before 2025 may not know the curve. */
async function refuseWithoutEd25519(): Promise<void> {
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'; // RFC 8037, appendix A
  const jwk = { kty: 'OKP', crv: 'Ed25519', x };
  const { subtle } = globalThis.crypto as { subtle?: typeof globalThis.crypto.subtle };
  const known = await subtle?.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']).catch(() => undefined);
  if (!known)
    throw new Wrong(
      'CANNOT_VERIFY',
      'Ten program nie umie sprawdzać podpisów Ed25519: otwórz stronę przez https albo użyj nowszej przeglądarki.',
    );
}

async function verifySeal(sealed: SealedRecord, { keys }: KeyChain): Promise<void> {
  const { kid, jws } = sealed.seal;
  const key = keys.get(kid);
  if (!key) throw new Wrong('KEY_UNKNOWN', `Klucza z pola „seal.kid” (${kid}) nie ma wśród kluczy tego węzła.`);
  const [, header, signature] = DETACHED.exec(jws)!;
  compareHeader(headerOf(header!), sealed);
  await refuseOtherSignature(
    { protected: header!, payload: encodedPayload(sealed.record), signature: signature! },
    key,
  );
  refuseOtherTime(sealed, key);
}

function headerOf(encoded: string): JsonObject {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(base64url.decode(encoded)));
    if (isObject(header) && isObject(header.parts)) return header;
  } catch {
    // Falls through to the same words.
  }
  throw new Wrong('SEAL_MALFORMED', 'Nagłówka pieczęci w polu „seal.jws” nie da się odczytać.');
}

/** The header repeats what the envelope says, and has the hash of each part of the record: so it can tell what is new. */
function compareHeader(header: JsonObject, { kind, record, seal }: SealedRecord): void {
  const expected = sealHeader(kind, record, seal);
  const differs = (['format', 'kind', 'kid', 'sealedAt'] as const).find((name) => header[name] !== expected[name]);
  if (differs) {
    const place = differs === 'kid' || differs === 'sealedAt' ? `seal.${differs}` : differs;
    throw new Wrong(
      'SEAL_MISMATCH',
      `Pole „${place}” mówi co innego niż pieczęć: zostało zmienione po opieczętowaniu.`,
    );
  }
  refuseOtherParts(header.parts as JsonObject, expected.parts);
  if (!isSame(header, expected))
    throw new Wrong('SEAL_MALFORMED', 'Nagłówek pieczęci w polu „seal.jws” nie jest nagłówkiem pieczęci węzła.');
}

function isSame(header: JsonObject, expected: SealHeader): boolean {
  try {
    return canonicalJson(header) === canonicalJson(expected);
  } catch {
    return false; // it holds what no node writes
  }
}

function refuseOtherParts(sealed: JsonObject, found: JsonObject): void {
  const missing = Object.keys(sealed).find((name) => !Object.hasOwn(found, name));
  if (missing !== undefined)
    throw new Wrong('RECORD_CHANGED', `Z zapisu usunięto po opieczętowaniu część ${quoted(`record.${missing}`)}.`);
  for (const name of Object.keys(found)) {
    const part = quoted(`record.${name}`);
    if (!Object.hasOwn(sealed, name))
      throw new Wrong('RECORD_CHANGED', `Do zapisu dopisano po opieczętowaniu część ${part}.`);
    if (sealed[name] !== found[name])
      throw new Wrong('RECORD_CHANGED', `Część zapisu ${part} zmieniono po opieczętowaniu.`);
  }
}

interface Signed {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

async function refuseOtherSignature(signed: Signed, { key, kid }: ChainedKey): Promise<void> {
  const exact = base64url.encode(base64url.decode(signed.signature)) === signed.signature;
  const verified = exact && (await flattenedVerify(signed, key, { algorithms: [ALGORITHM] }).catch(() => undefined));
  if (!verified)
    throw new Wrong('SEAL_INVALID', `Podpis w polu „seal.jws” nie jest podpisem klucza ${kid} pod tym zapisem.`);
}

function refuseOtherTime({ seal: { sealedAt } }: SealedRecord, { kid, validFrom, retiredAt }: ChainedKey): void {
  if (sealedAt < validFrom)
    throw new Wrong('SEALED_TOO_EARLY', `Pieczęć z ${sealedAt} jest starsza niż klucz ${kid} (od ${validFrom}).`);
  if (retiredAt !== undefined && sealedAt > retiredAt)
    throw new Wrong(
      'SEALED_AFTER_RETIREMENT',
      `Pieczęć z ${sealedAt} złożono kluczem ${kid}, który wycofano ${retiredAt}.`,
    );
}
