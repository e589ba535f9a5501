import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The node's public keys: a chain in which each key but the first is vouched for by the one before, and one is in use. */
export class Seals1793700000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE node_key (
        id uuid PRIMARY KEY,
        kid text NOT NULL UNIQUE CHECK (kid ~ '^[A-Za-z0-9_-]{43}$'),
        jwk jsonb NOT NULL CHECK (jwk ?& '{kty,crv,x}' AND NOT jwk ? 'd'),
        created_at timestamptz NOT NULL,
        valid_from timestamptz NOT NULL,
        retired_at timestamptz CHECK (retired_at > valid_from),
        previous text UNIQUE REFERENCES node_key (kid) CHECK (previous <> kid),
        attested_by text,
        CHECK ((previous IS NULL) = (attested_by IS NULL))
      );
      CREATE UNIQUE INDEX node_key_in_use ON node_key ((true)) WHERE retired_at IS NULL;
      CREATE UNIQUE INDEX node_key_first ON node_key ((true)) WHERE previous IS NULL;

      -- Everybody may have them; only the system makes one, and nothing but its retirement ever changes.
      ALTER TABLE node_key ENABLE ROW LEVEL SECURITY;
      ALTER TABLE node_key FORCE ROW LEVEL SECURITY;
      CREATE POLICY node_key_read ON node_key FOR SELECT USING (true);
      CREATE POLICY node_key_make ON node_key FOR INSERT WITH CHECK (actor_is_system());
      CREATE POLICY node_key_retire ON node_key FOR UPDATE
        USING (actor_is_system() AND retired_at IS NULL) WITH CHECK (actor_is_system());
      GRANT SELECT, INSERT, UPDATE (retired_at) ON node_key TO konwent_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE node_key`);
  }
}
