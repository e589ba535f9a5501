import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Polls with their rolls, votes and results; how a convent counts abstentions and ties is among its rules. */
export class Voting1793700180000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [RULES, TABLES, FUNCTIONS, CLAIMS, POLICIES, WAITING]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_obligations('obligation_of_votes');
      DROP VIEW obligation_of_votes;
      DROP TABLE poll_act, poll_count, poll_result, poll_ballot, poll_vote, poll_voter, poll_option, poll CASCADE;
      DROP FUNCTION claimed_circles(), claimed_seats(), claimed_polls(), find_votes();
      DROP FUNCTION forum_member_convents(), circles_of(uuid), in_forum(uuid), poll_seats_of(uuid), polls_seated(uuid), seat_holders(uuid);
      ALTER TABLE convent_rules DROP COLUMN abstentions, DROP COLUMN tie, DROP COLUMN vote_change;
    `);
  }
}

const RULES = `
  ALTER TABLE convent_rules
    ADD COLUMN abstentions text NOT NULL DEFAULT 'COUNTED' CHECK (abstentions IN ('COUNTED', 'IGNORED')),
    ADD COLUMN tie text NOT NULL DEFAULT 'REJECTED' CHECK (tie IN ('REJECTED', 'REPEATED')),
    ADD COLUMN vote_change boolean NOT NULL DEFAULT true;
