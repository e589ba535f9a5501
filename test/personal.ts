import type { TestApp } from './app.ts';

/** A row of the view `personal_column`. */
export interface PersonalColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly needed: boolean;
  readonly heading: string | null;
  readonly is_secret: boolean;
  readonly whose: string;
  readonly purpose: string;
  readonly fate: string;
  readonly via: string | null;
  /** The condition under which a row `t` is that of the person $1; null for people who are not in the register. */
  readonly is_theirs: string | null;
}

/** A column that says whose a row is, and the statement that gives two rows of its table to two people. */
export interface Owner {
  readonly table: string;
  give(people: readonly [string, string]): string;
}

/** Of tables without an id. */
const KEYS: Readonly<Record<string, string>> = {
  idempotency: 'key',
  unit_author: 'document_id, client',
  unit_update: 'document_id, seq',
  unit_writing: 'document_id, first_seq',
};

type Pair = readonly [string, string];
const hex = (i: number) => `decode(md5('${i}' || clock_timestamp()::text || random()::text), 'hex')`;

/** Rows of the tables that the world leaves empty: one of each person. A new table with something personal adds its own. */
export const FILLING = (people: Pair, newId: () => string): string =>
  people
    .map(
      (id, i) => `
    INSERT INTO sign_in_link (id, person_id, token_hash, created_at, expires_at) VALUES ('${newId()}', '${id}', ${hex(i)}, now(), now() + interval '1 day');
    INSERT INTO calendar_token (id, person_id, token_hash, name, created_at) VALUES ('${newId()}', '${id}', ${hex(i)}, 'x', now());
    INSERT INTO upload_ticket (id, person_id, secret_hash, file_name, size, purpose, created_at, expires_at)
      VALUES ('${newId()}', '${id}', ${hex(i)}, 'x', 1, 'SCAN', now(), now());
    INSERT INTO data_ticket (id, person_id, secret_hash, created_at, expires_at) VALUES ('${newId()}', '${id}', ${hex(i)}, now(), now());
    INSERT INTO idempotency (actor, key, request) VALUES ('${id}', ${hex(i)}, ${hex(i)});
    INSERT INTO event (at, actor, type, subject_id, concerns, data) VALUES (now(), '${id}', 'test.done', '${newId()}', '{}', '{}');
    INSERT INTO api_token (id, person_id, name, token_hash, scopes) VALUES ('${newId()}', '${id}', 'x', ${hex(i)}, '{READ}');
    INSERT INTO invitation (id, person_id, email, email_key, token_hash, invited_by, expires_at)
      VALUES ('${newId()}', '${id}', 'x', 'x', ${hex(i)}, '${id}', now());
    INSERT INTO practice_mark (id, practice_id, entity_id, at) SELECT '${newId()}', p.id, e.id, now() FROM good_practice p, entity e LIMIT 1 OFFSET ${i};
    INSERT INTO half_session (id, person_id, token_hash, client, created_at, expires_at, used_at)
      VALUES ('${newId()}', '${id}', ${hex(i)}, 'x', now(), now() + interval '1 day', now());
    INSERT INTO ceremony (id, kind, hash, person_id, holder_id, sealed, issuer, subject, created_at, expires_at)
      VALUES ('${newId()}', 'OIDC_ARRIVAL', ${hex(i)}, '${id}', '${newId()}', ${hex(i)}, 'x', 'x', now(), now());
    WITH d AS (INSERT INTO unit_document (id, draft_id, unit_id, number, seq, snapshot, snapshot_seq, draft_version, created_at, changed_at)
        SELECT '${newId()}', id, '${newId()}', 0, 1, '\\x00', 0, 1, now(), now() FROM draft LIMIT 1 RETURNING id, draft_id),
      u AS (INSERT INTO unit_update (document_id, seq, draft_id, bytes, person_id, at) SELECT id, 1, draft_id, '\\x00', '${id}', now() FROM d),
      w AS (INSERT INTO unit_writing (document_id, first_seq, last_seq, updates, draft_id, person_id, began_at, ended_at)
        SELECT id, 1, 1, 1, draft_id, '${id}', now(), now() FROM d)
      INSERT INTO unit_author (document_id, client, draft_id, person_id, noted_at) SELECT id, 1, draft_id, '${id}', now() FROM d;
    UPDATE session SET client = 'x' WHERE person_id = '${id}';`,
    )
    .join('\n');

/**
 * For each column that names whose a row is: the first row with one becomes the first person's, the second the second's.
 * Where a table has two such columns they are crossed, so that no row is one person's alone.
 */
export async function ownersOf(t: TestApp, columns: readonly PersonalColumn[]): Promise<Owner[]> {
  const seen = new Map<string, PersonalColumn>();
  for (const each of columns)
    if (each.is_theirs && !['person', 'account', 'session', 'erasure'].includes(each.table))
      seen.set(`${each.table}.${each.whose}`, each);
  const generated = await t.sql<{ name: string }>(
    `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attgenerated <> ''`,
  );
  const fixed = new Set(generated.map(({ name }) => name));
  const wanted = [...seen.entries()].filter(([name]) => !fixed.has(name)).map(([, each]) => each);
  const ofPeople = wanted.filter(({ via }) => via !== 'mandate');
  const nth = new Map<string, number>();
  const given = [...ofPeople, ...wanted.filter(({ via }) => via === 'mandate')];
  return given.map(({ table, whose, via }) => {
    const crossed = (nth.get(table) ?? 0) % 2 === 1 && via !== 'mandate';
    nth.set(table, (nth.get(table) ?? 0) + 1);
    return {
      table,
      give: (people) =>
        (crossed ? [people[1], people[0]] : people)
          .map((person, i) => {
            const value =
              via === 'mandate' ? `(SELECT id FROM mandate WHERE person_id = '${person}' LIMIT 1)` : `'${person}'`;
            return `SET session_replication_role = replica;
              UPDATE ${table} SET ${whose} = ${value} WHERE ctid = (SELECT ctid FROM ${table} ORDER BY ${whose} IS NULL, ${KEYS[table] ?? 'id'} OFFSET ${i} LIMIT 1);
              RESET session_replication_role;`;
          })
          .join('\n'),
    };
  });
}
