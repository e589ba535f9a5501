import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a draft is the text of, in the genitive; asked past row-level security, since it binds whoever sees it or not. */
export class DraftsInUse1793700890000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION draft_text_of(draft uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
        RETURN (SELECT 'rekomendacji ' || r.number FROM recommendation r WHERE r.draft_id = draft);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP FUNCTION draft_text_of(uuid)`);
  }
}
