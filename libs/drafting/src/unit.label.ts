import { KINDS, type UnitKind } from './unit.kinds.ts';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const ROMANS = [
  ...[[1000, 'M'] as const, [900, 'CM'] as const, [500, 'D'] as const, [400, 'CD'] as const, [100, 'C'] as const],
  ...[[90, 'XC'] as const, [50, 'L'] as const, [40, 'XL'] as const, [10, 'X'] as const, [9, 'IX'] as const],
  ...[[5, 'V'] as const, [4, 'IV'] as const, [1, 'I'] as const],
];

/** Arabic digits raised, as in art. 5¹. */
export const raised = (digits: string): string => [...digits].map((digit) => SUPERSCRIPTS[Number(digit)]).join('');
const lowered = (digits: string): number => Number([...digits].map((each) => SUPERSCRIPTS.indexOf(each)).join(''));

export function toRoman(value: number): string {
  let [rest, roman] = [value, ''];
  for (const [worth, sign] of ROMANS)
    for (; rest >= worth; rest -= worth) {
      roman += sign;
    }
  return roman;
}

function fromRoman(text: string): number | undefined {
  let [rest, value] = [text, 0];
  for (const [worth, sign] of ROMANS)
    for (; rest.startsWith(sign); value += worth) {
      rest = rest.slice(sign.length);
    }
  return rest === '' && value > 0 && toRoman(value) === text ? value : undefined;
}

const ADDED = /[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[a-z]+/g;
const FORMS = {
  NUMBER: /^([1-9]\d{0,4})((?:[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]{0,2}|[a-z]{1,4}){0,4})$/,
  ROMAN: /^([1-9]\d{0,4}|[IVXLCDM]{1,12})((?:[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]{0,2}|[a-z]{1,4}){0,4})$/,
  LETTER: /^([a-z]{1,4})$/,
  OUTLINE: /^[1-9]\d{0,3}$/,
  PLACE: /^$/,
} as const;

type Part = number | string;

/** A label as what decides its order: a number, then what was added to it; undefined if it is none of that kind. */
function parts(kind: UnitKind, label: string): Part[] | undefined {
  const { numbering } = KINDS[kind];
  const match = FORMS[numbering].exec(label);
  if (!match) return undefined;
  if (numbering === 'PLACE') return [];
  if (numbering === 'LETTER') return [label];
  const [, base = label, added = ''] = match;
  const number = /^\d/.test(base) ? Number(base) : fromRoman(base);
  if (number === undefined) return undefined;
  return [number, ...(added.match(ADDED) ?? []).map((each) => (/[a-z]/.test(each) ? each : lowered(each)))];
}

export const isLabel = (kind: UnitKind, label: string): boolean => parts(kind, label) !== undefined;

const sign = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A raised number comes before letters: 5 < 5¹ < 5¹a < 5² < 5a < 5aa < 5b < 5z < 5za < 6. */
function compareParts(a: readonly Part[], b: readonly Part[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i], b[i]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
    const order = sign(left, right);
    if (order) return order;
  }
  return 0;
}

/** The legal order of two labels of units of one kind; what is no label comes last, as text. */
export function compareLabels(kind: UnitKind, a: string, b: string): number {
  const [left, right] = [parts(kind, a), parts(kind, b)];
  if (left && right) return compareParts(left, right);
  return left ? -1 : right ? 1 : sign(a, b);
}

/** After lit. z a list goes on with aa, which elsewhere is what was put between a and b. */
const wrapsAt = (kind: UnitKind, labels: readonly string[]): number =>
  KINDS[kind].numbering === 'LETTER'
    ? labels.findIndex((label, i) => label === 'aa' && /^z/.test(labels[i - 1] ?? ''))
    : -1;

/** The places in a row of siblings where a label does not come after the one before it. */
export function disorder(kind: UnitKind, labels: readonly string[]): number[] {
  if (KINDS[kind].numbering === 'PLACE') return [];
  const wrap = wrapsAt(kind, labels);
  return labels.flatMap((label, i) => {
    if (!isLabel(kind, label)) return [i];
    if (i === 0 || i === wrap) return [];
    return compareLabels(kind, labels[i - 1]!, label) < 0 && !(wrap > 0 && i > wrap && label.length < 2) ? [] : [i];
  });
}

