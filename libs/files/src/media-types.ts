/** What is taken, by the type that the content turns out to be. Nothing here may need more than JavaScript: threads read it too. */
export const MEDIA_TYPES = {
  'application/pdf': { name: 'PDF', extensions: ['pdf'] },
  'image/png': { name: 'PNG', extensions: ['png'] },
  'image/jpeg': { name: 'JPEG', extensions: ['jpg', 'jpeg'] },
  'image/tiff': { name: 'TIFF', extensions: ['tif', 'tiff'] },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': { name: 'DOCX', extensions: ['docx'] },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { name: 'XLSX', extensions: ['xlsx'] },
  'application/vnd.oasis.opendocument.text': { name: 'ODT', extensions: ['odt'] },
  'text/plain': { name: 'TXT', extensions: ['txt'] },
  'text/csv': { name: 'CSV', extensions: ['csv'] },
} as const;

export type MediaType = keyof typeof MEDIA_TYPES;

const all = Object.keys(MEDIA_TYPES) as MediaType[];
const SCANS: readonly MediaType[] = ['application/pdf', 'image/png', 'image/jpeg', 'image/tiff'];

const MB = 1024 * 1024;

/** What each purpose takes. */
export const PURPOSES: Record<
  'ATTACHMENT' | 'SCAN' | 'SIGNED_PDF',
  { readonly maxBytes: number; readonly mediaTypes: readonly MediaType[] }
> = {
  ATTACHMENT: { maxBytes: 25 * MB, mediaTypes: all },
  SCAN: { maxBytes: 25 * MB, mediaTypes: SCANS },
  SIGNED_PDF: { maxBytes: 25 * MB, mediaTypes: ['application/pdf'] },
};

/** All other limits of uploads. */
export const UPLOAD_LIMITS = {
  /** What one person may send within 24 hours, open tickets included. */
  bytesPerDay: 200 * MB,
  filesPerDay: 200,
  ticketMinutes: 10,
  /** A sender has so long at the least, and a second more for each so many bytes. */
  graceMs: 10_000,
  bytesPerSecond: 100 * 1024,
  /** How many files are looked into at once, in threads. */
  inspections: 2,
  /** How long a file waits for its turn and is looked into: together less than the silence that ends a connection. */
  turnMs: 5_000,
  inspectionMs: 5_000,
  inspectionHeapMb: 512,
  unusedHours: 24,
} as const;

export const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** The type that a name promises; undefined where none that is taken ends like that. */
export const promisedBy = (name: string): MediaType | undefined =>
  all.find((type) => (MEDIA_TYPES[type].extensions as readonly string[]).includes(extensionOf(name)));

export const isTaken = (type: string): type is MediaType => type in MEDIA_TYPES;

const OTHERS: Record<string, string> = {
  'application/gzip': 'archiwum GZIP',
  'application/vnd.rar': 'archiwum RAR',
  'application/x-7z-compressed': 'archiwum 7z',
  'application/x-cfb': 'dokument w starym formacie (DOC, XLS) albo chroniony hasłem',
  'application/x-elf': 'program',
  'application/x-mach-binary': 'program',
  'application/x-msdownload': 'program',
  'application/x-script': 'skrypt',
  'application/x-tar': 'archiwum TAR',
  'application/xml': 'XML',
  'application/zip': 'archiwum ZIP',
  'application/octet-stream': 'dane, których nie rozpoznajemy',
  'image/svg+xml': 'SVG',
  'text/html': 'strona HTML',
  'text/other': 'tekst w innym kodowaniu niż UTF-8',
};

/** A type in words for people. */
export const typeName = (type: string): string =>
  isTaken(type) ? MEDIA_TYPES[type].name : (OTHERS[type] ?? type.replace(/^(application|image|text)\/(x-)?/, ''));
