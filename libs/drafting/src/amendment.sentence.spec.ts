import {
  amendingSentence,
  checkAmendment,
  Operation,
  readSentence,
  UnitKind,
  UnitPart,
  type Amendment,
  type Step,
} from '#drafting';

const none = { added: null, wording: null, words: null, newWords: null };
const art = (label: string): Step => ({ kind: UnitKind.ARTICLE, label });
const at = (within: Step[], kind: UnitKind, ...labels: string[]) => ({ within, kind, labels, part: UnitPart.WHOLE });
const amend = (fields: Pick<Amendment, 'operation' | 'target'> & Partial<Amendment>): Amendment => ({
  ...none,
  ...fields,
});
const ust = (label: string): Step => ({ kind: UnitKind.SUBSECTION, label });
const { ARTICLE, SUBSECTION, POINT, LETTER, INDENT, CHAPTER, DOUBLE_INDENT, BOOK } = UnitKind;
const TWO = { added: { kind: POINT, labels: ['3a'] }, wording: '3a) próbny;' };

const SENTENCES: [string, Amendment][] = [
  [
    'w art. 5 ust. 2 otrzymuje brzmienie:',
    amend({ operation: Operation.NEW_WORDING, target: at([art('5')], SUBSECTION, '2'), wording: '2. A.' }),
  ],
  [
    'art. 5¹ otrzymuje brzmienie:',
    amend({ operation: Operation.NEW_WORDING, target: at([], ARTICLE, '5¹'), wording: 'Art. 5¹. A.' }),
  ],
  [
    'w art. 5 ust. 2–4, 6 i 6a otrzymują brzmienie:',
    amend({
      operation: Operation.NEW_WORDING,
      target: at([art('5')], SUBSECTION, '2', '3', '4', '6', '6a'),
      wording: 'x',
    }),
  ],
  [
    'w art. 5 w ust. 2 po pkt 3 dodaje się pkt 3a w brzmieniu:',
    amend({ operation: Operation.INSERT_AFTER, target: at([art('5'), ust('2')], POINT, '3'), ...TWO }),
  ],
  [
    'w art. 5 dodaje się ust. 4 i 5 w brzmieniu:',
    amend({
      operation: Operation.APPEND,
      target: at([], ARTICLE, '5'),
      added: { kind: SUBSECTION, labels: ['4', '5'] },
      wording: 'x',
    }),
  ],
  [
    'po rozdziale 3 dodaje się rozdział 3a w brzmieniu:',
    amend({
      operation: Operation.INSERT_AFTER,
      target: at([], CHAPTER, '3'),
      added: { kind: CHAPTER, labels: ['3a'] },
      wording: 'x',
    }),
  ],
  ['uchyla się księgę II', amend({ operation: Operation.REPEAL, target: at([], BOOK, 'II') })],
  [
    'w art. 5 uchyla się ust. 2 i 3',
    amend({ operation: Operation.REPEAL, target: at([art('5')], SUBSECTION, '2', '3') }),
  ],
  [
    'w art. 5 w pkt 2 uchyla się część wspólną',
    amend({ operation: Operation.REPEAL, target: { ...at([art('5')], POINT, '2'), part: UnitPart.CLOSING } }),
  ],
  [
    'w art. 5 w ust. 2 wyrazy „trzy lata” zastępuje się wyrazem „rok”',
    amend({
      operation: Operation.REPLACE_WORDS,
      target: at([art('5')], SUBSECTION, '2'),
      words: 'trzy lata',
      newWords: 'rok',
    }),
  ],
  [
    'w art. 5 w ust. 2 i 3 wyraz „rok” zastępuje się wyrazami „dwa „pełne” lata”',
    amend({
      operation: Operation.REPLACE_WORDS,
      target: at([art('5')], SUBSECTION, '2', '3'),
      words: 'rok',
      newWords: 'dwa „pełne” lata',
    }),
  ],
  [
    'w art. 5 we wprowadzeniu do wyliczenia po wyrazie „klub” dodaje się wyrazy „lub centrum”',
    amend({
      operation: Operation.INSERT_WORDS,
      target: { ...at([], ARTICLE, '5'), part: UnitPart.INTRODUCTION },
      words: 'klub',
      newWords: 'lub centrum',
    }),
  ],
  [
    'w art. 7 w pkt 1 w lit. w skreśla się wyraz „tylko”',
    amend({
      operation: Operation.DELETE_WORDS,
      target: at([art('7'), { kind: POINT, label: '1' }], LETTER, 'w'),
      words: 'tylko',
    }),
  ],
  [
    'w art. 7 w pkt 1 w lit. a tiret drugie i dwudzieste pierwsze otrzymują brzmienie:',
    amend({
      operation: Operation.NEW_WORDING,
      target: at([art('7'), { kind: POINT, label: '1' }, { kind: LETTER, label: 'a' }], INDENT, '2', '21'),
      wording: 'x',
    }),
  ],
  [
    'w art. 7 w pkt 1 w lit. a w tiret trzecim po podwójnym tiret drugim dodaje się podwójne tiret trzecie w brzmieniu:',
    amend({
      operation: Operation.INSERT_AFTER,
      target: at(
        [art('7'), { kind: POINT, label: '1' }, { kind: LETTER, label: 'a' }, { kind: INDENT, label: '3' }],
        DOUBLE_INDENT,
        '2',
      ),
      added: { kind: DOUBLE_INDENT, labels: ['3'] },
      wording: 'x',
    }),
  ],
  [
    'tytuł rozdziału 3 otrzymuje brzmienie:',
    amend({
      operation: Operation.NEW_WORDING,
      target: { ...at([], CHAPTER, '3'), part: UnitPart.TITLE },
      wording: 'x',
    }),
  ],
  [
    'w tytule działu IIa wyraz „klub” zastępuje się wyrazem „centrum”',
    amend({
      operation: Operation.REPLACE_WORDS,
      target: { ...at([], UnitKind.DIVISION, 'IIa'), part: UnitPart.TITLE },
      words: 'klub',
      newWords: 'centrum',
    }),
  ],
  [
    'w art. 5 w ust. 2 część wspólna otrzymuje brzmienie:',
    amend({
      operation: Operation.NEW_WORDING,
      target: { ...at([art('5')], SUBSECTION, '2'), part: UnitPart.CLOSING },
      wording: 'x',
    }),
  ],
  [
    'w art. 5 dotychczasowy ust. 2 oznacza się jako ust. 3',
    amend({
      operation: Operation.RENUMBER,
      target: at([art('5')], SUBSECTION, '2'),
      added: { kind: SUBSECTION, labels: ['3'] },
    }),
  ],
  [
    'w art. 5 dotychczasową lit. b oznacza się jako lit. c',
    amend({
      operation: Operation.RENUMBER,
      target: at([art('5')], LETTER, 'b'),
      added: { kind: LETTER, labels: ['c'] },
    }),
  ],
  [
    'w art. 5 dotychczasową treść oznacza się jako ust. 1 i dodaje się ust. 2 w brzmieniu:',
    amend({
      operation: Operation.NUMBER_CONTENT,
      target: at([], ARTICLE, '5'),
      added: { kind: SUBSECTION, labels: ['2'] },
      wording: '2. A.',
    }),
  ],
  [
    'w art. 5 dotychczasową treść oznacza się jako ust. 1',
    amend({ operation: Operation.NUMBER_CONTENT, target: at([], ARTICLE, '5') }),
  ],
];

describe('an amending sentence', () => {
  it.each(SENTENCES)('%s', (sentence, amendment) => {
    checkAmendment(amendment);
    expect(amendingSentence(amendment)).toBe(sentence);
    expect(readSentence(`${sentence};`)).toEqual({ what: 'AMENDMENT', amendment: { ...amendment, wording: null } });
  });

  it('is read in the older way too, with one "w" for all', () => {
    expect(readSentence('w art. 5 ust. 2 pkt 3 lit. a otrzymuje brzmienie:')).toEqual(
      readSentence('w art. 5 w ust. 2 w pkt 3 lit. a otrzymuje brzmienie:'),
    );
  });

  it.each([
    'ustawa wchodzi w życie z dniem 1 stycznia 2031 r.',
    'w art. 5 wyrazy „a',
    'w ust. 2 i 3 w pkt 1 uchyla się lit. a',
    'otrzymuje brzmienie:',
    '',
  ])('is not seen in %s', (text) => expect(readSentence(text)).toBeUndefined());
});
