import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is found of convents, until they are dissolved. */
export class SearchConvents1793700450000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(CONVENTS);
    await db.query(`SELECT gather_search()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER search_narrows ON convent;
      SELECT gather_search('search_of_convents');
      DROP VIEW search_of_convents;
    `);
  }
}

/** Other names find it as its own does, and are shown where they are what fits; in the text each is a sentence. */
const CONVENTS = `
  CREATE VIEW search_of_convents AS
    SELECT 'Convent' AS subject_type, c.id AS subject_id, c.official_name AS title,
      concat_ws(' ', 'konwent', v.adjective, v.name, v.region, array_to_string(c.aliases, ' ')) AS keywords,
      array_to_string(c.aliases, E'.\\n') AS body,
      'PUBLIC' AS audience, c.voivodeship_id, extract(year FROM c.founded_on)::int AS year,
      coalesce(uuid_extract_timestamp(c.id), timestamptz '2000-01-01') AS dated_at
    FROM convent c JOIN voivodeship v ON v.id = c.voivodeship_id
    WHERE c.state <> 'DISSOLVED';
  CREATE TRIGGER search_narrows AFTER UPDATE OF state ON convent FOR EACH ROW EXECUTE FUNCTION search_narrows();
`;
