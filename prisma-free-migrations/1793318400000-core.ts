import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles, the actor of a transaction, the order of the Polish alphabet, events, idempotency. */
export class Core1793318400000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DO $$ BEGIN CREATE ROLE konwent_app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
      DO $$ BEGIN CREATE ROLE konwent_public NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
      REVOKE CREATE ON SCHEMA public FROM PUBLIC;
      GRANT USAGE ON SCHEMA public TO konwent_app, konwent_public;

      CREATE EXTENSION IF NOT EXISTS btree_gist;
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      CREATE COLLATION polish (provider = icu, locale = 'pl-PL');

      -- Small letters without Polish marks: what people type when they search.
      CREATE FUNCTION fold(text text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        RETURN translate(lower(text), 'ąćęłńóśźż', 'acelnoszz');

      -- The person who acts in this transaction; null for the system and the signed-out.
      CREATE FUNCTION actor_id() RETURNS uuid
        LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(nullif(current_setting('app.actor', true), ''), 'system')::uuid;
      CREATE FUNCTION actor_is_system() RETURNS boolean
        LANGUAGE sql STABLE PARALLEL SAFE
        RETURN coalesce(current_setting('app.actor', true) = 'system', false);

      CREATE TABLE event (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        xact bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        mandate_id uuid,
        type text NOT NULL,
        subject_id uuid NOT NULL,
        concerns uuid[] NOT NULL,
        data jsonb NOT NULL
      );
      CREATE INDEX event_order ON event (xact, id);
      CREATE INDEX event_subject ON event (subject_id, id);
      CREATE TABLE event_cursor (
        consumer text PRIMARY KEY,
        xact bigint NOT NULL DEFAULT 0,
        event_id bigint NOT NULL DEFAULT 0
      );
      -- Only a digest of the key is kept; the answer is sealed with the key itself.
      CREATE TABLE idempotency (
        actor text NOT NULL,
        key bytea NOT NULL,
        request bytea NOT NULL,
        answer bytea,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (actor, key)
      );
      CREATE INDEX idempotency_age ON idempotency (at);

      GRANT SELECT, INSERT ON event TO konwent_app;
      GRANT SELECT, INSERT, UPDATE ON event_cursor TO konwent_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO konwent_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE idempotency, event_cursor, event;
      DROP FUNCTION actor_id(), actor_is_system(), fold(text);
      DROP COLLATION polish;
      REVOKE ALL ON SCHEMA public FROM konwent_app, konwent_public;
    `);
  }
}
