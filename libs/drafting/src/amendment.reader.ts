import { Operation, type Amendment, type Target } from './amendment.ts';
import { ordinalAt, ordinalValue } from './ordinals.ts';
import { UnitKind } from './unit.kinds.ts';
import { labelAfter } from './unit.label.ts';
import { isIndent, isStep, kindNamed, NAME_PATTERN, UnitPart, type Step } from './unit.path.ts';

interface Units {
  readonly kind: UnitKind;
  readonly labels: readonly string[];
}

/** What a sentence of an amending act says: a change, or only where the changes below it are. */
export type Said =
  | { readonly what: 'AMENDMENT'; readonly amendment: Amendment }
  | { readonly what: 'WHERE'; readonly within: readonly Step[] };

const ITEM = '[\\dIVXLCDM]*[\\da-zIVXLCDM⁰¹²³⁴⁵⁶⁷⁸⁹]+';
const LIST = `${ITEM}(?:(?:\\s*[–-]\\s*|,\\s*|\\s+i\\s+)${ITEM})*`;
/** After "i" may come the next label or the rest of the sentence: "i dodaje się" is no label. */
const NOT_LABELS =
  /(?:,\s*|\s+i\s+|\s+)(?:dodaje się|otrzymuj|oznacza się|uchyla się|skreśla się|wyraz|część|wprowadz|tytuł|we?\s+(?:art|§|ust|pkt|lit|tiret|podw|częśc|tytu|ks|dzia|rozdz|oddz|wprow)|po\s+wyra).*$/u;
const NAMED = new RegExp(`^(${NAME_PATTERN})\\s*`, 'u');

const simple = (label: string): boolean => /^(\d+|[a-z])$/.test(label);

function range(kind: UnitKind, from: string, to: string): string[] | undefined {
  if (!simple(from) || !simple(to)) return undefined;
  const labels = [from];
  while (labels.at(-1) !== to && labels.length < 200) labels.push(labelAfter(kind, labels.at(-1)!));
  return labels.at(-1) === to ? labels : undefined;
}

function ordinals(text: string): { labels: string[]; length: number } | undefined {
  const labels: string[] = [];
  let rest = text;
  for (;;) {
    const joint = labels.length ? /^(?:,\s*|\s+i\s+)/.exec(rest)?.[0] : '';
    const words = joint === undefined ? undefined : ordinalAt(rest.slice(joint.length));
    if (joint === undefined || !words) break;
    labels.push(String(ordinalValue(words)));
    rest = rest.slice(joint.length + words.length);
  }
  return labels.length ? { labels, length: text.length - rest.length } : undefined;
}

function labelsAt(kind: UnitKind, text: string): { labels: string[]; length: number } | undefined {
  if (isIndent(kind)) return ordinals(text);
  const [found = ''] = new RegExp(`^${LIST}(?![\\p{L}\\d])`, 'u').exec(text.replace(NOT_LABELS, '')) ?? [];
  const labels = found.split(/,\s*|\s+i\s+/).flatMap((each): (string | undefined)[] => {
    const [from = '', to] = each.split(/\s*[–-]\s*/);
    return to === undefined ? [from] : (range(kind, from, to) ?? [undefined]);
  });
  const legal = labels.every((label) => label !== undefined && isStep({ kind, label }));
  return legal && found ? { labels: labels as string[], length: found.length } : undefined;
}

/** Reads along one sentence, from left to right. */
class Sentence {
  constructor(public rest: string) {}

  skip(form: RegExp): RegExpExecArray | undefined {
    const match = form.exec(this.rest);
    if (match?.index !== 0) return undefined;
    this.rest = this.rest.slice(match[0].length);
    return match;
  }

  units(): Units | undefined {
    const name = NAMED.exec(this.rest);
    const kind = name ? kindNamed(name[1]!) : undefined;
    const found = kind && labelsAt(kind, this.rest.slice(name![0].length));
    if (!found) return undefined;
    this.rest = this.rest.slice(name![0].length + found.length).trimStart();
    return { kind, labels: found.labels };
  }

  /** What stands between „ and its ”. */
  quotation(): string | undefined {
    if (!this.rest.startsWith('„')) return undefined;
    let depth = 0;
    for (let i = 0; i < this.rest.length; i++) {
      if (this.rest[i] === '„') depth++;
      if (this.rest[i] !== '”' || --depth > 0) continue;
      const words = this.rest.slice(1, i);
      this.rest = this.rest.slice(i + 1).trimStart();
      return words;
    }
    return undefined;
  }
}

const PARTS = [
  [/^we wprowadzeniu do wyliczenia\s+/u, UnitPart.INTRODUCTION],
  [/^w części wspólnej\s+/u, UnitPart.CLOSING],
  [/^wprowadzenie do wyliczenia\s+(?=otrzymuje)/u, UnitPart.INTRODUCTION],
  [/^część wspólna\s+(?=otrzymuje)/u, UnitPart.CLOSING],
] as const;

