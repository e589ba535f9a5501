/** Signatures and sizes of the parts of a ZIP's directory. */
const END = 0x06054b50;
const END_SIZE = 22;
const END_MARK = 'PK\x05\x06';
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const ZIP64_LOCATOR = 0x07064b50;
const LONGEST_COMMENT = 65_535;

export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly packedSize: number;
  readonly unpackedSize: number;
  /** Where its own header begins. */
  readonly at: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  readonly start: number;
  readonly end: number;
  readonly commentLength: number;
}

function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_SIZE - LONGEST_COMMENT);
  for (let at = view.byteLength - END_SIZE; at >= first; at -= 1) if (view.getUint32(at, true) === END) return at;
  return -1;
}

function entryAt(bytes: Uint8Array, view: DataView, at: number): ZipEntry & { next: number } {
  const nameEnd = at + ENTRY_SIZE + view.getUint16(at + 28, true);
  return {
    name: new TextDecoder().decode(bytes.subarray(at + ENTRY_SIZE, nameEnd)),
    isEncrypted: (view.getUint16(at + 8, true) & 0x2041) !== 0,
    method: view.getUint16(at + 10, true),
    packedSize: view.getUint32(at + 20, true),
    unpackedSize: view.getUint32(at + 24, true),
    at: view.getUint32(at + 42, true),
    next: nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true),
  };
}

/** Whether an archive ends somewhere near the end: programs open it too, whatever stands before it. */
export function endsInZip(bytes: Buffer): boolean {
  const first = Math.max(0, bytes.length - END_SIZE - LONGEST_COMMENT);
  for (let at = bytes.lastIndexOf(END_MARK); at >= first; at = bytes.lastIndexOf(END_MARK, at - 1)) {
    const start = at + END_SIZE <= bytes.length ? at - bytes.readUInt32LE(at + 12) : -1;
    if (start >= 0 && start < at && bytes.readUInt32LE(start) === ENTRY) return true;
    if (at === 0) break;
  }
  return false;
}

/** What an archive says it holds, without unpacking any of it; null when it is no plain ZIP (ZIP64 is none here). */
export function zipDirectory(bytes: Uint8Array): ZipDirectory | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0 || (end >= 20 && view.getUint32(end - 20, true) === ZIP64_LOCATOR)) return null;
  const start = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  let at = start;
  for (let left = view.getUint16(end + 8, true); left > 0; left -= 1) {
    if (at + ENTRY_SIZE > view.byteLength || view.getUint32(at, true) !== ENTRY) return null;
    const { next, ...entry } = entryAt(bytes, view, at);
    entries.push(entry);
    at = next;
  }
  return { entries, start, end, commentLength: view.byteLength - end - END_SIZE };
}
