import { Operation, type Amendment } from './amendment.ts';
import { AmendmentUnfit } from './drafting.errors.ts';
import { isEnumerated, KINDS, UnitKind } from './unit.kinds.ts';
import { disorder } from './unit.label.ts';
import { byPlace, descends, isStep, UnitPart } from './unit.path.ts';

const FIELDS = ['added', 'wording', 'words', 'newWords'] as const;
type Field = (typeof FIELDS)[number];
const NEEDS: Readonly<Record<Operation, readonly Field[]>> = {
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
const MAY_HAVE: Partial<Record<Operation, readonly Field[]>> = { NUMBER_CONTENT: ['added', 'wording'] };
const OF_ONE_UNIT = [Operation.INSERT_AFTER, Operation.APPEND, Operation.NUMBER_CONTENT];
const OF_SIBLINGS = [Operation.INSERT_AFTER, Operation.RENUMBER];
const OF_PARTS: Partial<Record<Operation, readonly UnitPart[]>> = {
  NEW_WORDING: Object.values(UnitPart),
  REPEAL: [UnitPart.WHOLE, UnitPart.CLOSING],
  REPLACE_WORDS: Object.values(UnitPart),
  INSERT_WORDS: Object.values(UnitPart),
  DELETE_WORDS: Object.values(UnitPart),
};
const NOT_OF_ACTS = [UnitKind.SECTION, UnitKind.PASSAGE, UnitKind.QUOTE];
const MOST_UNITS = 100;
const DEEPEST = 12;

const ascending = (kind: UnitKind, labels: readonly string[]): boolean =>
  labels.every((label) => isStep({ kind, label })) &&
  (byPlace(kind)
    ? labels.every((label, i) => i === 0 || Number(labels[i - 1]) < Number(label))
    : disorder(kind, labels).length === 0);

function balanced(text: string): boolean {
  let depth = 0;
  for (const sign of text) {
    if (sign === '„') depth++;
    else if (sign === '”' && --depth < 0) return false;
  }
  return depth === 0;
}

/** Words that can stand between quotation marks and be found again. */
const quotable = (text: string): boolean =>
  balanced(text) && text.trim() === text && text !== '' && !/[\n\r]/.test(text);

const row = (labels: readonly string[]): boolean => labels.length > 0 && labels.length <= MOST_UNITS;

/** What has to be true of a change, and what to tell a person of whose change it is not. */
const RULES: readonly (readonly [(amendment: Amendment) => boolean, string])[] = [
  [
    ({ target: { within, labels } }) => row(labels) && within.length <= DEEPEST,
    `Jedna zmiana obejmuje od jednej do ${MOST_UNITS} jednostek.`,
  ],
  [
    ({ target: { within, kind, labels } }) =>
      within.every(isStep) && ascending(kind, labels) && descends([...within, { kind, label: labels[0] ?? '' }]),
    'Wskaż przepis od największej jednostki do najmniejszej, z oznaczeniami w kolejności.',
  ],
  [({ target: { kind } }) => !NOT_OF_ACTS.includes(kind), 'Takiej jednostki nie ma w akcie prawnym.'],
  [
    ({ operation, target: { labels, part } }) =>
      labels.length === 1 || (part === UnitPart.WHOLE && !OF_ONE_UNIT.includes(operation)),
    'Ta zmiana dotyczy jednej jednostki.',
  ],
  [
    ({ operation, target: { part } }) => (OF_PARTS[operation] ?? [UnitPart.WHOLE]).includes(part),
    'Tej zmiany nie robi się w części jednostki.',
  ],
  [
    ({ target: { kind, part } }) => part !== UnitPart.TITLE || KINDS[kind].rank < KINDS.ARTICLE.rank,
    'Tytuł mają tylko jednostki większe od artykułu.',
  ],
  [
    (amendment) => NEEDS[amendment.operation].every((field) => amendment[field] !== null),
    'Brakuje danych, których ta zmiana wymaga: nowych jednostek, brzmienia albo wyrazów.',
  ],
  [
    (amendment) =>
      FIELDS.filter((field) => amendment[field] !== null).every((field) =>
        [...NEEDS[amendment.operation], ...(MAY_HAVE[amendment.operation] ?? [])].includes(field),
      ),
    'Podano dane, których ta zmiana nie ma.',
  ],
  [
    ({ added }) => !added || (row(added.labels) && ascending(added.kind, added.labels)),
    'Oznaczenia nowych jednostek mają być w kolejności.',
  ],
  [
    ({ operation, target, added }) => !added || !OF_SIBLINGS.includes(operation) || added.kind === target.kind,
    'Po jednostce dodaje się jednostkę tego samego rodzaju.',
  ],
  [
    ({ operation, target, added }) =>
      !added || OF_SIBLINGS.includes(operation) || KINDS[added.kind].rank > KINDS[target.kind].rank,
    'Dodawana jednostka ma być mniejsza niż ta, w której się znajdzie.',
  ],
  [
    ({ operation, target, added }) =>
      operation !== Operation.RENUMBER || (added?.labels.length === target.labels.length && !byPlace(target.kind)),
    'Każdej jednostce trzeba nadać jedno nowe oznaczenie; tiret oznaczeń nie mają.',
  ],
  [
    ({ operation, added, wording }) =>
      operation !== Operation.NUMBER_CONTENT || (added === null) === (wording === null),
    'Dodawana jednostka potrzebuje brzmienia.',
  ],
  [
    ({ operation, added }) => operation !== Operation.NUMBER_CONTENT || !added || !isEnumerated(added.kind),
    'Treść oznacza się jako ustęp albo paragraf.',
  ],
  [
    ({ words, newWords }) => [words, newWords].every((each) => each === null || quotable(each)),
    'Podaj zmieniane wyrazy w jednym wierszu i bez zewnętrznych cudzysłowów.',
  ],
  [
    ({ operation, words, newWords }) => operation !== Operation.REPLACE_WORDS || words !== newWords,
    'Nowe wyrazy są takie same jak dotychczasowe.',
  ],
  [
    ({ wording }) => wording === null || (balanced(wording) && wording.trim() !== ''),
    'Proponowane brzmienie jest puste albo ma cudzysłów bez pary.',
  ],
];

/** Refuses what no amending provision can say. */
export function checkAmendment(amendment: Amendment): void {
  for (const [holds, reason] of RULES) if (!holds(amendment)) throw AmendmentUnfit({ reason });
}
