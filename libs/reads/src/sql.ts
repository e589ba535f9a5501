import { createHash } from 'node:crypto';

/** Stands in a statement for the id of whoever reads; filled in at each execution, so that one plan serves everyone. */
export const ACTOR = Symbol('actor');

/** A piece of SQL: its text never comes from input, its values always travel as parameters. */
export class Sql {
  constructor(
    readonly strings: readonly string[],
    readonly values: readonly unknown[],
  ) {}

  /** The text with its places unfilled: equal shapes make equal statements. */
  get shape(): string {
    return this.strings.join('\u0000');
  }
}

/** Builds a piece of SQL; a piece inside a piece is joined in, anything else becomes a parameter. */
export function sql(strings: TemplateStringsArray, ...parts: unknown[]): Sql {
  const texts = [strings[0]!];
  const values: unknown[] = [];
  parts.forEach((part, i) => {
    const tail = strings[i + 1]!;
    if (part instanceof Sql) {
      texts[texts.length - 1] += part.strings[0]!;
      texts.push(...part.strings.slice(1));
      values.push(...part.values);
      texts[texts.length - 1] += tail;
    } else {
      values.push(part);
      texts.push(tail);
    }
  });
  return new Sql(texts, values);
}

/** SQL text that comes from the model: an alias, a column, a table. Never give it input. */
export const raw = (text: string): Sql => new Sql([text], []);

/** A name of the model, quoted. */
export const name = (text: string): Sql => raw(`"${text.replaceAll('"', '""')}"`);

/** PostgreSQL cuts a longer name, silently. */
const LONGEST_NAME = 63;
export const isLong = (key: string): boolean => key.length > LONGEST_NAME;

/** The name of a response key's column: a long key stands under its digest, which no client can ask for. */
export const columnOfKey = (key: string): string =>
  isLong(key) ? `$${createHash('sha256').update(key).digest('base64url')}` : key;

export const keyed = (key: string): Sql => name(columnOfKey(key));

export const join = (pieces: readonly Sql[], separator: string): Sql =>
  pieces.length ? pieces.reduce((all, piece) => sql`${all}${raw(separator)}${piece}`) : raw('');

export const all = (conditions: readonly (Sql | undefined)[]): Sql => {
  const given = conditions.filter((each) => each !== undefined);
  return given.length
    ? join(
        given.map((each) => sql`(${each})`),
        ' AND ',
      )
    : raw('true');
};

/** The id of whoever reads; null for the signed-out. */
export const actor = new Sql(['', '::uuid'], [ACTOR]);

/** The statement as PostgreSQL takes it; the actor has one parameter, however often it is asked for. */
export function numbered({ strings, values }: Sql): { text: string; values: unknown[] } {
  const places: unknown[] = [];
  const place = (value: unknown): number => {
    const known = value === ACTOR ? places.indexOf(ACTOR) : -1;
    return known >= 0 ? known + 1 : places.push(value);
  };
  const text = strings.slice(1).reduce((sofar, next, i) => `${sofar}$${place(values[i])}${next}`, strings[0]!);
  return { text, values: places };
}

/** Whether a column is among what a function finds for the reader; in a SELECT of its own it is found once a statement. */
export const among = (column: Sql, found: Sql): Sql => sql`${column} = ANY ((SELECT ${found})::uuid[])`;
