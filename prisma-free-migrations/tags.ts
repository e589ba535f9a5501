import type { QueryRunner } from 'typeorm';

/** What is kept about people is kept for one of these; `libs/privacy` has the Polish words. */
export type Purpose =
  | 'ACCOUNT'
  | 'SIGN_IN'
  | 'INVITATIONS'
  | 'MANDATES'
  | 'ACTS'
  | 'MEETINGS'
  | 'VOTES'
  | 'DECLARATIONS'
  | 'DRAFTS'
  | 'CIRCULATION'
  | 'FILES'
  | 'CONTACTS'
  | 'SECURITY'
  | 'PRIVACY';

/**
 * What becomes of a column when its person is erased: the row goes (deleted), a neutral word takes its place (neutral),
 * it is emptied (blank), it is unreadable without the person's key (sealed), or it stays, since it names nobody without
 * the person's row (kept). `clock X` goes by itself, as the line X of `libs/privacy/src/retention.ts` says.
 */
export type Fate = 'deleted' | 'neutral' | 'blank' | 'sealed' | 'kept' | `clock ${string}`;

export type Tag = readonly [kind: 'personal' | 'secret', whose: string, purpose: Purpose, fate: Fate, columns: string];

/**
 * Columns that say something of the person whom the column `whose` names, by their id or a mandate of theirs; `nobody`
 * for people who are not in the register.
 */
export const personal = (whose: string, purpose: Purpose, fate: Fate, columns: string): Tag => [
  ...(['personal', whose, purpose, fate, columns] as const),
];

/** The same for what proves who somebody is: it goes as they say, and is handed out to nobody. */
export const secret = (whose: string, purpose: Purpose, fate: Fate, columns: string): Tag => [
  ...(['secret', whose, purpose, fate, columns] as const),
];

/** By table: its Polish name where it says something of people, and what of it does; the rest of its columns does not. */
export type Tags = Readonly<Record<string, readonly [] | readonly [heading: string, ...Tag[]]>>;

interface Known {
  readonly table: string;
  readonly column: string;
  /** Whether it names the mandate that something was done under. */
  readonly act: boolean;
}

const COLUMNS = `
  SELECT c.relname::text AS "table", a.attname::text AS "column", EXISTS (SELECT FROM pg_constraint k
    WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] AND k.confrelid = to_regclass('mandate')) AS act
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname = ANY ($1)`;

const GATHER = `DO $$ BEGIN
  IF to_regprocedure('gather_personal()') IS NOT NULL THEN PERFORM gather_personal(); END IF; END $$`;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function commentsOf(tables: Tags): Map<string, string> {
  return new Map(
    Object.entries(tables).flatMap(([table, [, ...tags]]) =>
      (tags as readonly Tag[]).flatMap(([kind, whose, purpose, fate, columns]) =>
        columns
          .split(' ')
          .map((column) => [`${table}.${column}`, `${kind} of ${whose} for ${purpose}: ${fate}`] as const),
      ),
    ),
  );
}

/**
 * Says of every column of these tables whether it is personal, and if so whose, what for, and how it goes. Whatever is
 * not named is none; the mandate of an act is its person's and stays. Call it at the end of the migration that makes a
 * table or a column: `test/personal.spec.ts` fails without.
 */
export async function tag(db: QueryRunner, tables: Tags): Promise<void> {
  const known = (await db.query(COLUMNS, [Object.keys(tables)])) as Known[];
  const comments = commentsOf(tables);
  const statements = known.map(({ table, column, act }) => {
    const name = `${table}.${column}`;
    const said = comments.get(name) ?? (act ? `personal of ${column} for ACTS: kept` : 'not personal');
    comments.delete(name);
    return `COMMENT ON COLUMN ${name} IS ${quoted(said)};`;
  });
  if (comments.size) throw new Error(`no such columns to tag: ${[...comments.keys()].join(', ')}`);
  for (const [table, [heading]] of Object.entries(tables))
    statements.push(`COMMENT ON TABLE ${table} IS ${heading ? quoted(heading) : 'NULL'};`);
  await db.query(statements.join('\n'));
  await db.query(GATHER);
}

/** For `down`: the columns say nothing again. */
export async function untag(db: QueryRunner, tables: Tags): Promise<void> {
  const known = (await db.query(COLUMNS, [Object.keys(tables)])) as Known[];
  await db.query(known.map(({ table, column }) => `COMMENT ON COLUMN ${table}.${column} IS NULL;`).join('\n'));
  await db.query(
    Object.keys(tables)
      .map((table) => `COMMENT ON TABLE ${table} IS NULL;`)
      .join('\n'),
  );
}