`;

const TABLES = `
  CREATE TABLE poll (
    id uuid PRIMARY KEY,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    electorate text NOT NULL CHECK (electorate IN ('FORUM_CONVENTS', 'CONVENT_MEMBERS', 'MANDATE_HOLDERS')),
    functions text[] NOT NULL DEFAULT '{}',
    question text NOT NULL,
    explanation text,
    kind text NOT NULL CHECK (kind IN ('DECISION', 'ELECTION')),
    amends_rules boolean NOT NULL DEFAULT false,
    secret boolean NOT NULL,
    seats int NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 50),
    max_choices int NOT NULL DEFAULT 1 CHECK (max_choices BETWEEN 1 AND 50),
    -- Null in a draft that follows the rules of its convent: they are taken when it opens.
    quorum_percent int CHECK (quorum_percent BETWEEN 0 AND 100),
    majority text CHECK (majority IN ('SIMPLE', 'ABSOLUTE', 'TWO_THIRDS', 'UNANIMOUS')),
    abstentions text CHECK (abstentions IN ('COUNTED', 'IGNORED')),
    tie text CHECK (tie IN ('REJECTED', 'REPEATED')),
    may_change boolean,
    double_majority boolean NOT NULL DEFAULT false,
    rules_basis text,
    visibility text NOT NULL CHECK (visibility IN ('BODY', 'FORUM', 'PUBLIC')),
    closes_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('DRAFT', 'OPEN', 'CLOSED', 'PUBLISHED', 'CANCELLED')),
    run_off_of_id uuid REFERENCES poll,
    -- On what it decides, where another lib put it to the vote: which object, and the SHA-256 of its text.
    subject_type text,
    subject_id uuid,
    subject_hash text CHECK (subject_hash ~ '^[0-9a-f]{64}$'),
    roll_size int,
    public_key bytea,
    -- What was frozen, as canonical JSON, and its SHA-256.
    frozen text,
    frozen_hash text,
    opened_at timestamptz,
    closed_at timestamptz,
    published_at timestamptz,
    version int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(convent_id, forum_id) = 1),
    CHECK (electorate = 'MANDATE_HOLDERS' OR (electorate = 'FORUM_CONVENTS') = (forum_id IS NOT NULL)),
    CHECK (NOT (secret AND double_majority)),
    CHECK (num_nonnulls(subject_type, subject_id, subject_hash) IN (0, 3)),
    CHECK (subject_id IS NULL OR kind = 'DECISION')
  );
  CREATE INDEX poll_convent ON poll (convent_id, id);
  CREATE INDEX poll_forum ON poll (forum_id, id);
  CREATE INDEX poll_body ON poll (body_id, id);
  CREATE INDEX poll_run_off ON poll (run_off_of_id) WHERE run_off_of_id IS NOT NULL;
  CREATE INDEX poll_subject ON poll (subject_id, id);
  -- Nobody votes twice at once on the same text.
  CREATE UNIQUE INDEX poll_one_about ON poll (subject_id, subject_hash) WHERE state IN ('DRAFT', 'OPEN', 'CLOSED');
  CREATE INDEX poll_deadline ON poll (closes_at) WHERE state = 'OPEN';

  CREATE TABLE poll_option (
    id uuid PRIMARY KEY,
    poll_id uuid NOT NULL REFERENCES poll,
    position int NOT NULL,
    label text NOT NULL,
    UNIQUE (poll_id, position)
  );

  -- The roll, frozen when the poll opens: a row is a seat, which has one vote.
  CREATE TABLE poll_voter (
    id uuid PRIMARY KEY,
    poll_id uuid NOT NULL REFERENCES poll,
    convent_id uuid REFERENCES convent,
    entity_id uuid REFERENCES entity,
    person_id uuid REFERENCES person,
    mandate_id uuid REFERENCES mandate,
    name text,
    weight int NOT NULL,
    CHECK (num_nonnulls(convent_id, entity_id, person_id) = 1),
    CHECK ((mandate_id IS NULL) = (person_id IS NULL)),
    UNIQUE (poll_id, convent_id),
    UNIQUE (poll_id, entity_id),
    UNIQUE (poll_id, person_id)
  );
  COMMENT ON COLUMN poll_voter.name IS 'The name of an organisation, as it was at the opening; never a person''s.';
  CREATE INDEX poll_voter_place ON poll_voter (poll_id, id);
  CREATE INDEX poll_voter_convent ON poll_voter (convent_id) WHERE convent_id IS NOT NULL;
  CREATE INDEX poll_voter_entity ON poll_voter (entity_id) WHERE entity_id IS NOT NULL;
  CREATE INDEX poll_voter_person ON poll_voter (person_id) WHERE person_id IS NOT NULL;
  CREATE INDEX poll_voter_mandate ON poll_voter (mandate_id) WHERE mandate_id IS NOT NULL;

  -- One row a seat, held by the key. In a secret poll what was chosen is only in the sealed envelope, until it is opened.
  CREATE TABLE poll_vote (
    id uuid PRIMARY KEY REFERENCES poll_voter,
    poll_id uuid NOT NULL REFERENCES poll,
    choice text CHECK (choice IN ('FOR', 'AGAINST', 'ABSTAIN')),
    option_ids uuid[],
    sealed bytea,
    receipt text,
    mandate_id uuid NOT NULL REFERENCES mandate,
    at timestamptz NOT NULL,
    CHECK (num_nonnulls(choice, option_ids, receipt) = 1),
    CHECK (sealed IS NULL OR receipt IS NOT NULL)
  );
  CREATE INDEX poll_vote_poll ON poll_vote (poll_id, id);
  CREATE INDEX poll_vote_mandate ON poll_vote (mandate_id);

  -- Opened secret ballots. Ids are random, rows of a poll come in one statement in an order that only chance knows.
  CREATE TABLE poll_ballot (
    id uuid PRIMARY KEY,
    poll_id uuid NOT NULL REFERENCES poll,
    choice text CHECK (choice IN ('FOR', 'AGAINST', 'ABSTAIN')),
    option_ids uuid[],
    CHECK (num_nonnulls(choice, option_ids) <= 1)
  );
  CREATE INDEX poll_ballot_poll ON poll_ballot (poll_id);

  CREATE TABLE poll_result (
    id uuid PRIMARY KEY REFERENCES poll,
    outcome text NOT NULL
      CHECK (outcome IN ('NO_QUORUM', 'ADOPTED', 'REJECTED', 'TIED', 'ELECTED', 'RUN_OFF', 'NOT_ELECTED')),
    votes_cast int NOT NULL,
    in_favour int NOT NULL,
    against int NOT NULL,
    abstaining int NOT NULL,
    invalid int NOT NULL,
    weight_in_favour int NOT NULL,
    weight_against int NOT NULL,
    weight_abstaining int NOT NULL,
    record text NOT NULL,
    record_hash text NOT NULL,
    -- The record with the node's seal, once it is published.
    sealed text
  );
  CREATE TABLE poll_count (
    id uuid PRIMARY KEY REFERENCES poll_option,
    poll_id uuid NOT NULL REFERENCES poll_result,
    place int NOT NULL,
    votes int NOT NULL,
    elected boolean NOT NULL,
    in_run_off boolean NOT NULL
  );
  CREATE INDEX poll_count_poll ON poll_count (poll_id, place);

  CREATE TABLE poll_act (
    id uuid PRIMARY KEY,
    poll_id uuid NOT NULL REFERENCES poll,
    action text NOT NULL,
    at timestamptz NOT NULL,
    reason text,
    closes_at timestamptz,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX poll_act_poll ON poll_act (poll_id, id);
  CREATE INDEX poll_act_mandate ON poll_act (mandate_id) WHERE mandate_id IS NOT NULL;
`;

const FUNCTIONS = `
  -- The convents that are members of the forum today: the only place where voting asks for them.
  CREATE FUNCTION forum_member_convents() RETURNS TABLE (forum_id uuid, convent_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT s.forum_id, s.convent_id FROM forum_standing s
          WHERE s.kind = 'MEMBER' AND s.valid @> warsaw_day(now()) $$;

  -- The bodies whose inner life a person shares: their own, the convents of their entities, the forum of their convents.
  -- An observer is a guest and shares none.
  CREATE FUNCTION circles_of(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ WITH own AS (SELECT body_id FROM mandate
            WHERE person_id = person AND state = 'ACTIVE' AND valid @> now() AND function <> 'OBSERVER')
          SELECT coalesce(array_agg(body_id), '{}') FROM (
            SELECT body_id FROM own
            UNION SELECT s.convent_id FROM membership s JOIN own ON own.body_id = s.entity_id
              WHERE s.state = 'ACTIVE' AND s.kind <> 'OBSERVER'
            UNION SELECT f.forum_id FROM forum_member_convents() f JOIN own ON own.body_id = f.convent_id) c $$;

  -- Whether a person belongs to the forum: by itself, by a member convent, or by an entity in one.
  CREATE FUNCTION in_forum(person uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT EXISTS (SELECT FROM forum WHERE id = ANY ((SELECT circles_of(person))::uuid[]))
          OR EXISTS (SELECT FROM forum_member_convents() f WHERE f.convent_id = ANY ((SELECT circles_of(person))::uuid[])) $$;

  -- The seats for which a person may vote now: as chair or vice-chair of a convent, as representative of an entity, by
  -- an own mandate in the body, or in the place of whom they substitute.
  CREATE FUNCTION poll_seats_of(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ WITH own AS (SELECT * FROM mandate WHERE person_id = person AND state = 'ACTIVE' AND valid @> now())
          SELECT coalesce(array_agg(id), '{}') FROM (
            SELECT v.id FROM poll_voter v JOIN own m ON m.convent_id = v.convent_id WHERE m.function IN ('CHAIR', 'VICE_CHAIR')
            UNION SELECT v.id FROM poll_voter v JOIN own m ON m.entity_id = v.entity_id WHERE m.function = 'REPRESENTATIVE'
            UNION SELECT v.id FROM poll_voter v JOIN poll p ON p.id = v.poll_id JOIN own m ON m.body_id = p.body_id
              WHERE v.person_id = person AND m.function = ANY (p.functions)
            UNION SELECT v.id FROM poll_voter v JOIN own m ON m.substitutes_id = v.mandate_id) s $$;

  CREATE FUNCTION polls_seated(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(DISTINCT poll_id), '{}') FROM poll_voter WHERE id = ANY (poll_seats_of(person)) $$;

  -- Who else may vote for a seat: they learn of its vote, and nobody else does.
  CREATE FUNCTION seat_holders(seat uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(DISTINCT m.person_id), '{}') FROM poll_voter v JOIN poll p ON p.id = v.poll_id
          JOIN mandate m ON m.state = 'ACTIVE' AND m.valid @> now() AND (
            (m.convent_id = v.convent_id AND m.function IN ('CHAIR', 'VICE_CHAIR'))
            OR (m.entity_id = v.entity_id AND m.function = 'REPRESENTATIVE')
            OR (m.body_id = p.body_id AND m.person_id = v.person_id AND m.function = ANY (p.functions))
            OR m.substitutes_id = v.mandate_id)
          WHERE v.id = seat $$;
`;

/** As `find_claims()` does for mandates: what a read finds out of its reader it finds once. */
const CLAIMS = `
  CREATE FUNCTION find_votes(OUT circles uuid[], OUT seats uuid[], OUT polls uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      circles := circles_of(actor_id());
      seats := poll_seats_of(actor_id());
      polls := ARRAY(SELECT DISTINCT poll_id FROM poll_voter WHERE id = ANY (seats));
      IF current_setting('transaction_read_only') = 'on' THEN
        PERFORM set_config('app.circles', circles::text, true), set_config('app.seats', seats::text, true),
          set_config('app.polls', polls::text, true);
      END IF;
    END $$;
  CREATE FUNCTION claimed_circles() RETURNS uuid[] LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('app.circles', true), '')::uuid[], (find_votes()).circles);
  CREATE FUNCTION claimed_seats() RETURNS uuid[] LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('app.seats', true), '')::uuid[], (find_votes()).seats);
  CREATE FUNCTION claimed_polls() RETURNS uuid[] LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('app.polls', true), '')::uuid[], (find_votes()).polls);
