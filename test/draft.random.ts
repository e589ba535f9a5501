import fc from 'fast-check';
import { labelAfter, mayContain, UnitKind, type DraftText, type Unit } from '#drafting';

/** Words that no unit begins with; some need care: quotations, compounds, citations, a dash within a sentence. */
const WORDS = [
  ...[
    'uczestnik',
    'zajęć',
    'centrum',
    'źródło',
    'ćwiczenia',
    'łącznie',
    'żłobek',
    'gęśl',
    'jaźń',
    'społeczno-zawodowa',
  ],
  ...['„jednostka próbna”', 'o której mowa w art. 5 ust. 2 pkt 3 lit. a', '<b>nie</b> & «nie»', 'wiek 18–25 lat'],
  ...[
    'wojewoda',
    'w terminie 14 dni',
    'na podstawie § 7',
    'oraz',
    '(zwany dalej „klubem”)',
    'Dz. U. z 2003 r. Nr 122, poz. 1143',
  ],
];

export interface Random {
  int(max: number): number;
  pick<T>(items: readonly T[]): T;
}

/** A source of randomness whose choices fast-check makes, so that it can shrink them. */
export const random = (choices: readonly number[]): Random => {
  let at = 0;
  const next = () => choices[at++ % choices.length] ?? 0;
  const int = (max: number) => next() % max;
  return { int, pick: (items) => items[int(items.length)]! };
};

export const choices = fc.array(fc.nat(997), { minLength: 40, maxLength: 160 });

export function words(r: Random, most = 12): string {
  return Array.from({ length: 1 + r.int(most) }, () => r.pick(WORDS)).join(' ');
}

const LISTS: Partial<Record<UnitKind, UnitKind>> = {
  ARTICLE: UnitKind.POINT,
  PARAGRAPH: UnitKind.POINT,
  SUBSECTION: UnitKind.POINT,
  POINT: UnitKind.LETTER,
  LETTER: UnitKind.INDENT,
  INDENT: UnitKind.DOUBLE_INDENT,
};
const SEPARATORS: Partial<Record<UnitKind, string>> = { POINT: ';', LETTER: ',', INDENT: ',', DOUBLE_INDENT: ',' };

/** Builds texts as the conventions have them: items end with signs, the one before a common part with none. */
export class RandomText {
  private count = 0;

  constructor(private readonly r: Random) {}

  law(): DraftText {
    const chapters = this.r.int(3) === 0;
    const basic = this.r.int(3) === 0 ? UnitKind.PARAGRAPH : UnitKind.ARTICLE;
    const row = this.row(basic, 1 + this.r.int(4), '1', '.', 0);
    const heading = this.r.int(2) ? `USTAWA\nz dnia 1 lutego 2031 r.\no ${words(this.r, 3)}` : '';
    if (!chapters) return { form: 'LAW', heading, units: row };
    const cut = 1 + this.r.int(row.length);
    const parts = [row.slice(0, cut), row.slice(cut)].filter((part) => part.length);
    const units = parts.map((children, i) =>
      this.unit(UnitKind.CHAPTER, String(i + 1), { title: `Przepisy ${words(this.r, 3)}`, children }),
    );
    return { form: 'LAW', heading, units };
  }

  /** Siblings with labels in order, with inserted ones among them; the last ends with `end`. */
  row(kind: UnitKind, length: number, first: string, end: string, depth: number): Unit[] {
    let label = first;
    return Array.from({ length }, (_, i) => {
      const added = label && label.length < 4 && this.r.int(4) === 0;
      if (i) label = added ? `${label}a` : labelAfter(kind, label);
      const last = i === length - 1;
      return this.basic(kind, label, last ? end : (SEPARATORS[kind] ?? '.'), depth);
    });
  }

  unit(kind: UnitKind, label: string, fields: Partial<Unit>): Unit {
    return { id: `u${++this.count}`, kind, label, title: '', text: '', children: [], closing: '', ...fields };
  }

  private basic(kind: UnitKind, label: string, end: string, depth: number): Unit {
    const choice = this.r.int(10);
    if (depth < 7 && choice < 4 && LISTS[kind]) return this.withList(kind, label, end, depth);
    if (depth < 5 && choice === 4) return this.withQuote(kind, label, end, depth);
    if (kind === UnitKind.ARTICLE && choice < 7) {
      const sub = this.r.int(3) === 0 ? UnitKind.PARAGRAPH : UnitKind.SUBSECTION;
      return this.unit(kind, label, { children: this.row(sub, 1 + this.r.int(3), '1', end, depth + 1) });
    }
    return this.unit(kind, label, { text: words(this.r) + end });
  }

  private withList(kind: UnitKind, label: string, end: string, depth: number): Unit {
    const item = LISTS[kind]!;
    const closing = this.r.int(3) === 0 ? `${words(this.r, 4)}${end}` : '';
    const first = item === UnitKind.POINT ? '1' : item === UnitKind.LETTER ? 'a' : '';
    const children = this.row(item, 1 + this.r.int(3), first, closing ? '' : end, depth + 1);
    return this.unit(kind, label, { text: `${words(this.r)}:`, children, closing });
  }

  private withQuote(kind: UnitKind, label: string, end: string, depth: number): Unit {
    const inner = this.r.pick([
      UnitKind.ARTICLE,
      UnitKind.SUBSECTION,
      UnitKind.POINT,
      UnitKind.LETTER,
      UnitKind.INDENT,
    ]);
    if (!mayContain(UnitKind.QUOTE, inner)) throw new Error('no such wording');
    const first =
      inner === UnitKind.LETTER
        ? this.r.pick(['a', 'c', 'ab'])
        : inner === UnitKind.INDENT
          ? ''
          : this.r.pick(['1', '5', '12a']);
    const bare = this.r.int(4) === 0;
    const quote = this.unit(UnitKind.QUOTE, '', {
      text: bare ? words(this.r) : '',
      children: bare ? [] : this.row(inner, 1 + this.r.int(2), first, '.', depth + 2),
      closing: end,
    });
    return this.unit(kind, label, { text: `w art. ${1 + this.r.int(90)} otrzymuje brzmienie:`, children: [quote] });
  }
}

/** Random laws that keep the conventions. */
export const laws = choices.map((each) => new RandomText(random(each)).law());

/** The same units without ids, so that two readings can be compared. */
export const shape = (units: readonly Unit[]): unknown[] =>
  units.map(({ id: _, children, ...rest }) => ({ ...rest, children: shape(children) }));
