import type { MigrationInterface, QueryRunner } from 'typeorm';
import { PRACTICE_CIRCLE } from './1793700300000-practices.ts';

/** Files of practices are seen with their attachments, by whoever sees these now: no list of bodies grows old. */
export class PracticeFiles1793700470000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE POLICY seen_with_practice ON file_use FOR SELECT USING (subject_type = 'good_practice'
        AND EXISTS (SELECT FROM practice_attachment t
          WHERE t.practice_id = file_use.subject_id AND t.file_id = file_use.file_id));
      UPDATE file_use SET is_public = false, audience = '{}' WHERE subject_type = 'good_practice';
      DROP FUNCTION practice_circle(uuid);
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(PRACTICE_CIRCLE);
    await db.query(`
      REVOKE EXECUTE ON FUNCTION practice_circle FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION practice_circle TO konwent_app;
      UPDATE file_use u SET is_public = t.published AND p.audience IS NOT DISTINCT FROM 'PUBLIC',
          audience = CASE WHEN t.published THEN practice_circle(p.id) ELSE array_remove(ARRAY[p.entity_id, p.convent_id], NULL) END
        FROM practice_attachment t JOIN good_practice p ON p.id = t.practice_id
        WHERE u.subject_type = 'good_practice' AND u.subject_id = t.practice_id AND u.file_id = t.file_id;
      DROP POLICY seen_with_practice ON file_use;
    `);
  }
}
