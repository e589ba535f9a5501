import type { MigrationInterface, QueryRunner } from 'typeorm';

const quoted = (words: string): string =>
  words
    .split(' ')
    .map((word) => `'${word}'`)
    .join(', ');
const ENTITY_KINDS = quoted(
  'CIS KIS ZAZ WTZ SOCIAL_COOPERATIVE SOCIAL_ENTERPRISE ROPS OWES OPS CUS PCPR PUP NGO LOCAL_GOVERNMENT OTHER',
);
const FOUNDER_KINDS = quoted('MUNICIPALITY COUNTY VOIVODESHIP NGO CHURCH SOCIAL_COOPERATIVE UNKNOWN');
const FUNCTIONS_HELD = quoted(
  'CHAIR VICE_CHAIR SECRETARY BOARD_MEMBER COUNCIL_MEMBER REPRESENTATIVE STAFF COORDINATOR MODERATOR EXPERT TUTOR OBSERVER',
);

/** Voivodeships, the forum, convents, entities, memberships and mandates, with the rules that SQL can hold. */
export class Convents1793318520000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE voivodeship (
        id text PRIMARY KEY CHECK (id ~ '^[0-3][02468]$'),
        name text NOT NULL UNIQUE,
        adjective text NOT NULL,
        locative text NOT NULL,
        region text NOT NULL,
        capital text NOT NULL,
        assembly_seat text NOT NULL
      );
      INSERT INTO voivodeship (id, name, adjective, locative, region, capital, assembly_seat) VALUES
        ('02', 'dolnośląskie', 'dolnośląski', 'województwie dolnośląskim', 'Dolny Śląsk', 'Wrocław', 'Wrocław'),
        ('04', 'kujawsko-pomorskie', 'kujawsko-pomorski', 'województwie kujawsko-pomorskim', 'Kujawy i Pomorze', 'Bydgoszcz', 'Toruń'),
        ('06', 'lubelskie', 'lubelski', 'województwie lubelskim', 'Lubelszczyzna', 'Lublin', 'Lublin'),
        ('08', 'lubuskie', 'lubuski', 'województwie lubuskim', 'Ziemia Lubuska', 'Gorzów Wielkopolski', 'Zielona Góra'),
        ('10', 'łódzkie', 'łódzki', 'województwie łódzkim', 'Ziemia Łódzka', 'Łódź', 'Łódź'),
        ('12', 'małopolskie', 'małopolski', 'województwie małopolskim', 'Małopolska', 'Kraków', 'Kraków'),
        ('14', 'mazowieckie', 'mazowiecki', 'województwie mazowieckim', 'Mazowsze', 'Warszawa', 'Warszawa'),
        ('16', 'opolskie', 'opolski', 'województwie opolskim', 'Opolszczyzna', 'Opole', 'Opole'),
        ('18', 'podkarpackie', 'podkarpacki', 'województwie podkarpackim', 'Podkarpacie', 'Rzeszów', 'Rzeszów'),
        ('20', 'podlaskie', 'podlaski', 'województwie podlaskim', 'Podlasie', 'Białystok', 'Białystok'),
        ('22', 'pomorskie', 'pomorski', 'województwie pomorskim', 'Pomorze', 'Gdańsk', 'Gdańsk'),
        ('24', 'śląskie', 'śląski', 'województwie śląskim', 'Śląsk', 'Katowice', 'Katowice'),
        ('26', 'świętokrzyskie', 'świętokrzyski', 'województwie świętokrzyskim', 'Ziemia Świętokrzyska', 'Kielce', 'Kielce'),
        ('28', 'warmińsko-mazurskie', 'warmińsko-mazurski', 'województwie warmińsko-mazurskim', 'Warmia i Mazury', 'Olsztyn', 'Olsztyn'),
        ('30', 'wielkopolskie', 'wielkopolski', 'województwie wielkopolskim', 'Wielkopolska', 'Poznań', 'Poznań'),
        ('32', 'zachodniopomorskie', 'zachodniopomorski', 'województwie zachodniopomorskim', 'Pomorze Zachodnie', 'Szczecin', 'Szczecin');

      CREATE TABLE forum (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        abbreviation text NOT NULL,
        founded_on date,
        version int NOT NULL DEFAULT 1
      );
      CREATE UNIQUE INDEX forum_is_one ON forum ((true));

      CREATE TABLE convent (
        id uuid PRIMARY KEY,
        official_name text COLLATE polish NOT NULL UNIQUE,
        aliases text[] NOT NULL DEFAULT '{}',
        voivodeship_id text NOT NULL REFERENCES voivodeship,
        state text NOT NULL CHECK (state IN ('FORMING', 'ACTIVE', 'SUSPENDED', 'DISSOLVED')),
        founded_on date,
        sample boolean NOT NULL DEFAULT false,
        version int NOT NULL DEFAULT 1
      );
      CREATE INDEX convent_voivodeship ON convent (voivodeship_id, id);
      CREATE INDEX convent_name ON convent (official_name, id);

      CREATE TABLE convent_rules (
        id uuid PRIMARY KEY REFERENCES convent,
        admission_by text NOT NULL CHECK (admission_by IN ('CHAIR', 'BOARD', 'GENERAL_MEETING')),
        ordinary_kinds text[] NOT NULL CHECK (ordinary_kinds <@ ARRAY[${ENTITY_KINDS}]),
        quorum_percent int NOT NULL CHECK (quorum_percent BETWEEN 0 AND 100),
        majority text NOT NULL CHECK (majority IN ('SIMPLE', 'ABSOLUTE', 'TWO_THIRDS', 'UNANIMOUS')),
        election_majority text NOT NULL CHECK (election_majority IN ('SIMPLE', 'ABSOLUTE', 'TWO_THIRDS', 'UNANIMOUS')),
        amendment_majority text NOT NULL CHECK (amendment_majority IN ('SIMPLE', 'ABSOLUTE', 'TWO_THIRDS', 'UNANIMOUS')),
        term_months int NOT NULL CHECK (term_months BETWEEN 1 AND 120),
        silence text NOT NULL CHECK (silence IN ('CONSENT', 'ABSENT')),
        version int NOT NULL DEFAULT 1
      );

      CREATE TABLE forum_standing (
        id uuid PRIMARY KEY REFERENCES convent,
        forum_id uuid NOT NULL REFERENCES forum,
        kind text NOT NULL CHECK (kind IN ('MEMBER', 'DECLARED_INTENT')),
        since date,
        basis text NOT NULL
      );
      CREATE INDEX forum_standing_forum ON forum_standing (forum_id, id);

      CREATE TABLE change_area (
        id uuid PRIMARY KEY,
        number int NOT NULL UNIQUE,
        slug text NOT NULL UNIQUE,
        name_pl text NOT NULL,
        name_en text NOT NULL,
        provenance text NOT NULL,
        version int NOT NULL DEFAULT 1
      );
      CREATE TABLE change_area_evidence (
        id uuid PRIMARY KEY,
        change_area_id uuid NOT NULL REFERENCES change_area,
        source text NOT NULL,
        quote text
      );
      CREATE INDEX change_area_evidence_area ON change_area_evidence (change_area_id, id);

      CREATE TABLE entity (
        id uuid PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN (${ENTITY_KINDS})),
        name text COLLATE polish NOT NULL,
        name_folded text COLLATE "C" NOT NULL GENERATED ALWAYS AS (fold(name)) STORED,
        town text COLLATE polish,
        postal_code text CHECK (postal_code ~ '^\\d{2}-\\d{3}$'),
        street text,
        voivodeship_id text NOT NULL REFERENCES voivodeship,
        founder_name text,
        founder_kind text NOT NULL DEFAULT 'UNKNOWN' CHECK (founder_kind IN (${FOUNDER_KINDS})),
        operator_name text,
        nip text CHECK (nip ~ '^\\d{10}$'),
        regon text CHECK (regon ~ '^(\\d{9}|\\d{14})$'),
        krs text CHECK (krs ~ '^\\d{10}$'),
        source text,
        sample boolean NOT NULL DEFAULT false,
        state text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'CLOSED')),
        closed_on date CHECK ((state = 'CLOSED') = (closed_on IS NOT NULL)),
        version int NOT NULL DEFAULT 1
      );
      CREATE INDEX entity_name ON entity (name, id);
      CREATE INDEX entity_name_part ON entity USING gin (name_folded gin_trgm_ops);
      CREATE INDEX entity_voivodeship ON entity (voivodeship_id, name, id);
      CREATE INDEX entity_kind ON entity (kind, name, id);
      CREATE INDEX entity_founder_kind ON entity (founder_kind, name, id);
      CREATE INDEX entity_nip ON entity (nip) WHERE nip IS NOT NULL;
      CREATE INDEX entity_regon ON entity (regon) WHERE regon IS NOT NULL;

      CREATE TABLE entity_contact (
        id uuid PRIMARY KEY REFERENCES entity,
        email text,
        phone text,
        website text,
        version int NOT NULL DEFAULT 1
      );
      COMMENT ON COLUMN entity_contact.email IS 'personal';
      COMMENT ON COLUMN entity_contact.phone IS 'personal';

      CREATE TABLE status_grant (
        id uuid PRIMARY KEY,
        entity_id uuid NOT NULL REFERENCES entity,
        kind text NOT NULL CHECK (kind IN ('CIS_STATUS', 'KIS_REGISTER', 'ZAZ_STATUS', 'SOCIAL_ENTERPRISE')),
        reference text,
        office text,
        valid daterange NOT NULL CHECK (lower(valid) IS NOT NULL),
        UNIQUE (entity_id, kind, valid WITHOUT OVERLAPS)
      );
      CREATE INDEX status_grant_entity ON status_grant (entity_id, id);

      CREATE TABLE membership (
        id uuid PRIMARY KEY,
        convent_id uuid NOT NULL REFERENCES convent,
        entity_id uuid NOT NULL REFERENCES entity,
        kind text NOT NULL CHECK (kind IN ('ORDINARY', 'ASSOCIATED', 'SUPPORTING', 'OBSERVER')),
        state text NOT NULL
          CHECK (state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'REJECTED', 'WITHDRAWN', 'SUSPENDED', 'ENDED')),
        applied_on date NOT NULL,
        valid daterange,
        ended_because text CHECK (ended_because IN ('RESIGNED', 'EXCLUDED', 'ENTITY_CLOSED')),
        sample boolean NOT NULL DEFAULT false,
        version int NOT NULL DEFAULT 1,
        CHECK ((valid IS NOT NULL) = (state IN ('ACTIVE', 'SUSPENDED', 'ENDED'))),
        CHECK ((ended_because IS NOT NULL) = (state = 'ENDED')),
        UNIQUE (convent_id, entity_id, valid WITHOUT OVERLAPS)
      );
      CREATE UNIQUE INDEX membership_one_application ON membership (convent_id, entity_id)
        WHERE state IN ('APPLIED', 'ON_HOLD');
      CREATE INDEX membership_convent ON membership (convent_id, id);
      CREATE INDEX membership_entity ON membership (entity_id, id);

      CREATE TABLE mandate (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL REFERENCES person,
        function text NOT NULL CHECK (function IN (${FUNCTIONS_HELD})),
        convent_id uuid REFERENCES convent,
        forum_id uuid REFERENCES forum,
        entity_id uuid REFERENCES entity,
        body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id, entity_id)) STORED,
        state text NOT NULL CHECK (state IN ('PROPOSED', 'ACTIVE', 'ENDED', 'DECLINED')),
        valid tstzrange NOT NULL CHECK (lower(valid) IS NOT NULL),
        basis text NOT NULL,
        substitutes_id uuid REFERENCES mandate,
        proposed_by uuid REFERENCES person,
        ended_because text CHECK (ended_because IN ('TERM_OVER', 'RESIGNED', 'RECALLED', 'REPLACED')),
        ended_basis text,
        sample boolean NOT NULL DEFAULT false,
        version int NOT NULL DEFAULT 1,
        -- Filled only where the rule applies: a null never overlaps. A mandate that ended before it began was never
        -- held; it keeps one microsecond, since no range may be empty.
        chair_of uuid GENERATED ALWAYS AS (CASE WHEN function = 'CHAIR' AND (state = 'ACTIVE'
          OR state = 'ENDED' AND upper(valid) - lower(valid) > interval '1 microsecond')
          THEN coalesce(convent_id, forum_id) END) STORED,
        held_by uuid GENERATED ALWAYS AS (CASE WHEN state = 'ACTIVE'
          OR state = 'ENDED' AND upper(valid) - lower(valid) > interval '1 microsecond' THEN person_id END) STORED,
        CHECK (num_nonnulls(convent_id, forum_id, entity_id) = 1),
        CHECK ((entity_id IS NOT NULL) = (function IN ('REPRESENTATIVE', 'STAFF'))),
        CHECK (function <> 'COORDINATOR' OR forum_id IS NOT NULL),
        CHECK ((ended_because IS NOT NULL) = (state = 'ENDED')),
        UNIQUE (chair_of, valid WITHOUT OVERLAPS),
        UNIQUE (held_by, body_id, function, valid WITHOUT OVERLAPS)
      );
      CREATE INDEX mandate_person ON mandate (person_id, id);
      CREATE INDEX mandate_convent ON mandate (convent_id, id);
      CREATE INDEX mandate_forum ON mandate (forum_id, id);
      CREATE INDEX mandate_entity ON mandate (entity_id, id);
      CREATE INDEX mandate_in_force ON mandate (person_id) INCLUDE (body_id, function) WHERE state = 'ACTIVE';
      CREATE INDEX mandate_term ON mandate (upper(valid)) WHERE state = 'ACTIVE';
      CREATE INDEX mandate_substitutes ON mandate (substitutes_id) WHERE substitutes_id IS NOT NULL;
      CREATE INDEX mandate_proposed_by ON mandate (proposed_by) WHERE proposed_by IS NOT NULL;

      -- What a convent decided of itself, on what basis, under which mandate; new rules as they were adopted.
      CREATE TABLE convent_act (
        id uuid PRIMARY KEY,
        convent_id uuid NOT NULL REFERENCES convent,
        action text NOT NULL,
        at timestamptz NOT NULL,
        basis text NOT NULL,
        rules jsonb,
        mandate_id uuid REFERENCES mandate
      );
      CREATE INDEX convent_act_convent ON convent_act (convent_id, id);
      CREATE INDEX convent_act_mandate ON convent_act (mandate_id) WHERE mandate_id IS NOT NULL;

      -- What was decided of a membership, when, why, and under which mandate.
      CREATE TABLE membership_act (
        id uuid PRIMARY KEY,
        membership_id uuid NOT NULL REFERENCES membership,
        convent_id uuid NOT NULL REFERENCES convent,
        entity_id uuid NOT NULL REFERENCES entity,
        state text NOT NULL,
        at timestamptz NOT NULL,
        effective_on date,
        reason text,
        basis text,
        mandate_id uuid REFERENCES mandate
      );
      CREATE INDEX membership_act_membership ON membership_act (membership_id, id);
      CREATE INDEX membership_act_convent ON membership_act (convent_id);
      CREATE INDEX membership_act_entity ON membership_act (entity_id);
      CREATE INDEX membership_act_mandate ON membership_act (mandate_id) WHERE mandate_id IS NOT NULL;
    `);
    await db.query(FUNCTIONS);
    await db.query(POLICIES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER POLICY seen ON person USING (person_seen_by(id, actor_id()));
      REVOKE SELECT ON person, account, session, api_token, invitation FROM konwent_public;
      DROP TABLE convent_act, membership_act, mandate, membership, status_grant, entity_contact, entity, change_area_evidence,
        change_area, forum_standing, convent_rules, convent, forum, voivodeship CASCADE;
      DROP FUNCTION bodies_of(uuid), offices_of(uuid), watched_entities(uuid), is_operator(uuid), body_has_officer(uuid), has_account(uuid);
    `);
  }
}

