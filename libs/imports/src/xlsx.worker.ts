import { parentPort, workerData } from 'node:worker_threads';
import { readSheet } from 'read-excel-file/universal';

const DATE_END = 10;

/** As many digits as were typed: a number in a cell is often a NIP, a REGON or a postal code. */
const numberText = (text: string): string => {
  if (/^-?\d+$/.test(text)) return text;
  const value = Number(text);
  return Number.isSafeInteger(value) ? String(BigInt(value)) : String(value);
};

const dateText = (date: Date): string => {
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, DATE_END) : text.slice(0, 16).replace('T', ' ');
};

const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'boolean') return value ? 'PRAWDA' : 'FAŁSZ';
  return String(value);
};

const { bytes } = workerData as { bytes: ArrayBuffer };
const rows = await readSheet(bytes, 1, { parseNumber: numberText });
parentPort?.postMessage(rows.map((row) => row.map(cellText)));
