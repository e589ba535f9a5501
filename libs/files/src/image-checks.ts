import { crc32 } from 'node:zlib';
import { damaged, unsafe } from './findings.ts';

const MOST_DIRECTORIES = 1_000;

/** Phones and scanners fill up with zeros. */
const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0 || byte === 10 || byte === 13);

/** Every chunk with its check sum, from the header to the end, and nothing after it. */
export function checkPng(bytes: Buffer): void {
  let at = 8;
  for (let isFirst = true; ; isFirst = false) {
    if (at + 12 > bytes.length) throw damaged();
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + length;
    if (end > bytes.length || isFirst !== (type === 'IHDR')) throw damaged();
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) throw damaged();
    at = end;
    if (type === 'IEND') break;
  }
  if (!isBlank(bytes.subarray(at))) throw unsafe('BYTES_AFTER');
}

/** Markers that stand alone, without a segment of their own. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** Past the data of a scan: the next marker that is neither a stuffed byte nor a restart. */
function scanEnd(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1];
    if (marker === undefined) break;
    if (marker !== 0 && marker !== 0xff && !isBare(marker)) return at;
  }
  throw damaged();
}

const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Past a marker's segment, and past the data of a scan. */
function segmentEnd(bytes: Buffer, at: number, marker: number): number {
  if (at + 4 > bytes.length) throw damaged();
  const end = at + 2 + bytes.readUInt16BE(at + 2);
  if (end > bytes.length || end < at + 4) throw damaged();
  return marker === 0xda ? scanEnd(bytes, end) : end;
}

/** Where the picture that begins here ends. */
function jpegEnd(bytes: Buffer, from: number): number {
  let hasFrame = false;
  for (let at = from + 2; ;) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) throw damaged();
    if (marker === 0xd9 && !hasFrame) throw damaged();
    if (marker === 0xd9) return at + 2;
    hasFrame ||= isFrame(marker);
    if (marker === 0xff) at += 1;
    else at = isBare(marker) ? at + 2 : segmentEnd(bytes, at, marker);
  }
}

/** From marker to marker; phones append further pictures to the first one, but nothing else may follow. */
export function checkJpeg(bytes: Buffer): void {
  let end = jpegEnd(bytes, 0);
  while (bytes[end] === 0xff && bytes[end + 1] === 0xd8 && bytes[end + 2] === 0xff) end = jpegEnd(bytes, end);
  if (!isBlank(bytes.subarray(end))) throw unsafe('BYTES_AFTER');
}

/** A chain of directories that stands within the file. Where its data ends cannot be told; `SECOND_FORMAT` is looked for. */
export function checkTiff(bytes: Buffer): void {
  if (bytes.length < 8) throw damaged();
  const isLittle = bytes[0] === 0x49;
  const u16 = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const seen = new Set<number>();
  for (let at = u32(4); at !== 0;) {
    if (at < 8 || at + 6 > bytes.length || seen.has(at) || seen.size >= MOST_DIRECTORIES) throw damaged();
    seen.add(at);
    const next = at + 2 + 12 * u16(at);
    if (next === at + 2 || next + 4 > bytes.length) throw damaged();
    at = u32(next);
  }
  if (!seen.size) throw damaged();
}