/** Asked by every rule of visibility; they run as the owner, whom row-level security lets through. */
const FUNCTIONS = `
  -- The bodies and entities for which a person has a mandate in force.
  CREATE FUNCTION bodies_of(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(body_id), '{}') FROM mandate
          WHERE person_id = person AND state = 'ACTIVE' AND valid @> now() $$;

  -- Those in which the person sees and prepares what is not published.
  CREATE FUNCTION offices_of(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(body_id), '{}') FROM mandate
          WHERE person_id = person AND state = 'ACTIVE' AND valid @> now()
            AND function IN ('CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'COORDINATOR', 'REPRESENTATIVE') $$;

  -- Entities that are, or want to be, members of a convent in which the person has an office.
  CREATE FUNCTION watched_entities(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(entity_id), '{}') FROM membership
          WHERE convent_id = ANY (offices_of(person)) AND state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED') $$;

  CREATE FUNCTION is_operator(person uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce((SELECT operator FROM account WHERE id = person), false) $$;

  -- Whether somebody can already decide for a body; the node's operator helps only while nobody can.
  CREATE FUNCTION body_has_officer(body uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT EXISTS (SELECT FROM mandate WHERE body_id = body AND state = 'ACTIVE' AND valid @> now()
            AND function IN ('CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR')) $$;

  -- Whether a person has accepted their invitation.
  CREATE FUNCTION has_account(person uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT EXISTS (SELECT FROM account WHERE id = person) $$;

`;