const letter = (index: number): string =>
  (index >= 26 ? letter(Math.floor(index / 26) - 1) : '') + String.fromCharCode(97 + (index % 26));
const letterIndex = (label: string): number =>
  [...label].reduce((value, each) => value * 26 + each.charCodeAt(0) - 96, 0) - 1;

/** The label at a place of a list that was numbered at one go: 1, 2, 3 … or a … z, aa, ab …; Roman if its neighbours are. */
export function labelAt(kind: UnitKind, index: number, roman = false): string {
  const { numbering } = KINDS[kind];
  if (numbering === 'PLACE') return '';
  if (numbering === 'LETTER') return letter(index);
  return roman && numbering === 'ROMAN' ? toRoman(index + 1) : String(index + 1);
}

/** The label that goes on after another: 5 → 6, 5a → 6, z → aa, IV → V. */
export function labelAfter(kind: UnitKind, label: string): string {
  const { numbering } = KINDS[kind];
  if (numbering === 'PLACE') return '';
  if (numbering === 'LETTER') return letter(letterIndex(label) + 1);
  const [number] = parts(kind, label) ?? [0];
  return labelAt(kind, Number(number), /^[IVXLCDM]/.test(label));
}

/** Whether one label comes right after another, so that nothing is missing between them. */
export function isNextLabel(kind: UnitKind, before: string, label: string): boolean {
  if (KINDS[kind].numbering === 'PLACE' || label === labelAfter(kind, before)) return true;
  if (before === 'z' && label === 'za') return true;
  return compareLabels(kind, before, label) < 0 && isAdded(before, label);
}

/** Whether a label is what law adds behind another: a or ¹ to the bare one, b to whatever has a, aa to a. */
function isAdded(before: string, label: string): boolean {
  const base = label.replace(/([⁰¹²³⁴⁵⁶⁷⁸⁹]+|[a-z]+)$/, '');
  const last = label.slice(base.length);
  if (last === '' || !before.startsWith(base)) return false;
  if (last.length > 1 && before === base + last.slice(0, -1)) return true;
  const sooner = previous(last);
  if (sooner) return before.startsWith(base + sooner);
  return before === base || /^[⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(before.slice(base.length));
}

/** The added letter or raised number before another; none before a and ¹. */
function previous(last: string): string | undefined {
  if (!/[a-z]/.test(last)) return lowered(last) > 1 ? raised(String(lowered(last) - 1)) : undefined;
  const end = last.charCodeAt(last.length - 1);
  return end > 97 ? last.slice(0, -1) + String.fromCharCode(end - 1) : undefined;
}

/** Labels that law may give to a unit put after the first, the usual ones first. */
function* insertable(label: string, letters: boolean): Generator<string> {
  const last = label.at(-1)!;
  if (!letters && !/[a-z]/.test(last)) yield `${label}a`;
  if (!letters && /[a-y]/.test(last)) yield label.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1);
  yield `${label}a`;
  if (letters || /[a-z]/.test(last)) return;
  const [power] = /[⁰¹²³⁴⁵⁶⁷⁸⁹]+$/.exec(label) ?? [];
  yield power ? label.slice(0, -power.length) + raised(String(lowered(power) + 1)) : `${label}¹`;
}

/**
 * The label of a unit put between two of its kind: 5a between 5 and 6, 5b between 5a and 6, 5aa between 5a and 5b, aa between
 * a and b. Undefined where the law has none to give, as before the first unit or between a and aa.
 */
export function labelBetween(
  kind: UnitKind,
  before: string | undefined,
  after: string | undefined,
): string | undefined {
  const { numbering } = KINDS[kind];
  if (numbering === 'PLACE') return '';
  if (before === undefined) return after === undefined ? labelAt(kind, 0) : undefined;
  if (after === undefined || numbering === 'OUTLINE') return labelAfter(kind, before);
  for (const label of insertable(before, numbering === 'LETTER'))
    if (isLabel(kind, label) && compareLabels(kind, before, label) < 0 && compareLabels(kind, label, after) < 0)
      return label;
  return undefined;
}
