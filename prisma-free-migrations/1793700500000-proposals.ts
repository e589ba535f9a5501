import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATES = `'DRAFT', 'SUBMITTED', 'UNDER_REVIEW', 'TAKEN_UP', 'DECLINED', 'WITHDRAWN'`;
const guarded = [
  ...['proposal', 'proposal_area', 'proposal_provision', 'proposal_act'],
  ...['proposal_merge', 'proposal_part', 'proposal_consent'],
];

/** Proposals: their life from a draft to a recommendation, and how several become one without losing any. */
export class Proposals1793700500000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, FUNCTIONS, SIMILAR, POLICIES, WAITING, FOUND]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER search_narrows ON proposal;
      SELECT gather_search('search_of_proposals');
      DROP VIEW search_of_proposals;
      SELECT gather_obligations('obligation_of_proposals');
      DROP VIEW obligation_of_proposals;
      ALTER TABLE proposal DROP CONSTRAINT proposal_merge_id_fkey;
      DROP TABLE ${[...guarded].reverse().join(', ')};
      DROP FUNCTION follow_merged(), refuse_merged_circle(), proposal_sources(uuid), proposal_origins(uuid[]),
        settle_merge(uuid, text, uuid, text, text, timestamptz, uuid), similar_proposals(text, uuid[], text[], uuid);
    `);
  }
}

const TABLES = `
  CREATE TABLE proposal (
    id uuid PRIMARY KEY,
    -- Whose it is; of a merged one the body that merged.
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    entity_id uuid REFERENCES entity,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id, entity_id)) STORED,
    -- The conclusion of a meeting that it comes from.
    conclusion_id uuid REFERENCES conclusion,
    -- Where it was submitted, or forwarded to.
    reviewer_convent_id uuid REFERENCES convent,
    reviewer_forum_id uuid REFERENCES forum,
    reviewer_id uuid GENERATED ALWAYS AS (coalesce(reviewer_convent_id, reviewer_forum_id)) STORED,
    state text NOT NULL CHECK (state IN (${STATES})),
    title text NOT NULL,
    text text NOT NULL,
    reasons text NOT NULL,
    -- How far its origin lets it go, since it was submitted.
    audience text CHECK (audience IN ('FORUM', 'PUBLIC')),
    -- Whose people always see it: entities behind it; and convents and forum behind it or that have reviewed it.
    entities uuid[] NOT NULL,
    bodies uuid[] NOT NULL,
    submitted_at timestamptz,
    -- Since when its audience reads it.
    opened_at timestamptz,
    state_since timestamptz NOT NULL,
    -- The merge, proposed or done, that it is a part of now.
    merge_id uuid,
    merged_into_id uuid REFERENCES proposal,
    recommendation_id uuid,
    sample boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    -- What likeness is measured by: to compare long texts costs too much.
    words text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold(left(title || ' ' || text, 400))) STORED,
    CHECK (num_nonnulls(convent_id, forum_id, entity_id) = 1),
    CHECK (num_nonnulls(reviewer_convent_id, reviewer_forum_id) = (submitted_at IS NOT NULL)::int),
    CHECK ((submitted_at IS NULL) = (audience IS NULL)),
    CHECK (CASE state WHEN 'DRAFT' THEN submitted_at IS NULL WHEN 'SUBMITTED' THEN submitted_at IS NOT NULL
      WHEN 'WITHDRAWN' THEN true ELSE opened_at IS NOT NULL END),
    CHECK (opened_at IS NULL OR submitted_at IS NOT NULL),
    CHECK ((state = 'TAKEN_UP') = (recommendation_id IS NOT NULL)),
    CHECK (merged_into_id IS NULL OR merge_id IS NOT NULL)
  );
  CREATE INDEX proposal_convent ON proposal (convent_id, id);
  CREATE INDEX proposal_forum ON proposal (forum_id, id);
  CREATE INDEX proposal_entity ON proposal (entity_id, id);
  CREATE INDEX proposal_body ON proposal (body_id, id);
  CREATE INDEX proposal_conclusion ON proposal (conclusion_id, id);
  CREATE INDEX proposal_reviewer_convent ON proposal (reviewer_convent_id) WHERE reviewer_convent_id IS NOT NULL;
  CREATE INDEX proposal_reviewer_forum ON proposal (reviewer_forum_id) WHERE reviewer_forum_id IS NOT NULL;
  CREATE INDEX proposal_reviewer ON proposal (reviewer_id, state, id);
  CREATE INDEX proposal_state ON proposal (state, id);
  CREATE INDEX proposal_state_since ON proposal (state_since, id);
  CREATE INDEX proposal_in_merge ON proposal (merge_id) WHERE merge_id IS NOT NULL;
  CREATE INDEX proposal_merged_into ON proposal (merged_into_id, id);
  CREATE INDEX proposal_recommendation ON proposal (recommendation_id, id) WHERE recommendation_id IS NOT NULL;
  CREATE INDEX proposal_entities ON proposal USING gin (entities);
  CREATE INDEX proposal_bodies ON proposal USING gin (bodies);
  CREATE INDEX proposal_words ON proposal USING gin (words gin_trgm_ops);

  CREATE TABLE proposal_area (
    id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES proposal,
    change_area_id uuid NOT NULL REFERENCES change_area,
    UNIQUE (proposal_id, change_area_id)
  );
  CREATE INDEX proposal_area_change_area ON proposal_area (change_area_id, id);

  CREATE TABLE proposal_provision (
    id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES proposal,
    position int NOT NULL,
    -- As it is cited, as ELI has it, and the unit in it; null where the whole act is meant.
    act text NOT NULL,
    eli text NOT NULL,
    path text,
    place text COLLATE "C" NOT NULL GENERATED ALWAYS AS (eli || '#' || coalesce(path, '')) STORED,
    UNIQUE (proposal_id, position)
  );
  CREATE INDEX proposal_provision_place ON proposal_provision (place);

  CREATE TABLE proposal_act (
    id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES proposal,
    action text NOT NULL,
    state text NOT NULL CHECK (state IN (${STATES})),
    at timestamptz NOT NULL,
    reason text,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX proposal_act_proposal ON proposal_act (proposal_id, id);
  CREATE INDEX proposal_act_mandate ON proposal_act (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE proposal_merge (
    id uuid PRIMARY KEY,
    -- The reviewing body that proposes to merge.
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    state text NOT NULL CHECK (state IN ('PROPOSED', 'MERGED', 'REFUSED', 'CALLED_OFF', 'UNDONE')),
    title text NOT NULL,
    text text NOT NULL,
    reasons text NOT NULL,
    -- From this moment on silence is agreement.
    answer_by timestamptz NOT NULL,
    result_id uuid REFERENCES proposal,
    -- Why it was refused, called off or undone.
    reason text,
    entities uuid[] NOT NULL,
    bodies uuid[] NOT NULL,
    proposed_at timestamptz NOT NULL,
    settled_at timestamptz,
    mandate_id uuid REFERENCES mandate,
    sample boolean NOT NULL DEFAULT false,
    version int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(convent_id, forum_id) = 1),
    CHECK ((state IN ('MERGED', 'UNDONE')) = (result_id IS NOT NULL)),
    CHECK ((state = 'PROPOSED') = (settled_at IS NULL))
  );
  CREATE INDEX proposal_merge_convent ON proposal_merge (convent_id) WHERE convent_id IS NOT NULL;
  CREATE INDEX proposal_merge_forum ON proposal_merge (forum_id) WHERE forum_id IS NOT NULL;
  CREATE INDEX proposal_merge_result ON proposal_merge (result_id, id);
  CREATE INDEX proposal_merge_mandate ON proposal_merge (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE INDEX proposal_merge_answer_by ON proposal_merge (answer_by) WHERE state = 'PROPOSED';
  CREATE INDEX proposal_merge_entities ON proposal_merge USING gin (entities);
  CREATE INDEX proposal_merge_bodies ON proposal_merge USING gin (bodies);
  ALTER TABLE proposal ADD CONSTRAINT proposal_merge_id_fkey FOREIGN KEY (merge_id) REFERENCES proposal_merge;

  CREATE TABLE proposal_part (
    id uuid PRIMARY KEY,
    merge_id uuid NOT NULL REFERENCES proposal_merge,
    proposal_id uuid NOT NULL REFERENCES proposal,
    UNIQUE (merge_id, proposal_id)
  );
  CREATE INDEX proposal_part_proposal ON proposal_part (proposal_id, id);

  -- An organisation answers once, for all of its proposals in the merge.
  CREATE TABLE proposal_consent (
    id uuid PRIMARY KEY,
    merge_id uuid NOT NULL REFERENCES proposal_merge,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    entity_id uuid REFERENCES entity,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id, entity_id)) STORED,
    answer text CHECK (answer IN ('AGREED', 'OBJECTED', 'SILENT')),
    reason text,
    answered_at timestamptz,
    mandate_id uuid REFERENCES mandate,
    version int NOT NULL DEFAULT 1,
    UNIQUE (merge_id, body_id),
    CHECK (num_nonnulls(convent_id, forum_id, entity_id) = 1),
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CHECK ((answer = 'OBJECTED') <= (reason IS NOT NULL))
  );
  CREATE INDEX proposal_consent_convent ON proposal_consent (convent_id) WHERE convent_id IS NOT NULL;
  CREATE INDEX proposal_consent_forum ON proposal_consent (forum_id) WHERE forum_id IS NOT NULL;
  CREATE INDEX proposal_consent_entity ON proposal_consent (entity_id) WHERE entity_id IS NOT NULL;
  CREATE INDEX proposal_consent_mandate ON proposal_consent (mandate_id) WHERE mandate_id IS NOT NULL;
