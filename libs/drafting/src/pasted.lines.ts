/** A line of a pasted text that says something, with where it stood and how far it was set in. */
export interface Line {
  readonly text: string;
  /** Counted from 1 in what was pasted. */
  readonly number: number;
  readonly indent: number;
  /** Whether an empty line stands above it. */
  readonly afterBlank: boolean;
}

export interface Dropped {
  readonly number: number;
  readonly text: string;
}

const FURNITURE = [
  /^[-–—]\s*\d{1,4}\s*[-–—]$/, // – 2 –
  /^(str\.|strona|s\.)\s*\d{1,4}(\s*(\/|z)\s*\d{1,4})?$/i, // Strona 2 z 5
  /^©\s*Kancelaria Sejmu.*$/i,
  /^(Dziennik Ustaw|Monitor Polski)\s*[-–—]\s*\d{1,4}\s*[-–—]\s*Poz\.\s*\d{1,5}$/i,
  /^\d{4}-\d{2}-\d{2}$/, // the day of printing in the foot
];
const LONE_NUMBER = /^\d{1,4}$/;

const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\f/g, '\n')
    // Formatting that leaves no trace on paper; what is left of a byte order mark.
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/\t/g, '    ')
    .replace(/[^\P{Cc}\n]|\p{Cs}/gu, '');

/** Straight, typed and foreign quotation marks as Polish ones: „ opens, ” closes. */
function polishQuotes(text: string): string {
  return text
    .replace(/,,(?=\S)/g, '„')
    .replace(/''/g, '”')
    .replace(/["“‟”]/g, (mark, at: number) => {
      if (mark === '”') return mark;
      const before = text[at - 1];
      const opens = before === undefined || /[\s([„–-]/.test(before);
      return opens && /\S/.test(text[at + 1] ?? '') ? '„' : '”';
    });
}

const dashes = (text: string): string => text.replace(/^[-—‒−•·](?=\s)/, '–').replace(/^–\s*[-—–]\s*/, '– – ');

/** The lines of a pasted text without what only paper needs: page numbers, running heads, soft signs. */
export function linesOf(pasted: string): { lines: Line[]; dropped: Dropped[] } {
  const lines: Line[] = [];
  const dropped: Dropped[] = [];
  let afterBlank = false;
  for (const [i, raw] of clean(pasted).split('\n').entries()) {
    const text = raw.trim();
    if (!text) {
      afterBlank = true;
      continue;
    }
    const number = i + 1;
    if (FURNITURE.some((form) => form.test(text))) continue;
    if (LONE_NUMBER.test(text)) dropped.push({ number, text });
    else {
      const indent = raw.length - raw.trimStart().length;
      const tidy = dashes(polishQuotes(text))
        .replace(/\u00ad(?!$)/g, '')
        .replace(/ {2,}/g, ' ');
      lines.push({ text: tidy, number, indent, afterBlank });
      afterBlank = false;
    }
  }
  return { lines, dropped };
}

/** First parts of compounds that are written with a hyphen. */
const COMPOUND =
  /(^|[^\p{L}])(społeczno|zawodowo|kulturalno|oświatowo|edukacyjno|szkoleniowo|prawno|administracyjno|organizacyjno|finansowo|gospodarczo|ekonomiczno|techniczno|naukowo|badawczo|rehabilitacyjno|wychowawczo|opiekuńczo|doradczo|informacyjno|polsko|północno|południowo|wschodnio|zachodnio|biało|produkcyjno|usługowo|handlowo|leczniczo|sanitarno|statystyczno|kontrolno|merytoryczno|rzeczowo|turystyczno|rekreacyjno|sportowo|rolno|teoretyczno|praktyczno|psychologiczno|pedagogiczno|medyczno|ogólno)-$/iu;

/** How two lines of one paragraph meet: what becomes of the end of the first, and what stands between. */
export interface Seam {
  readonly before: string;
  readonly glue: '' | ' ';
  /** The word that was cut might be a compound that keeps its hyphen. */
  readonly unsure: boolean;
}

/** A word cut at the end of a line is made whole, a compound keeps its hyphen. */
export function seam(before: string, line: string, known: ReadonlySet<string>): Seam {
  const plain: Seam = { before: before.replace(/\u00ad$/, ''), glue: ' ', unsure: false };
  // A hyphen said again on the next line is how a compound is cut.
  if (/\p{L}-$/u.test(before.slice(-3)) && /^-\p{L}/u.test(line))
    return { ...plain, before: before.slice(0, -1), glue: '' };
  const cut = /(\p{L}+)[-\u00ad]$/u.exec(before.slice(-60))?.[1];
  const next = /^\p{Ll}+/u.exec(line.slice(0, 60))?.[0];
  return cut && next ? mended(before, cut, next, known) : plain;
}

function mended(before: string, cut: string, next: string, known: ReadonlySet<string>): Seam {
  const whole: Seam = { before: before.slice(0, -1), glue: '', unsure: false };
  if (before.endsWith('\u00ad')) return whole;
  const seen = known.has((cut + next).toLowerCase());
  const compound = COMPOUND.test(before.slice(-60)) || (!seen && known.has(`${cut}-${next}`.toLowerCase()));
  if (compound) return { before, glue: '', unsure: false };
  return { ...whole, unsure: !seen && cut.length > 3 && cut.endsWith('o') };
}

/** The words of a text, in lower case, that can tell how a word cut in two is written elsewhere. */
export function wordsOf(lines: readonly Line[]): Set<string> {
  const words = new Set<string>();
  for (const { text } of lines)
    for (const [word] of text.matchAll(/\p{L}+(?:-\p{L}+)*/gu)) words.add(word.toLowerCase());
  return words;
}
