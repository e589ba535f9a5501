export interface Column {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  /** The table that it points to. */
  readonly target: string | null;
  /** The words that a check allows it. */
  readonly words: string[] | null;
}

/** The columns of a table, $1, and what their checks and keys ask. */
export const COLUMNS = `
  SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS optional,
    (SELECT confrelid::regclass::text FROM pg_constraint
      WHERE conrelid = a.attrelid AND contype = 'f' AND conkey = ARRAY[a.attnum] LIMIT 1) AS target,
    (SELECT array_agg(word[1]) FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([A-Z_]+)''', 'g') word
      WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]) AS words
  FROM pg_attribute a
  WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''`;
