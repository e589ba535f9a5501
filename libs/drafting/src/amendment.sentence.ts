import { Operation, type Amendment, type Target } from './amendment.ts';
import { ordinal, type OrdinalCase } from './ordinals.ts';
import { isIndent, UnitPart, type Step } from './unit.path.ts';
import { KINDS, UnitKind } from './unit.kinds.ts';
import { labelAfter } from './unit.label.ts';

const CASES = { nominative: 0, genitive: 1, accusative: 2, locative: 3 } as const;
export type Case = keyof typeof CASES;
const ordinalCase = (form: Case): OrdinalCase => (form === 'accusative' ? 'nominative' : form);

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} i ${items.at(-1)}`;

/** Labels without anything added, which come one right after another. */
const runsOn = (kind: UnitKind, a: string, b: string): boolean =>
  /^(\d+|[a-z])$/.test(a) && /^(\d+|[a-z])$/.test(b) && labelAfter(kind, a) === b;

/** 2 · 2 i 3 · 2–4, 6 i 6a: three and more in a row are written as a range. */
export function labelList(kind: UnitKind, labels: readonly string[], form: Case): string {
  if (isIndent(kind)) return listed(labels.map((label) => ordinal(Number(label), ordinalCase(form))));
  const runs: string[][] = [];
  for (const label of labels) {
    const run = runs.at(-1);
    if (run && runsOn(kind, run.at(-1)!, label)) run.push(label);
    else runs.push([label]);
  }
  return listed(runs.flatMap((run) => (run.length > 2 ? [`${run[0]}–${run.at(-1)}`] : run)));
}

/** A unit's name and labels in a case: art. 5, rozdziale 3, tiret drugim i trzecim. */
export const unitsText = (kind: UnitKind, labels: readonly string[], form: Case): string =>
  `${KINDS[kind].cases[CASES[form]]} ${labelList(kind, labels, form)}`;

const inside = (steps: readonly Step[]): string[] =>
  steps.map(({ kind, label }) => `w ${unitsText(kind, [label], 'locative')}`);

/** w art. 5 w ust. 2 */
export const whereText = (steps: readonly Step[]): string => inside(steps).join(' ');

/** Where words are changed: w art. 5 we wprowadzeniu do wyliczenia. */
function whereWords(within: readonly Step[], { kind, labels, part }: Target, said: boolean): string[] {
  if (part === UnitPart.TITLE) return [...inside(within), `w tytule ${unitsText(kind, labels, 'genitive')}`];
  const unit = said ? [] : [`w ${unitsText(kind, labels, 'locative')}`];
  const parts = { WHOLE: [], INTRODUCTION: ['we wprowadzeniu do wyliczenia'], CLOSING: ['w części wspólnej'] };
  return [...inside(within), ...unit, ...parts[part]];
}

const one = (words: string): boolean => !/\s/.test(words);
const changed = (words: string): string => `${one(words) ? 'wyraz' : 'wyrazy'} „${words}”`;

function aboutWords({ operation, words, newWords }: Amendment): string {
  const [old, fresh] = [words ?? '', newWords ?? ''];
  if (operation === Operation.DELETE_WORDS) return `skreśla się ${changed(old)}`;
  if (operation === Operation.INSERT_WORDS)
    return `po ${one(old) ? 'wyrazie' : 'wyrazach'} „${old}” dodaje się ${changed(fresh)}`;
  return `${changed(old)} zastępuje się ${one(fresh) ? 'wyrazem' : 'wyrazami'} „${fresh}”`;
}

const FEMININE = [UnitKind.LETTER, UnitKind.PART, UnitKind.BOOK];
function formerly({ kind, labels }: Target): string {
  const adjective = labels.length > 1 ? 'dotychczasowe' : FEMININE.includes(kind) ? 'dotychczasową' : 'dotychczasowy';
  return `${adjective} ${unitsText(kind, labels, 'accusative')}`;
}

function newWording(target: Target): string[] {
  const { kind, labels, part } = target;
  const verb = `${labels.length > 1 ? 'otrzymują' : 'otrzymuje'} brzmienie:`;
  if (part === UnitPart.TITLE) return [`tytuł ${unitsText(kind, labels, 'genitive')} ${verb}`];
  if (part === UnitPart.WHOLE) return [`${unitsText(kind, labels, 'nominative')} ${verb}`];
  return [`${part === UnitPart.CLOSING ? 'część wspólna' : 'wprowadzenie do wyliczenia'} ${verb}`];
}

/** What operations say with the unit itself in the locative before the verb: w art. 5 dodaje się … */
export const locates = ({ operation, target: { part } }: Amendment): boolean =>
  operation === Operation.APPEND ||
  operation === Operation.NUMBER_CONTENT ||
  (part !== UnitPart.TITLE && (part !== UnitPart.WHOLE || isAboutWords(operation)));
export const isAboutWords = (operation: Operation): boolean =>
  [Operation.REPLACE_WORDS, Operation.INSERT_WORDS, Operation.DELETE_WORDS].includes(operation);

const addedText = ({ added }: Amendment): string => (added ? unitsText(added.kind, added.labels, 'accusative') : '');

const repealed = ({ kind, labels, part }: Target): string =>
  part === UnitPart.CLOSING ? 'część wspólną' : unitsText(kind, labels, 'accusative');

function numbered(amendment: Amendment): string {
  const { added } = amendment;
  const kind = added?.kind ?? UnitKind.SUBSECTION;
  const first = `dotychczasową treść oznacza się jako ${unitsText(kind, ['1'], 'accusative')}`;
  return added ? `${first} i dodaje się ${addedText(amendment)} w brzmieniu:` : first;
}

function act(amendment: Amendment): string[] {
  const { operation, target } = amendment;
  switch (operation) {
    case Operation.NEW_WORDING:
      return newWording(target);
    case Operation.INSERT_AFTER:
      return [
        `po ${unitsText(target.kind, target.labels, 'locative')} dodaje się ${addedText(amendment)} w brzmieniu:`,
      ];
    case Operation.APPEND:
      return [`dodaje się ${addedText(amendment)} w brzmieniu:`];
    case Operation.REPEAL:
      return [`uchyla się ${repealed(target)}`];
    case Operation.RENUMBER:
      return [`${formerly(target)} oznacza się jako ${addedText(amendment)}`];
    case Operation.NUMBER_CONTENT:
      return [numbered(amendment)];
    default:
      return [aboutWords(amendment)];
  }
}

/**
 * The amending sentence, without the wording that follows it: w art. 5 ust. 2 otrzymuje brzmienie: — `said` of the units around
 * stand already in the sentence above, as in a list of changes of one article.
 */
export function amendingSentence(amendment: Amendment, said = 0): string {
  const { target, operation } = amendment;
  const within = target.within.slice(said);
  const unitSaid = said > target.within.length;
  if (isAboutWords(operation)) return [...whereWords(within, target, unitSaid), ...act(amendment)].join(' ');
  const unit = locates(amendment) && !unitSaid ? inside([{ kind: target.kind, label: target.labels[0]! }]) : [];
  return [...inside(within), ...unit, ...act(amendment)].join(' ');
}
