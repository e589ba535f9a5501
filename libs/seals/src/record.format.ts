import { base64url } from 'jose';
import { bytesOf, canonicalJson, contentHash } from './canonical.json.ts';

export const RECORD_FORMAT = 'konwent-record/1';
export const SEAL_TYPE = 'konwent-record+jws';
/** RFC 9864: the name that says the curve too. */
export const ALGORITHM = 'Ed25519';

export interface Seal {
  /** The node's key, by its RFC 7638 thumbprint. */
  readonly kid: string;
  /** UTC with milliseconds. */
  readonly sealedAt: string;
  /** Detached: `<protected>..<signature>`, over the canonical JSON of the record. */
  readonly jws: string;
}

/** What a node says for good. Its file is the canonical JSON of all of it, to the byte. */
export interface SealedRecord<Content extends object = Record<string, unknown>> {
  readonly format: typeof RECORD_FORMAT;
  readonly kind: string;
  readonly record: Content;
  readonly seal: Seal;
}

/** The kinds of records are named like this: `declaration`, `poll-result`. */
export const KIND = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
export const KID = /^[A-Za-z0-9_-]{43}$/;
export const DETACHED = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]{86})$/;

export const isInstant = (text: string): boolean =>
  INSTANT.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;

/** The file that people download and keep. */
export const recordFile = (sealed: SealedRecord<object>): string => canonicalJson(sealed);

/** What the signature covers beside the record; the hash of each part lets a verifier name the one that was changed. */
export interface SealHeader {
  readonly alg: typeof ALGORITHM;
  readonly typ: typeof SEAL_TYPE;
  readonly format: typeof RECORD_FORMAT;
  readonly kid: string;
  readonly kind: string;
  readonly sealedAt: string;
  readonly parts: Record<string, string>;
}

export function sealHeader(kind: string, record: object, { kid, sealedAt }: Omit<Seal, 'jws'>): SealHeader {
  const parts = Object.fromEntries(Object.entries(record).map(([name, value]) => [name, contentHash(value)]));
  return { alg: ALGORITHM, typ: SEAL_TYPE, format: RECORD_FORMAT, kid, kind, sealedAt, parts };
}

/** The record as the signature has it. */
export const payloadOf = (record: object): Uint8Array<ArrayBuffer> => bytesOf(canonicalJson(record));
export const encodedPayload = (record: object): string => base64url.encode(payloadOf(record));