/** The units that a sentence begins with: w art. 5 w ust. 2 pkt 3 … */
function located(sentence: Sentence): { units: Units[]; part: UnitPart } {
  const units: Units[] = [];
  for (;;) {
    const before = sentence.rest;
    for (const [form, part] of PARTS) if (sentence.skip(form)) return { units, part };
    if (sentence.skip(/^(?:w tytule|tytuł)\s+(?=(?:części|księgi|tytułu|działu|rozdziału|oddziału)\s)/u)) {
      const titled = sentence.units();
      return { units: titled ? [...units, titled] : units, part: UnitPart.TITLE };
    }
    sentence.skip(/^we?\s+/u);
    const next = sentence.units();
    if (!next) {
      sentence.rest = before;
      return { units, part: UnitPart.WHOLE };
    }
    units.push(next);
  }
}

const nothing = { added: null, wording: null, words: null, newWords: null };
type Rest = Omit<Amendment, 'target'> & { readonly own?: Units; readonly part?: UnitPart };

function added(sentence: Sentence): Units | undefined {
  const units = sentence.skip(/^dodaje się\s+/u) && sentence.units();
  return units && sentence.skip(/^w brzmieniu\s*:$/u) ? units : undefined;
}

function wordsAfterPo(sentence: Sentence): Rest | undefined {
  const words = sentence.quotation();
  const newWords = sentence.skip(/^dodaje się wyrazy?\s+/u) && sentence.quotation();
  return words && newWords ? { ...nothing, operation: Operation.INSERT_WORDS, words, newWords } : undefined;
}

/** From the verb on, by the word that it begins with. */
const VERBS: readonly (readonly [RegExp, (sentence: Sentence) => Rest | undefined])[] = [
  [/^otrzymuj[eą] brzmienie\s*:$/u, () => ({ ...nothing, operation: Operation.NEW_WORDING })],
  [/^uchyla się część wspólną$/u, () => ({ ...nothing, operation: Operation.REPEAL, part: UnitPart.CLOSING })],
  [
    /^uchyla się\s+/u,
    (sentence) => {
      const own = sentence.units();
      return own && { ...nothing, operation: Operation.REPEAL, own };
    },
  ],
  [
    /^skreśla się wyrazy?\s+/u,
    (sentence) => {
      const words = sentence.quotation();
      return words ? { ...nothing, operation: Operation.DELETE_WORDS, words } : undefined;
    },
  ],
  [/^po wyra(?:zie|zach)\s+/u, wordsAfterPo],
  [
    /^po\s+/u,
    (sentence) => {
      const own = sentence.units();
      const units = own && added(sentence);
      return own && units && { ...nothing, operation: Operation.INSERT_AFTER, own, added: units };
    },
  ],
  [
    /^(?=dodaje się)/u,
    (sentence) => {
      const units = added(sentence);
      return units && { ...nothing, operation: Operation.APPEND, added: units };
    },
  ],
  [
    /^wyrazy?\s+(?=„)/u,
    (sentence) => {
      const words = sentence.quotation();
      const newWords = sentence.skip(/^zastępuje się wyraz(?:em|ami)\s+/u) && sentence.quotation();
      return words && newWords ? { ...nothing, operation: Operation.REPLACE_WORDS, words, newWords } : undefined;
    },
  ],
  [/^dotychczasową treść oznacza się jako (?:ust\.|§) 1/u, numbered],
  [
    /^dotychczasow(?:y|ą|e)\s+/u,
    (sentence) => {
      const own = sentence.units();
      const units = sentence.skip(/^oznacza się jako\s+/u) && sentence.units();
      return own && units && { ...nothing, operation: Operation.RENUMBER, own, added: units };
    },
  ],
];

function numbered(sentence: Sentence): Rest | undefined {
  const operation = Operation.NUMBER_CONTENT;
  if (!sentence.rest) return { ...nothing, operation };
  sentence.skip(/^\s+i\s+/u);
  const units = added(sentence);
  return units && { ...nothing, operation, added: units };
}

const asSteps = (units: readonly Units[]): Step[] | undefined =>
  units.every(({ labels }) => labels.length === 1)
    ? units.map(({ kind, labels }) => ({ kind, label: labels[0]! }))
    : undefined;

function verb(sentence: Sentence): Rest | undefined {
  for (const [form, read] of VERBS) {
    if (!sentence.skip(form)) continue;
    const rest = read(sentence);
    return sentence.rest === '' ? rest : undefined;
  }
  return undefined;
}

/** Reads a sentence that stands below others which said `context`; undefined if it is no amending sentence that we know. */
export function readSentence(text: string, context: readonly Step[] = []): Said | undefined {
  const sentence = new Sentence(text.replace(/[;,.]$/u, '').trim());
  const { units, part } = located(sentence);
  const all = [...context.map(({ kind, label }): Units => ({ kind, labels: [label] })), ...units];
  if (sentence.rest === ':') {
    const within = part === UnitPart.WHOLE ? asSteps(all) : undefined;
    return within && { what: 'WHERE', within };
  }
  const rest = verb(sentence);
  if (!rest) return undefined;
  const { own, part: partSaid, ...change } = rest;
  const line = own ? [...all, own] : all;
  const target = line.at(-1);
  const within = asSteps(line.slice(0, -1));
  if (!target || !within) return undefined;
  const found: Target = { within, kind: target.kind, labels: target.labels, part: partSaid ?? part };
  return { what: 'AMENDMENT', amendment: { ...change, target: found } };
}
