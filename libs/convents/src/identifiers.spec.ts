import 'reflect-metadata';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import {
  IsKrs,
  IsNip,
  IsRegon,
  looksLikePesel,
  NoPesel,
  normaliseKrs,
  normaliseNip,
  normaliseRegon,
} from './identifiers.ts';

const sum = (digits: number[], weights: number[]) => weights.reduce((all, weight, i) => all + weight * digits[i]!, 0);
const digits = (count: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count });
const NIP = [6, 5, 7, 2, 3, 4, 5, 6, 7];
const REGON_9 = [8, 9, 2, 3, 4, 5, 6, 7];
const REGON_14 = [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8];

const nips = digits(9)
  .filter((d) => sum(d, NIP) % 11 < 10 && d.some(Boolean))
  .map((d) => [...d, sum(d, NIP) % 11].join(''));
const closed = (d: number[], weights: number[]) => [...d, (sum(d, weights) % 11) % 10];
const regons9 = digits(8)
  .filter((d) => d.some(Boolean))
  .map((d) => closed(d, REGON_9).join(''));
const regons14 = fc
  .tuple(digits(8), digits(4))
  .filter(([d]) => d.some(Boolean))
  .map(([d, unit]) => closed([...closed(d, REGON_9), ...unit], REGON_14).join(''));

/** Made by the rule, with a serial that is not given to people. */
const pesel = (body: string) => body + ((10 - (sum([...body].map(Number), [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10);
const born1985 = pesel('8503150000');

const singleChanges = (text: string): string[] =>
  [...text].flatMap((digit, at) =>
    [...'0123456789'].filter((d) => d !== digit).map((d) => text.slice(0, at) + d + text.slice(at + 1)),
  );

/** The same digits with spaces and hyphens between them, as people type them. */
const dressed = (text: string) =>
  fc
    .array(fc.constantFrom('', '', ' ', '-', '\u00a0', '–'), { minLength: text.length, maxLength: text.length })
    .map((marks) => [...text].map((digit, at) => digit + marks[at]).join(''));

describe('normaliseNip', () => {
  it.each(['9291928963', '929-192-89-63', '929-19-28-963', 'PL9291928963', ' pl 929 192 89 63 '])('reads %p', (text) =>
    expect(normaliseNip(text)).toBe('9291928963'),
  );

  it.each(['', '929192896', '92919289630', '9291928964', '0000000000', 'DE9291928963', '929192896X', '9291.928963'])(
    'refuses %p',
    (text) => expect(normaliseNip(text)).toBeNull(),
  );

  it('refuses all ten endings of a prefix whose remainder is 10', () => {
    expect([...'0123456789'].map((last) => normaliseNip(`238488658${last}`))).toEqual(Array(10).fill(null));
  });

  it('accepts every number made by the rule, however it is written', () =>
    fc.assert(
      fc.property(
        nips.chain((nip) => fc.tuple(fc.constant(nip), dressed(nip), fc.constantFrom('', 'PL', 'pl '))),
        ([nip, text, prefix]) => expect(normaliseNip(prefix + text)).toBe(nip),
      ),
    ));

  it('catches every change of one digit', () =>
    fc.assert(
      fc.property(nips, (nip) => expect(singleChanges(nip).filter((t) => normaliseNip(t) !== null)).toEqual([])),
    ));
});

describe('normaliseRegon', () => {
  it.each(['368553461', '721233520', '36855346100018'])('reads %p', (text) => expect(normaliseRegon(text)).toBe(text));

  it.each(['', '368553462', '36855346', '3685534610', '36855346100019', '36855346200018', '000000000'])(
    'refuses %p',
    (text) => expect(normaliseRegon(text)).toBeNull(),
  );

  it('accepts every number made by the rule, however it is written', () =>
    fc.assert(
      fc.property(
        fc.oneof(regons9, regons14).chain((regon) => fc.tuple(fc.constant(regon), dressed(regon))),
        ([regon, text]) => expect(normaliseRegon(text)).toBe(regon),
      ),
    ));

  const missed = (numbers: fc.Arbitrary<string>): number => {
    const changed = fc.sample(numbers, { numRuns: 2000, seed: 20241023 }).flatMap(singleChanges);
    return changed.filter((text) => normaliseRegon(text) !== null).length / changed.length;
  };

  it('catches above 98 % of single-digit changes in nine digits: remainders 0 and 10 share a check digit', () => {
    const share = missed(regons9);
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(0.02);
  });

  it('catches above 99 % in fourteen, the digit that weighs 0 included: the inner nine are checked too', () => {
    const share = missed(regons14);
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(0.01);
  });
});

describe('normaliseKrs', () => {
  it.each([
    ['0000123456', '0000123456'],
    ['123456', '0000123456'],
    ['0000 123 456', '0000123456'],
  ])('reads %p', (text, krs) => expect(normaliseKrs(text)).toBe(krs));

  it.each(['', '0', '0000000000', '12345678901', 'KRS 123456', '12345x'])('refuses %p', (text) =>
    expect(normaliseKrs(text)).toBeNull(),
  );
});

describe('looksLikePesel', () => {
  const today = new Date('2026-11-01');

  it.each([
    ['alone', born1985],
    ['in a sentence', `Kierownik, PESEL ${born1985}, tel.`],
    ['split after the date', `${born1985.slice(0, 6)} ${born1985.slice(6)}`],
    ['of someone born in 2005', pesel('0525100000')],
    ['born on 29 February', pesel('0022290000')],
  ])('finds one %s', (_, text) => expect(looksLikePesel(text, today)).toBe(true));

  it.each([
    ['a wrong check digit', born1985.slice(0, 10) + ((Number(born1985[10]) + 1) % 10)],
    ['a day that no month has', pesel('8502300000')],
    ['29 February of a common year', pesel('0122290000')],
    ['a birthday to come', pesel('2632010000')],
    ['a month of the 1800s', pesel('8583150000')],
    ['a part of a longer number', `1${born1985}`],
    ['an international telephone', `+${born1985}`],
    ['a NIP, a REGON and a KRS', '9291928963 36855346100018 0000123456'],
  ])('passes over %s', (_, text) => expect(looksLikePesel(text, today)).toBe(false));
});

describe('the decorators', () => {
  class Form {
    @IsNip() nip: unknown = '9291928963';
    @IsRegon() regon: unknown = '368553461';
    @IsKrs() krs: unknown = '123456';
    @NoPesel({ each: true }) notes: unknown = ['Prowadzi „Opokę” <b>od</b> 2012 r.'];
  }

  it('pass what is right', () => expect(validateSync(new Form())).toEqual([]));

  it('say in Polish what a number looks like', () => {
    const form = Object.assign(new Form(), { nip: '1', regon: 5, krs: null, notes: [born1985] });
    const said = Object.fromEntries(
      validateSync(form).map(({ property, constraints }) => [property, Object.values(constraints ?? {}).join()]),
    );
    expect(said.nip).toMatch(/^NIP ma 10 cyfr, a ostatnia jest kontrolna/);
    expect(said.regon).toMatch(/^REGON ma 9 cyfr/);
    expect(said.krs).toMatch(/^Numer KRS ma 10 cyfr/);
    expect(said.notes).toMatch(/PESEL/);
  });
});
