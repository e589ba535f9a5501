const UNITS = ['', 'pierwsz', 'drug', 'trzec', 'czwart', 'piąt', 'szóst', 'siódm', 'ósm', 'dziewiąt'];
const TEENS = [
  ...['dziesiąt', 'jedenast', 'dwunast', 'trzynast', 'czternast', 'piętnast'],
  ...['szesnast', 'siedemnast', 'osiemnast', 'dziewiętnast'],
];
const TENS = [
  ...['', '', 'dwudziest', 'trzydziest', 'czterdziest', 'pięćdziesiąt'],
  ...['sześćdziesiąt', 'siedemdziesiąt', 'osiemdziesiąt', 'dziewięćdziesiąt'],
];
export const MOST_ORDINAL = 99;

const ENDINGS = { nominative: 'e', genitive: 'ego', locative: 'ym' } as const;
export type OrdinalCase = keyof typeof ENDINGS;

/** drugie, drugiego, drugim; trzecie, trzeciego, trzecim; pierwsze, pierwszego, pierwszym. */
function withEnding(stem: string, form: OrdinalCase): string {
  const soft = stem === 'drug' || stem === 'trzec';
  if (soft) return form === 'locative' ? `${stem}im` : `${stem}i${ENDINGS[form]}`;
  return stem + ENDINGS[form];
}

/** The neuter ordinal by which a tiret is cited; digits past 99. */
export function ordinal(value: number, form: OrdinalCase = 'nominative'): string {
  if (value > MOST_ORDINAL) return `${value}.`;
  const [tens, units] = [Math.floor(value / 10), value % 10];
  if (tens === 0) return withEnding(UNITS[units]!, form);
  if (tens === 1) return withEnding(TEENS[units]!, form);
  return [withEnding(TENS[tens]!, form), ...(units ? [withEnding(UNITS[units]!, form)] : [])].join(' ');
}

const VALUES = new Map(
  Array.from({ length: MOST_ORDINAL }, (_, i) =>
    (Object.keys(ENDINGS) as OrdinalCase[]).map((form) => [ordinal(i + 1, form), i + 1] as const),
  ).flat(),
);

/** What a neuter ordinal stands for, in whatever case; undefined if it is none. */
export const ordinalValue = (words: string): number | undefined => VALUES.get(words.toLowerCase());

/** The ordinal of one or two words that a text begins with. */
export function ordinalAt(text: string): string | undefined {
  const [two = '', one = ''] = /^(\p{L}+)(?: \p{L}+)?/u.exec(text) ?? [];
  return [two, one].find((words) => ordinalValue(words) !== undefined);
}
