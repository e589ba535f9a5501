import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATES = `'PLANNED', 'CONVENED', 'IN_SESSION', 'CLOSED', 'CANCELLED'`;
const FUNCTIONS =
  "'CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'COUNCIL_MEMBER', 'REPRESENTATIVE', 'STAFF', 'COORDINATOR', 'MODERATOR', 'EXPERT', 'TUTOR', 'OBSERVER'";

/** Seen and written by the organisers; what else is opened is said below, table by table. */
const parts = [
  'meeting_body',
  'agenda_item',
  'meeting_invitation',
  'meeting_guest',
  'registration',
  'representation',
  'attendance',
  'meeting_act',
  'session_note',
];
const guarded = ['meeting', ...parts, 'online_link'];

/** Meetings: who organises them, agenda, invitations, seats, who was there for whom, and the quorum that follows. */
export class Meetings1793700240000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, PEOPLE, CIRCLE, SEATS, QUORUM_AT, QUORUM, POLICIES, WAITING]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      SELECT gather_obligations('obligation_of_meetings');
      DROP VIEW obligation_of_meetings, meeting_quorum;
      DROP TABLE online_link, session_note, meeting_act, attendance, representation, registration, meeting_invitation,
        meeting_guest, agenda_item, meeting_body, meeting CASCADE;
      DROP FUNCTION registration_queues(), meeting_circle(), hold_meeting(uuid), seat_waiting(uuid), set_online_link(uuid, text),
        representing(uuid), meeting_quorum_at(uuid, timestamptz), organises(uuid), warsaw_clock(timestamptz);
    `);
  }
}

const BODY = `
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    entity_id uuid REFERENCES entity,
    body_id uuid GENERATED ALWAYS AS (coalesce(convent_id, forum_id, entity_id)) STORED`;
const bodyIndexes = (table: string): string =>
  ['convent', 'forum', 'entity']
    .map((of) => `CREATE INDEX ${table}_${of} ON ${table} (${of}_id) WHERE ${of}_id IS NOT NULL;`)
    .join('\n  ');

const TABLES = `
  -- The clock of the law; in the hour that comes twice in October it says which of the two.
  CREATE FUNCTION warsaw_clock(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN to_char(at AT TIME ZONE 'Europe/Warsaw', 'DD.MM.YYYY, HH24:MI') || CASE
      WHEN at AT TIME ZONE 'Europe/Warsaw' = (at + interval '1 hour') AT TIME ZONE 'Europe/Warsaw' THEN ' czasu letniego'
      WHEN at AT TIME ZONE 'Europe/Warsaw' = (at - interval '1 hour') AT TIME ZONE 'Europe/Warsaw' THEN ' czasu zimowego'
      ELSE '' END;

  CREATE TABLE meeting (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('NETWORKING', 'CENTRAL', 'BOARD', 'WORKING_GROUP', 'CONSULTATION')),
    mode text NOT NULL CHECK (mode IN ('ON_SITE', 'ONLINE', 'HYBRID')),
    state text NOT NULL CHECK (state IN (${STATES})),
    title text NOT NULL,
    description text,
    place text,
    host text,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    registration_opens_at timestamptz,
    registration_closes_at timestamptz,
    -- Null where seats are not counted; none in a mode that the meeting does not have.
    seats_on_site int CHECK (seats_on_site BETWEEN 0 AND 100000),
    seats_online int CHECK (seats_online BETWEEN 0 AND 100000),
    link_minutes int NOT NULL DEFAULT 15 CHECK (link_minutes BETWEEN 0 AND 1440),
    current_item_id uuid,
    convened_at timestamptz,
    began_at timestamptz,
    closed_at timestamptz,
    -- Since when it is public.
    published_at timestamptz,
    -- When it was last moved after it had been convened.
    moved_at timestamptz,
    -- Counts what a calendar has to be told of.
    sequence int NOT NULL DEFAULT 0,
    -- Kept by triggers: who organises it, who is asked to, who sees it once it is convened, who was there.
    bodies uuid[] NOT NULL,
    asked uuid[] NOT NULL DEFAULT '{}',
    readers uuid[] NOT NULL DEFAULT '{}',
    participants uuid[] NOT NULL DEFAULT '{}',
    -- And how many seats are taken, how many wait for one.
    taken_on_site int NOT NULL DEFAULT 0,
    taken_online int NOT NULL DEFAULT 0,
    waiting int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CHECK (ends_at > starts_at),
    CHECK (registration_closes_at > registration_opens_at),
    CHECK (state = 'PLANNED' OR state = 'CANCELLED' OR convened_at IS NOT NULL),
    CHECK ((state IN ('IN_SESSION', 'CLOSED')) = (began_at IS NOT NULL)),
    CHECK ((state = 'CLOSED') = (closed_at IS NOT NULL)),
    CHECK (published_at IS NULL OR state = 'CLOSED'),
    CHECK (current_item_id IS NULL OR state = 'IN_SESSION'),
    CHECK (mode <> 'ONLINE' OR coalesce(seats_on_site, 0) = 0),
    CHECK (mode <> 'ON_SITE' OR coalesce(seats_online, 0) = 0)
  );
  CREATE INDEX meeting_readers ON meeting USING gin (readers);
  CREATE INDEX meeting_bodies ON meeting USING gin (bodies);
  CREATE INDEX meeting_asked ON meeting USING gin (asked);
  CREATE INDEX meeting_starts ON meeting (starts_at, id);
  CREATE INDEX meeting_current_item ON meeting (current_item_id) WHERE current_item_id IS NOT NULL;

  CREATE TABLE meeting_body (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    convent_id uuid REFERENCES convent,
    forum_id uuid REFERENCES forum,
    body_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id)) STORED,
    lead boolean NOT NULL,
    -- The lead agrees by planning; another organiser by an act of its own.
    agreed_at timestamptz CHECK (NOT lead OR agreed_at IS NOT NULL),
    mandate_id uuid REFERENCES mandate,
    CHECK (num_nonnulls(convent_id, forum_id) = 1),
    UNIQUE (meeting_id, body_id)
  );
  CREATE UNIQUE INDEX meeting_body_one_lead ON meeting_body (meeting_id) WHERE lead;
  CREATE INDEX meeting_body_convent ON meeting_body (convent_id, id);
  CREATE INDEX meeting_body_forum ON meeting_body (forum_id, id);
  CREATE INDEX meeting_body_mandate ON meeting_body (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE agenda_item (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    parent_id uuid REFERENCES agenda_item,
    -- Its place in the whole agenda, read from top to bottom, and what is printed before it.
    position int NOT NULL,
    number text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('INFORMATION', 'DISCUSSION', 'ELECTION', 'VOTE', 'SIGNING')),
    title text NOT NULL,
    description text,
    minutes int CHECK (minutes BETWEEN 1 AND 1440),
    began_at timestamptz,
    ended_at timestamptz,
    CHECK (parent_id <> id),
    UNIQUE (meeting_id, position) DEFERRABLE INITIALLY DEFERRED
  );
  CREATE INDEX agenda_item_parent ON agenda_item (parent_id, position);
  ALTER TABLE meeting ADD CONSTRAINT meeting_current_item_id_fkey FOREIGN KEY (current_item_id) REFERENCES agenda_item;

  CREATE TABLE meeting_act (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    action text NOT NULL,
    state text NOT NULL CHECK (state IN (${STATES})),
    at timestamptz NOT NULL,
    reason text,
    -- Of a move: from when and where.
    was_starts_at timestamptz,
    was_ends_at timestamptz,
    was_place text,
    mandate_id uuid REFERENCES mandate
  );
  CREATE INDEX meeting_act_meeting ON meeting_act (meeting_id, id);
  CREATE INDEX meeting_act_mandate ON meeting_act (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE session_note (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    agenda_item_id uuid REFERENCES agenda_item ON DELETE SET NULL,
    text text NOT NULL,
    at timestamptz NOT NULL,
    mandate_id uuid REFERENCES mandate,
    version int NOT NULL DEFAULT 1
  );
  CREATE INDEX session_note_meeting ON session_note (meeting_id, id);
  CREATE INDEX session_note_agenda_item ON session_note (agenda_item_id, id);
  CREATE INDEX session_note_mandate ON session_note (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE online_link (
    id uuid PRIMARY KEY REFERENCES meeting,
    url text NOT NULL
  );
`;

const PEOPLE = `
  -- Somebody without an account; of the link and of the key that it is exchanged for only hashes are kept.
  CREATE TABLE meeting_guest (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    name text NOT NULL,
    email text,
    organisation text,
    link_hash bytea UNIQUE,
    link_expires_at timestamptz,
    link_used_at timestamptz,
    key_hash bytea UNIQUE,
    erased_at timestamptz,
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1
  );
  CREATE INDEX meeting_guest_meeting ON meeting_guest (meeting_id, id);
  COMMENT ON COLUMN meeting_guest.name IS 'personal';
  COMMENT ON COLUMN meeting_guest.email IS 'personal';
  COMMENT ON COLUMN meeting_guest.organisation IS 'personal';

  CREATE TABLE meeting_invitation (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,${BODY},
    person_id uuid REFERENCES person,
    guest_id uuid UNIQUE REFERENCES meeting_guest,
    invited_at timestamptz NOT NULL,
    invited_under_id uuid REFERENCES mandate,
    answer text CHECK (answer IN ('ACCEPTED', 'TENTATIVE', 'DECLINED')),
    answered_at timestamptz,
    note text,
    mandate_id uuid REFERENCES mandate,
    -- Whether the meeting was moved since: then it waits for an answer again.
    answered_before_move boolean NOT NULL DEFAULT false,
    withdrawn_at timestamptz,
    version int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(convent_id, forum_id, entity_id, person_id, guest_id) = 1),
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    UNIQUE (meeting_id, body_id),
    UNIQUE (meeting_id, person_id)
  );
  ${bodyIndexes('meeting_invitation')}
  CREATE INDEX meeting_invitation_meeting ON meeting_invitation (meeting_id, id);
  CREATE INDEX meeting_invitation_person ON meeting_invitation (person_id, id);
  CREATE INDEX meeting_invitation_invited_under ON meeting_invitation (invited_under_id) WHERE invited_under_id IS NOT NULL;
  CREATE INDEX meeting_invitation_mandate ON meeting_invitation (mandate_id) WHERE mandate_id IS NOT NULL;

  CREATE TABLE registration (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    person_id uuid REFERENCES person,
    guest_id uuid REFERENCES meeting_guest,
    attendee uuid NOT NULL GENERATED ALWAYS AS (coalesce(person_id, guest_id)) STORED,
    -- As it was when they registered: for lists, whoever reads them.
    name text COLLATE polish NOT NULL,
    mode text NOT NULL CHECK (mode IN ('ON_SITE', 'ONLINE')),
    state text NOT NULL CHECK (state IN ('CONFIRMED', 'WAITLISTED', 'DECLINED', 'CANCELLED')),
    -- The order in which they came; and, of the confirmed, the seat, which nobody else has.
    queue int NOT NULL,
    seat int CHECK ((seat IS NOT NULL) = (state = 'CONFIRMED')),
    code text NOT NULL,
    registered_at timestamptz NOT NULL,
    decided_at timestamptz,
    reason text,
    -- Whether the meeting was moved since.
    before_move boolean NOT NULL DEFAULT false,
    version int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(person_id, guest_id) = 1),
    CONSTRAINT registration_one_seat UNIQUE (meeting_id, mode, seat),
    UNIQUE (meeting_id, queue),
    UNIQUE (meeting_id, code)
  );
  CREATE UNIQUE INDEX registration_once ON registration (meeting_id, attendee) WHERE state IN ('CONFIRMED', 'WAITLISTED');
  CREATE INDEX registration_person ON registration (person_id, id);
  CREATE INDEX registration_guest ON registration (guest_id) WHERE guest_id IS NOT NULL;
  COMMENT ON COLUMN registration.name IS 'personal';

  -- For which organisation and in what capacity somebody comes: for more than one, if their mandates say so.
  CREATE TABLE representation (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    registration_id uuid NOT NULL REFERENCES registration,${BODY},
    mandate_id uuid NOT NULL REFERENCES mandate,
    function text NOT NULL CHECK (function IN (${FUNCTIONS})),
    CHECK (num_nonnulls(convent_id, forum_id, entity_id) = 1),
    UNIQUE (registration_id, body_id)
  );
  ${bodyIndexes('representation')}
  CREATE INDEX representation_meeting ON representation (meeting_id);
  CREATE INDEX representation_mandate ON representation (mandate_id);

  CREATE TABLE attendance (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES meeting,
    registration_id uuid REFERENCES registration,
    person_id uuid REFERENCES person,
    guest_id uuid REFERENCES meeting_guest,
    name text COLLATE polish NOT NULL,
    mode text NOT NULL CHECK (mode IN ('ON_SITE', 'ONLINE')),
    valid tstzrange NOT NULL CHECK (lower(valid) IS NOT NULL AND NOT isempty(valid)),${BODY},
    function text CHECK (function IN (${FUNCTIONS})),
    mandate_id uuid REFERENCES mandate,
    -- Null where they joined by themselves.
    recorded_under_id uuid REFERENCES mandate,
    attendee uuid NOT NULL GENERATED ALWAYS AS (coalesce(person_id, guest_id)) STORED,
    represented uuid NOT NULL GENERATED ALWAYS AS (coalesce(convent_id, forum_id, entity_id, person_id, guest_id)) STORED,
    CHECK (num_nonnulls(person_id, guest_id) = 1),
    CHECK (num_nonnulls(convent_id, forum_id, entity_id) <= 1),
    CHECK ((mandate_id IS NULL) = (coalesce(convent_id, forum_id, entity_id) IS NULL)),
    CHECK ((mandate_id IS NULL) = (function IS NULL)),
    -- Nobody is there twice at one time, on site and online, for the same organisation.
    UNIQUE (meeting_id, attendee, represented, valid WITHOUT OVERLAPS)
  );
  ${bodyIndexes('attendance')}
  CREATE INDEX attendance_meeting ON attendance (meeting_id, name, id);
  CREATE INDEX attendance_registration ON attendance (registration_id) WHERE registration_id IS NOT NULL;
  CREATE INDEX attendance_person ON attendance (person_id, id);
  CREATE INDEX attendance_guest ON attendance (guest_id) WHERE guest_id IS NOT NULL;
  CREATE INDEX attendance_mandate ON attendance (mandate_id) WHERE mandate_id IS NOT NULL;
  CREATE INDEX attendance_recorded_under ON attendance (recorded_under_id) WHERE recorded_under_id IS NOT NULL;
  COMMENT ON COLUMN attendance.name IS 'personal';
