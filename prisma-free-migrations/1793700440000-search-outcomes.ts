import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is found of meetings: their conclusions and resolutions, once the minutes are published. Until then they are for
 * those whom the meeting asked, which is fewer than the circles by which the index tells readers apart.
 */
export class SearchOutcomes1793700440000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(CONCLUSIONS);
    await db.query(RESOLUTIONS);
    await db.query(`SELECT gather_search()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER search_narrows ON conclusion;
      SELECT gather_search('search_of_resolutions');
      DROP VIEW search_of_resolutions;
      SELECT gather_search('search_of_conclusions');
      DROP VIEW search_of_conclusions;
    `);
  }
}

/** A long one is titled by its beginning. */
export const CONCLUSIONS = `
  CREATE VIEW search_of_conclusions AS
    SELECT 'Conclusion' AS subject_type, c.id AS subject_id, c.meeting_id AS follows_id,
      CASE WHEN length(c.text) > 160 THEN left(c.text, 159) || '…' ELSE c.text END AS title,
      concat_ws(' ', 'wniosek ze spotkania', b.names, a.names) AS keywords, c.text AS body,
      'PUBLIC' AS audience, b.voivodeship_id, coalesce(a.ids, '{}') AS areas,
      extract(year FROM warsaw_day(c.created_at))::int AS year, m.minutes_at AS dated_at
    FROM conclusion c JOIN meeting m ON m.id = c.meeting_id
    CROSS JOIN LATERAL (SELECT string_agg(o.official_name, ' ' ORDER BY x.id) AS names,
        (array_agg(o.voivodeship_id ORDER BY x.id) FILTER (WHERE x.lead))[1] AS voivodeship_id
      FROM meeting_body x JOIN convent o ON o.id = x.convent_id WHERE x.meeting_id = m.id AND x.agreed_at IS NOT NULL) b
    CROSS JOIN LATERAL (SELECT array_agg(s.id ORDER BY s.number) AS ids, string_agg(s.name_pl, ' ' ORDER BY s.number) AS names
      FROM conclusion_area k JOIN change_area s ON s.id = k.change_area_id WHERE k.conclusion_id = c.id) a
    WHERE m.minutes_at IS NOT NULL AND c.withdrawn_at IS NULL;
  CREATE TRIGGER search_narrows AFTER UPDATE OF withdrawn_at ON conclusion
    FOR EACH ROW EXECUTE FUNCTION search_narrows();
`;

/** A resolution never changes and published minutes stay published: nothing narrows. */
export const RESOLUTIONS = `
  CREATE VIEW search_of_resolutions AS
    SELECT 'Resolution' AS subject_type, r.id AS subject_id, r.meeting_id AS follows_id, r.title,
      concat_ws(' ', 'uchwała', r.ordinal || '/' || r.year, coalesce(c.official_name, 'forum')) AS keywords, r.text AS body,
      'PUBLIC' AS audience, c.voivodeship_id, r.year, m.minutes_at AS dated_at
    FROM resolution r JOIN meeting m ON m.id = r.meeting_id LEFT JOIN convent c ON c.id = r.convent_id
    WHERE m.minutes_at IS NOT NULL;
`;
