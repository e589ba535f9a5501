import { Worker } from 'node:worker_threads';
import { zipDirectory } from '#files';
import type { TableFile } from './table-file.ts';
import { TABLE_LIMITS, UnreadableTable, type UnreadableReason } from './imports.errors.ts';

const LONGEST_READING = 30_000;
const HEAP_MEGABYTES = 1024;

/** Node runs the source itself and the build's output alike, each with its own extension. */
const WORKER = new URL(`./xlsx.worker${import.meta.url.slice(-3)}`, import.meta.url);

const REASON_OF: Record<string, UnreadableReason> = {
  ERR_WORKER_OUT_OF_MEMORY: 'UNPACKS_TOO_LARGE',
};

/** The reader believes the archive's directory and stops at the sizes declared there; so they are what to check. */
function checkArchive(bytes: Uint8Array): void {
  const entries = zipDirectory(bytes)?.entries;
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
