import { inflateRawSync } from 'node:zlib';
import { damaged, unsafe } from './findings.ts';
import type { MediaType } from './media-types.ts';
import { zipDirectory, type ZipDirectory, type ZipEntry } from './zip-directory.ts';

const LOCAL = 0x04034b50;
const LOCAL_SIZE = 30;
const MOST_ENTRIES = 5_000;
const MOST_UNPACKED = 200 * 1024 * 1024;
const LARGEST_PART = 1024 * 1024;

const MAIN_PARTS: Record<string, MediaType> = {
  'word/document.xml': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'xl/workbook.xml': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const ODT: MediaType = 'application/vnd.oasis.opendocument.text';

/** Macros, controls and embedded objects, by the places where office programs keep them. */
const ACTIVE =
  /(^|\/)(vbaProject[^/]*\.bin|vbaData\.xml|macrosheets\/|activeX\/|oleObject[^/]*\.bin$)|^(Basic|Scripts|Object \d+)\/|^xl\/(macro|dialog)sheets\//i;
const MACRO_TYPES = /macroEnabled|vbaProject|activeX/i;
const OUTSIDE = /^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)|\0/i;
const PROGRAM = /\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar)$/i;

/** The document that an archive is, by its main part; null for any other archive. */
export function officeType(bytes: Buffer): MediaType | null {
  const directory = zipDirectory(bytes);
  const names = new Set(directory?.entries.map(({ name }) => name));
  const main = Object.keys(MAIN_PARTS).find((part) => names.has(part));
  if (main && names.has('[Content_Types].xml')) return MAIN_PARTS[main]!;
  const mimetype = directory?.entries.find(({ name }) => name === 'mimetype');
  return mimetype && names.has('content.xml') && partOf(bytes, mimetype)?.trim() === ODT ? ODT : null;
}

/** A small part's text, within bounds; undefined where it cannot be had. */
function partOf(bytes: Buffer, { at, method, packedSize, unpackedSize }: ZipEntry): string | undefined {
  if (at + LOCAL_SIZE > bytes.length || bytes.readUInt32LE(at) !== LOCAL || unpackedSize > LARGEST_PART)
    return undefined;
  const start = at + LOCAL_SIZE + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  const packed = bytes.subarray(start, start + packedSize);
  try {
    return method === 0
      ? packed.toString('utf8')
      : inflateRawSync(packed, { maxOutputLength: LARGEST_PART }).toString();
  } catch {
    return undefined;
  }
}

/** By the directory alone, but for the small part that names the types of the others. */
export function checkOffice(bytes: Buffer): void {
  const directory = zipDirectory(bytes);
  if (!directory) throw damaged();
  checkFrame(bytes, directory);
  const { entries } = directory;
  if (entries.some(({ isEncrypted }) => isEncrypted)) throw unsafe('ENCRYPTED');
  if (entries.some(({ name }) => ACTIVE.test(name))) throw unsafe('ACTIVE_CONTENT');
  if (entries.some(({ name }) => PROGRAM.test(name))) throw unsafe('FILES_INSIDE');
  const types = entries.find(({ name }) => name === '[Content_Types].xml' || name === 'META-INF/manifest.xml');
  const text = types && partOf(bytes, types);
  if (text === undefined) throw damaged();
  if (MACRO_TYPES.test(text)) throw unsafe('ACTIVE_CONTENT');
  if (text.includes('encryption-data')) throw unsafe('ENCRYPTED');
}

/** Every byte belongs to an entry or to the directory, and nothing unpacks beyond the limit. */
function checkFrame(bytes: Buffer, { entries, start, end, commentLength }: ZipDirectory): void {
  if (commentLength > 0) throw unsafe('BYTES_AFTER');
  if (entries.length === 0 || entries.length > MOST_ENTRIES || start > end) throw damaged();
  const ordered = [...entries].sort((a, b) => a.at - b.at);
  if (ordered[0]!.at !== 0) throw unsafe('BYTES_BEFORE');
  ordered.forEach(({ at, name, packedSize }, i) => {
    const next = ordered[i + 1]?.at ?? start;
    const isThere = at + LOCAL_SIZE <= start && bytes.readUInt32LE(at) === LOCAL;
    if (!isThere || at + LOCAL_SIZE + packedSize > next || OUTSIDE.test(name)) throw damaged();
  });
  const unpacked = entries.reduce((total, { unpackedSize }) => total + unpackedSize, 0);
  if (unpacked > MOST_UNPACKED) throw unsafe('UNPACKS_TOO_LARGE');
}