`;

/** What concerns rows of others; they run as the owner. */
const FUNCTIONS = `
  -- What was merged into another goes its way: state, reviewing body, recommendation. Who reviews it may undo the merge.
  CREATE FUNCTION follow_merged() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      UPDATE proposal SET state = NEW.state, state_since = NEW.state_since, recommendation_id = NEW.recommendation_id,
          reviewer_convent_id = NEW.reviewer_convent_id, reviewer_forum_id = NEW.reviewer_forum_id, version = version + 1,
          bodies = ARRAY(SELECT unnest(bodies) UNION SELECT NEW.reviewer_id)
        WHERE merged_into_id = NEW.id AND state <> 'WITHDRAWN';
      UPDATE proposal_merge SET bodies = bodies || NEW.reviewer_id
        WHERE result_id = NEW.id AND NEW.reviewer_id <> ALL (bodies);
      RETURN NULL;
    END $$;
  CREATE TRIGGER follow_merged AFTER UPDATE OF state, reviewer_convent_id, reviewer_forum_id ON proposal FOR EACH ROW
    WHEN ((OLD.state, OLD.reviewer_id) IS DISTINCT FROM (NEW.state, NEW.reviewer_id)) EXECUTE FUNCTION follow_merged();

  CREATE FUNCTION refuse_merged_circle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE above uuid := NEW.merged_into_id;
    BEGIN
      WHILE above IS NOT NULL LOOP
        IF above = NEW.id THEN
          RAISE EXCEPTION 'a proposal is not merged into itself' USING ERRCODE = 'restrict_violation';
        END IF;
        SELECT merged_into_id INTO above FROM proposal WHERE id = above;
      END LOOP;
      RETURN NEW;
    END $$;
  CREATE TRIGGER refuse_merged_circle BEFORE INSERT OR UPDATE OF merged_into_id ON proposal FOR EACH ROW
    WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION refuse_merged_circle();

  -- All that was merged into a proposal, and into what was merged into it.
  CREATE FUNCTION proposal_sources(root uuid) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ WITH RECURSIVE below AS (
            SELECT id FROM proposal WHERE merged_into_id = root
            UNION SELECT p.id FROM below JOIN proposal p ON p.merged_into_id = below.id)
          SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM below $$;

  -- The organisations behind proposals, and behind what was merged into them.
  CREATE FUNCTION proposal_origins(proposals uuid[]) RETURNS TABLE (convent_id uuid, forum_id uuid, entity_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ WITH RECURSIVE below AS (
            SELECT p.id FROM proposal p WHERE p.id = ANY (proposals)
            UNION SELECT p.id FROM below JOIN proposal p ON p.merged_into_id = below.id)
          SELECT DISTINCT p.convent_id, p.forum_id, p.entity_id FROM below JOIN proposal p USING (id) WHERE p.state <> 'WITHDRAWN' $$;

  -- Ends a merge: MERGED makes the one out of many, anything else lets its parts go their own ways again. Answers what
  -- it concerned: nothing where it had ended already, or somebody has not agreed.
  CREATE FUNCTION settle_merge(merge uuid, outcome text, result uuid, action text, why text, at timestamptz, under uuid)
    RETURNS uuid[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE m proposal_merge%ROWTYPE; concerned uuid[];
    BEGIN
      SELECT * INTO m FROM proposal_merge WHERE id = merge FOR UPDATE;
      PERFORM FROM proposal p WHERE p.merge_id = merge ORDER BY p.id FOR UPDATE;
      IF m.state IS DISTINCT FROM (CASE outcome WHEN 'UNDONE' THEN 'MERGED' ELSE 'PROPOSED' END) THEN RETURN '{}'; END IF;
      IF outcome = 'MERGED' THEN
        IF EXISTS (SELECT FROM proposal_consent c WHERE c.merge_id = merge AND coalesce(c.answer, 'OBJECTED') = 'OBJECTED')
          THEN RETURN '{}'; END IF;
        INSERT INTO proposal (id, convent_id, forum_id, reviewer_convent_id, reviewer_forum_id, state, title, text, reasons,
            audience, entities, bodies, submitted_at, opened_at, state_since, sample, created_at)
          SELECT result, m.convent_id, m.forum_id, m.convent_id, m.forum_id, 'UNDER_REVIEW', m.title, m.text, m.reasons,
            min(p.audience), m.entities, m.bodies, at, at, at, m.sample, at FROM proposal p WHERE p.merge_id = merge;
        INSERT INTO proposal_area (id, proposal_id, change_area_id)
          SELECT uuidv7(), result, a.change_area_id FROM (SELECT DISTINCT x.change_area_id FROM proposal_area x
            JOIN proposal p ON p.id = x.proposal_id WHERE p.merge_id = merge) a;
        INSERT INTO proposal_provision (id, proposal_id, position, act, eli, path)
          SELECT uuidv7(), result, row_number() OVER (ORDER BY v.first), v.act, v.eli, v.path FROM (
            SELECT x.act, x.eli, x.path, min(p.id::text || lpad(x.position::text, 4, '0')) AS first
            FROM proposal_provision x JOIN proposal p ON p.id = x.proposal_id WHERE p.merge_id = merge
            GROUP BY x.act, x.eli, x.path) v;
        UPDATE proposal SET merged_into_id = result, version = version + 1 WHERE merge_id = merge;
      ELSE
        UPDATE proposal SET merged_into_id = NULL, merge_id = NULL, version = version + 1 WHERE merge_id = merge;
      END IF;
      IF outcome = 'UNDONE' THEN
        UPDATE proposal SET state = 'WITHDRAWN', state_since = at, version = version + 1 WHERE id = m.result_id;
      END IF;
      UPDATE proposal_merge SET state = outcome, result_id = coalesce(result, m.result_id), reason = why, settled_at = at,
        version = version + 1 WHERE id = merge;
      concerned := ARRAY(SELECT x.proposal_id FROM proposal_part x WHERE x.merge_id = merge ORDER BY x.proposal_id)
        || coalesce(result, m.result_id);
      concerned := array_remove(concerned, NULL);
      INSERT INTO proposal_act (id, proposal_id, action, state, at, reason, mandate_id)
        SELECT uuidv7(), p.id, settle_merge.action, p.state, settle_merge.at, why, under FROM proposal p WHERE p.id = ANY (concerned);
      RETURN concerned;
    END $$;

  REVOKE EXECUTE ON FUNCTION proposal_sources, proposal_origins, settle_merge FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION proposal_sources, proposal_origins, settle_merge TO konwent_app;
`;

/**
 * No policy may stand before a trigram index, since its operator is not leakproof: so this asks the full index as its
 * owner, with the condition of whoever reads written into it.
 */
const SIMILAR = `
  CREATE FUNCTION similar_proposals(said text, its_areas uuid[], its_places text[], itself uuid)
    RETURNS TABLE (proposal_id uuid, likeness real, shared_areas int, shared_provisions int) ROWS 10
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET enable_seqscan = off AS $$
    #variable_conflict use_column
    BEGIN
      PERFORM set_config('pg_trgm.similarity_threshold', '0.3', true);
      RETURN QUERY
        WITH found AS MATERIALIZED (
          SELECT p.id FROM proposal p WHERE p.words % said
          UNION SELECT v.proposal_id FROM proposal_provision v WHERE v.place = ANY (its_places)),
        measured AS (
          SELECT p.id, similarity(p.words, said) AS alike,
            (SELECT count(*)::int FROM proposal_area a WHERE a.proposal_id = p.id AND a.change_area_id = ANY (its_areas)) AS areas,
            (SELECT count(*)::int FROM proposal_provision v WHERE v.proposal_id = p.id AND v.place = ANY (its_places)) AS provisions
          FROM found JOIN proposal p USING (id)
          WHERE p.id IS DISTINCT FROM itself AND p.state NOT IN ('DRAFT', 'WITHDRAWN') AND p.merged_into_id IS NULL
            AND ((p.opened_at IS NOT NULL AND (p.audience = 'PUBLIC' OR (SELECT in_forum(actor_id()))))
              OR p.entities && (SELECT claimed_bodies()) OR p.bodies && (SELECT claimed_offices())))
        SELECT id, alike, areas, provisions FROM measured
        ORDER BY (alike + 0.1 * areas + 0.2 * provisions)::numeric DESC, id DESC LIMIT 10;
    END $$;
  REVOKE EXECUTE ON FUNCTION similar_proposals FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION similar_proposals TO konwent_app, konwent_public;
`;

const OURS = (of: string): string =>
  `(${of}.entities && (SELECT claimed_bodies()) OR ${of}.bodies && (SELECT claimed_offices()))`;

const POLICIES = `
  GRANT SELECT ON ${guarded.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT ON ${guarded.join(', ')} TO konwent_app;
  GRANT UPDATE ON proposal, proposal_merge, proposal_consent TO konwent_app;
  GRANT DELETE ON proposal_area, proposal_provision TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['proposal_area', 'proposal_provision', 'proposal_act'] LOOP
      EXECUTE format('CREATE POLICY parties ON %I TO konwent_app USING (EXISTS (SELECT FROM proposal p
        WHERE p.id = %I.proposal_id AND ${OURS('p')}))', t, t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['proposal_area', 'proposal_provision'] LOOP
      EXECUTE format('CREATE POLICY seen_with_it ON %I FOR SELECT USING (EXISTS (SELECT FROM proposal p
        WHERE p.id = %I.proposal_id))', t, t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['proposal_part', 'proposal_consent'] LOOP
      EXECUTE format('CREATE POLICY parties ON %I TO konwent_app USING (EXISTS (SELECT FROM proposal_merge m
        WHERE m.id = %I.merge_id AND ${OURS('m')}))', t, t);
    END LOOP;
  END $$;

  CREATE POLICY visible_to_all ON proposal FOR SELECT USING (audience = 'PUBLIC' AND opened_at IS NOT NULL);
  CREATE POLICY forum ON proposal FOR SELECT TO konwent_app
    USING (audience = 'FORUM' AND opened_at IS NOT NULL AND (SELECT in_forum((SELECT actor_id()))));
  CREATE POLICY parties ON proposal TO konwent_app USING (${OURS('proposal')});
  CREATE POLICY parties ON proposal_merge TO konwent_app USING (${OURS('proposal_merge')});
