import fc from 'fast-check';
import { choices, laws, random, shape, words } from '#test/draft.random';
import {
  amendmentsIn,
  checkDraft,
  DoubtKind,
  LIMITS,
  parseDraft,
  parseProse,
  parseStatute,
  printDraft,
  printStatute,
  unitOf,
  UnitKind,
  walk,
  type DraftText,
} from '#drafting';

const same = (draft: DraftText) => ({ ...draft, units: shape(draft.units) });
const sizes = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    return (error as { extensions?: { code: string; limit: string } }).extensions?.limit;
  }
  return undefined;
};

/** As copied from a PDF: lines broken at any space and in any word, pages numbered, spaces made hard. */
function copied(printed: string, choice: readonly number[]): string {
  const r = random(choice);
  return printed
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)![0];
      const parts = line.trim().split(' ');
      const lines = [''];
      for (const [i, part] of parts.entries()) {
        const cut = i > 1 && /^\p{Ll}{6,}$/u.test(part) && r.int(7) === 0 ? 3 : 0;
        // Marks stay on the line of their first word, and no line begins with a dash or a number.
        const breaks = i > 2 && /^\p{L}{3,}/u.test(part) && !/[.)§–]$/.test(parts[i - 1]!) && r.int(4) === 0;
        if (breaks) lines.push(...(r.int(3) === 0 ? [`– ${1 + r.int(90)} –`, part] : [part]));
        else lines.push(`${lines.pop()!}${i ? r.pick([' ', ' ', '\u00a0', '  ']) : ''}${part}`);
        if (cut && !breaks) {
          const whole = lines.pop()!;
          lines.push(`${whole.slice(0, -cut)}${r.pick(['-', '\u00ad'])}`, whole.slice(-cut));
        }
      }
      return lines.map((each) => indent + each);
    })
    .join('\r\n');
}

describe('a printed law', () => {
  it('is read as the same units, and says no doubt of what matters', () => {
    fc.assert(
      fc.property(laws, (law) => {
        checkDraft(law);
        const printed = printStatute(law);
        const { draft, doubts } = parseStatute(printed);
        expect(same(draft)).toEqual(same(law));
        expect(printStatute(draft)).toBe(printed);
        checkDraft(draft);
        const allowed = [DoubtKind.LONE_ITEM, DoubtKind.GAP, DoubtKind.DASH, DoubtKind.ORDER];
        expect(doubts.filter(({ kind }) => !allowed.includes(kind))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('is read as the same units when it was broken into lines and pages', () => {
    fc.assert(
      fc.property(laws, choices, (law, each) => {
        const body = { ...law, heading: '' }; // a heading keeps its lines
        expect(same(parseStatute(copied(printStatute(body), each)).draft)).toEqual(same(body));
      }),
      { numRuns: 150 },
    );
  });

  it('from anything that is pasted, gives what can be printed and read again', () => {
    const piece = fc.constantFrom(
      'Art. 1.',
      'Art. 2',
      '§ 1.',
      '1.',
      '2.',
      '1)',
      '2a)',
      'a)',
      '–',
      '– –',
      '„',
      '”',
      'brzmieniu:',
      'klub',
      ':',
      ';',
      ',',
      'Rozdział 1',
      '\n',
      '\n',
      '\u0000',
      '\ud800',
      '<b>',
      "''",
      '\u202e',
      'w art. 5 uchyla się ust. 2',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join(' ');
        for (const { draft, doubts } of [parseStatute(text), parseDraft(text)]) {
          const ids = [...walk(draft.units)].map(({ unit }) => unit.id);
          expect(new Set(ids).size).toBe(ids.length);
          for (const { unitId } of doubts) if (unitId) expect(typeof unitId).toBe('string');
          expect(typeof printDraft(draft)).toBe('string');
          amendmentsIn(draft);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('limits', () => {
  it.each([
    ['pasted', () => parseStatute('a'.repeat(LIMITS.pasted + 1))],
    ['pasted', () => parseProse('a'.repeat(LIMITS.pasted + 1))],
    ['units', () => parseStatute(`Art. 1. A:\n${'1) b;\n'.repeat(LIMITS.units + 1)}`)],
    ['units', () => parseProse('a.\n\n'.repeat(LIMITS.units + 1))],
    ['depth', () => parseStatute(`Art. 1. A${' w brzmieniu:\n„b'.repeat(LIMITS.depth + 1)}`)],
    ['heading', () => checkDraft({ form: 'LAW', heading: 'a'.repeat(LIMITS.heading + 1), units: [] })],
    [
      'title',
      () =>
        checkDraft({
          form: 'LAW',
          heading: '',
          units: [unitOf({ id: 'a', kind: UnitKind.CHAPTER, label: '1', title: 'a'.repeat(LIMITS.title + 1) })],
        }),
    ],
  ])('%s is one', (limit, work) => expect(sizes(work)).toBe(limit));

  it('leave a text of a million characters readable in seconds, whatever it is', () => {
    const started = performance.now();
    for (const line of ['a', 'klub i centrum-', '– b', '„1) c'])
      for (const end of ['\n'])
        sizes(() => parseDraft((line + end).repeat(Math.floor(LIMITS.pasted / (line + end).length))));
    expect(performance.now() - started).toBeLessThan(60_000);
  });
});

describe('prose', () => {
  const section = (label: string, title: string, children: DraftText['units']) =>
    unitOf({ id: label + title, kind: UnitKind.SECTION, label, title, children });
  const passage = (text: string) => unitOf({ id: text, kind: UnitKind.PASSAGE, text });

  it('is sections and paragraphs', () => {
    const text =
      'Stanowisko konwentu\nw sprawie próbnej\n\nSzanowni Państwo.\n\n1. Diagnoza\n\nKlubów jest za\nmało.\n\n1.1. Liczby\n\n12. dnia było ich 5.\n\n2. Wnioski\n\nTrzeba więcej.';
    const { draft } = parseDraft(text);
    const units = [
      passage('Szanowni Państwo.'),
      section('1', 'Diagnoza', [
        passage('Klubów jest za mało.'),
        section('1', 'Liczby', [passage('12. dnia było ich 5.')]),
      ]),
      section('2', 'Wnioski', [passage('Trzeba więcej.')]),
    ];
    expect(same(draft)).toEqual({
      form: 'PROSE',
      heading: 'Stanowisko konwentu\nw sprawie próbnej',
      units: shape(units),
    });
    checkDraft(draft);
  });

  it('printed is read as the same', () => {
    fc.assert(
      fc.property(choices, (each) => {
        const r = random(each);
        const passages = () => Array.from({ length: r.int(3) }, () => passage(`${words(r)}.`));
        const level = (depth: number): DraftText['units'] =>
          Array.from({ length: r.int(4) }, (_, i) =>
            section(String(i + 1), words(r, 3), [...passages(), ...(depth < 3 ? level(depth + 1) : [])]),
          );
        const units = [passage('Wstęp.'), ...passages(), ...level(1)];
        const draft: DraftText = { form: 'PROSE', heading: r.int(2) ? 'Stanowisko\nkonwentu' : '', units };
        expect(same(parseProse(printDraft(draft)).draft)).toEqual(same(draft));
      }),
      { numRuns: 100 },
    );
  });
});
