import type { ActRef } from './act.citation.ts';
import { AmendmentUnfit } from './drafting.errors.ts';
import { KINDS, isEnumerated, UnitKind } from './unit.kinds.ts';
import { disorder } from './unit.label.ts';
import { byPlace, descends, isStep, UnitPart, type Step } from './unit.path.ts';

/** What is done to a provision (rodzaj zmiany). */
export enum Operation {
  NEW_WORDING = 'NEW_WORDING',
  INSERT_AFTER = 'INSERT_AFTER',
  APPEND = 'APPEND',
  REPEAL = 'REPEAL',
  REPLACE_WORDS = 'REPLACE_WORDS',
  INSERT_WORDS = 'INSERT_WORDS',
  DELETE_WORDS = 'DELETE_WORDS',
  RENUMBER = 'RENUMBER',
  NUMBER_CONTENT = 'NUMBER_CONTENT',
}

/** One or more units of one kind next to one another in an act: ust. 2, or pkt 3–5 of a ust.; or a part of one. */
export interface Target {
  /** The units around, from large to small; empty for articles. */
  readonly within: readonly Step[];
  readonly kind: UnitKind;
  /** As in Step: places for tirets. */
  readonly labels: readonly string[];
  readonly part: UnitPart;
}

/**
 * A change of one provision as data. What it needs depends on the operation:
 * NEW_WORDING `wording` · INSERT_AFTER (after the target) `added`, `wording` · APPEND (at the end of the target's unit) `added`, `wording` ·
 * REPLACE_WORDS `words`, `newWords` · INSERT_WORDS (after `words`) `newWords` · DELETE_WORDS `words` · RENUMBER `added` (the new labels) ·
 * NUMBER_CONTENT (the text of an article becomes ust. 1) `added` and `wording` of what is appended, if anything.
 */
export interface Amendment {
  readonly operation: Operation;
  readonly target: Target;
  /** The new units, by kind and labels. */
  readonly added: { readonly kind: UnitKind; readonly labels: readonly string[] } | null;
  /** The proposed wording, as printed, labels included. */
  readonly wording: string | null;
  readonly words: string | null;
  readonly newWords: string | null;
}

/** A proposed change with all that a recommendation says of it. */
export interface ProposedAmendment {
  readonly act: ActRef;
  readonly amendment: Amendment;
  /** The wording in force on the day it was read. */
  readonly inForce: string | null;
  readonly justification: string | null;
}

export const NEEDS: Readonly<Record<Operation, readonly ('added' | 'wording' | 'words' | 'newWords')[]>> = {
  NEW_WORDING: ['wording'],
  INSERT_AFTER: ['added', 'wording'],
  APPEND: ['added', 'wording'],
  REPEAL: [],
  REPLACE_WORDS: ['words', 'newWords'],
  INSERT_WORDS: ['words', 'newWords'],
  DELETE_WORDS: ['words'],
  RENUMBER: ['added'],
  NUMBER_CONTENT: [],
};
const MAY_HAVE: Partial<Record<Operation, readonly string[]>> = { NUMBER_CONTENT: ['added', 'wording'] };
const WHOLE_ONLY = [Operation.INSERT_AFTER, Operation.APPEND, Operation.RENUMBER, Operation.NUMBER_CONTENT];
const PARTED = [Operation.NEW_WORDING, Operation.REPLACE_WORDS, Operation.INSERT_WORDS, Operation.DELETE_WORDS];

const MOST_UNITS = 100;

const refuse = (reason: string): never => {
  throw AmendmentUnfit({ reason });
};

const ascending = (kind: UnitKind, labels: readonly string[]): boolean =>
  labels.every((label) => isStep({ kind, label })) &&
  (byPlace(kind)
    ? labels.every((label, i) => i === 0 || Number(labels[i - 1]) < Number(label))
    : disorder(kind, labels).length === 0);

