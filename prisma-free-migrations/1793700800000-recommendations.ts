import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `'DRAFTING', 'IN_CIRCULATION', 'CONSOLIDATING'`;
const ADOPTED = `'ADOPTED', 'DISPATCHED', 'ANSWERED', 'IMPLEMENTED', 'PARTLY_IMPLEMENTED', 'NOT_IMPLEMENTED'`;
const STATES = `${OPEN}, 'IN_VOTE', 'REJECTED', ${ADOPTED}`;
const guarded = [
  ...['recommendation', 'recommendation_area', 'recommendation_practice'],
  ...['recommendation_round', 'recommendation_act'],
];
const parts = guarded.slice(1);

/** Recommendations: their numbers, areas, evidence, rounds of circulation, votes and acts. */
export class Recommendations1793700800000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, FUNCTIONS, POLICIES, WAITING, FOUND]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_search('search_of_recommendations');
      DROP VIEW search_of_recommendations;
      SELECT gather_obligations('obligation_of_recommendations');
      DROP VIEW obligation_of_recommendations;
      DROP POLICY put_to_vote ON draft_version;
      ALTER TABLE proposal DROP CONSTRAINT proposal_recommendation_id_fkey;
      DROP INDEX proposal_recommendation;
      CREATE INDEX proposal_recommendation ON proposal (recommendation_id, id) WHERE recommendation_id IS NOT NULL;
      DROP TABLE ${[...guarded].reverse().join(', ')} CASCADE;
      DROP FUNCTION next_recommendation_serial(int), hold_recommendations(uuid[]), versions_put_to_vote(uuid),
        follow_recommendations(uuid[], text[], text, text, timestamptz, uuid),
        tell_proposals(uuid[], text, text, timestamptz, uuid);
    `);
  }
}

const TABLES = `
  CREATE TABLE recommendation (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    year int NOT NULL,
    -- Its number within the year.
    serial int NOT NULL CHECK (serial >= 1),
    -- The lead body.
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    title text NOT NULL,
    draft_id uuid NOT NULL UNIQUE REFERENCES draft,
    state text NOT NULL CHECK (state IN (${STATES})),
    state_since timestamptz NOT NULL,
    -- Since its first vote the forum reads it, and the version that was put to the vote.
    voted_version_id uuid REFERENCES draft_version,
    voted_at timestamptz,
    adopted_version_id uuid REFERENCES draft_version,
    adopted_at timestamptz,
    -- The origins of the proposals behind it: entities; convents and forum, with those that reviewed them.
    entities uuid[] NOT NULL DEFAULT '{}',
    bodies uuid[] NOT NULL DEFAULT '{}',
    -- The bodies to which any version of it was sent round.
    circle uuid[] NOT NULL DEFAULT '{}',
    sample boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    UNIQUE (year, serial),
    CHECK (num_nonnulls(convent_id, forum_id) = 1),
    CHECK ((state IN (${OPEN})) = (voted_version_id IS NULL)),
    CHECK ((voted_version_id IS NULL) = (voted_at IS NULL)),
    CHECK ((state IN (${ADOPTED})) = (adopted_version_id IS NOT NULL)),
    CHECK ((adopted_version_id IS NULL) = (adopted_at IS NULL)),
    CHECK (adopted_version_id = voted_version_id)
  );
  CREATE INDEX recommendation_convent ON recommendation (convent_id, id);
  CREATE INDEX recommendation_forum ON recommendation (forum_id, id);
  CREATE INDEX recommendation_body ON recommendation (body_id, id);
  CREATE INDEX recommendation_state ON recommendation (state, id);
  CREATE INDEX recommendation_state_since ON recommendation (state_since, id);
  CREATE INDEX recommendation_voted_version ON recommendation (voted_version_id) WHERE voted_version_id IS NOT NULL;
  CREATE INDEX recommendation_adopted_version ON recommendation (adopted_version_id, id);
  CREATE INDEX recommendation_entities ON recommendation USING gin (entities);
  CREATE INDEX recommendation_bodies ON recommendation USING gin (bodies);
  CREATE INDEX recommendation_circle ON recommendation USING gin (circle);
  ALTER TABLE proposal ADD CONSTRAINT proposal_recommendation_id_fkey
    FOREIGN KEY (recommendation_id) REFERENCES recommendation;
  DROP INDEX proposal_recommendation;
  CREATE INDEX proposal_recommendation ON proposal (recommendation_id, id);

  CREATE TABLE recommendation_area (
    id uuid PRIMARY KEY,
    recommendation_id uuid NOT NULL REFERENCES recommendation,
    change_area_id uuid NOT NULL REFERENCES change_area,
    UNIQUE (recommendation_id, change_area_id)
  );
  CREATE INDEX recommendation_area_change_area ON recommendation_area (change_area_id, id);

  CREATE TABLE recommendation_practice (
    id uuid PRIMARY KEY,
    recommendation_id uuid NOT NULL REFERENCES recommendation,
    practice_id uuid NOT NULL REFERENCES good_practice,
    -- As it was when it was cited.
    practice_version_id uuid NOT NULL REFERENCES practice_version,
    note text NOT NULL,
    added_at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    CONSTRAINT recommendation_practice_once UNIQUE (recommendation_id, practice_id)
  );
  CREATE INDEX recommendation_practice_practice ON recommendation_practice (practice_id, id);
  CREATE INDEX recommendation_practice_version ON recommendation_practice (practice_version_id);
  CREATE INDEX recommendation_practice_mandate ON recommendation_practice (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE recommendation_round (
    id uuid PRIMARY KEY,
    recommendation_id uuid NOT NULL REFERENCES recommendation,
    number int NOT NULL CHECK (number >= 1),
    circulation_id uuid NOT NULL UNIQUE REFERENCES circulation,
    version_id uuid NOT NULL REFERENCES draft_version,
    UNIQUE (recommendation_id, number)
  );
  CREATE INDEX recommendation_round_version ON recommendation_round (version_id);

  CREATE TABLE recommendation_act (
    id uuid PRIMARY KEY,
    recommendation_id uuid NOT NULL REFERENCES recommendation,
    action text NOT NULL,
    state text NOT NULL CHECK (state IN (${STATES})),
    at timestamptz NOT NULL,
    reason text,
    practice_id uuid REFERENCES good_practice,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX recommendation_act_recommendation ON recommendation_act (recommendation_id, id);
  CREATE INDEX recommendation_act_practice ON recommendation_act (practice_id) WHERE practice_id IS NOT NULL;
  CREATE INDEX recommendation_act_mandate ON recommendation_act (mandate_id) WHERE mandate_id IS NOT NULL;
`;

/** What concerns rows of others; they run as the owner. */
const FUNCTIONS = `
  -- The next number of a year. Until its transaction ends nobody else gets one, and one that fails leaves no gap.
  CREATE FUNCTION next_recommendation_serial(of_year int) RETURNS int
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended('recommendations ' || of_year, 0));
      RETURN (SELECT coalesce(max(serial), 0) + 1 FROM recommendation WHERE year = of_year);
    END $$;

  -- Adopted ones for whoever sends them and follows them up, who need not lead them; held in one order.
  CREATE FUNCTION hold_recommendations(ids uuid[])
    RETURNS TABLE (id uuid, number text, state text, concerns uuid[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      RETURN QUERY SELECT r.id, r.number, r.state, ARRAY[r.body_id, r.draft_id] || r.entities || r.bodies
        FROM recommendation r WHERE r.id = ANY (ids) ORDER BY r.id FOR NO KEY UPDATE;
    END $$;

  -- What became of adopted ones, each with the state after it.
  CREATE FUNCTION follow_recommendations(ids uuid[], states text[], did text, why text, on_time timestamptz, under uuid)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
      UPDATE recommendation r SET state = f.state, version = r.version + 1,
          state_since = CASE WHEN r.state = f.state THEN r.state_since ELSE on_time END
        FROM unnest(ids, states) AS f (id, state) WHERE r.id = f.id AND r.adopted_version_id IS NOT NULL;
      INSERT INTO recommendation_act (id, recommendation_id, action, state, at, reason, mandate_id)
        SELECT uuidv7(), f.id, did, f.state, on_time, why, under FROM unnest(ids, states) AS f (id, state);
    $$;

  -- Writes down with the proposals behind recommendations what became of these; answers each, with what was merged into
  -- it, and whom it concerns.
  CREATE FUNCTION tell_proposals(recommendations uuid[], did text, why text, on_time timestamptz, under uuid)
    RETURNS TABLE (proposal_id uuid, recommendation_id uuid, concerns uuid[])
    LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
      INSERT INTO proposal_act (id, proposal_id, action, state, at, reason, mandate_id)
        SELECT uuidv7(), p.id, did, p.state, on_time, why, under FROM proposal p
        WHERE p.recommendation_id = ANY (recommendations) AND p.merged_into_id IS NULL;
      SELECT p.id, p.recommendation_id, p.entities || p.bodies FROM proposal p
        WHERE p.recommendation_id = ANY (recommendations) ORDER BY p.id;
    $$;

  -- Versions that are read beyond their draft: by the forum since they were put to the vote, by all once adopted.
  CREATE FUNCTION versions_put_to_vote(person uuid) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    DECLARE forum boolean := in_forum(person);
    BEGIN
      RETURN (SELECT coalesce(array_agg(r.voted_version_id), '{}') FROM recommendation r
        WHERE r.adopted_version_id IS NOT NULL OR (forum AND r.voted_version_id IS NOT NULL));
    END $$;

  REVOKE EXECUTE ON FUNCTION next_recommendation_serial, hold_recommendations, follow_recommendations, tell_proposals FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION next_recommendation_serial, hold_recommendations, follow_recommendations, tell_proposals TO konwent_app;
`;

const OFFICERS = `body_id = ANY ((SELECT claimed_offices())::uuid[])`;
const TEAM = `draft_id = ANY ((SELECT drafts_of((SELECT actor_id())))::uuid[])`;

const POLICIES = `
  GRANT SELECT ON ${guarded.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT ON ${guarded.join(', ')} TO konwent_app;
  GRANT UPDATE ON recommendation TO konwent_app;
  GRANT DELETE ON recommendation_area, recommendation_practice TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['${parts.join("', '")}'] LOOP
      EXECUTE format('CREATE POLICY workers ON %I TO konwent_app USING (EXISTS (SELECT FROM recommendation r
        WHERE r.id = %I.recommendation_id AND (r.${OFFICERS} OR r.${TEAM})))', t, t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['${parts.slice(0, -1).join("', '")}'] LOOP
      EXECUTE format('CREATE POLICY seen_with_it ON %I FOR SELECT USING (EXISTS (SELECT FROM recommendation r
        WHERE r.id = %I.recommendation_id))', t, t);
    END LOOP;
  END $$;

  CREATE POLICY visible_to_all ON recommendation FOR SELECT USING (adopted_version_id IS NOT NULL);
  CREATE POLICY forum ON recommendation FOR SELECT TO konwent_app
    USING (voted_at IS NOT NULL AND (SELECT in_forum((SELECT actor_id()))));
  CREATE POLICY circle ON recommendation FOR SELECT TO konwent_app USING (circle && (SELECT claimed_circles()));
  CREATE POLICY origins ON recommendation FOR SELECT TO konwent_app
    USING (entities && (SELECT claimed_bodies()) OR bodies && (SELECT claimed_offices()));
  CREATE POLICY officers ON recommendation TO konwent_app USING (${OFFICERS});
  CREATE POLICY team ON recommendation TO konwent_app USING (${TEAM});

  CREATE POLICY put_to_vote ON draft_version FOR SELECT
    USING (id = ANY ((SELECT versions_put_to_vote((SELECT actor_id())))::uuid[]));
`;

const LEADS = `ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR']`;
const NAMED = `'Rekomendacja ' || r.number || ' „' || r.title || '”`;
const awaited = (kind: string, sentence: string, since: string): string => `
  SELECT r.body_id, ${LEADS} AS functions, '${kind}' AS kind, 'Recommendation' AS subject_type, r.id AS subject_id,
    ${NAMED} ${sentence}' AS sentence, NULL::timestamptz AS due_at, ${since} AS since, NULL::uuid AS for_person_id
  FROM recommendation r`;

/** What recommendations await of those who lead them; remarks and votes have their own. */
const WAITING = `
  CREATE VIEW obligation_of_recommendations AS
    ${awaited('recommendationToRevise', 'wróciła po obiegu do redakcji: przygotuj nową wersję i skieruj ją w obieg.', 'r.state_since')}
    WHERE r.state = 'DRAFTING' AND EXISTS (SELECT FROM recommendation_round d WHERE d.recommendation_id = r.id)
    UNION ALL
    ${awaited('recommendationToVote', 'czeka po obiegu na dalszy krok: poddaj ją pod głosowanie albo skieruj do ponownej redakcji.', 'r.state_since')}
    WHERE r.state = 'CONSOLIDATING' AND NOT EXISTS (SELECT FROM circulation c WHERE c.draft_id = r.draft_id AND (c.state = 'OPEN'
      OR c.state = 'CLOSED' AND EXISTS (SELECT FROM remark k WHERE k.circulation_id = c.id AND k.state = 'SUBMITTED' AND NOT k.late)))
    UNION ALL
    ${awaited('recommendationResultToPublish', 'czeka na ogłoszenie wyniku głosowania.', 'p.closed_at')}
      JOIN poll p ON p.subject_id = r.id AND p.state = 'CLOSED' WHERE r.state = 'IN_VOTE'
    UNION ALL
    ${awaited('recommendationVoteToRepeat', 'nie została rozstrzygnięta w głosowaniu: poddaj ją pod głosowanie ponownie.', 'r.state_since')}
    WHERE r.state = 'IN_VOTE' AND NOT EXISTS (SELECT FROM poll p WHERE p.subject_id = r.id AND p.state IN ('DRAFT', 'OPEN', 'CLOSED'));
  SELECT gather_obligations();
`;

/** From the vote on, in the words of the version that was put to it. */
const FOUND = `
  CREATE VIEW search_of_recommendations AS
    SELECT 'Recommendation' AS subject_type, r.id AS subject_id, r.title,
      concat_ws(' ', 'rekomendacja', r.number, coalesce(c.official_name, 'forum'), a.names) AS keywords,
      (SELECT string_agg(t.said #>> '{}', E'\\n') FROM (
        SELECT jsonb_path_query(v.content::jsonb, 'strict $.** ? (exists (@.text)).text') AS said
        UNION ALL SELECT jsonb_path_query(v.content::jsonb, '$.amendments[*].amendment.wording')
        UNION ALL SELECT jsonb_path_query(v.content::jsonb, '$.amendments[*].justification')) t) AS body,
      CASE WHEN r.adopted_version_id IS NULL THEN 'FORUM' ELSE 'PUBLIC' END AS audience,
      c.voivodeship_id, coalesce(a.ids, '{}') AS areas, r.year, r.voted_at AS dated_at
    FROM recommendation r JOIN draft_version v ON v.id = r.voted_version_id LEFT JOIN convent c ON c.id = r.convent_id
    CROSS JOIN LATERAL (SELECT array_agg(s.id ORDER BY s.number) AS ids, string_agg(s.name_pl, ' ' ORDER BY s.number) AS names
      FROM recommendation_area k JOIN change_area s ON s.id = k.change_area_id WHERE k.recommendation_id = r.id) a;
  SELECT gather_search();
`;
