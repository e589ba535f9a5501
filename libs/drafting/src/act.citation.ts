import { AmendmentUnfit, CitationUnreadable } from './drafting.errors.ts';

export enum Journal {
  DU = 'DU',
  MP = 'MP',
}

/** Where an act was published. Until 2011 positions were counted within numbered issues (nr), since 2012 within the year. */
export interface Publication {
  readonly journal: Journal;
  readonly year: number;
  /** The issue; null since 2012. */
  readonly nr: number | null;
  readonly position: number;
}

/** An act as amending provisions cite it. */
export interface ActRef {
  /** In the form that follows "w": ustawie z dnia 1 lutego 2031 r. o klubach próbnych. */
  readonly name: string;
  /** The first publication, or that of the consolidated text in force. */
  readonly publication: Publication;
  /** Published changes since, oldest first. */
  readonly changes: readonly Publication[];
  /** "z późn. zm.": there are changes that are not listed. */
  readonly laterChanges: boolean;
}

const FIRST_YEAR = 1918;
const LAST_NUMBERED = 2011;
const NAMES = { DU: 'Dz.U.', MP: 'M.P.' } as const;
const SPACED = { DU: 'Dz. U.', MP: 'M.P.' } as const;

const whole = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;

/** Whether such a place can exist: an issue until 2011 and only then. */
export const isPublication = ({ year, nr, position }: Publication): boolean =>
  whole(year, 2100) &&
  year >= FIRST_YEAR &&
  whole(position, 99_999) &&
  (year > LAST_NUMBERED ? nr === null : nr !== null && whole(nr, 999));

/** Dz.U. 2003 nr 122 poz. 1143; Dz.U. 2025 poz. 83. */
export const formatPublication = ({ journal, year, nr, position }: Publication): string =>
  `${NAMES[journal]} ${year}${nr === null ? '' : ` nr ${nr}`} poz. ${position}`;

/** DU/2025/83: the short form of the European Legislation Identifier; it says nothing of the issue. */
export const formatEli = ({ journal, year, position }: Publication): string => `${journal}/${year}/${position}`;

/** WDU20031221143: how parliament's database calls the act. */
export const formatIsapId = ({ journal, year, nr, position }: Publication): string =>
  `W${journal}${year}${String(nr ?? 0).padStart(3, '0')}${String(position).padStart(4, '0')}`;

const FORMS = [
  /^(?<journal>Dz\.?\s?U\.?|M\.?\s?P\.?)\s*(?:z\s+)?(?<year>\d{4})(?:\s*r\.)?,?\s*(?:nr\s+(?<nr>\d{1,3}),?\s*)?poz\.?\s*(?<position>\d{1,5})$/iu,
  /^(?:https?:\/\/\S{1,80}\/eli\/|\/?eli\/)?(?<journal>DU|MP|WDU|WMP)\/(?<year>\d{4})\/(?<position>\d{1,5})(?:\/ogl)?$/iu,
  /^W(?<journal>DU|MP)(?<year>\d{4})(?<nr>\d{3})(?<position>\d{4,5})$/iu,
];

/**
 * Reads a place of publication as people, ELI and parliament's database write it; throws CITATION_UNREADABLE. ELI leaves the issue
 * out, so its acts until 2011 come back with nr null, for a person to add.
 */
export function parsePublication(text: string): Publication {
  const tidy = text
    .slice(0, 200)
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
  for (const [i, form] of FORMS.entries()) {
    const { groups } = form.exec(tidy) ?? {};
    if (!groups) continue;
    const journal = /^W?M/i.test(groups.journal!) ? Journal.MP : Journal.DU;
    const nr = Number(groups.nr ?? 0) || null;
    const read = { journal, year: Number(groups.year), nr, position: Number(groups.position) };
    const eliBefore2012 = i === 1 && read.year <= LAST_NUMBERED;
    if (isPublication(eliBefore2012 ? { ...read, nr: 1 } : read)) return read;
  }
  throw CitationUnreadable({ citation: text.slice(0, 200) });
}

const numbers = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} i ${items.at(-1)}`;

/** Changes of one year and issue share their mention: z 2022 r. poz. 218 i 1812. */
function mentions(publications: readonly Publication[]): string[] {
  const groups: Publication[][] = [];
  for (const each of publications) {
    const last = groups.at(-1)?.[0];
    if (last && last.year === each.year && last.nr === each.nr) groups.at(-1)!.push(each);
    else groups.push([each]);
  }
  return groups.map((group) => {
    const { year, nr } = group[0]!;
    const positions = numbers(group.map(({ position }) => String(position)));
    return `z ${year} r. ${nr === null ? '' : `Nr ${nr}, `}poz. ${positions}`;
  });
}

/** The brackets of a running citation: (Dz. U. z 2003 r. Nr 122, poz. 1143, z 2007 r. Nr 115, poz. 793 oraz z 2022 r. poz. 218). */
export function formatActCitation({ publication, changes, laterChanges }: Omit<ActRef, 'name'>): string {
  const [first = '', ...rest] = mentions([publication, ...changes]);
  const last = rest.length && !laterChanges ? ` oraz ${rest.pop()!}` : '';
  const listed = [first, ...rest].join(', ');
  return `(${SPACED[publication.journal]} ${listed}${last}${laterChanges ? ', z późn. zm.' : ''})`;
}

const MENTION =
  /(?:^|,\s*|\s+oraz\s+)z\s+(\d{4})\s*r\.\s*(?:Nr\s+(\d{1,3}),\s*)?poz\.\s*(\d{1,5}(?:(?:,\s*|\s+i\s+)\d{1,5})*)/giu;

/** Reads the brackets of a running citation; undefined if they are none. */
export function parseActCitation(text: string): Omit<ActRef, 'name'> | undefined {
  const match = /^\((Dz\.\s?U\.|M\.\s?P\.)\s+(.*?)(,\s*z\s+późn\.\s+zm\.)?\)$/u.exec(text.slice(0, 5_000).trim());
  if (!match) return undefined;
  const journal = match[1]!.startsWith('M') ? Journal.MP : Journal.DU;
  const listed = match[2]!;
  const all = [...listed.matchAll(MENTION)];
  if (all.map(([whole]) => whole).join('') !== listed) return undefined;
  const publications = all.flatMap(([, year, nr, positions]) =>
    positions!.split(/,\s*|\s+i\s+/).map((each) => ({
      ...{ journal, year: Number(year), nr: nr ? Number(nr) : null, position: Number(each) },
    })),
  );
  const [publication, ...changes] = publications;
  if (!publication || !publications.every(isPublication)) return undefined;
  return { publication, changes, laterChanges: match[3] !== undefined };
}

/** Refuses an act that could not be cited, or not be read back. */
export function checkAct({ name, publication, changes }: ActRef): void {
  const plain =
    /^\p{Ll}[^\n()„”]{2,400}$/u.test(name) && name.trim() === name && !/\s\s|wprowadza się|uchyla się/.test(name);
  if (!plain)
    throw AmendmentUnfit({
      reason: 'Nazwę aktu podaj w miejscowniku, np. „ustawie z dnia 1 lutego 2031 r. o klubach”.',
    });
  const one = changes.every(({ journal }) => journal === publication.journal);
  if (!one || ![publication, ...changes].every(isPublication))
    throw AmendmentUnfit({
      reason: 'Miejsce ogłoszenia aktu albo jego zmian jest niewłaściwe (do 2011 r. z numerem, potem bez).',
    });
}
