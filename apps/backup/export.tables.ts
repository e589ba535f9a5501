import type pg from 'pg';
import { LaunchError } from '../cli/embedded.ts';

/** Credentials, what is under way for a moment, and counters: a node makes its own. */
const PASSING = [
  ...[
    'session',
    'half_session',
    'api_token',
    'invitation',
    'sign_in_link',
    'calendar_token',
    'upload_ticket',
    'data_ticket',
  ],
  ...['second_factor', 'recovery_code', 'ceremony'],
  ...['attempt', 'idempotency', 'migrations'],
];

/** Made again out of the rest, by the statement or, where there is none, by the worker as soon as it runs. */
const DERIVED: Record<string, string | null> = {
  obligation: null,
  practice_feed: `SELECT practice_feeds(ARRAY(SELECT id FROM good_practice))`,
  practice_feed_change: null,
  search_document: null,
  search_word: null,
};

/** Columns that open something: they stay behind, and the row is as if nobody had been given the means yet. */
const SECRET: Record<string, readonly string[]> = {
  account: ['password_hash', 'password_changed_at'],
  outsider_contact: ['link_hash'],
  meeting_guest: ['link_hash', 'link_expires_at', 'link_used_at', 'key_hash'],
};

/** What a migration fills; an import puts the file's rows in their place. */
export const SEEDED: readonly string[] = ['voivodeship'];

/** What is to run once all rows are in. */
export const REBUILDS = Object.values(DERIVED).filter((each) => each !== null);

/** As JSON has them; everything else is PostgreSQL's own text, which is the same on every server of ours. */
const AS_THEY_ARE = ['boolean', 'integer', 'smallint', 'text', 'uuid', 'text[]', 'uuid[]', 'integer[]'];

export interface Column {
  readonly name: string;
  readonly type: string;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly key: readonly Column[];
  /** The column that counts up by itself. */
  readonly counter: string | null;
}

const TABLES = `
  SELECT c.relname AS name,
    (SELECT json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod)) ORDER BY attname COLLATE "C")
     FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns,
    coalesce((SELECT json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod))
                ORDER BY array_position(i.indkey::int[], a.attnum::int))
     FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
     WHERE i.indrelid = c.oid AND i.indisprimary), '[]') AS key,
    (SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attidentity <> '') AS counter
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> ALL ($1) ORDER BY c.relname COLLATE "C"`;

/** Every table of the record with its columns, in the order of their names. A new table is one of them without being told. */
export async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(TABLES, [[...PASSING, ...Object.keys(DERIVED)]]);
  return rows.map(({ columns, ...table }) => {
    if (!table.key.length)
      throw new LaunchError(`Tabela ${table.name} nie ma klucza, więc nie da się jej wypisać po kolei.`);
    return { ...table, columns: columns.filter(({ name }) => !SECRET[table.name]?.includes(name)) };
  });
}

/** The rows of a table as JSON texts, in the order of its key; jsonb in an array of one, so that its null is not SQL's. */
export function selection({ name, columns, key }: Table): string {
  const values = columns.map(({ name: column, type }) => {
    return `${written(`"${column}"`, type)} AS "${column}"`;
  });
  const order = key.map(
    ({ name: column, type }) => `t."${column}"${/^(text|character)/.test(type) ? ' COLLATE "C"' : ''}`,
  );
  return `SELECT row_to_json(r)::text AS row FROM (SELECT ${values.join(', ')} FROM "${name}" t ORDER BY ${order.join(', ')}) r`;
}

function written(value: string, type: string): string {
  if (type === 'jsonb') return `CASE WHEN ${value} IS NOT NULL THEN json_build_array(${value}) END`;
  return AS_THEY_ARE.includes(type) ? value : `(${value})::text`;
}

/** Puts rows in, given as a JSON array; a column that a row does not have is null, also where JSON itself has a null. */
export function insertion({ name, columns, counter }: Table): string {
  const names = columns.map(({ name: column }) => `"${column}"`).join(', ');
  const values = columns.map(({ name: column, type }) =>
    type === 'jsonb' ? `(r -> '${column}')::jsonb` : `p."${column}"`,
  );
  return `INSERT INTO "${name}" (${names})${counter ? ' OVERRIDING SYSTEM VALUE' : ''} SELECT ${values.join(', ')}
    FROM json_array_elements($1::json) r, LATERAL json_populate_record(NULL::"${name}", r) p`;
}
