import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

let count = 0;
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A PDF of one page, another one each time; `objects` go in beside, `catalog` into the catalogue. */
export function pdf({ objects = [] as string[], catalog = '', says = `strona ${++count}` } = {}): Buffer {
  const page = `BT /F1 12 Tf 72 720 Td (${says}) Tj ET`;
  const bodies = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Kids [3 0 R] /Count 1 >>`,
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>`,
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    ...objects,
  ];
  return withTable('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', bodies, 1, '');
}

/** Objects numbered from one on, their table, and a trailer. */
function withTable(before: string, bodies: readonly string[], first: number, trailer: string): Buffer {
  let text = before;
  const offsets = bodies.map((body, i) => {
    const at = text.length;
    text += `${first + i} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 1\n0000000000 65535 f \n${first} ${bodies.length}\n${rows}`;
  return latin1(
    `${text}${table}trailer\n<< /Size ${first + bodies.length} /Root 1 0 R ${trailer}>>\nstartxref\n${text.length}\n%%EOF\n`,
  );
}

export interface SignatureShape {
  /** How long the place for the signature is, in hexadecimal digits. */
  readonly digits?: number;
  readonly contentsFirst?: boolean;
  readonly range?: (numbers: readonly [number, number, number, number]) => readonly (number | string)[];
  readonly hex?: string;
}

/** Appends an incremental update with a signature over everything so far and itself, as signing programs do. */
export function signed(
  document: Buffer,
  { digits = 64, contentsFirst = false, range = (numbers) => numbers, hex }: SignatureShape = {},
): Buffer {
  const number = 100 + [...document.toString('latin1').matchAll(/ByteRange/g)].length;
  const room = '[**********************************************]';
  const contents = `<${(hex ?? '30820abc').padEnd(digits, '0')}>`;
  const places = contentsFirst
    ? [`/Contents ${contents}`, `/ByteRange ${room}`]
    : [`/ByteRange ${room}`, `/Contents ${contents}`];
  const body = `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached ${places.join(' ')} /M (D:20241023) >>`;
  const text = withTable(document.toString('latin1'), [body], number, '').toString('latin1');
  const at = text.indexOf(contents, document.length);
  const end = at + contents.length;
  const numbers = range([0, at, end, text.length - end]).join(' ');
  const roomAt = text.indexOf(room, document.length);
  return latin1(text.slice(0, roomAt) + `[${numbers}]`.padEnd(room.length) + text.slice(roomAt + room.length));
}

export const png = ({ trailing = new Uint8Array() }: { trailing?: Uint8Array } = {}): Buffer => {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([latin1(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    ...[latin1('\x89PNG\r\n\x1a\n'), chunk('IHDR', header), chunk('tEXt', latin1(`Comment\0${++count}`))],
    ...[chunk('IDAT', deflateSync(Buffer.from([0, 128]))), chunk('IEND', Buffer.alloc(0)), trailing],
  ]);
};

/** One grey pixel. */
export const jpeg = ({ trailing = new Uint8Array() }: { trailing?: Uint8Array } = {}): Buffer => {
  const segment = (marker: number, data: Buffer) =>
    Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]), data]);
  const table = (kind: number, symbol: number) =>
    Buffer.from([kind, 1, ...Array.from({ length: 15 }, () => 0), symbol]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, latin1('JFIF\0\x01\x01\0\0\x01\0\x01\0\0')),
    segment(0xdb, Buffer.alloc(65, 1).fill(0, 0, 1)),
    segment(0xc0, Buffer.from([8, 0, 1, 0, 1, 1, 1, 0x11, 0])),
    segment(0xc4, table(0x00, 0)),
    segment(0xc4, table(0x10, 0)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x3f, 0xff, 0x00, 0xff, 0xd0, 0x3f, 0xff, 0xd9]),
    trailing,
  ]);
};

/** One grey pixel. */
export const tiff = (): Buffer => {
  const tags: [number, number, number, number][] = [
    [256, 3, 1, 1],
    [257, 3, 1, 1],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [273, 4, 1, 8],
    [278, 3, 1, 1],
    [279, 4, 1, 1],
  ];
  const bytes = Buffer.alloc(10 + 2 + tags.length * 12 + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(10, 4);
  bytes[8] = 128;
  bytes.writeUInt16LE(tags.length, 10);
  tags.forEach(([tag, type, n, value], i) => {
    const at = 12 + i * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(n, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  });
  return bytes;
};

export interface Part {
  readonly name: string;
  readonly text: string;
  readonly stored?: boolean;
  /** What the directory says in place of the truth. */
  readonly claims?: number;
  readonly encrypted?: boolean;
}

export function zip(parts: readonly Part[], { comment = '' } = {}): Buffer {
  let offset = 0;
  const made = parts.map(({ name, text, stored = false, claims, encrypted = false }) => {
    const data = Buffer.from(text);
    const body = stored ? data : deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(encrypted ? 1 : 0, 2);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(claims ?? data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([latin1('PK\x03\x04'), common, Buffer.from(name), body]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    offset += local.length;
    return { local, entry: Buffer.concat([latin1('PK\x01\x02\x14\0'), common, rest, Buffer.from(name)]) };
  });
  const directory = Buffer.concat(made.map(({ entry }) => entry));
  const end = Buffer.alloc(18);
  end.writeUInt16LE(made.length, 4);
  end.writeUInt16LE(made.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  end.writeUInt16LE(comment.length, 16);
  return Buffer.concat([...made.map(({ local }) => local), directory, latin1('PK\x05\x06'), end, latin1(comment)]);
}

const types = (extra = '') =>
  `<?xml version="1.0"?><Types><Default Extension="xml" ContentType="application/xml"/>${extra}</Types>`;

export const docx = (more: readonly Part[] = [], extraTypes = ''): Buffer =>
  zip([
    { name: '[Content_Types].xml', text: types(extraTypes) },
    { name: '_rels/.rels', text: '<Relationships/>' },
    { name: 'word/document.xml', text: `<w:document>Zażółć gęślą jaźń ${++count}</w:document>` },
    ...more,
  ]);

export const odt = (more: readonly Part[] = []): Buffer =>
  zip([
    { name: 'mimetype', text: 'application/vnd.oasis.opendocument.text', stored: true },
    { name: 'content.xml', text: `<office:document-content>${++count}</office:document-content>` },
    { name: 'META-INF/manifest.xml', text: '<manifest:manifest/>' },
    ...more,
  ]);
