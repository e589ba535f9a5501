/** Texts that careless code breaks on. None is a word by which a leak is told: some refusals repeat what was sent. */
export const TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'a\udfffb',
    '\u202e',
    '\u200b',
    '\ufeff',
    '\ufffd',
    '\u0001\u001f\x7f',
    '\r\n\t',
  ],
  ...["'", '"', `"„Żółć’s" ‚gęślą’ «jaźń»`, 'o\u0301'.repeat(50), '🏳️‍🌈'.repeat(20), 'Ł', 'ß', '%s%n', '%00', '\\'],
  ...[
    `' OR '1'='1`,
    `"; DROP TABLE osoba; --`,
    `E'\\x00'`,
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
  ],
  ...'$1 %_\\% {1,2} [2024-01-01,) NULL (,) {{7*7}} ${7*7} =1+1 @SUM(A1) [ {"a":1} {"$gt":""} true null'.split(' '),
  ...'../../../../etc/passwd C:\\Windows\\win.ini file:///etc/hosts http://127.0.0.1:1/'.split(' '),
  ...'__proto__ constructor toString hasOwnProperty prototype undefined NaN Infinity -0 1e400 1 -1'.split(' '),
  ...'2024-02-30 0000-01-01 +275760-09-13 -000001-01-01 9999-12-31 99999-01-01 2024-13-01 24-1-1'.split(' '),
  ...'2024-02-30T00:00:00Z 2024-01-01T25:00:00Z 2024-06-30T23:59:60Z 2024-01-01T00:00:00+99:99'.split(' '),
  ...'infinity epoch now 00000000-0000-0000-0000-000000000000 ffffffff-ffff-ffff-ffff-ffffffffffff'.split(' '),
  ...'0190 0190c7b0-7000-7000-8000-00000000000 g190c7b0-7000-7000-8000-000000000000 eyJpZCI6MX0='.split(' '),
  ...[
    'x'.repeat(9_999),
    'ą'.repeat(10_000),
    'x'.repeat(10_001),
    '😀'.repeat(5_001),
    `${'a'.repeat(64)}@example.invalid`,
  ],
];

export const NUMBERS = [
  0,
  -0,
  -1,
  1,
  101,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  1e21,
  1e308,
  -1e308,
  0.1,
  5e-324,
];

const nested = (levels: number): unknown => Array.from({ length: levels }).reduce((inside) => ({ a: inside }), 1);
const MANY = [Array(2_000).fill('x'), Array(900).fill({})];
export const OTHERS: readonly unknown[] = [null, true, false, [], {}, [[]], [null], nested(12), nested(17), ...MANY];

export const KEYS = ['__proto__', 'constructor', 'toString', 'a b', '', 'id', 'ID', '$where', 'ą', '\ud800'];
export const ALIASES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'data', 'errors'];

/** What passes for a field of an input by its name, so that a good part comes as far as the rules and the tables. */
export const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  voivodeship: ['22', '24', '99'],
  email: ['osoba@example.invalid'],
  password: ['zielony parasol śpi w młynie'],
  newPassword: ['siedem łosi gra na tubie'],
  postalCode: ['80-001'],
  website: ['https://example.invalid/ż'],
  nip: ['5260250274'],
  regon: ['123456785'],
  krs: ['0000123456'],
  expectedVersion: [1, 1, 1, 2],
};

export const BY_TYPE: Readonly<Record<string, readonly unknown[]>> = {
  Int: [1, 2, 3, 20, 50, 100],
  RichText: [
    { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Żółć <b>' }] }] },
    { type: 'doc', content: [] },
    { type: 'doc', content: [{ type: 'html', html: '<script>alert(1)</script>' }] },
    '<p onclick=alert(1)>',
  ],
  Boolean: [true, false],
  Day: ['2024-01-01', '2024-02-29', '2031-12-31', '1999-12-31'],
  DateTime: ['2024-01-01T00:00:00Z', '2024-10-27T02:30:00+02:00'],
  String: ['Konwent „Żółć’s”', 'Spółdzielnia <b>Łódź</b> & synowie', 'Uchwała nr 1/2024', 'Gdańsk'],
};