`;

const OFFICERS = `ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR']`;

/** What proposals await, and of whom. */
const WAITING = `
  CREATE VIEW obligation_of_proposals AS
    SELECT p.reviewer_id AS body_id, ${OFFICERS} AS functions, 'proposalReviewAwaited' AS kind, 'Proposal' AS subject_type,
      p.id AS subject_id, 'Postulat „' || p.title || '” czeka na podjęcie rozpatrywania.' AS sentence,
      NULL::timestamptz AS due_at, p.state_since AS since, NULL::uuid AS for_person_id
    FROM proposal p WHERE p.state = 'SUBMITTED'
    UNION ALL
    SELECT c.body_id, CASE WHEN c.entity_id IS NULL THEN ${OFFICERS} ELSE ARRAY['REPRESENTATIVE', 'STAFF'] END,
      'proposalMergeToConfirm', 'ProposalMerge', m.id, 'Proponuje się połączenie Państwa postulatu z innymi w jeden: „' || m.title
        || '”. Zgódź się albo zgłoś sprzeciw; po terminie brak odpowiedzi oznacza zgodę.', m.answer_by, m.proposed_at, NULL
    FROM proposal_merge m JOIN proposal_consent c ON c.merge_id = m.id WHERE m.state = 'PROPOSED' AND c.answer IS NULL;
  SELECT gather_obligations();
`;

