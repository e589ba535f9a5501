import fc from 'fast-check';
import { pdfCoverage } from '#files';
import { pdf, signed, type SignatureShape } from '#test/sample-files';

type Numbers = readonly [number, number, number, number];

/** A document signed from once to four times, with updates that change nothing between some of the signatures. */
const documents = fc
  .array(fc.record({ digits: fc.integer({ min: 16, max: 200 }).map((n) => n * 2), contentsFirst: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((shapes) => shapes.reduce((document, shape) => signed(document, shape), pdf()));

const verdict = (bytes: Uint8Array) => {
  const found = pdfCoverage(bytes);
  return found.whole ? 'WHOLE' : found.reason;
};
const shaped = (shape: SignatureShape) => verdict(signed(pdf(), shape));
const cut = (bytes: Buffer, at: number, n: number, put = '') =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(put, 'latin1'), bytes.subarray(at + n)]);

describe('what a signature in a PDF covers', () => {
  it('is the whole file, after one signature and after several', () => {
    fc.assert(
      fc.property(documents, (bytes) => {
        const text = bytes.toString('latin1');
        const signatures = text.split('/ByteRange').length - 1;
        expect(pdfCoverage(bytes)).toEqual({ whole: true, signatures });
      }),
      { numRuns: 100 },
    );
  });

  it('is no longer the whole file once a byte is put in or taken out anywhere', () => {
    const byte = fc.constantFrom(...' \n0123456789<>[]()/%afQ\0'.split(''), '%%EOF\n', '\nstream\n', 'endobj ');
    fc.assert(
      fc.property(documents, fc.nat(), fc.boolean(), byte, (bytes, place, puts, what) => {
        const at = place % (bytes.length + (puts ? 1 : 0));
        expect(verdict(puts ? cut(bytes, at, 0, what) : cut(bytes, at, 1))).not.toBe('WHOLE');
      }),
      { numRuns: 3_000 },
    );
  });

  it('is never the whole file of a smaller one: not one byte at any place, in every place', () => {
    const bytes = signed(signed(pdf()));
    for (let at = 0; at < bytes.length; at++) expect(verdict(cut(bytes, at, 1))).not.toBe('WHOLE');
    for (let at = 0; at <= bytes.length; at++) expect(verdict(cut(bytes, at, 0, '0'))).not.toBe('WHOLE');
  });

  it.each<[string, string, () => Buffer]>([
    ['nothing signed', 'NO_SIGNATURE', () => pdf()],
    ['no PDF at all', 'NO_SIGNATURE', () => Buffer.from('zażółć')],
    ['nothing', 'NO_SIGNATURE', () => Buffer.alloc(0)],
    ['the words in a text', 'NO_SIGNATURE', () => pdf({ says: '<< /ByteRange [0 1 2 3] /Contents <00> >>' })],
    ['the words in a comment', 'NO_SIGNATURE', () => pdf({ objects: ['% << /ByteRange [0 1 2 3] >>\nnull'] })],
    ['a line after the end', 'BYTES_APPENDED', () => Buffer.concat([signed(pdf()), Buffer.from('\n')])],
    ['an update after the signature', 'BYTES_APPENDED', () => Buffer.concat([signed(pdf()), pdf()])],
    ['a cut end', 'BYTES_MISSING', () => signed(pdf()).subarray(0, -1)],
    ['an empty place', 'NOT_SIGNED', () => signed(pdf(), { hex: '0' })],
    ['an odd signature', 'GAP_IS_NOT_CONTENTS', () => signed(pdf(), { hex: '30<8>' })],
  ])('is not, with its reason: %s', (_, reason, make) => expect(verdict(make())).toBe(reason));

  it.each<[string, string, (numbers: Numbers) => readonly (number | string)[]]>([
    ['begins later', 'NOT_FROM_START', ([, b, c, d]) => [1, b - 1, c, d]],
    ['leaves out more before', 'GAP_IS_NOT_CONTENTS', ([a, b, c, d]) => [a, b - 5, c, d]],
    ['leaves out more after', 'GAP_IS_NOT_CONTENTS', ([a, b, c, d]) => [a, b, c + 5, d - 5]],
    ['covers a part of the signature', 'GAP_IS_NOT_CONTENTS', ([a, b, c, d]) => [a, b + 1, c, d]],
    ['ends before the end', 'BYTES_APPENDED', ([a, b, c, d]) => [a, b, c, d - 1]],
    ['ends after the end', 'BYTES_MISSING', ([a, b, c, d]) => [a, b, c, d + 1]],
    ['has two gaps', 'SEVERAL_GAPS', ([a, b, c, d]) => [a, b, c, 5, c + 9, d - 9]],
    ['has an odd number', 'MALFORMED', ([a, b, c]) => [a, b, c]],
    ['has none', 'MALFORMED', () => []],
    ['has two numbers', 'MALFORMED', ([a, b]) => [a, b]],
    ['is negative', 'MALFORMED', ([a, b, c, d]) => [a, b, c, -d]],
    ['has no whole number', 'MALFORMED', ([a, b, c, d]) => [a, b, c, `${d}.0`]],
    ['refers to elsewhere', 'SEVERAL_GAPS', ([a, b]) => [a, b, 5, 0, 'R', 1]],
    ['is larger than any file', 'MALFORMED', ([a, b, c]) => [a, b, c, '99999999999999999999']],
  ])('is not, where its range %s', (_, reason, range) => expect(shaped({ range })).toBe(reason));

  it('is not, where the first of two signatures leaves out what is not its own', () => {
    const first = signed(pdf(), { range: ([a, b, c, d]) => [a, b - 9, c, d] });
    expect(verdict(signed(first))).toBe('GAP_IS_NOT_CONTENTS');
  });
});
