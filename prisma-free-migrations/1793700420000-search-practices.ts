import type { MigrationInterface, QueryRunner } from 'typeorm';

const RICH = ['problem', 'actions', 'steps', 'partners', 'resources', 'results', 'evidence', 'conditions', 'risks'];

/** What is found of good practices: their published version, by whom they are for. */
export class SearchPractices1793700420000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(PRACTICES);
    await db.query(`SELECT gather_search()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER search_narrows ON good_practice;
      SELECT gather_search('search_of_practices');
      DROP VIEW search_of_practices;
      DROP FUNCTION words_of(jsonb);
    `);
  }
}

const PRACTICES = `
  -- The words of a formatted document, in their order.
  CREATE FUNCTION words_of(document jsonb) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = public
    AS $$ SELECT string_agg(t #>> '{}', ' ') FROM jsonb_path_query(document, 'strict $.** ? (exists (@.text)).text') t $$;

  CREATE VIEW search_of_practices AS
    SELECT 'GoodPractice' AS subject_type, p.id AS subject_id, v.title,
      concat_ws(' ', e.town, o.name, o.region, e.name,
        (SELECT string_agg(a.name_pl, ' ' ORDER BY a.number) FROM change_area a WHERE a.id = ANY (v.change_area_ids)),
        (SELECT string_agg(CASE g WHEN 'LONG_TERM_UNEMPLOYED' THEN 'długotrwale bezrobotni' WHEN 'HOMELESS' THEN 'osoby bezdomne'
            WHEN 'ADDICTED' THEN 'osoby uzależnione' WHEN 'MENTAL_CRISIS' THEN 'kryzys psychiczny'
            WHEN 'DISABLED' THEN 'osoby niepełnosprawne' WHEN 'LEAVING_PRISON' THEN 'opuszczający zakłady karne'
            WHEN 'LEAVING_CARE' THEN 'opuszczający pieczę zastępczą' WHEN 'YOUNG' THEN 'młodzież' WHEN 'OLDER' THEN 'seniorzy'
            WHEN 'REFUGEES' THEN 'uchodźcy' WHEN 'FAMILIES' THEN 'rodziny' WHEN 'STAFF_OF_ENTITIES' THEN 'kadra' END, ' ')
          FROM unnest(v.target_groups) g)) AS keywords,
      concat_ws(E'\\n', v.summary, ${RICH.map((field) => `words_of(v.${field})`).join(', ')}) AS body,
      CASE p.audience WHEN 'CONVENT' THEN 'BODIES' ELSE p.audience END AS audience,
      CASE p.audience WHEN 'CONVENT' THEN ARRAY[p.convent_id] ELSE '{}' END AS readers,
      e.kind AS entity_kind, e.voivodeship_id, v.change_area_ids AS areas, v.tags, v.target_groups, v.cost_range,
      coalesce(v.started_in, extract(year FROM warsaw_day(p.published_at))::int) AS year,
      p.replication_count AS reuse, p.last_checked_on AS checked_on, p.published_at AS dated_at
    FROM good_practice p JOIN practice_version v ON v.id = p.current_version_id
    JOIN entity e ON e.id = p.entity_id JOIN voivodeship o ON o.id = e.voivodeship_id
    WHERE p.state IN ('PUBLISHED', 'OUTDATED');
  CREATE TRIGGER search_narrows AFTER UPDATE OF state, audience ON good_practice
    FOR EACH ROW EXECUTE FUNCTION search_narrows();
`;