`;

/** Who organises, sees and took part, written down beside the meeting: its policy asks no other table that asks it. */
const CIRCLE = `
  CREATE FUNCTION meeting_circle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE held uuid := coalesce(NEW.meeting_id, OLD.meeting_id); circle record;
    BEGIN
      PERFORM FROM meeting WHERE id = held FOR NO KEY UPDATE;
      SELECT ARRAY(SELECT body_id FROM meeting_body WHERE meeting_id = held AND agreed_at IS NOT NULL ORDER BY 1) AS bodies,
        ARRAY(SELECT body_id FROM meeting_body WHERE meeting_id = held AND agreed_at IS NULL ORDER BY 1) AS asked,
        ARRAY(SELECT coalesce(body_id, person_id) FROM meeting_invitation
            WHERE meeting_id = held AND withdrawn_at IS NULL AND guest_id IS NULL
          UNION SELECT body_id FROM meeting_body WHERE meeting_id = held
          UNION SELECT person_id FROM registration WHERE meeting_id = held AND person_id IS NOT NULL
          UNION SELECT person_id FROM attendance WHERE meeting_id = held AND person_id IS NOT NULL ORDER BY 1) AS readers,
        ARRAY(SELECT DISTINCT person_id FROM attendance WHERE meeting_id = held AND person_id IS NOT NULL ORDER BY 1) AS participants,
        count(*) FILTER (WHERE state = 'CONFIRMED' AND mode = 'ON_SITE') AS on_site,
        count(*) FILTER (WHERE state = 'CONFIRMED' AND mode = 'ONLINE') AS online,
        count(*) FILTER (WHERE state = 'WAITLISTED') AS waiting
        INTO circle FROM registration WHERE meeting_id = held;
      UPDATE meeting m SET bodies = circle.bodies, asked = circle.asked, readers = circle.readers,
          participants = circle.participants, taken_on_site = circle.on_site, taken_online = circle.online,
          waiting = circle.waiting
        WHERE m.id = held AND (m.bodies, m.asked, m.readers, m.participants, m.taken_on_site, m.taken_online, m.waiting)
          IS DISTINCT FROM (circle.bodies, circle.asked, circle.readers, circle.participants, circle.on_site, circle.online, circle.waiting);
      RETURN NULL;
    END $$;
  CREATE TRIGGER circle AFTER INSERT OR UPDATE OR DELETE ON meeting_body FOR EACH ROW EXECUTE FUNCTION meeting_circle();
  CREATE TRIGGER circle AFTER INSERT OR UPDATE OF withdrawn_at OR DELETE ON meeting_invitation
    FOR EACH ROW EXECUTE FUNCTION meeting_circle();
  CREATE TRIGGER circle AFTER INSERT OR UPDATE OF state, mode OR DELETE ON registration
    FOR EACH ROW EXECUTE FUNCTION meeting_circle();
  CREATE TRIGGER circle AFTER INSERT OR DELETE ON attendance FOR EACH ROW EXECUTE FUNCTION meeting_circle();
