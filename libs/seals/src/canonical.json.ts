import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

/** No record of ours is deeper; what is would only be made to exhaust the stack. */
const DEEPEST = 64;
const HALF_A_PAIR = /\p{Cs}/u;

/** A value that has no canonical JSON; `path` leads to the part that is to blame. */
export class NotCanonical extends TypeError {
  constructor(
    readonly path: string,
    why: string,
  ) {
    super(`${path || 'the value'} ${why}`);
  }
}

/** Instances are refused rather than guessed at; a prototype of another realm is as plain as our own. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function childrenOf(value: object, path: string): [string, unknown][] {
  if (Array.isArray(value)) return Array.from(value, (each: unknown, index) => [`${path}[${index}]`, each]);
  if (!isPlain(value)) throw new NotCanonical(path, 'is no plain object');
  return Object.entries(value).map(([name, each]) => {
    if (HALF_A_PAIR.test(name)) throw new NotCanonical(path, 'has a name with half a surrogate pair');
    return [path ? `${path}.${name}` : name, each];
  });
}

/** Throws for all that JSON would leave out, round or turn into something else without a word. */
function refuse(value: unknown, path: string, depth: number): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotCanonical(path, 'is no finite number');
  } else if (typeof value === 'string') {
    if (HALF_A_PAIR.test(value)) throw new NotCanonical(path, 'has half a surrogate pair');
  } else if (typeof value !== 'object') throw new NotCanonical(path, `is ${typeof value}, which JSON does not know`);
  else if (depth === DEEPEST) throw new NotCanonical(path, `is deeper than ${DEEPEST} levels`);
  else for (const [where, each] of childrenOf(value, path)) refuse(each, where, depth + 1);
}

/** JSON as RFC 8785 has it: equal values are equal texts. Only plain values: write dates and big numbers as texts yourself. */
export function canonicalJson(value: unknown): string {
  refuse(value, '', 0);
  return canonicalize(value)!;
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => utf8ToBytes(text);

/** SHA-256 of a value's canonical JSON, in 64 small hexadecimal digits. */
export const contentHash = (value: unknown): string => bytesToHex(sha256(bytesOf(canonicalJson(value))));
