import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy, type ValidationOptions } from 'class-validator';

const NIP_WEIGHTS = [6, 5, 7, 2, 3, 4, 5, 6, 7];
const REGON_9_WEIGHTS = [8, 9, 2, 3, 4, 5, 6, 7];
const REGON_14_WEIGHTS = [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8];
const PESEL_WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];

const PESEL_SHAPE = /(?<![+\d])(\d{6})[ -]?(\d{5})(?!\d)/g;
const OLDEST_BIRTH = 1900;

const weighted = (digits: string, weights: number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);

/** Full-width digits, no-break spaces and typographic dashes are what spreadsheets make of plain ones. */
const compact = (text: string): string => text.normalize('NFKC').replace(/[\s\u2010-\u2015-]/g, '');

/** A number of zeros alone passes every checksum here and is what people type for "none". */
const isFilled = (digits: string): boolean => /[1-9]/.test(digits);

const isNip = (digits: string): boolean =>
  /^\d{10}$/.test(digits) && isFilled(digits) && weighted(digits, NIP_WEIGHTS) % 11 === Number(digits[9]);

const isRegon9 = (digits: string): boolean =>
  isFilled(digits) && (weighted(digits, REGON_9_WEIGHTS) % 11) % 10 === Number(digits[8]);

const isRegon14 = (digits: string): boolean =>
  isRegon9(digits.slice(0, 9)) && (weighted(digits, REGON_14_WEIGHTS) % 11) % 10 === Number(digits[13]);

/** The ten digits, or null when they are not a NIP; spaces, hyphens and a leading PL do not matter. */
export const normaliseNip = (text: string): string | null => {
  const digits = compact(text).replace(/^PL/i, '');
  return isNip(digits) ? digits : null;
};

/** The nine or fourteen digits, or null; fourteen are a local unit, whose first nine must be a REGON too. */
export const normaliseRegon = (text: string): string | null => {
  const digits = compact(text);
  if (/^\d{9}$/.test(digits)) return isRegon9(digits) ? digits : null;
  return /^\d{14}$/.test(digits) && isRegon14(digits) ? digits : null;
};

/** Ten digits with the leading zeros that spreadsheets drop, or null; KRS has no check digit. */
export const normaliseKrs = (text: string): string | null => {
  const digits = compact(text);
  return /^\d{1,10}$/.test(digits) && isFilled(digits) ? digits.padStart(10, '0') : null;
};

/** Birth dates carry the century in the month: 01-12 are the 1900s, 21-32 the 2000s; others can't be living people. */
const isBirthDate = (digits: string, today: Date): boolean => {
  const [year, coded, day] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)].map(Number) as [
    number,
    number,
    number,
  ];
  const century = Math.floor(coded / 20);
  if (century > 1) return false;
  const month = coded % 20;
  const date = new Date(Date.UTC(OLDEST_BIRTH + 100 * century + year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date <= today;
};

const isPesel = (digits: string, today: Date): boolean =>
  (10 - (weighted(digits, PESEL_WEIGHTS) % 10)) % 10 === Number(digits[10]) && isBirthDate(digits, today);

/** The text with every PESEL in it blotted out; a number after "+" is a telephone. */
export const maskPesel = (text: string, today = new Date()): string =>
  text
    .normalize('NFKC')
    .replace(PESEL_SHAPE, (found, date, serial) => (isPesel(`${date}${serial}`, today) ? '[PESEL]' : found));

/** True when a text holds a number that is a PESEL by check digit and date of birth. */
export const looksLikePesel = (text: string, today = new Date()): boolean =>
  maskPesel(text, today) !== text.normalize('NFKC');

export const NIP_HELP = 'NIP ma 10 cyfr, a ostatnia jest kontrolna. Sprawdź, czy żadna cyfra nie została pominięta.';
export const REGON_HELP = 'REGON ma 9 cyfr (jednostka lokalna: 14), a ostatnia jest kontrolna.';
export const KRS_HELP = 'Numer KRS ma 10 cyfr; zera na początku można pominąć.';
export const PESEL_HELP = 'Tekst zawiera numer PESEL. Usuń go: numerów PESEL nie przechowujemy.';

const textRule =
  (name: string, message: string, accepts: (text: string) => boolean) =>
  (options?: ValidationOptions): PropertyDecorator =>
    ValidateBy(
      {
        name,
        validator: {
          validate: (value) => typeof value === 'string' && accepts(value),
          defaultMessage: () => message,
        },
      },
      options,
    );

/** The rule for a number that may be written in several ways; what passes it is brought to the one that is stored. */
const numberRule = (name: string, message: string, normalise: (text: string) => string | null) => {
  const isOne = textRule(name, message, (text) => normalise(text) !== null);
  const bring = ({ value }: { value: unknown }) => (typeof value === 'string' ? (normalise(value) ?? value) : value);
  return (): PropertyDecorator => applyDecorators(Transform(bring), isOne());
};

export const IsNip = numberRule('isNip', NIP_HELP, normaliseNip);
export const IsRegon = numberRule('isRegon', REGON_HELP, normaliseRegon);
export const IsKrs = numberRule('isKrs', KRS_HELP, normaliseKrs);

/** For every free text: PESEL is never stored, not even by mistake. */
export const NoPesel = textRule('noPesel', PESEL_HELP, (text) => !looksLikePesel(text));
