import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each column is, for erasure and for whoever is asked what is kept about a person. */
const COLUMNS: Record<string, { personal: string; other: string }> = {
  half_session: { personal: 'person_id client', other: 'id token_hash created_at expires_at used_at' },
  second_factor: {
    personal: 'person_id name created_at last_used_at credential_id public_key',
    other: 'id kind secret last_step sign_count transports',
  },
  recovery_code: { personal: 'person_id used_at', other: 'id code_hash created_at' },
  linked_identity: { personal: 'person_id issuer subject created_at last_used_at', other: 'id' },
  ceremony: { personal: 'person_id issuer subject', other: 'id kind hash holder_id sealed created_at expires_at' },
};

const comments = Object.entries(COLUMNS).flatMap(([table, { personal, other }]) => [
  ...personal.split(' ').map((column) => `COMMENT ON COLUMN ${table}.${column} IS 'personal';`),
  ...other.split(' ').map((column) => `COMMENT ON COLUMN ${table}.${column} IS 'not personal';`),
]);

/** Second factors, passkeys, recovery codes, identities at a provider, and what of them is under way. */
export class Factors1793700840000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [TABLES, FUNCTIONS, ROW_SECURITY, comments.join('\n')]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION second_steps_of(uuid), recovery_codes_left(uuid), lacks_second_factor();
      DROP TABLE ceremony, linked_identity, recovery_code, second_factor, half_session;
      REVOKE UPDATE (token_hash) ON session FROM konwent_app;
    `);
  }
}

const TABLES = `
  CREATE TABLE half_session (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    token_hash bytea NOT NULL UNIQUE,
    client text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
  );
  CREATE INDEX half_session_person ON half_session (person_id);

  CREATE TABLE second_factor (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    kind text NOT NULL CHECK (kind IN ('TOTP', 'PASSKEY')),
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    -- Of a TOTP: its secret under the node's key, and the step of the last code that was taken.
    secret bytea,
    last_step bigint,
    -- Of a passkey.
    credential_id bytea UNIQUE,
    public_key bytea,
    sign_count bigint,
    transports text[],
    CHECK (num_nonnulls(secret, last_step) = CASE kind WHEN 'TOTP' THEN 2 ELSE 0 END),
    CHECK (num_nonnulls(credential_id, public_key, sign_count, transports) = CASE kind WHEN 'PASSKEY' THEN 4 ELSE 0 END)
  );
  CREATE INDEX second_factor_person ON second_factor (person_id, id);
  CREATE UNIQUE INDEX second_factor_one_totp ON second_factor (person_id) WHERE kind = 'TOTP';

  CREATE TABLE recovery_code (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    code_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    UNIQUE (person_id, code_hash)
  );

  CREATE TABLE linked_identity (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    issuer text NOT NULL,
    subject text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    CONSTRAINT linked_identity_of_one UNIQUE (issuer, subject),
    CONSTRAINT linked_identity_one_each UNIQUE (person_id, issuer)
  );

  -- Something begun that one secret finishes once: only the secret's hash is here, and the row goes when it is used.
  CREATE TABLE ceremony (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('TOTP_ENROLMENT', 'PASSKEY_ENROLMENT', 'PASSKEY_SIGN_IN', 'PASSKEY_STEP',
      'PASSKEY_PROOF', 'OIDC_TICKET', 'OIDC_REDIRECT', 'OIDC_ARRIVAL')),
    hash bytea NOT NULL UNIQUE,
    person_id uuid REFERENCES person,
    -- The session, or half of one, that began it; no key, since those are deleted by themselves.
    holder_id uuid,
    sealed bytea,
    issuer text,
    subject text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX ceremony_person ON ceremony (person_id) WHERE person_id IS NOT NULL;
  CREATE INDEX ceremony_expiry ON ceremony (expires_at);
`;

const FUNCTIONS = `
  -- How a person can give a second proof at sign-in; empty where the first suffices.
  CREATE FUNCTION second_steps_of(person uuid) RETURNS text[] LANGUAGE sql STABLE RETURN (
    SELECT coalesce(array_agg(kind ORDER BY kind DESC), '{}') || CASE WHEN count(*) > 0 AND EXISTS
        (SELECT FROM recovery_code c WHERE c.person_id = person AND c.used_at IS NULL)
      THEN '{RECOVERY_CODE}'::text[] ELSE '{}' END
    FROM (SELECT DISTINCT f.kind FROM second_factor f WHERE f.person_id = person) kinds);

  CREATE FUNCTION recovery_codes_left(person uuid) RETURNS integer LANGUAGE sql STABLE
    RETURN (SELECT count(*)::int FROM recovery_code c WHERE c.person_id = person AND c.used_at IS NULL);

  -- Whether the actor holds an office or looks after the node, and has no second factor.
  CREATE FUNCTION lacks_second_factor() RETURNS boolean LANGUAGE sql STABLE RETURN
    NOT EXISTS (SELECT FROM second_factor WHERE person_id = actor_id())
    AND (cardinality(claimed_offices()) > 0 OR is_operator(actor_id()));
`;

const ROW_SECURITY = `
  DO $$
  DECLARE private text;
  BEGIN
    FOREACH private IN ARRAY ARRAY['half_session', 'second_factor', 'recovery_code', 'linked_identity', 'ceremony'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', private);
      EXECUTE format('CREATE POLICY owner ON %I TO %I USING (true)', private, current_user);
      EXECUTE format('CREATE POLICY system ON %I TO konwent_app USING ((SELECT actor_is_system()))', private);
      EXECUTE format('CREATE POLICY own ON %I TO konwent_app USING (person_id = (SELECT actor_id()))', private);
    END LOOP;
  END $$;

  GRANT SELECT, INSERT, DELETE ON half_session, second_factor, recovery_code, linked_identity, ceremony TO konwent_app;
  GRANT UPDATE (used_at) ON half_session, recovery_code TO konwent_app;
  GRANT UPDATE (name, last_used_at, last_step, sign_count) ON second_factor TO konwent_app;
  GRANT UPDATE (last_used_at) ON linked_identity TO konwent_app;
  GRANT UPDATE (token_hash) ON session TO konwent_app;
  -- The signed-out have no policy there, hence no rows; without this a selection that passes by would fail as a whole.
  GRANT SELECT (id, person_id, kind, name, created_at, last_used_at) ON second_factor TO konwent_public;
  GRANT SELECT (id, person_id, issuer, created_at, last_used_at) ON linked_identity TO konwent_public;
  GRANT SELECT (person_id, used_at) ON recovery_code TO konwent_public;
`;
