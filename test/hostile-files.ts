import { docx, jpeg, odt, pdf, png, tiff, zip } from './sample-files.ts';

export const gif = (trailing = '') =>
  Buffer.concat([Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'), Buffer.from(trailing)]);
const html = '<!DOCTYPE html><script>alert(1)</script>';
const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const archive = zip([{ name: 'a.txt', text: 'x' }]);
const after = (trailing: string | Buffer) => ({ trailing: Buffer.concat([Buffer.from(trailing as string)]) });
const js = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';

type Hostile = readonly [what: string, name: string, bytes: string | Buffer, code: string, data: object];

/** What must not be taken, under which name it comes, and what is said of it. */
export const HOSTILE: readonly Hostile[] = [
  ['a GIF', 'a.png', gif(), 'FILE_TYPE_REFUSED', { found: 'image/gif' }],
  ['a GIF that is a script too', 'a.txt', gif('=1;alert(1)'), 'FILE_TYPE_REFUSED', { found: 'image/gif' }],
  ['an archive', 'a.docx', archive, 'FILE_TYPE_REFUSED', { found: 'application/zip' }],
  ['a page', 'a.txt', html, 'FILE_TYPE_REFUSED', { found: 'text/html' }],
  ['a page behind blanks', 'a.csv', `\ufeff \n${html}`, 'FILE_TYPE_REFUSED', { found: 'text/html' }],
  ['a drawing that acts', 'a.png', svg, 'FILE_TYPE_REFUSED', { found: 'image/svg+xml' }],
  ['a drawing without a prologue', 'a.txt', svg.slice(21), 'FILE_TYPE_REFUSED', { found: 'image/svg+xml' }],
  ['a program', 'a.pdf', Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(400)]), 'FILE_TYPE_REFUSED', {}],
  ['a script', 'a.txt', '#!/bin/sh\nrm -rf ~', 'FILE_TYPE_REFUSED', { found: 'application/x-script' }],
  [
    'an old document',
    'a.docx',
    Buffer.from('d0cf11e0a1b11ae1'.padEnd(2048, '0'), 'hex'),
    'FILE_TYPE_REFUSED',
    { found: 'application/x-cfb' },
  ],
  [
    'a text of another encoding',
    'a.txt',
    Buffer.from('za\xbf\xf3\xb3\xe6', 'latin1'),
    'FILE_TYPE_REFUSED',
    { found: 'text/other' },
  ],
  [
    'bytes without a meaning',
    'a.txt',
    Buffer.from([1, 2, 0, 3]),
    'FILE_TYPE_REFUSED',
    { found: 'application/octet-stream' },
  ],
  ['a PNG called PDF', 'a.pdf', png(), 'FILE_LIES', { found: 'image/png', name: 'a.pdf' }],
  ['a PDF called PNG', 'a.png', pdf(), 'FILE_LIES', { found: 'application/pdf' }],
  ['a document called a table', 'a.xlsx', docx(), 'FILE_LIES', {}],
  ['a text called PDF', 'a.pdf', 'zwykły tekst', 'FILE_LIES', { found: 'text/plain' }],
  ['a table called a text', 'a.txt', docx(), 'FILE_LIES', {}],
  [
    'a PDF behind a page',
    'a.pdf',
    Buffer.concat([Buffer.from(html), pdf()]),
    'FILE_UNSAFE',
    { reason: 'BYTES_BEFORE' },
  ],
  [
    'a PDF behind a blank',
    'a.pdf',
    Buffer.concat([Buffer.from('\n'), pdf()]),
    'FILE_UNSAFE',
    { reason: 'BYTES_BEFORE' },
  ],
  ['a PDF before a page', 'a.pdf', Buffer.concat([pdf(), Buffer.from(html)]), 'FILE_UNSAFE', { reason: 'BYTES_AFTER' }],
  ['a PDF before an archive', 'a.pdf', Buffer.concat([pdf(), archive]), 'FILE_UNSAFE', { reason: 'SECOND_FORMAT' }],
  [
    'a PDF in a text',
    'a.txt',
    `tekst\n${pdf()
      .toString('latin1')
      .replace(/[^\n -~]/g, '')}`,
    'FILE_UNSAFE',
    { reason: 'SECOND_FORMAT' },
  ],
  ['a picture before a page', 'a.png', png(after(html)), 'FILE_UNSAFE', { reason: 'BYTES_AFTER' }],
  ['a picture before an archive', 'a.png', png(after(archive)), 'FILE_UNSAFE', { reason: 'SECOND_FORMAT' }],
  ['a photograph before a page', 'a.jpg', jpeg(after(html)), 'FILE_UNSAFE', { reason: 'BYTES_AFTER' }],
  ['a photograph before an archive', 'a.jpg', jpeg(after(archive)), 'FILE_UNSAFE', { reason: 'SECOND_FORMAT' }],
  ['a scan before an archive', 'a.tiff', Buffer.concat([tiff(), archive]), 'FILE_UNSAFE', { reason: 'SECOND_FORMAT' }],
  ['a PDF that acts', 'a.pdf', pdf({ objects: [js] }), 'FILE_UNSAFE', { reason: 'ACTIVE_CONTENT' }],
  [
    'a PDF that acts under another spelling',
    'a.pdf',
    pdf({ objects: [js.replaceAll('J', '#4a')] }),
    'FILE_UNSAFE',
    { reason: 'ACTIVE_CONTENT' },
  ],
  [
    'a PDF that starts a program',
    'a.pdf',
    pdf({ catalog: '/OpenAction << /S /Launch /F (calc.exe) >>' }),
    'FILE_UNSAFE',
    { reason: 'ACTIVE_CONTENT' },
  ],
  [
    'a PDF with files in it',
    'a.pdf',
    pdf({ catalog: '/Names << /EmbeddedFiles 9 0 R >>' }),
    'FILE_UNSAFE',
    { reason: 'FILES_INSIDE' },
  ],
  [
    'a PDF with a password',
    'a.pdf',
    pdf({ objects: ['<< /Encrypt 9 0 R >>'] }),
    'FILE_UNSAFE',
    { reason: 'ENCRYPTED' },
  ],
  [
    'a PDF without a bottom',
    'a.pdf',
    pdf({ objects: ['<< /A '.repeat(9_999)] }),
    'FILE_UNSAFE',
    { reason: 'TOO_COMPLEX' },
  ],
  ['half a PDF', 'a.pdf', pdf().subarray(0, 200), 'FILE_DAMAGED', { reason: 'UNREADABLE' }],
  ['a PDF without anything', 'a.pdf', '%PDF-1.7\n%%EOF', 'FILE_DAMAGED', {}],
  ['half a picture', 'a.png', png().subarray(0, 60), 'FILE_DAMAGED', {}],
  ['a picture with a wrong bit', 'a.png', png().fill(9, 60, 61), 'FILE_DAMAGED', {}],
  ['half a photograph', 'a.jpg', jpeg().subarray(0, 140), 'FILE_DAMAGED', {}],
  ['half a scan', 'a.tif', tiff().subarray(0, 40), 'FILE_DAMAGED', {}],
  ['half a document', 'a.docx', docx().subarray(0, 300), 'FILE_TYPE_REFUSED', { found: 'application/zip' }],
  [
    'a document with macros',
    'a.docx',
    docx([{ name: 'word/vbaProject.bin', text: 'x' }]),
    'FILE_UNSAFE',
    { reason: 'ACTIVE_CONTENT' },
  ],
  [
    'a document with hidden macros',
    'a.docx',
    docx([], '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
    'FILE_UNSAFE',
    { reason: 'ACTIVE_CONTENT' },
  ],
  [
    'a text with macros',
    'a.odt',
    odt([{ name: 'Basic/Standard/Module1.xml', text: 'x' }]),
    'FILE_UNSAFE',
    { reason: 'ACTIVE_CONTENT' },
  ],
  [
    'a document with a program',
    'a.docx',
    docx([{ name: 'word/embeddings/a.exe', text: 'x' }]),
    'FILE_UNSAFE',
    { reason: 'FILES_INSIDE' },
  ],
  [
    'a document that unpacks without end',
    'a.docx',
    docx([{ name: 'word/a.xml', text: 'x', claims: 4_000_000_000 }]),
    'FILE_UNSAFE',
    { reason: 'UNPACKS_TOO_LARGE' },
  ],
  [
    'a document with a locked part',
    'a.docx',
    docx([{ name: 'word/a.xml', text: 'x', encrypted: true }]),
    'FILE_UNSAFE',
    { reason: 'ENCRYPTED' },
  ],
  ['a document that climbs', 'a.docx', docx([{ name: '../../a.xml', text: 'x' }]), 'FILE_DAMAGED', {}],
  [
    'a document with a tail',
    'a.docx',
    zip(
      [
        { name: '[Content_Types].xml', text: '' },
        { name: 'word/document.xml', text: '' },
      ],
      { comment: html },
    ),
    'FILE_UNSAFE',
    { reason: 'BYTES_AFTER' },
  ],
];
