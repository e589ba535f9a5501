import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is found of entities, declarations and polls. */
export class SearchParts1793700410000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(ENTITIES);
    await db.query(DECLARATIONS);
    await db.query(POLLS);
    await db.query(`SELECT gather_search()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER search_narrows ON poll;
      DROP TRIGGER search_narrows ON declaration;
      SELECT gather_search('search_of_polls');
      DROP VIEW search_of_polls;
      SELECT gather_search('search_of_declarations');
      DROP VIEW search_of_declarations;
      SELECT gather_search('search_of_entities');
      DROP VIEW search_of_entities;
    `);
  }
}

/** What is published of an entity: never its contact. */
const ENTITIES = `
  CREATE VIEW search_of_entities AS
    SELECT 'Entity' AS subject_type, e.id AS subject_id, e.name AS title,
      concat_ws(' ', e.town, v.name, v.region, CASE e.kind
        WHEN 'CIS' THEN 'centrum integracji społecznej' WHEN 'KIS' THEN 'klub integracji społecznej'
        WHEN 'ZAZ' THEN 'zakład aktywności zawodowej' WHEN 'WTZ' THEN 'warsztat terapii zajęciowej'
        WHEN 'SOCIAL_COOPERATIVE' THEN 'spółdzielnia socjalna' WHEN 'SOCIAL_ENTERPRISE' THEN 'przedsiębiorstwo społeczne'
        WHEN 'NGO' THEN 'organizacja pozarządowa' WHEN 'LOCAL_GOVERNMENT' THEN 'samorząd' WHEN 'OTHER' THEN NULL
        ELSE e.kind END) AS keywords,
      concat_ws('. ', e.founder_name, e.operator_name, e.street, e.nip, e.regon, e.krs) AS body,
      'PUBLIC' AS audience, e.kind AS entity_kind, e.voivodeship_id,
      coalesce(uuid_extract_timestamp(e.id), timestamptz '2000-01-01') AS dated_at
    FROM entity e JOIN voivodeship v ON v.id = e.voivodeship_id
    WHERE e.state = 'ACTIVE';
`;

const DECLARATIONS = `
  CREATE VIEW search_of_declarations AS
    SELECT 'Declaration' AS subject_type, d.id AS subject_id, d.title,
      concat_ws(' ', 'deklaracja', d.addressee, d.forum_name, d.forum_abbreviation, (SELECT string_agg(c.official_name, ' ' ORDER BY p.position)
        FROM declaration_party p JOIN convent c ON c.id = p.convent_id WHERE p.version_id = d.current_version_id)) AS keywords,
      coalesce((SELECT string_agg(concat_ws(' ', u ->> 'label', u ->> 'heading', u ->> 'text'), E'\\n' ORDER BY i)
        FROM declaration_version v, jsonb_array_elements(v.content::jsonb -> 'units') WITH ORDINALITY x(u, i)
        WHERE v.id = d.current_version_id), '') AS body,
      'PUBLIC' AS audience, c.voivodeship_id, extract(year FROM d.in_force_on)::int AS year, d.in_force_at AS dated_at
    FROM declaration d LEFT JOIN convent c ON c.id = d.convent_id
    WHERE d.state IN ('IN_FORCE', 'SUPERSEDED');
  CREATE TRIGGER search_narrows AFTER UPDATE OF state ON declaration FOR EACH ROW EXECUTE FUNCTION search_narrows();
`;

/** A poll is found once its result is published, and by whom the result is for. */
const POLLS = `
  CREATE VIEW search_of_polls AS
    SELECT 'Poll' AS subject_type, p.id AS subject_id, p.question AS title,
      concat_ws(' ', 'głosowanie', c.official_name) AS keywords,
      concat_ws(E'\\n', p.explanation, (SELECT string_agg(o.label, E'\\n' ORDER BY o.position) FROM poll_option o WHERE o.poll_id = p.id)) AS body,
      CASE p.visibility WHEN 'BODY' THEN 'BODIES' ELSE p.visibility END AS audience, ARRAY[p.body_id] AS readers,
      c.voivodeship_id, extract(year FROM warsaw_day(coalesce(p.published_at, p.closes_at)))::int AS year,
      coalesce(p.published_at, p.closes_at) AS dated_at
    FROM poll p LEFT JOIN convent c ON c.id = p.convent_id
    WHERE p.state = 'PUBLISHED';
  CREATE TRIGGER search_narrows AFTER UPDATE OF state, visibility ON poll FOR EACH ROW EXECUTE FUNCTION search_narrows();
`;