function checkTarget({ operation, target }: Amendment): void {
  const { within, kind, labels, part } = target;
  const steps = [...within, { kind, label: labels[0] ?? '' }];
  if (!labels.length || !within.every(isStep) || !ascending(kind, labels) || !descends(steps))
    refuse('Wskaż przepis od największej jednostki do najmniejszej, z oznaczeniami w kolejności.');
  if ([UnitKind.SECTION, UnitKind.PASSAGE, UnitKind.QUOTE].includes(kind))
    refuse('Takiej jednostki nie ma w akcie prawnym.');
  if (labels.length > MOST_UNITS || within.length > 12)
    refuse(`Jedna zmiana obejmuje najwyżej ${MOST_UNITS} jednostek.`);
  const several = labels.length > 1;
  if (several && (part !== UnitPart.WHOLE || operation === Operation.INSERT_AFTER || operation === Operation.APPEND))
    refuse('Ta zmiana dotyczy jednej jednostki.');
  if (
    part !== UnitPart.WHOLE &&
    !(operation === Operation.REPEAL ? part === UnitPart.CLOSING : PARTED.includes(operation))
  )
    refuse('Tej zmiany nie robi się w części jednostki.');
  if (several && WHOLE_ONLY.includes(operation) && operation !== Operation.RENUMBER)
    refuse('Ta zmiana dotyczy jednej jednostki.');
}

function checkAdded({ operation, target, added }: Amendment): void {
  if (!added) return;
  if (!added.labels.length || added.labels.length > MOST_UNITS || !ascending(added.kind, added.labels))
    refuse('Oznaczenia dodawanych jednostek mają być w kolejności.');
  const sibling = operation === Operation.INSERT_AFTER || operation === Operation.RENUMBER;
  if (sibling && added.kind !== target.kind) refuse('Po jednostce dodaje się jednostkę tego samego rodzaju.');
  if (!sibling && KINDS[added.kind].rank <= KINDS[target.kind].rank)
    refuse('Dodawana jednostka ma być mniejsza niż ta, w której się znajdzie.');
  if (operation === Operation.RENUMBER && added.labels.length !== target.labels.length)
    refuse('Każdej jednostce trzeba nadać jedno nowe oznaczenie.');
  if (operation === Operation.NUMBER_CONTENT && isEnumerated(added.kind))
    refuse('Treść oznacza się jako ustęp albo paragraf.');
}

const balanced = (text: string): boolean => {
  let depth = 0;
  for (const sign of text) {
    if (sign === '„') depth++;
    else if (sign === '”' && --depth < 0) return false;
  }
  return depth === 0;
};

/** Words that can stand between quotation marks and be found again. */
const quotable = (text: string): boolean =>
  balanced(text) && text.trim() === text && text.length > 0 && !/[\n\r]/.test(text);

function checkTexts({ operation, words, newWords, wording, added }: Amendment): void {
  for (const each of [words, newWords])
    if (each !== null && !quotable(each)) refuse('Podaj zmieniane wyrazy bez zewnętrznych cudzysłowów.');
  if (words !== null && words === newWords && operation === Operation.REPLACE_WORDS)
    refuse('Nowe wyrazy są takie same jak dotychczasowe.');
  if (wording !== null && (!balanced(wording) || !wording.trim()))
    refuse('Cudzysłowy w proponowanym brzmieniu nie są domknięte.');
  if (operation === Operation.NUMBER_CONTENT && (added === null) !== (wording === null))
    refuse('Dodawana jednostka potrzebuje brzmienia.');
}

/** Refuses what no amending provision can say. */
export function checkAmendment(amendment: Amendment): void {
  checkTarget(amendment);
  const { operation } = amendment;
  for (const field of ['added', 'wording', 'words', 'newWords'] as const) {
    const needed = NEEDS[operation].includes(field);
    if (needed && amendment[field] === null)
      refuse('Brakuje danych, których ta zmiana wymaga: nowych jednostek, brzmienia albo wyrazów.');
    if (!needed && amendment[field] !== null && !MAY_HAVE[operation]?.includes(field))
      refuse('Podano dane, których ta zmiana nie ma.');
  }
  checkAdded(amendment);
  checkTexts(amendment);
}
