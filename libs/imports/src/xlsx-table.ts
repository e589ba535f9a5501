import { Worker } from 'node:worker_threads';
import type { TableFile } from './table-file.ts';
import { TABLE_LIMITS, UnreadableTable, type UnreadableReason } from './imports.errors.ts';

const LONGEST_READING = 30_000;
const HEAP_MEGABYTES = 1024;

/** Node runs the source itself and the build's output alike, each with its own extension. */
const WORKER = new URL(`./xlsx.worker${import.meta.url.slice(-3)}`, import.meta.url);

/** Signatures and sizes of the parts of a ZIP's directory. */
const END = 0x06054b50;
const END_SIZE = 22;
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const ZIP64_LOCATOR = 0x07064b50;
const LONGEST_COMMENT = 65_535;

const REASON_OF: Record<string, UnreadableReason> = {
  ERR_WORKER_OUT_OF_MEMORY: 'UNPACKS_TOO_LARGE',
};

interface ZipEntry {
  name: string;
  unpackedSize: number;
}

const findEnd = (view: DataView): number => {
  const first = Math.max(0, view.byteLength - END_SIZE - LONGEST_COMMENT);
  for (let at = view.byteLength - END_SIZE; at >= first; at -= 1) if (view.getUint32(at, true) === END) return at;
  return -1;
};

/** What an archive says it holds, without unpacking any of it; null when it is no plain ZIP (ZIP64 is none here). */
function zipEntries(bytes: Uint8Array): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0 || (end >= 20 && view.getUint32(end - 20, true) === ZIP64_LOCATOR)) return null;
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 8, true); left > 0; left -= 1) {
    if (at + ENTRY_SIZE > view.byteLength || view.getUint32(at, true) !== ENTRY) return null;
    const nameLength = view.getUint16(at + 28, true);
    const name = bytes.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
    entries.push({ name: new TextDecoder().decode(name), unpackedSize: view.getUint32(at + 24, true) });
    at += ENTRY_SIZE + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The reader believes the archive's directory and stops at the sizes declared there; so they are what to check. */
function checkArchive(bytes: Uint8Array): void {
  const entries = zipEntries(bytes);
  if (!entries) throw new UnreadableTable('DAMAGED');
  if (!entries.some(({ name }) => name === 'xl/workbook.xml')) throw new UnreadableTable('NOT_A_TABLE');
  const unpacked = entries.reduce((total, { unpackedSize }) => total + unpackedSize, 0);
  if (unpacked > TABLE_LIMITS.unpackedBytes) throw new UnreadableTable('UNPACKS_TOO_LARGE');
}

/** A thread of its own: parsing XML holds its thread for seconds, and its memory and time can be limited. */
function readFirstSheet(bytes: Uint8Array): Promise<string[][]> {
  const copy = new Uint8Array(bytes).buffer;
  const worker = new Worker(WORKER, {
    workerData: { bytes: copy },
    transferList: [copy],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  return new Promise<string[][]>((resolve, reject) => {
    const clock = setTimeout(() => reject(new UnreadableTable('TOO_SLOW')), LONGEST_READING);
    worker.once('message', resolve);
    worker.once('error', (error: NodeJS.ErrnoException) =>
      reject(new UnreadableTable(REASON_OF[error.code ?? ''] ?? 'DAMAGED')),
    );
    worker.once('exit', () => {
      clearTimeout(clock);
      reject(new UnreadableTable('DAMAGED'));
    });
  }).finally(() => worker.terminate());
}

export async function readXlsx(bytes: Uint8Array): Promise<TableFile> {
  checkArchive(bytes);
  const sheet = await readFirstSheet(bytes);
  const rows = sheet
    .map((cells, index) => ({ line: index + 1, cells }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [header, ...body] = rows;
  return { encoding: null, separator: null, header: header?.cells ?? [], rows: body };
}
