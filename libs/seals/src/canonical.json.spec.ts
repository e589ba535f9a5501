import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { canonicalJson, contentHash, NotCanonical } from './canonical.json.ts';

/** RFC 8785, appendix B: bits of a double, and its text. */
const NUMBERS: [string, string][] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

const double = (bits: string) => Buffer.from(bits, 'hex').readDoubleBE();

/** The rule said again, for values without special numbers: names in the order of their UTF-16 units, no spaces. */
function again(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(again).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const units = (text: string) => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const before = (a: number[], b: number[]): number => {
    const at = a.findIndex((unit, index) => unit !== b[index]);
    return at === -1 ? a.length - b.length : a[at]! - (b[at] ?? -1);
  };
  const members = Object.entries(value).sort(([a], [b]) => before(units(a), units(b)));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${again(each)}`).join(',')}}`;
}

describe('canonical JSON', () => {
  it.each(NUMBERS)('writes the double %s as %s', (bits, text) => {
    expect(canonicalJson(double(bits))).toBe(text);
  });

  it('writes the example of RFC 8785, 3.2.2', () => {
    const value: unknown = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    );
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('puts names in the order of RFC 8785, 3.2.3, and not in that of code points', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const sorted = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))) as object);
    // Object.keys puts what looks like an index first, whatever the text says.
    expect(canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))).toBe(
      `{"\\r":0,"1":0,"\u0080":0,"ö":0,"€":0,"😀":0,"\ufb33":0}`,
    );
    expect(sorted).toHaveLength(names.length);
  });

  it('is the same as a second implementation, survives parsing, and hashes as SHA-256 does', () => {
    const values = fc.object({
      key: fc.string({ unit: 'grapheme' }),
      values: [fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null)],
    });
    fc.assert(
      fc.property(values, (value) => {
        const text = canonicalJson(value);
        expect(text).toBe(again(value));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(contentHash(value)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
      }),
      { numRuns: 300 },
    );
    expect(contentHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown;
  const circle: Record<string, unknown> = {};
  circle.again = circle;
  it.each<[string, unknown, string]>([
    ['NaN', { a: [NaN] }, 'a[0]'],
    ['infinity', { a: Infinity }, 'a'],
    ['undefined', { a: { b: undefined } }, 'a.b'],
    ['undefined alone', undefined, ''],
    ['a hole', { list: [1, , 2] }, 'list[1]'],
    ['a function', { a: () => 1 }, 'a'],
    ['a symbol', { a: Symbol('a') }, 'a'],
    ['a big integer', { a: 1n }, 'a'],
    ['a date', { at: new Date(0) }, 'at'],
    ['a map', { a: new Map() }, 'a'],
    ['an instance', { a: new (class Point {})() }, 'a'],
    ['half a surrogate pair', { a: 'x\ud800' }, 'a'],
    ['half a pair in a name', { b: { '\udc00': 1 } }, 'b'],
    ['what is too deep', deep, '[0]'.repeat(64)],
    ['a circle', circle, Array(64).fill('again').join('.')],
  ])('refuses %s', (_, value, path) => {
    expect(() => canonicalJson(value)).toThrow(NotCanonical);
    expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ path }) as Error);
  });

  it('takes names that mean something to JavaScript for names', () => {
    const value = JSON.parse('{"toString":1,"constructor":2,"__proto__":{"x":3}}') as unknown;
    expect(canonicalJson(value)).toBe('{"__proto__":{"x":3},"constructor":2,"toString":1}');
  });
});
