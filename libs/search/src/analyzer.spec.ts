import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { foldedCondition } from './affixes.ts';
import { Analyzer } from './analyzer.ts';
import { segmentsOf } from './highlights.ts';
import { marksOf, queriesOf, questionOf } from './question.ts';
import { folded, wordsOf } from './words.ts';

const folder = dirname(createRequire(import.meta.url).resolve('dictionary-pl'));
const lines = (name: string): string[] => readFileSync(join(folder, name), 'utf8').split('\n');
const POLISH = 'aąbcćdeęfghijklłmnńoóprsśtuwyzźż';

interface Rule {
  readonly cut: string;
  readonly added: string;
  readonly fits: RegExp;
}

/** The dictionary read the other way: from a root to its forms. */
function formsOf(): (root: string, flags: string) => string[] {
  const rules = new Map<string, Rule[]>();
  for (const line of lines('index.aff')) {
    const [kind, flag, cut, added, condition] = line.trim().split(/\s+/);
    if (kind !== 'SFX' || condition === undefined) continue;
    const rule = {
      cut: cut === '0' ? '' : cut!,
      added: added === '0' ? '' : added!,
      fits: new RegExp(`${condition}$`),
    };
    rules.set(flag!, [...(rules.get(flag!) ?? []), rule]);
  }
  return (root, flags) =>
    [...flags].flatMap((flag) =>
      (rules.get(flag) ?? [])
        .filter(({ cut, fits }) => fits.test(root) && root.endsWith(cut))
        .map(({ cut, added }) => root.slice(0, root.length - cut.length) + added),
    );
}

describe('the analyzer', () => {
  let analyzer: Analyzer;
  beforeAll(async () => (analyzer = await Analyzer.load()));
  const lexemes = (word: string): readonly string[] => analyzer.sense(word).lexemes;
  const meets = (a: string, b: string): boolean => lexemes(a).some((each) => lexemes(b).includes(each));

  it('leads every form that the dictionary makes of a root back to it, with marks and without', () => {
    const forms = formsOf();
    const roots = lines('index.dic').slice(1);
    const property = fc.property(fc.nat(roots.length - 1), (i) => {
      const [root, flags = ''] = roots[i]!.trim().split('/');
      for (const form of [root!, ...forms(root!, flags)].filter((each) => /^\p{L}+$/u.test(each)).slice(0, 60)) {
        if (!lexemes(form).length) continue; // says nothing by itself, such as “jest”
        expect({ form, lexemes: lexemes(form) }).toEqual({ form, lexemes: expect.arrayContaining([folded(root!)]) });
        expect(lexemes(folded(form))).toEqual(
          expect.arrayContaining([...lexemes(form)].filter((each) => each[0] !== '~')),
        );
      }
    });
    fc.assert(property, { numRuns: 400 });
  });

  it('lets nothing fail a folded condition that passed the real one', () => {
    const letters = fc.array(fc.constantFrom(...POLISH), { minLength: 1, maxLength: 8 }).map((each) => each.join(''));
    const part = fc.oneof(
      letters.map((each) => each[0]!),
      letters.map((each) => `[${each}]`),
      letters.map((each) => `[^${each}]`),
    );
    const conditions = fc.array(part, { minLength: 1, maxLength: 3 }).map((each) => each.join(''));
    fc.assert(
      fc.property(conditions, letters, (condition, root) => {
        if (new RegExp(`${condition}$`).test(root)) expect(folded(root)).toMatch(foldedCondition(condition)!);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['reintegracyjnego', 'reintegracja'],
    ['spoldzielniami', 'spółdzielnia'],
    ['bezdomni', 'bezdomność'],
    ['szyją', 'krawcowa'],
    ['ludziom', 'człowieka'],
    ['Pcimiu', 'Pcim'],
    ['skazanych', 'więzień'],
  ])('joins %s and %s', (one, other) => expect(meets(one, other)).toBe(true));

  it.each([
    ['praca', 'pralnia'],
    ['miasto', 'ciasto'],
    ['ul', 'ulica'],
  ])('keeps %s and %s apart', (one, other) => expect(meets(one, other)).toBe(false));

  it('finds a short form by its long one and the other way round', () => {
    const vector = (text: string) => analyzer.vector([{ text, weight: 'A' }]).vector;
    expect(vector('Centra integracji społecznej w Chełmie')).toContain("'cis':1A");
    expect(vector('Uczestnicy CIS')).toContain("'integracja':2A");
  });

  it('never fails on a question, and asks for no more than it may', () => {
    const piece = fc.constantFrom(
      '"',
      '-',
      ' ',
      'OR',
      'lub',
      '„',
      '”',
      "'",
      '\\',
      ':*',
      '<->',
      '&',
      '!',
      '(',
      'CIS',
      'dom',
      'łódź',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(piece, { maxLength: 60 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const question = questionOf(analyzer, text);
        const { groups, without } = queriesOf(question);
        expect(question.groups.flat().length + question.without.length).toBeLessThanOrEqual(16);
        for (const query of [...groups, without ?? ''])
          expect(query.replace(/'[\p{L}\p{N}~]+'/gu, '').replace(/[()|&!:*]|<\d+>/g, '')).toBe('');
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads what people type', () => {
    const told = (text: string) => {
      const { groups, without } = questionOf(analyzer, text);
      const term = ({ words }: (typeof without)[number]) => words.map(({ word }) => word).join(' ');
      return [groups.map((each) => each.map(term).join('|')).join(', '), without.map(term).join(', ')];
    };
    expect(told('kuchnia lub stolarnia w Łodzi')).toEqual(['kuchnia|stolarnia, Łodzi', '']);
    expect(told('„dom w lesie” -remont – noclegi')).toEqual(['dom lesie', 'remont, noclegi']);
    expect(told('"niedomknięty cudzysłów')).toEqual(['niedomknięty cudzysłów', '']);
    expect(told('lub OR praca -')).toEqual(['praca', '']);
    expect(told('kujawsko-pomorskie')).toEqual(['kujawsko, pomorskie', '']);
    expect(questionOf(analyzer, ' \n').empty).toBe(true);
    expect(questionOf(analyzer, 'i w na').groups).toEqual([]);
  });

  it('marks every form of what was asked, and loses no letter', () => {
    const marks = marksOf(questionOf(analyzer, 'stolarz'));
    expect(segmentsOf(analyzer, 'Warsztat stolarski & <b>stolarnia</b>', marks).filter(({ hit }) => hit)).toEqual([
      { text: 'stolarski', hit: true },
      { text: 'stolarnia', hit: true },
    ]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const all = marksOf(questionOf(analyzer, text));
        expect(
          segmentsOf(analyzer, text, all)
            .map((each) => each.text)
            .join(''),
        ).toBe(text);
        expect(wordsOf(text).every(({ text: word, at }) => text.startsWith(word, at))).toBe(true);
      }),
    );
  });
});
