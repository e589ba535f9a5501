import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A poll of the forum's members decides on an accession. */
export class AccessionPolls1793700190000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE forum_decision ADD FOREIGN KEY (poll_id) REFERENCES poll,
        ALTER COLUMN number DROP NOT NULL,
        ADD CONSTRAINT forum_decision_known CHECK (number IS NOT NULL OR poll_id IS NOT NULL);
      CREATE UNIQUE INDEX forum_decision_poll ON forum_decision (poll_id) WHERE poll_id IS NOT NULL;

      -- How far the forum has got with a text. The convent that asked is no member yet and sees none of its polls.
      CREATE FUNCTION polls_about(subject uuid) RETURNS TABLE (hash text, state text, outcome text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
        AS $$ SELECT p.subject_hash, p.state, CASE WHEN p.state = 'PUBLISHED' THEN r.outcome END
              FROM poll p LEFT JOIN poll_result r ON r.id = p.id
              WHERE p.subject_id = subject AND p.state <> 'CANCELLED' ORDER BY p.id DESC $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION polls_about(uuid);
      DROP INDEX forum_decision_poll;
      UPDATE forum_decision SET number = 'głosowanie' WHERE number IS NULL;
      ALTER TABLE forum_decision DROP CONSTRAINT forum_decision_known, ALTER COLUMN number SET NOT NULL,
        DROP CONSTRAINT forum_decision_poll_id_fkey;
    `);
  }
}
