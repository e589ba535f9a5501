import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each column is, for erasure and for whoever is asked what is kept about a person. */
const COLUMNS: Record<string, { personal: string; other: string }> = {
  person: { personal: 'display_name', other: 'id created_at' },
  account: {
    personal: 'email email_key password_hash password_changed_at',
    other: 'id operator created_at',
  },
  session: {
    personal: 'person_id created_at last_seen_at client',
    other: 'id token_hash expires_at fresh_until revoked_at',
  },
  api_token: {
    personal: 'person_id name last_used_at',
    other: 'id token_hash scopes created_at expires_at revoked_at',
  },
  invitation: {
    personal: 'person_id email email_key invited_by',
    other: 'id token_hash created_at expires_at accepted_at revoked_at',
  },
  sign_in_link: { personal: 'person_id', other: 'id token_hash created_at expires_at used_at' },
  attempt: { personal: 'key', other: 'points expire' },
};

const comments = Object.entries(COLUMNS).flatMap(([table, { personal, other }]) => [
  ...personal.split(' ').map((column) => `COMMENT ON COLUMN ${table}.${column} IS 'personal';`),
  ...other.split(' ').map((column) => `COMMENT ON COLUMN ${table}.${column} IS 'not personal';`),
]);

/** People, their accounts and what proves who they are; of each secret only a hash is kept. */
export class Identity1793318460000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, FUNCTIONS, ROW_SECURITY, GRANTS, comments.join('\n')]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION credential_of(bytea), person_by_email(text);
      DROP TABLE attempt, sign_in_link, invitation, api_token, session, account, person;
      DROP FUNCTION person_seen_by(uuid, uuid), session_lives(timestamptz, timestamptz, timestamptz);
    `);
  }
}

const TABLES = `
  CREATE TABLE person (
    id uuid PRIMARY KEY,
    display_name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE account (
    id uuid PRIMARY KEY REFERENCES person,
    email text NOT NULL,
    email_key text NOT NULL UNIQUE,
    password_hash text,
    operator boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    password_changed_at timestamptz
  );
  CREATE TABLE session (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    fresh_until timestamptz,
    client text,
    revoked_at timestamptz
  );
  CREATE INDEX session_person ON session (person_id, created_at);
  CREATE TABLE api_token (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    name text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    scopes text[] NOT NULL CHECK (scopes <@ ARRAY['READ', 'WRITE'] AND 'READ' = ANY (scopes)),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz
  );
  CREATE INDEX api_token_person ON api_token (person_id, created_at);
  CREATE TABLE invitation (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    email text NOT NULL,
    email_key text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    invited_by uuid REFERENCES person,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at timestamptz
  );
  CREATE INDEX invitation_person ON invitation (person_id);
  CREATE INDEX invitation_email ON invitation (email_key);
  CREATE INDEX invitation_sender ON invitation (invited_by, created_at);
  CREATE TABLE sign_in_link (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz
  );
  CREATE INDEX sign_in_link_person ON sign_in_link (person_id);
  -- The columns and their order are those of rate-limiter-flexible.
  CREATE TABLE attempt (
    key varchar(255) PRIMARY KEY,
    points integer NOT NULL DEFAULT 0,
    expire bigint
  );
`;

const FUNCTIONS = `
  -- Whether a session still lets anyone in: not ended, not twelve hours old, not idle for half an hour.
  CREATE FUNCTION session_lives(revoked_at timestamptz, expires_at timestamptz, last_seen_at timestamptz)
    RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN revoked_at IS NULL AND expires_at > now() AND last_seen_at > now() - interval '30 minutes';

  -- Who may see that a person exists; the convents widen it to those who work together.
  CREATE FUNCTION person_seen_by(person uuid, reader uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT person = reader $$;

  -- Whoever holds the secret behind a hash, asked at each request before it is known who acts.
  CREATE FUNCTION credential_of(hash bytea)
    RETURNS TABLE (person_id uuid, id uuid, kind text, scopes text[], fresh_until timestamptz, stale boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public ROWS 1
    AS $$
      SELECT s.person_id, s.id, 'SESSION', ARRAY['READ', 'WRITE'], s.fresh_until,
        s.last_seen_at < now() - interval '1 minute'
      FROM session s
      WHERE s.token_hash = hash AND session_lives(s.revoked_at, s.expires_at, s.last_seen_at)
      UNION ALL
      SELECT t.person_id, t.id, 'API_TOKEN', t.scopes, NULL,
        coalesce(t.last_used_at < now() - interval '1 minute', true)
      FROM api_token t
      WHERE t.token_hash = hash AND t.revoked_at IS NULL AND coalesce(t.expires_at > now(), true)
    $$;

  -- Who was invited with an e-mail address or has an account with it, for somebody who invites.
  CREATE FUNCTION person_by_email(key text)
    RETURNS TABLE (person_id uuid, has_account boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public ROWS 1
    AS $$
      (SELECT a.id, true FROM account a WHERE a.email_key = key)
      UNION ALL
      (SELECT i.person_id, false FROM invitation i
       WHERE i.email_key = key AND NOT EXISTS (SELECT FROM account a WHERE a.id = i.person_id)
       ORDER BY i.created_at)
      LIMIT 1
    $$;
  REVOKE EXECUTE ON FUNCTION credential_of(bytea), person_by_email(text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION credential_of(bytea), person_by_email(text) TO konwent_app;
`;

const ROW_SECURITY = `
  DO $$
  DECLARE private text;
  BEGIN
    FOREACH private IN ARRAY ARRAY['person', 'account', 'session', 'api_token', 'invitation', 'sign_in_link'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', private);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', private, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING (actor_is_system())', private);
    END LOOP;
  END $$;

  CREATE POLICY seen ON person FOR SELECT TO konwent_app USING (person_seen_by(id, actor_id()));
  CREATE POLICY invited ON person FOR INSERT TO konwent_app WITH CHECK (actor_id() IS NOT NULL);

  CREATE POLICY own_seen ON account FOR SELECT TO konwent_app USING (id = actor_id());
  CREATE POLICY own_edited ON account FOR UPDATE TO konwent_app USING (id = actor_id());

  CREATE POLICY own_seen ON session FOR SELECT TO konwent_app USING (person_id = actor_id());
  CREATE POLICY own_edited ON session FOR UPDATE TO konwent_app USING (person_id = actor_id());

  CREATE POLICY own_seen ON api_token FOR SELECT TO konwent_app USING (person_id = actor_id());
  CREATE POLICY own_made ON api_token FOR INSERT TO konwent_app WITH CHECK (person_id = actor_id());
  CREATE POLICY own_edited ON api_token FOR UPDATE TO konwent_app USING (person_id = actor_id());

  CREATE POLICY sent_seen ON invitation FOR SELECT TO konwent_app USING (invited_by = actor_id());
  CREATE POLICY sent_made ON invitation FOR INSERT TO konwent_app WITH CHECK (invited_by = actor_id());
  CREATE POLICY sent_edited ON invitation FOR UPDATE TO konwent_app USING (invited_by = actor_id());
`;

const GRANTS = `
  GRANT SELECT, INSERT ON person, account, session, api_token, invitation, sign_in_link TO konwent_app;
  GRANT UPDATE (display_name) ON person TO konwent_app;
  GRANT UPDATE (email, email_key, password_hash, password_changed_at) ON account TO konwent_app;
  GRANT UPDATE (last_seen_at, fresh_until, revoked_at) ON session TO konwent_app;
  GRANT UPDATE (last_used_at, revoked_at) ON api_token TO konwent_app;
  GRANT UPDATE (accepted_at, revoked_at) ON invitation TO konwent_app;
  GRANT UPDATE (used_at) ON sign_in_link TO konwent_app;
  GRANT DELETE ON session, api_token, invitation, sign_in_link TO konwent_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON attempt TO konwent_app;
`;
