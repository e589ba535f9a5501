import { MalformedRequest } from '#core';
import { JsonTooDeep, JsonTooLarge, LIMITS } from './gate.errors.ts';

const [QUOTE, ESCAPE, COMMA] = [0x22, 0x5c, 0x2c];
/** `{` and `}`; with the bit that tells them from `[` and `]`. */
const [OPENING, CLOSING, SQUARE] = [0x7b, 0x7d, 0x20];

/** Where a string that begins before `from` ends. */
function endOfString(bytes: Uint8Array, from: number): number {
  for (let end = bytes.indexOf(QUOTE, from); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let escapes = 0;
    while (bytes[end - 1 - escapes] === ESCAPE) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return bytes.length;
}

/** Refuses JSON too deep or too wide for a parser, before there is one. */
export function measure(bytes: Uint8Array): void {
  let [depth, elements] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) i = endOfString(bytes, i + 1);
    else if (byte === COMMA) elements++;
    else if ((byte | SQUARE) === CLOSING) depth--;
    else if ((byte | SQUARE) === OPENING) {
      elements++;
      if (++depth > LIMITS.jsonDepth) throw JsonTooDeep();
    }
    if (elements > LIMITS.jsonElements) throw JsonTooLarge();
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON in the bytes of a body. */
export function parsed(bytes: Uint8Array): unknown {
  measure(bytes);
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch {
    throw MalformedRequest();
  }
}
