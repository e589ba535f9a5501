import type pg from 'pg';

/** Keys, checks, triggers and their states: an import leaves them as it found them. */
export const RULES = `
  SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS rule
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s %s', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`;

export interface Rule {
  readonly table: string;
  readonly name: string;
}

export const NAMED = `SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'u')`;
export const rulesOf = async (client: pg.Client): Promise<Rule[]> => (await client.query<Rule>(NAMED)).rows;

/** Something that happened, with these data. */
export const happened = (data: string) => `INSERT INTO event (at, actor, type, subject_id, concerns, data)
  VALUES (now(), 'system', 'test.happened', gen_random_uuid(), '{}', '${data}')`;

/** Rows of tables that the world leaves empty. */
export const MORE = [
  `INSERT INTO event_cursor VALUES ('test', 123, 45)`,
  `INSERT INTO resolution_counter SELECT id, 2024, 3 FROM convent LIMIT 2`,
  `INSERT INTO declaration_record SELECT id, '{"plik": "„ż”"}', '2024-05-06T07:08:09.1239Z' FROM declaration LIMIT 2`,
  `INSERT INTO poll_ballot (id, poll_id, choice) SELECT gen_random_uuid(), id, 'FOR' FROM poll LIMIT 3`,
  `INSERT INTO practice_mark (id, practice_id, entity_id, at)
   SELECT gen_random_uuid(), p.id, (SELECT id FROM entity ORDER BY id LIMIT 1), now() FROM good_practice p LIMIT 3`,
  `INSERT INTO audit_link (position, chain, seq, xact, entry_id, leaf, hash)
   SELECT row_number() OVER (ORDER BY id), chain, row_number() OVER (PARTITION BY chain ORDER BY id), xact, id,
     sha256(id::text::bytea), sha256(chain::text::bytea) FROM audit_entry`,
];