const TABLES = {
  open: 'voivodeship, forum, convent, convent_rules, forum_standing, change_area, change_area_evidence, entity, status_grant, convent_act',
  guarded: ['entity_contact', 'membership', 'membership_act', 'mandate'],
};

const POLICIES = `
  GRANT SELECT ON ${TABLES.open}, ${TABLES.guarded.join(', ')} TO konwent_app, konwent_public;
  GRANT INSERT, UPDATE ON forum, convent, convent_rules, forum_standing, change_area, change_area_evidence, entity,
    status_grant, convent_act, ${TABLES.guarded.join(', ')} TO konwent_app;
  -- The signed-out may name these in a query; no policy of theirs shows them a row.
  GRANT SELECT ON person, account, session, api_token, invitation TO konwent_public;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${TABLES.guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
  END $$;

  -- PostgreSQL asks policies in the reverse order of their names: the cheapest has the last.
  CREATE POLICY visible_to_all ON membership FOR SELECT USING (state IN ('ACTIVE', 'SUSPENDED', 'ENDED'));
  CREATE POLICY parties ON membership TO konwent_app
    USING (convent_id = ANY ((SELECT offices_of(actor_id()))::uuid[])
      OR entity_id = ANY ((SELECT offices_of(actor_id()))::uuid[]));
  CREATE POLICY staff ON membership FOR SELECT TO konwent_app
    USING (entity_id = ANY ((SELECT bodies_of(actor_id()))::uuid[]));

  CREATE POLICY parties ON membership_act TO konwent_app
    USING (convent_id = ANY ((SELECT offices_of(actor_id()))::uuid[])
      OR entity_id = ANY ((SELECT bodies_of(actor_id()))::uuid[]));

  CREATE POLICY parties ON entity_contact TO konwent_app
    USING (id = ANY ((SELECT bodies_of(actor_id()))::uuid[])
      OR id = ANY ((SELECT watched_entities(actor_id()))::uuid[]));

  CREATE POLICY visible_to_all ON mandate FOR SELECT
    USING (state IN ('ACTIVE', 'ENDED') AND entity_id IS NULL);
  CREATE POLICY parties ON mandate TO konwent_app
    USING (person_id = actor_id()
      OR proposed_by = actor_id()
      OR body_id = ANY ((SELECT offices_of(actor_id()))::uuid[])
      OR entity_id = ANY ((SELECT watched_entities(actor_id()))::uuid[])
      OR (entity_id IS NULL AND (SELECT is_operator(actor_id())) AND NOT body_has_officer(body_id)));
  CREATE POLICY staff ON mandate FOR SELECT TO konwent_app
    USING (entity_id = ANY ((SELECT bodies_of(actor_id()))::uuid[]));

  -- A person is seen by themselves and by whoever, signed in, sees a mandate of theirs.
  ALTER POLICY seen ON person USING (actor_id() IS NOT NULL
    AND (id = actor_id() OR EXISTS (SELECT FROM mandate m WHERE m.person_id = person.id)));
`;
