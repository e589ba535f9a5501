import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Polls in session: of a meeting, at an item of its agenda; and the convents that organise it as an electorate. */
export class SessionPolls1793700260000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, FUNCTIONS, POLICIES, waiting(AT_MEETING)]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(waiting(''));
    await db.query(`
      DROP POLICY sessions ON poll;
      DROP FUNCTION claimed_session_polls(), find_session_polls(), session_polls_of(uuid), session_convents(uuid),
        session_is_on(uuid), hold_session(uuid), meeting_title(uuid);
      DROP INDEX resolution_poll;
      ALTER TABLE resolution DROP COLUMN poll_id;
      ALTER TABLE poll DROP CONSTRAINT poll_electorate_check, DROP CONSTRAINT poll_electorate_body, DROP CONSTRAINT poll_joint,
        DROP COLUMN agenda_item_id, DROP COLUMN meeting_id;
      UPDATE poll SET electorate = 'MANDATE_HOLDERS' WHERE electorate = 'ORGANISING_CONVENTS';
      ALTER TABLE poll
        ADD CONSTRAINT poll_electorate_check CHECK (electorate IN ('FORUM_CONVENTS', 'CONVENT_MEMBERS', 'MANDATE_HOLDERS')),
        ADD CONSTRAINT poll_check1 CHECK (electorate = 'MANDATE_HOLDERS' OR (electorate = 'FORUM_CONVENTS') = (forum_id IS NOT NULL));
      ALTER TABLE agenda_item DROP CONSTRAINT agenda_item_of_meeting;
    `);
  }
}

const TABLES = `
  ALTER TABLE agenda_item ADD CONSTRAINT agenda_item_of_meeting UNIQUE (meeting_id, id);
  ALTER TABLE poll
    ADD COLUMN meeting_id uuid REFERENCES meeting,
    ADD COLUMN agenda_item_id uuid,
    -- An item that is removed leaves its drafts to the meeting.
    ADD CONSTRAINT poll_agenda_item_id_fkey FOREIGN KEY (meeting_id, agenda_item_id)
      REFERENCES agenda_item (meeting_id, id) ON DELETE SET NULL (agenda_item_id),
    ADD CONSTRAINT poll_item_of_meeting CHECK (agenda_item_id IS NULL OR meeting_id IS NOT NULL),
    DROP CONSTRAINT poll_electorate_check,
    DROP CONSTRAINT poll_check1,
    ADD CONSTRAINT poll_electorate_check
      CHECK (electorate IN ('FORUM_CONVENTS', 'CONVENT_MEMBERS', 'MANDATE_HOLDERS', 'ORGANISING_CONVENTS')),
    ADD CONSTRAINT poll_electorate_body CHECK (electorate IN ('MANDATE_HOLDERS', 'ORGANISING_CONVENTS')
      OR (electorate = 'FORUM_CONVENTS') = (forum_id IS NOT NULL)),
    -- Convents that organise a meeting have no rules in common: such a poll has its own.
    ADD CONSTRAINT poll_joint CHECK (electorate <> 'ORGANISING_CONVENTS'
      OR meeting_id IS NOT NULL AND majority IS NOT NULL AND rules_basis IS NOT NULL);
  CREATE INDEX poll_meeting ON poll (meeting_id, id);
  CREATE INDEX poll_agenda_item ON poll (agenda_item_id, id);

  ALTER TABLE resolution ADD COLUMN poll_id uuid REFERENCES poll;
  -- What a poll decided a body resolves once.
  CREATE UNIQUE INDEX resolution_poll ON resolution (poll_id, body_id) WHERE poll_id IS NOT NULL;
`;

