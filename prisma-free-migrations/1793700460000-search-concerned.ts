import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CONCLUSIONS as OLD_CONCLUSIONS, RESOLUTIONS as OLD_RESOLUTIONS } from './1793700440000-search-outcomes.ts';

/**
 * What is for those whom it concerned: persons, and whoever has a mandate in force in a body or entity, not its circle.
 * So what comes of a meeting is found before its minutes are published, by exactly those who may read it.
 */
export class SearchConcerned1793700460000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(AUDIENCE);
    await db.query(seen(SEEN));
    await db.query(OUTCOMES);
    await db.query(`SELECT gather_search()`);
    await db.query(NARROWING);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER search_narrows ON meeting;
      DROP FUNCTION search_narrows_outcomes();
      DROP TRIGGER search_narrows ON conclusion;
      SELECT gather_search('search_of_resolutions');
      DROP VIEW search_of_resolutions;
      SELECT gather_search('search_of_conclusions');
      DROP VIEW search_of_conclusions;
    `);
    await db.query(OLD_CONCLUSIONS);
    await db.query(OLD_RESOLUTIONS);
    await db.query(seen(OLD_SEEN));
    await db.query(`
      SELECT gather_search();
      DELETE FROM search_document WHERE audience = 'CONCERNED';
      ALTER TABLE search_document DROP CONSTRAINT search_document_audience_check,
        ADD CONSTRAINT search_document_audience_check CHECK (audience IN ('PUBLIC', 'FORUM', 'BODIES'));
      ALTER POLICY circles ON search_document
        USING (readers && (SELECT claimed_circles()) OR (audience = 'FORUM' AND (SELECT in_forum((SELECT actor_id())))));
    `);
  }
}

const AUDIENCE = `
  ALTER TABLE search_document DROP CONSTRAINT search_document_audience_check,
    ADD CONSTRAINT search_document_audience_check CHECK (audience IN ('PUBLIC', 'FORUM', 'BODIES', 'CONCERNED'));
  ALTER POLICY circles ON search_document USING (audience <> 'CONCERNED' AND readers && (SELECT claimed_circles())
    OR audience = 'FORUM' AND (SELECT in_forum((SELECT actor_id())))
    OR audience = 'CONCERNED' AND readers && (SELECT array_append(claimed_bodies(), actor_id())));
`;

/** The condition of whoever reads, as it is written into the statements that ask the full index as its owner. */
const seen = (condition: string): string => `
  CREATE OR REPLACE FUNCTION search_seen() RETURNS text LANGUAGE plpgsql STABLE SET search_path = public AS $$
    BEGIN
      IF actor_id() IS NULL THEN RETURN 'c.audience = ''PUBLIC'''; END IF;
      RETURN ${condition};
    END $$`;
const SEEN = `format('(c.audience = ''PUBLIC'' OR c.audience <> ''CONCERNED'' AND c.readers && %L::uuid[]
        OR c.audience = ''FORUM'' AND %L::boolean OR c.audience = ''CONCERNED'' AND c.readers && %L::uuid[])',
        claimed_circles(), in_forum(actor_id()), array_append(claimed_bodies(), actor_id()))`;
const OLD_SEEN = `format('(c.audience = ''PUBLIC'' OR c.readers && %L::uuid[] OR (c.audience = ''FORUM'' AND %L::boolean))',
        claimed_circles(), in_forum(actor_id()))`;

/** As the policies of minutes have it: the readers of a meeting are its bodies, whom it invited and who was there. */
const READERS = `CASE WHEN m.minutes_at IS NULL THEN 'CONCERNED' ELSE 'PUBLIC' END AS audience,
      CASE WHEN m.minutes_at IS NULL THEN m.readers ELSE '{}' END AS readers`;

const OUTCOMES = `
  SELECT gather_search('search_of_conclusions');
  DROP VIEW search_of_conclusions;
  CREATE VIEW search_of_conclusions AS
    SELECT 'Conclusion' AS subject_type, c.id AS subject_id, c.meeting_id AS follows_id,
      CASE WHEN length(c.text) > 160 THEN left(c.text, 159) || '…' ELSE c.text END AS title,
      concat_ws(' ', 'wniosek ze spotkania', b.names, a.names) AS keywords, c.text AS body,
      ${READERS}, b.voivodeship_id, coalesce(a.ids, '{}') AS areas,
      extract(year FROM warsaw_day(c.created_at))::int AS year, coalesce(m.minutes_at, c.created_at) AS dated_at
    FROM conclusion c JOIN meeting m ON m.id = c.meeting_id
    CROSS JOIN LATERAL (SELECT string_agg(o.official_name, ' ' ORDER BY x.id) AS names,
        (array_agg(o.voivodeship_id ORDER BY x.id) FILTER (WHERE x.lead))[1] AS voivodeship_id
      FROM meeting_body x JOIN convent o ON o.id = x.convent_id WHERE x.meeting_id = m.id AND x.agreed_at IS NOT NULL) b
    CROSS JOIN LATERAL (SELECT array_agg(s.id ORDER BY s.number) AS ids, string_agg(s.name_pl, ' ' ORDER BY s.number) AS names
      FROM conclusion_area k JOIN change_area s ON s.id = k.change_area_id WHERE k.conclusion_id = c.id) a
    WHERE m.convened_at IS NOT NULL AND c.withdrawn_at IS NULL;

  SELECT gather_search('search_of_resolutions');
  DROP VIEW search_of_resolutions;
  CREATE VIEW search_of_resolutions AS
    SELECT 'Resolution' AS subject_type, r.id AS subject_id, r.meeting_id AS follows_id, r.title,
      concat_ws(' ', 'uchwała', r.ordinal || '/' || r.year, coalesce(c.official_name, 'forum')) AS keywords, r.text AS body,
      ${READERS}, c.voivodeship_id, r.year, coalesce(m.minutes_at, r.created_at) AS dated_at
    FROM resolution r JOIN meeting m ON m.id = r.meeting_id LEFT JOIN convent c ON c.id = r.convent_id
    WHERE m.convened_at IS NOT NULL;
`;

/** Whoever is no longer concerned finds nothing of it from this transaction on; who comes to be is told of by events. */
const NARROWING = `
  CREATE FUNCTION search_narrows_outcomes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE outcomes uuid[] := ARRAY(SELECT id FROM conclusion WHERE meeting_id = NEW.id
      UNION ALL SELECT id FROM resolution WHERE meeting_id = NEW.id);
    BEGIN
      IF outcomes = '{}' THEN RETURN NULL; END IF;
      PERFORM pg_advisory_xact_lock(hashtextextended('search index', 0));
      UPDATE search_document SET readers = NEW.readers
        WHERE id = ANY (outcomes) AND audience = 'CONCERNED' AND readers <> NEW.readers;
      RETURN NULL;
    END $$;
  CREATE TRIGGER search_narrows AFTER UPDATE OF readers ON meeting FOR EACH ROW
    WHEN (NOT OLD.readers <@ NEW.readers) EXECUTE FUNCTION search_narrows_outcomes();
`;
