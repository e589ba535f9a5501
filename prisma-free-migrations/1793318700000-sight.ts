import type { MigrationInterface, QueryRunner } from 'typeorm';

const WATCHED = (columns: string): string => `
  CREATE OR REPLACE FUNCTION watched_entities(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(${columns}), '{}') FROM membership
          WHERE convent_id = ANY (offices_of(person)) AND state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED') $$;
`;

/**
 * What decides who sees a person is worked out once a statement, not once a row: the policy of people goes through that
 * of mandates. PostgreSQL asks policies in the reverse order of their names, so the cheapest has the last.
 */
export class Sight1793318700000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER POLICY seen ON person USING (actor_id() IS NOT NULL
        AND (id = actor_id() OR EXISTS (SELECT FROM mandate m WHERE m.person_id = person.id)));
      ALTER POLICY published ON membership RENAME TO visible_to_all;
      ALTER POLICY published ON mandate RENAME TO visible_to_all;
      ${WATCHED('entity_id')}
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER POLICY seen ON person USING (person_seen_by(id, actor_id()));
      ALTER POLICY visible_to_all ON membership RENAME TO published;
      ALTER POLICY visible_to_all ON mandate RENAME TO published;
      ${WATCHED('DISTINCT entity_id')}
    `);
  }
}
