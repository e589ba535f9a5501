/** One token of a PDF's own syntax, with where it stands; what a stream holds is one token, unread. */
export interface Token {
  readonly kind: 'open' | 'close' | 'array' | 'arrayEnd' | 'name' | 'word' | 'hex' | 'string' | 'stream';
  readonly at: number;
  readonly end: number;
  /** A name without its slash and escapes, or a word. */
  readonly text: string;
}

const code = (char: string): number => char.charCodeAt(0);
const [SLASH, LESS, MORE, LEFT, RIGHT, PERCENT, BACKSLASH] = [...'/<>()%\\'].map(code) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const [SQUARE, SQUARE_END, LF, CR] = [code('['), code(']'), 10, 13];

/** What each byte is: 0 a part of a word or name, 1 a space, 2 a delimiter. */
const KIND = new Uint8Array(256);
for (const byte of [0, 9, LF, 12, CR, 32]) KIND[byte] = 1;
for (const mark of '()<>[]{}/%') KIND[code(mark)] = 2;

const unescaped = (name: string): string =>
  name.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** Reads a PDF from its first byte to its last, whatever its cross-reference table says. */
export class PdfTokens implements Iterable<Token> {
  private readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  *[Symbol.iterator](): Generator<Token> {
    let last: Token['kind'] | undefined;
    for (let at = this.skip(0); at < this.bytes.length;) {
      const token = this.next(at);
      const isStream = token.text === 'stream' && token.kind === 'word' && last === 'close';
      const given = isStream ? this.stream(token) : token;
      last = given.kind;
      yield given;
      at = this.skip(given.end);
    }
  }

  /** Past spaces and comments. */
  private skip(from: number): number {
    const { bytes } = this;
    let at = from;
    for (; at < bytes.length; at++) {
      if (bytes[at] === PERCENT) while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
      else if (KIND[bytes[at]!] !== 1) break;
    }
    return at;
  }

  private next(at: number): Token {
    const byte = this.bytes[at];
    if (byte === SLASH) return this.name(at);
    if (byte === LEFT) return { kind: 'string', at, end: this.stringEnd(at), text: '' };
    if (byte === LESS || byte === MORE) return this.angle(at, byte);
    if (byte === SQUARE) return { kind: 'array', at, end: at + 1, text: '' };
    if (byte === SQUARE_END) return { kind: 'arrayEnd', at, end: at + 1, text: '' };
    const end = Math.max(this.regularEnd(at), at + 1);
    return { kind: 'word', at, end, text: this.bytes.toString('latin1', at, end) };
  }

  private name(at: number): Token {
    const end = this.regularEnd(at + 1);
    const raw = this.bytes.toString('latin1', at + 1, end);
    return { kind: 'name', at, end, text: raw.includes('#') ? unescaped(raw) : raw };
  }

  private angle(at: number, byte: number): Token {
    if (this.bytes[at + 1] === byte) return { kind: byte === LESS ? 'open' : 'close', at, end: at + 2, text: '' };
    if (byte === MORE) return { kind: 'word', at, end: at + 1, text: '>' };
    const close = this.bytes.indexOf(MORE, at);
    return { kind: 'hex', at, end: close < 0 ? this.bytes.length : close + 1, text: '' };
  }

  private stringEnd(from: number): number {
    let depth = 0;
    for (let at = from; at < this.bytes.length; at++) {
      const byte = this.bytes[at];
      if (byte === BACKSLASH) at++;
      else if (byte === LEFT) depth++;
      else if (byte === RIGHT && --depth === 0) return at + 1;
    }
    return this.bytes.length;
  }

  private regularEnd(from: number): number {
    const { bytes } = this;
    let at = from;
    while (at < bytes.length && KIND[bytes[at]!] === 0) at++;
    return at;
  }

  /** From the first byte of the data to the word that ends it. */
  private stream({ end: word }: Token): Token {
    const { bytes } = this;
    const at = word + (bytes[word] === CR && bytes[word + 1] === LF ? 2 : 1);
    const end = bytes.indexOf('endstream', Math.min(at, bytes.length), 'latin1');
    return { kind: 'stream', at, end: end < 0 ? bytes.length : end, text: '' };
  }
}
