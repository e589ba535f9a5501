import { fileTypeFromBuffer } from 'file-type';
import { damaged, Refused, unsafe, type Finding } from './findings.ts';
import { checkJpeg, checkPng, checkTiff } from './image-checks.ts';
import { isTaken, promisedBy, type MediaType } from './media-types.ts';
import { checkOffice, officeType } from './office-checks.ts';
import { checkPdf } from './pdf-checks.ts';
import { pdfCoverage } from './pdf-coverage.ts';
import { endsInZip } from './zip-directory.ts';

/** Readers take a file for a PDF that says so within so many bytes. */
const PDF_HEADER_WITHIN = 1_024;

/** A scan that was cut off has no directory by which it could be known. */
const TIFF = ['II*\0', 'MM\0*'];

/** Formats that are written as text: our own look at it says more. */
const TEXTS = /^text\/|xml$|rtf$/;

const MARKUP: readonly [RegExp, string][] = [
  [/^<svg[\s>]|^<\?xml[^]{0,2000}<svg[\s>]/i, 'image/svg+xml'],
  [/^<(!doctype html|html|head|body|script|iframe|meta|style|img|a|div|!--)[\s>-]/i, 'text/html'],
  [/^<(\?xml|!doctype|[a-z][\w:-]*[\s/>])/i, 'application/xml'],
  [/^\{\\rtf/i, 'application/rtf'],
  [/^#!/, 'application/x-script'],
];

/** Control characters that no text has. */
const NO_TEXT = /[\0-\x08\x0b\x0e-\x1f\x7f]/;

/** What a file without a known signature is: text of some kind, or data that nobody knows. */
function textType(bytes: Buffer): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.includes(0) ? 'application/octet-stream' : 'text/other';
  }
  if (NO_TEXT.test(text)) return 'application/octet-stream';
  const start = text.trimStart().slice(0, 3_000);
  return MARKUP.find(([form]) => form.test(start))?.[1] ?? 'text/plain';
}

/** The type that the content is of; the name has no say in it. */
export async function typeOf(bytes: Buffer): Promise<string> {
  const start = bytes.toString('latin1', 0, 5);
  if (start === '%PDF-') return 'application/pdf';
  if (start.startsWith('PK\x03\x04')) return officeType(bytes) ?? 'application/zip';
  const known = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime;
  if (!known && TIFF.includes(start.slice(0, 4))) return 'image/tiff';
  if (!known || TEXTS.test(known)) return textType(bytes);
  return known === 'image/apng' ? 'image/png' : known;
}

/** A file that another program would take for something else. */
function checkSecondFormat(bytes: Buffer, type: MediaType): void {
  const isPdf = type === 'application/pdf';
  if (!isPdf && bytes.subarray(0, PDF_HEADER_WITHIN).includes('%PDF-')) throw unsafe('SECOND_FORMAT');
  if (CHECKS[type] === checkOffice) return;
  if (endsInZip(bytes)) throw unsafe('SECOND_FORMAT');
}

const CHECKS: Partial<Record<MediaType, (bytes: Buffer) => void>> = {
  'application/pdf': checkPdf,
  'image/png': checkPng,
  'image/jpeg': checkJpeg,
  'image/tiff': checkTiff,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': checkOffice,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': checkOffice,
  'application/vnd.oasis.opendocument.text': checkOffice,
};

/** The type under which a file goes, once name and content agree. */
function agreed(found: string, promised: MediaType | undefined): MediaType {
  if (!isTaken(found)) throw new Refused({ kind: 'REFUSED_TYPE', found });
  if (found === 'text/plain' && promised === 'text/csv') return promised;
  if (found !== promised) throw new Refused({ kind: 'LIES', found });
  return found;
}

/** Looks into a file as if whoever sent it meant harm. It is a sieve and no virus scanner. */
export async function inspect(bytes: Buffer, name: string): Promise<Finding> {
  try {
    if (!bytes.length) throw damaged();
    const found = await typeOf(bytes);
    const promised = promisedBy(name);
    if (promised === 'application/pdf' && !isTaken(found) && bytes.subarray(0, PDF_HEADER_WITHIN).includes('%PDF-'))
      throw unsafe('BYTES_BEFORE');
    const mediaType = agreed(found, promised);
    checkSecondFormat(bytes, mediaType);
    CHECKS[mediaType]?.(bytes);
    return { kind: 'GOOD', mediaType, coverage: mediaType === 'application/pdf' ? pdfCoverage(bytes) : null };
  } catch (error) {
    if (error instanceof Refused) return error.finding;
    throw error;
  }
}
