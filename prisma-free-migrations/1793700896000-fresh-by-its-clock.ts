import type { MigrationInterface, QueryRunner } from 'typeorm';

const claim = (fresh: string): string => `
  CREATE OR REPLACE FUNCTION claim(hash bytea, guarded boolean) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE credential record;
    BEGIN
      SELECT s.person_id, s.id, 'SESSION' AS kind, ARRAY['READ', 'WRITE'] AS scopes, ${fresh} AS fresh_until,
          s.last_seen_at < now() - interval '1 minute' AS stale INTO credential
        FROM session s WHERE s.token_hash = hash AND session_lives(s.revoked_at, s.expires_at, s.last_seen_at);
      IF NOT FOUND THEN
        SELECT * INTO credential FROM credential_of(hash);
        IF NOT FOUND THEN RETURN NULL; END IF;
      END IF;
      IF guarded THEN PERFORM set_config('app.actor', credential.person_id::text, true); END IF;
      RETURN row_to_json(credential);
    END $$;`;

/** Whether a proof of identity is fresh is told by the clock that wrote its end down, not by that of another machine. */
export class FreshByItsClock1793700896000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(claim('CASE WHEN s.fresh_until > now() THEN s.fresh_until END'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(claim('s.fresh_until'));
  }
}