const FUNCTIONS = `
  -- Whoever opens a poll of a meeting holds the meeting first, as does whoever closes it; says whether it goes on.
  CREATE FUNCTION hold_session(held uuid) RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public
    AS $$ SELECT state = 'IN_SESSION' FROM meeting WHERE id = held FOR UPDATE $$;
  CREATE FUNCTION session_is_on(held uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT state = 'IN_SESSION' FROM meeting WHERE id = held $$;
  CREATE FUNCTION meeting_title(of uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT title FROM meeting WHERE id = of $$;

  -- The convents that organise a meeting and have agreed to.
  CREATE FUNCTION session_convents(held uuid) RETURNS TABLE (convent_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT b.convent_id FROM meeting_body b
          WHERE b.meeting_id = held AND b.convent_id IS NOT NULL AND b.agreed_at IS NOT NULL $$;

  -- Polls, once opened, that a person sees for the sake of their meeting: its organisers all of them, those whom the
  -- meeting asked the ones that its organisers decide together.
  CREATE FUNCTION session_polls_of(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(id), '{}') FROM (
            SELECT p.id FROM meeting m JOIN poll p ON p.meeting_id = m.id
              WHERE p.opened_at IS NOT NULL AND m.bodies && (SELECT offices_of(person))
            UNION SELECT p.id FROM meeting m JOIN poll p ON p.meeting_id = m.id
              WHERE p.opened_at IS NOT NULL AND p.electorate = 'ORGANISING_CONVENTS'
                AND (m.readers && (SELECT circles_of(person)) OR m.readers @> ARRAY[person])) s $$;

  CREATE FUNCTION find_session_polls() RETURNS uuid[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    DECLARE found_polls uuid[] := session_polls_of(actor_id());
    BEGIN
      IF current_setting('transaction_read_only') = 'on' THEN
        PERFORM set_config('app.session_polls', found_polls::text, true);
      END IF;
      RETURN found_polls;
    END $$;
  CREATE FUNCTION claimed_session_polls() RETURNS uuid[] LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('app.session_polls', true), '')::uuid[], find_session_polls());
`;

const POLICIES = `
  REVOKE EXECUTE ON FUNCTION hold_session(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION hold_session(uuid) TO konwent_app;
  CREATE POLICY sessions ON poll FOR SELECT TO konwent_app
    USING (opened_at IS NOT NULL AND id = ANY ((SELECT claimed_session_polls())::uuid[]));
`;

const AT_MEETING = ` || coalesce(' na spotkaniu „' || meeting_title(p.meeting_id) || '”', '')`;

const OPEN_SEATS = `
  FROM poll p JOIN poll_voter v ON v.poll_id = p.id
  WHERE p.state = 'OPEN' AND p.closes_at > now() AND NOT EXISTS (SELECT FROM poll_vote b WHERE b.id = v.id)`;
const due =
  (where: string) =>
  (body: string, functions: string, person: string): string =>
    `
  SELECT ${body} AS body_id, ${functions} AS functions, 'voteAwaited' AS kind, 'Poll' AS subject_type, p.id AS subject_id,
    'Oddaj głos do ' || to_char(p.closes_at AT TIME ZONE 'Europe/Warsaw', 'DD.MM.YYYY, HH24:MI')
      || ' w głosowaniu „' || p.question || '”'${where} || '.' AS sentence,
    p.closes_at AS due_at, p.opened_at AS since, ${person} AS for_person_id`;

/** As before, and where a poll is of a meeting the sentence names it. */
function waiting(where: string): string {
  const one = due(where);
  return `
  CREATE OR REPLACE VIEW obligation_of_votes AS
    ${one('v.convent_id', `ARRAY['CHAIR', 'VICE_CHAIR']`, 'NULL::uuid')} ${OPEN_SEATS} AND v.convent_id IS NOT NULL
    UNION ALL ${one('v.entity_id', `ARRAY['REPRESENTATIVE']`, 'NULL::uuid')} ${OPEN_SEATS} AND v.entity_id IS NOT NULL
    UNION ALL ${one('p.body_id', 'p.functions', 'v.person_id')} ${OPEN_SEATS} AND v.person_id IS NOT NULL
    UNION ALL ${one('s.body_id', 'ARRAY[s.function]', 's.person_id')}
      FROM mandate s JOIN (SELECT p.id AS open_id, v.mandate_id ${OPEN_SEATS} AND v.mandate_id IS NOT NULL) o
        ON o.mandate_id = s.substitutes_id JOIN poll p ON p.id = o.open_id`;
}