`;

const TABLE_NAMES = [
  'poll',
  'poll_option',
  'poll_voter',
  'poll_vote',
  'poll_ballot',
  'poll_result',
  'poll_count',
  'poll_act',
];

const POLICIES = `
  GRANT SELECT ON ${TABLE_NAMES.join(', ')} TO konwent_app;
  -- The signed-out may name these in a query; policies show them what is published to all.
  GRANT SELECT ON poll, poll_option, poll_voter, poll_vote, poll_result, poll_count, poll_act TO konwent_public;
  GRANT INSERT ON ${TABLE_NAMES.join(', ')} TO konwent_app;
  GRANT UPDATE ON poll, poll_vote, poll_result TO konwent_app;
  GRANT DELETE ON poll_option TO konwent_app;
  GRANT MAINTAIN ON poll_vote TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${TABLE_NAMES.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['poll_option', 'poll_act'] LOOP
      EXECUTE format('CREATE POLICY seen ON %I FOR SELECT USING (poll_id IN (SELECT id FROM poll))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['poll_option', 'poll_voter', 'poll_act'] LOOP
      EXECUTE format('CREATE POLICY prepared ON %I TO konwent_app USING (poll_id IN (SELECT id FROM poll
        WHERE body_id = ANY ((SELECT claimed_offices())::uuid[])))', t);
    END LOOP;
  END $$;

  CREATE POLICY visible_to_all ON poll FOR SELECT USING (state = 'PUBLISHED' AND visibility = 'PUBLIC');
  CREATE POLICY members ON poll FOR SELECT TO konwent_app
    USING (opened_at IS NOT NULL AND (body_id = ANY ((SELECT claimed_circles())::uuid[])
      OR id = ANY ((SELECT claimed_polls())::uuid[])
      OR (state = 'PUBLISHED' AND visibility = 'FORUM' AND (SELECT in_forum((SELECT actor_id()))))));
  CREATE POLICY prepared ON poll TO konwent_app USING (body_id = ANY ((SELECT claimed_offices())::uuid[]));

  -- The roll of a secret poll stays with the body; that of an open one is published with it.
  CREATE POLICY seen ON poll_voter FOR SELECT USING (poll_id IN (SELECT id FROM poll WHERE NOT secret));
  CREATE POLICY members ON poll_voter FOR SELECT TO konwent_app USING (poll_id IN (SELECT id FROM poll
    WHERE body_id = ANY ((SELECT claimed_circles())::uuid[]) OR id = ANY ((SELECT claimed_polls())::uuid[])));

  CREATE POLICY roll_call ON poll_vote FOR SELECT
    USING (poll_id IN (SELECT id FROM poll WHERE state = 'PUBLISHED' AND NOT secret));
  CREATE POLICY own ON poll_vote TO konwent_app USING (id = ANY ((SELECT claimed_seats())::uuid[]));

  CREATE POLICY published ON poll_result FOR SELECT USING (id IN (SELECT id FROM poll WHERE state = 'PUBLISHED'));
  CREATE POLICY published ON poll_count FOR SELECT USING (poll_id IN (SELECT id FROM poll WHERE state = 'PUBLISHED'));
`;

const OPEN_SEATS = `
  FROM poll p JOIN poll_voter v ON v.poll_id = p.id
  WHERE p.state = 'OPEN' AND p.closes_at > now() AND NOT EXISTS (SELECT FROM poll_vote b WHERE b.id = v.id)`;
const SENTENCE = `'Oddaj głos do ' || to_char(p.closes_at AT TIME ZONE 'Europe/Warsaw', 'DD.MM.YYYY, HH24:MI')
  || ' w głosowaniu „' || p.question || '”.'`;
const due = (body: string, functions: string, person: string): string => `
  SELECT ${body} AS body_id, ${functions} AS functions, 'voteAwaited' AS kind, 'Poll' AS subject_type, p.id AS subject_id,
    ${SENTENCE} AS sentence, p.closes_at AS due_at, p.opened_at AS since, ${person} AS for_person_id`;

/** Whose vote is missing: of organisations by whoever votes for them, of persons by themselves or their substitutes. */
const WAITING = `
  CREATE VIEW obligation_of_votes AS
    ${due('v.convent_id', `ARRAY['CHAIR', 'VICE_CHAIR']`, 'NULL::uuid')} ${OPEN_SEATS} AND v.convent_id IS NOT NULL
    UNION ALL ${due('v.entity_id', `ARRAY['REPRESENTATIVE']`, 'NULL::uuid')} ${OPEN_SEATS} AND v.entity_id IS NOT NULL
    UNION ALL ${due('p.body_id', 'p.functions', 'v.person_id')} ${OPEN_SEATS} AND v.person_id IS NOT NULL
    UNION ALL ${due('s.body_id', 'ARRAY[s.function]', 's.person_id')}
      FROM mandate s JOIN (SELECT p.id AS open_id, v.mandate_id ${OPEN_SEATS} AND v.mandate_id IS NOT NULL) o
        ON o.mandate_id = s.substitutes_id JOIN poll p ON p.id = o.open_id;
  SELECT gather_obligations();
`;