`;

const SEATS = `
  -- Whoever registers takes their turn, though they may not change the meeting itself.
  CREATE FUNCTION hold_meeting(held uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public
    AS $$ SELECT FROM meeting WHERE id = held FOR UPDATE $$;

  -- Whoever comes is the last of their meeting.
  CREATE FUNCTION registration_queues() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      PERFORM FROM meeting WHERE id = NEW.meeting_id FOR NO KEY UPDATE;
      NEW.queue := 1 + coalesce((SELECT max(queue) FROM registration WHERE meeting_id = NEW.meeting_id), 0);
      RETURN NEW;
    END $$;
  CREATE TRIGGER queue BEFORE INSERT ON registration FOR EACH ROW EXECUTE FUNCTION registration_queues();

  -- Gives free seats to those who wait, in the order in which they came; says who got one.
  CREATE FUNCTION seat_waiting(held uuid) RETURNS TABLE (registration_id uuid, person_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE m meeting%ROWTYPE; waiting record; free int;
    BEGIN
      SELECT * INTO m FROM meeting x WHERE x.id = held FOR UPDATE;
      IF m.state NOT IN ('CONVENED', 'IN_SESSION') THEN RETURN; END IF;
      FOR waiting IN SELECT r.id, r.person_id, r.mode FROM registration r
          WHERE r.meeting_id = held AND r.state = 'WAITLISTED' ORDER BY r.queue LOOP
        SELECT min(n) INTO free FROM generate_series(1, coalesce(
            CASE waiting.mode WHEN 'ON_SITE' THEN m.seats_on_site ELSE m.seats_online END,
            1 + (SELECT count(*)::int FROM registration r
              WHERE r.meeting_id = held AND r.mode = waiting.mode AND r.seat IS NOT NULL))) n
          WHERE NOT EXISTS (SELECT FROM registration r
            WHERE r.meeting_id = held AND r.mode = waiting.mode AND r.seat = n);
        CONTINUE WHEN free IS NULL;
        UPDATE registration r SET state = 'CONFIRMED', seat = free, decided_at = clock_timestamp(), version = r.version + 1
          WHERE r.id = waiting.id;
        registration_id := waiting.id;
        person_id := waiting.person_id;
        RETURN NEXT;
      END LOOP;
    END $$;

  -- For whom somebody comes under mandates in force now; whoever lets them in need not see the mandates themselves.
  CREATE FUNCTION representing(registered uuid)
    RETURNS TABLE (convent_id uuid, forum_id uuid, entity_id uuid, mandate_id uuid, function text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT r.convent_id, r.forum_id, r.entity_id, r.mandate_id, r.function
          FROM representation r JOIN mandate h ON h.id = r.mandate_id
          WHERE r.registration_id = registered AND h.state = 'ACTIVE' AND h.valid @> clock_timestamp() ORDER BY r.id $$;

  CREATE FUNCTION organises(held uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT EXISTS (SELECT FROM meeting m WHERE m.id = held AND m.bodies && claimed_offices()) $$;

  -- The organisers set the link; they, too, read it as participants alone.
  CREATE FUNCTION set_online_link(held uuid, link text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      IF NOT (organises(held) OR actor_is_system()) THEN RAISE insufficient_privilege; END IF;
      IF link IS NULL THEN DELETE FROM online_link WHERE id = held; RETURN; END IF;
      INSERT INTO online_link (id, url) VALUES (held, link) ON CONFLICT (id) DO UPDATE SET url = excluded.url;
    END $$;
`;

export const QUORUM_AT = `
  -- What counts at a moment: organisations (or, of a board, its people) that are there under a mandate in force then.
  CREATE OR REPLACE FUNCTION meeting_quorum_at(body uuid, at timestamptz, OUT entitled int, OUT present int, OUT required int)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
      WITH b AS (
        SELECT x.*, m.kind, coalesce((SELECT r.quorum_percent FROM convent_rules r WHERE r.id = x.convent_id), 50) AS percent
        FROM meeting_body x JOIN meeting m ON m.id = x.meeting_id WHERE x.id = body),
      entitled_to AS (
        SELECT DISTINCT s.entity_id AS id FROM b JOIN membership s ON s.convent_id = b.convent_id
          WHERE b.kind <> 'BOARD' AND s.kind = 'ORDINARY' AND s.state IN ('ACTIVE', 'ENDED') AND s.valid @> warsaw_day(at)
        UNION SELECT s.convent_id FROM b JOIN forum_standing s ON s.forum_id = b.forum_id
          WHERE b.kind <> 'BOARD' AND s.kind = 'MEMBER' AND s.valid @> warsaw_day(at)
        UNION SELECT h.person_id FROM b JOIN mandate h ON h.body_id = b.body_id
          WHERE b.kind = 'BOARD' AND h.state IN ('ACTIVE', 'ENDED') AND h.valid @> at
            AND h.function IN ('CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER')),
      there AS (
        SELECT DISTINCT CASE WHEN b.kind = 'BOARD' THEN a.person_id ELSE a.body_id END AS id
        FROM b JOIN attendance a ON a.meeting_id = b.meeting_id AND a.valid @> at
          JOIN mandate h ON h.id = a.mandate_id AND h.state IN ('ACTIVE', 'ENDED') AND h.valid @> at
        WHERE b.kind <> 'BOARD' OR a.body_id = b.body_id),
      counted AS (
        SELECT count(*)::int AS entitled, count(there.id)::int AS present FROM entitled_to LEFT JOIN there USING (id))
      SELECT c.entitled, c.present, greatest(1, ceil(c.entitled * b.percent / 100.0))::int FROM b, counted c $$;
`;

const QUORUM = `
  -- Live in session; of a closed meeting as it was at its end.
  CREATE VIEW meeting_quorum WITH (security_invoker = true) AS
    SELECT b.id, b.meeting_id, q.entitled, q.present, q.required, q.present >= q.required AS reached
    FROM meeting_body b JOIN meeting m ON m.id = b.meeting_id
      CROSS JOIN LATERAL meeting_quorum_at(b.id, coalesce(m.closed_at - interval '1 microsecond', now())) q
    WHERE b.agreed_at IS NOT NULL AND m.state IN ('IN_SESSION', 'CLOSED');
`;

const OFFICES = `(SELECT claimed_offices())::uuid[]`;
const BODIES = `(SELECT claimed_bodies())::uuid[]`;

const POLICIES = `
  GRANT SELECT ON ${guarded.join(', ')}, meeting_quorum TO konwent_app, konwent_public;
  GRANT INSERT ON meeting, ${parts.join(', ')} TO konwent_app;
  GRANT UPDATE ON meeting, meeting_body, agenda_item, meeting_invitation, meeting_guest, registration, attendance, session_note
    TO konwent_app;
  GRANT DELETE ON agenda_item TO konwent_app;
  REVOKE EXECUTE ON FUNCTION hold_meeting(uuid), seat_waiting(uuid), set_online_link(uuid, text), representing(uuid)
    FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION hold_meeting(uuid), seat_waiting(uuid), set_online_link(uuid, text), representing(uuid)
    TO konwent_app;

  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['${guarded.join("', '")}'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', t, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['${parts.join("', '")}'] LOOP
      EXECUTE format('CREATE POLICY organisers ON %I TO konwent_app USING (EXISTS (SELECT FROM meeting m
        WHERE m.id = %I.meeting_id AND m.bodies && (SELECT claimed_offices())::uuid[]))', t, t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['meeting_body', 'agenda_item', 'meeting_act'] LOOP
      EXECUTE format('CREATE POLICY seen_with_it ON %I FOR SELECT
        USING (EXISTS (SELECT FROM meeting m WHERE m.id = %I.meeting_id))', t, t);
    END LOOP;
  END $$;

  CREATE POLICY visible_to_all ON meeting FOR SELECT USING (published_at IS NOT NULL);
  CREATE POLICY organisers ON meeting TO konwent_app USING (bodies && ${OFFICES});
  CREATE POLICY invited ON meeting FOR SELECT TO konwent_app USING (convened_at IS NOT NULL
    AND (readers && ${BODIES} OR readers @> ARRAY[(SELECT actor_id())]));
  CREATE POLICY asked ON meeting TO konwent_app USING (asked && ${OFFICES}) WITH CHECK (bodies && ${OFFICES} OR asked && ${OFFICES});
  CREATE POLICY asked ON meeting_body FOR UPDATE TO konwent_app USING (body_id = ANY (${OFFICES}));
  CREATE POLICY asked ON meeting_act FOR INSERT TO konwent_app WITH CHECK (EXISTS (SELECT FROM meeting m
    WHERE m.id = meeting_act.meeting_id AND m.asked && ${OFFICES}));

  CREATE POLICY invited ON meeting_invitation TO konwent_app
    USING (withdrawn_at IS NULL AND (person_id = (SELECT actor_id()) OR body_id = ANY (${BODIES}))
      AND EXISTS (SELECT FROM meeting m WHERE m.id = meeting_invitation.meeting_id AND m.convened_at IS NOT NULL))
    WITH CHECK (person_id = (SELECT actor_id()) OR body_id = ANY (${BODIES}));

  CREATE POLICY own ON registration TO konwent_app USING (person_id = (SELECT actor_id()))
    WITH CHECK (person_id = (SELECT actor_id()) AND state <> 'CONFIRMED');
  CREATE POLICY own ON representation TO konwent_app USING (EXISTS (SELECT FROM registration r
    WHERE r.id = representation.registration_id AND r.person_id = (SELECT actor_id())));
  CREATE POLICY represented ON representation FOR SELECT TO konwent_app USING (body_id = ANY (${OFFICES}));

  CREATE POLICY own ON attendance TO konwent_app USING (person_id = (SELECT actor_id()));
  CREATE POLICY represented ON attendance FOR SELECT TO konwent_app USING (body_id = ANY (${OFFICES}));
  CREATE POLICY participants ON attendance FOR SELECT TO konwent_app USING (EXISTS (SELECT FROM meeting m
    WHERE m.id = attendance.meeting_id AND m.participants @> ARRAY[(SELECT actor_id())]));

  -- The confirmed, from the set time on, until it is over.
  CREATE POLICY confirmed ON online_link FOR SELECT TO konwent_app
    USING (EXISTS (SELECT FROM meeting m JOIN registration r ON r.meeting_id = m.id
      WHERE m.id = online_link.id AND m.state IN ('CONVENED', 'IN_SESSION')
        AND m.starts_at - make_interval(mins => m.link_minutes) <= now()
        AND r.person_id = (SELECT actor_id()) AND r.state = 'CONFIRMED'));
`;

/** What meetings await, and of whom. */
export const WAITING = `
  CREATE VIEW obligation_of_meetings AS
    SELECT i.body_id, CASE WHEN i.entity_id IS NOT NULL THEN ARRAY['REPRESENTATIVE']
        ELSE ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'] END AS functions,
      CASE WHEN i.answer IS NULL THEN 'meetingAnswerAwaited' ELSE 'meetingMoved' END AS kind,
      'Meeting' AS subject_type, m.id AS subject_id,
      CASE WHEN i.answer IS NULL
        THEN 'Zaproszenie na spotkanie „' || m.title || '” (' || warsaw_clock(m.starts_at) || ') czeka na odpowiedź.'
        ELSE 'Spotkanie „' || m.title || '” przeniesiono na ' || warsaw_clock(m.starts_at) || '. Odpowiedz na zaproszenie ponownie.'
        END AS sentence,
      least(m.registration_closes_at, m.starts_at) AS due_at,
      CASE WHEN i.answer IS NULL THEN greatest(i.invited_at, m.convened_at) ELSE coalesce(m.moved_at, m.convened_at) END AS since
    FROM meeting m JOIN meeting_invitation i ON i.meeting_id = m.id
    WHERE m.state = 'CONVENED' AND m.starts_at > now() AND i.body_id IS NOT NULL AND i.withdrawn_at IS NULL
      AND (i.answer IS NULL OR i.answered_before_move)
    UNION ALL
    SELECT b.body_id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'meetingPartnerAwaited', 'Meeting', m.id,
      'Spotkanie „' || m.title || '” (' || warsaw_clock(m.starts_at) || ') czeka na zgodę współorganizatora.', m.starts_at, m.created_at
    FROM meeting m JOIN meeting_body b ON b.meeting_id = m.id
    WHERE m.state = 'PLANNED' AND b.agreed_at IS NULL AND m.starts_at > now();
  SELECT gather_obligations();
`;