/** What was merged is found as the one that it was merged into. */
const FOUND = `
  CREATE VIEW search_of_proposals AS
    SELECT 'Proposal' AS subject_type, p.id AS subject_id, p.title,
      concat_ws(' ', 'postulat', coalesce(c.official_name, e.name, 'forum'), e.town, a.names, v.acts) AS keywords,
      concat_ws(E'\\n', p.text, p.reasons) AS body, p.audience, e.kind AS entity_kind,
      coalesce(e.voivodeship_id, c.voivodeship_id) AS voivodeship_id, coalesce(a.ids, '{}') AS areas,
      extract(year FROM warsaw_day(p.submitted_at))::int AS year, p.opened_at AS dated_at
    FROM proposal p LEFT JOIN convent c ON c.id = p.convent_id LEFT JOIN entity e ON e.id = p.entity_id
    CROSS JOIN LATERAL (SELECT array_agg(s.id ORDER BY s.number) AS ids, string_agg(s.name_pl, ' ' ORDER BY s.number) AS names
      FROM proposal_area k JOIN change_area s ON s.id = k.change_area_id WHERE k.proposal_id = p.id) a
    CROSS JOIN LATERAL (SELECT string_agg(concat_ws(' ', x.act, x.path), ' ' ORDER BY x.position) AS acts
      FROM proposal_provision x WHERE x.proposal_id = p.id) v
    WHERE p.opened_at IS NOT NULL AND p.merged_into_id IS NULL AND p.state <> 'WITHDRAWN';
  CREATE TRIGGER search_narrows AFTER UPDATE OF state, merged_into_id ON proposal
    FOR EACH ROW EXECUTE FUNCTION search_narrows();
  SELECT gather_search();
`;
