import { inflateSync } from 'node:zlib';
import { damaged, unsafe, type UnsafeReason } from './findings.ts';
import { PdfTokens } from './pdf-tokens.ts';

const MOST_UNPACKED = 100 * 1024 * 1024;
const LARGEST_STREAM = 16 * 1024 * 1024;
/** Real documents nest their dictionaries a dozen deep. */
const DEEPEST = 500;
const END = '%%EOF';

/** What a reader would run or take out of the file, by its names in the file's syntax. */
const UNWANTED: Record<string, UnsafeReason> = {
  Encrypt: 'ENCRYPTED',
  JavaScript: 'ACTIVE_CONTENT',
  JS: 'ACTIVE_CONTENT',
  Launch: 'ACTIVE_CONTENT',
  RichMedia: 'ACTIVE_CONTENT',
  XFA: 'ACTIVE_CONTENT',
  EmbeddedFile: 'FILES_INSIDE',
  EmbeddedFiles: 'FILES_INSIDE',
};
const UNREADABLE = ['LZWDecode', 'ASCII85Decode', 'ASCIIHexDecode', 'RunLengthDecode', 'Crypt'];

/** Header first, end last, a catalogue between them, and nothing in it that acts; compressed objects are looked into too. */
export function checkPdf(bytes: Buffer): void {
  if (!/^%PDF-[12]\.\d/.test(bytes.toString('latin1', 0, 8))) throw damaged();
  const end = bytes.lastIndexOf(END, undefined, 'latin1');
  if (end < 0) throw damaged();
  if (/[^\s\0]/.test(bytes.toString('latin1', end + END.length))) throw unsafe('BYTES_AFTER');
  const state: Sight = { unpacked: 0, hasCatalog: false };
  look(bytes, state, true);
  if (!state.hasCatalog) throw damaged();
}

interface Sight {
  unpacked: number;
  hasCatalog: boolean;
}

function look(bytes: Buffer, sight: Sight, hasStreams: boolean): void {
  let depth = 0;
  let names: string[] = [];
  for (const { kind, text, at, end } of new PdfTokens(bytes)) {
    if (depth > DEEPEST) throw unsafe('TOO_COMPLEX');
    if (kind === 'open' && depth++ === 0) names = [];
    else if (kind === 'close') depth = Math.max(0, depth - 1);
    else if (kind === 'name') names.push(note(text, sight));
    else if (kind === 'stream' && hasStreams && names.includes('ObjStm'))
      lookInside(bytes.subarray(at, end), names, sight);
  }
}

function note(name: string, sight: Sight): string {
  const reason = Object.hasOwn(UNWANTED, name) ? UNWANTED[name] : undefined;
  if (reason) throw unsafe(reason);
  sight.hasCatalog ||= name === 'Catalog';
  return name;
}

function lookInside(body: Buffer, names: readonly string[], sight: Sight): void {
  if (names.some((name) => UNREADABLE.includes(name))) throw damaged();
  const text = names.some((name) => name === 'FlateDecode' || name === 'Fl') ? inflated(body) : body;
  sight.unpacked += text.length;
  if (sight.unpacked > MOST_UNPACKED) throw unsafe('UNPACKS_TOO_LARGE');
  look(text, sight, false);
}

function inflated(body: Buffer): Buffer {
  try {
    return inflateSync(body, { maxOutputLength: LARGEST_STREAM });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? unsafe('UNPACKS_TOO_LARGE') : damaged();
  }
}
