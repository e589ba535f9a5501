import { descends, formatPath, kindNamed, NAME_PATTERN, readLabel, UnitPart, type Step } from '#drafting';
import type { TextUnit } from '#drafts';
import { cleanText, fold, saysNothing } from '#imports';

export type UnitMatch = 'WHOLE' | 'EXACT' | 'READ' | 'NEAREST' | 'UNKNOWN' | 'SEVERAL';

/** What a cell means in a version, and why we think so. */
export interface MatchedUnit {
  readonly match: UnitMatch;
  readonly unit: TextUnit | null;
  /** In Polish. */
  readonly because: string;
}

/** A version’s units, by how they are cited. */
export type CitedUnits = ReadonlyMap<string, readonly TextUnit[]>;

export function citedUnits(units: readonly TextUnit[]): CitedUnits {
  const found = new Map<string, TextUnit[]>();
  for (const unit of units) found.set(unit.path, [...(found.get(unit.path) ?? []), unit]);
  return found;
}

const WHOLE =
  /^(uwag[ai] )?(calosc|caly|cala|ogoln[aey]|do calosci|dotyczy calosci|projekt)( (projektu|projekt|tekstu|dokumentu|ustawy|rekomendacji|uwaga|uwagi))*$/;
const NAMED = new RegExp(`(?<![\\p{L}\\p{N}])(?:${NAME_PATTERN})`, 'giu');
const START = new RegExp(`^(${NAME_PATTERN})\\s*`, 'iu');

/** Citations within a text, each from large to small, in their order. */
export function citationsIn(text: string): Step[][] {
  const tidy = text
    .normalize('NFC')
    .replace(/[\s\u00a0,]+/g, ' ')
    .replace(/(?<=[\p{L}\p{N}])[.;:)]+(?= |$)/gu, '');
  const found: Step[][] = [];
  NAMED.lastIndex = 0;
  for (let name = NAMED.exec(tidy); name; name = NAMED.exec(tidy)) {
    const { steps, end } = chainAt(tidy, name.index);
    if (!steps.length) continue;
    found.push(steps);
    NAMED.lastIndex = end;
  }
  return found;
}

function chainAt(text: string, from: number): { steps: Step[]; end: number } {
  const steps: Step[] = [];
  let end = from;
  for (;;) {
    const rest = text.slice(end).trimStart();
    const at = text.length - rest.length;
    const name = START.exec(rest);
    const kind = name && kindNamed(name[1]!);
    const read = kind && readLabel(kind, rest.slice(name[0].length));
    if (!read || !descends([...steps, { kind, label: read.label }])) return { steps, end };
    steps.push({ kind, label: read.label });
    end = at + name[0].length + read.length;
  }
}

const cite = (steps: readonly Step[]): string => formatPath({ steps, part: UnitPart.WHOLE });

/** Finds what a cell cites: the unit itself, else the nearest one that it lies in; never a guess between two. */
export function matchUnit(raw: string, units: CitedUnits): MatchedUnit {
  const cell = cleanText(raw);
  if (saysNothing(cell)) return { match: 'WHOLE', unit: null, because: 'Nie podano jednostki: uwaga do całości.' };
  if (units.has(cell)) return only(units.get(cell)!, 'EXACT', `Wskazano „${cell}”.`);
  if (WHOLE.test(fold(cell))) return { match: 'WHOLE', unit: null, because: 'Wskazano całość tekstu.' };
  const [steps, ...others] = citationsIn(cell);
  if (!steps) return unknown(cell);
  const also = others.length ? ` Komórka wymienia też: ${others.map(cite).join('; ')}.` : '';
  return nearest(cell, steps, also, units) ?? byEnding(cite(steps), units) ?? unknown(cell);
}

/** The unit that is cited, or the smallest one above it that there is. */
function nearest(cell: string, steps: readonly Step[], also: string, units: CitedUnits): MatchedUnit | undefined {
  for (let length = steps.length; length > 0; length--) {
    const path = cite(steps.slice(0, length));
    const found = units.get(path);
    if (!found) continue;
    if (length < steps.length)
      return only(found, 'NEAREST', `W tej wersji nie ma „${cite(steps)}”; przyjęto „${path}”.${also}`);
    if (fold(cell) === fold(path)) return only(found, 'EXACT', `Wskazano „${path}”.`);
    return only(found, 'READ', `Odczytano jako „${path}”.${also}`);
  }
  return undefined;
}

/** A part of a citation that only one unit ends in. */
function byEnding(path: string, units: CitedUnits): MatchedUnit | undefined {
  const found = [...units].filter(([each]) => each.endsWith(` ${path}`)).flatMap(([, all]) => all);
  if (!found.length) return undefined;
  return only(found, 'READ', `Odczytano jako „${found[0]!.path}”: tylko ta jednostka tak się kończy.`);
}

function only(found: readonly TextUnit[], match: UnitMatch, because: string): MatchedUnit {
  if (found.length === 1) return { match, unit: found[0]!, because };
  const paths = [...new Set(found.map(({ path }) => path))].slice(0, 5).join('; ');
  return { match: 'SEVERAL', unit: null, because: `Tak samo przytacza się kilka jednostek: ${paths}.` };
}

const unknown = (cell: string): MatchedUnit => ({
  ...{ match: 'UNKNOWN', unit: null },
  because: `W tej wersji nie ma jednostki „${cell.slice(0, 80)}”.`,
});
