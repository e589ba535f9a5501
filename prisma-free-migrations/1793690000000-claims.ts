import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Makes visibility as cheap in a network of a million as in one of a hundred: no rule looks through a list that grows. */
export class Claims1793690000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(WATCHED_BY);
    await db.query(CLAIMS);
    await db.query(POLICIES);
    await db.query(ENTITY_FIRST);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(OLD_POLICIES);
    await db.query(`
      ALTER TABLE membership DROP CONSTRAINT membership_one_at_a_time,
        ADD UNIQUE (convent_id, entity_id, valid WITHOUT OVERLAPS);
      DROP FUNCTION claim(bytea, boolean), claimed_offices(), claimed_bodies(), find_claims();
      DROP TRIGGER watch ON membership;
      DROP TRIGGER watch ON mandate;
      DROP FUNCTION watch_membership(), watch_mandate(), watchers_of(uuid);
      ALTER TABLE mandate DROP COLUMN watched_by;
    `);
  }
}

/** Kept by triggers alone. Both lock the entity first, so that neither misses what the other has not committed yet. */
const WATCHED_BY = `
  -- The convents that an entity belongs to or wants to: their officers see who speaks for it.
  CREATE FUNCTION watchers_of(entity uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(DISTINCT convent_id), '{}') FROM membership
          WHERE entity_id = entity AND state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED') $$;

  ALTER TABLE mandate ADD watched_by uuid[] NOT NULL DEFAULT '{}';
  UPDATE mandate SET watched_by = watchers_of(entity_id) WHERE entity_id IS NOT NULL;

  CREATE FUNCTION watch_mandate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      PERFORM FROM entity WHERE id = NEW.entity_id FOR NO KEY UPDATE;
      NEW.watched_by := watchers_of(NEW.entity_id);
      RETURN NEW;
    END $$;
  CREATE TRIGGER watch BEFORE INSERT OR UPDATE OF entity_id, watched_by ON mandate
    FOR EACH ROW EXECUTE FUNCTION watch_mandate();

  CREATE FUNCTION watch_membership() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE entity uuid := coalesce(NEW.entity_id, OLD.entity_id); watchers uuid[];
    BEGIN
      PERFORM FROM entity e WHERE e.id = entity FOR NO KEY UPDATE;
      watchers := watchers_of(entity);
      UPDATE mandate SET watched_by = watchers WHERE entity_id = entity AND watched_by <> watchers;
      RETURN NULL;
    END $$;
  CREATE TRIGGER watch AFTER INSERT OR DELETE OR UPDATE OF state, convent_id, entity_id ON membership
    FOR EACH ROW EXECUTE FUNCTION watch_membership();
`;

/** A read says once who reads; what its policies then find out of them is found once for its transaction. */
const CLAIMS = `
  -- Whoever holds the secret behind a hash, as credential_of tells it; where rows are guarded, they act from now on.
  CREATE FUNCTION claim(hash bytea, guarded boolean) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE credential record;
    BEGIN
      SELECT s.person_id, s.id, 'SESSION' AS kind, ARRAY['READ', 'WRITE'] AS scopes, s.fresh_until,
          s.last_seen_at < now() - interval '1 minute' AS stale INTO credential
        FROM session s WHERE s.token_hash = hash AND session_lives(s.revoked_at, s.expires_at, s.last_seen_at);
      IF NOT FOUND THEN
        SELECT * INTO credential FROM credential_of(hash);
        IF NOT FOUND THEN RETURN NULL; END IF;
      END IF;
      IF guarded THEN PERFORM set_config('app.actor', credential.person_id::text, true); END IF;
      RETURN row_to_json(credential);
    END $$;
  REVOKE EXECUTE ON FUNCTION claim(bytea, boolean), watchers_of(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION claim(bytea, boolean) TO konwent_app;

  -- The actor's bodies and offices. Kept for the rest of a read; a write may change them on its way.
  CREATE FUNCTION find_claims(OUT bodies uuid[], OUT offices uuid[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      SELECT coalesce(array_agg(body_id), '{}'), coalesce(array_agg(body_id) FILTER (WHERE function IN
          ('CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'COORDINATOR', 'REPRESENTATIVE')), '{}')
        INTO bodies, offices FROM mandate WHERE person_id = actor_id() AND state = 'ACTIVE' AND valid @> now();
      IF current_setting('transaction_read_only') = 'on' THEN
        PERFORM set_config('app.bodies', bodies::text, true), set_config('app.offices', offices::text, true);
      END IF;
    END $$;
  CREATE FUNCTION claimed_offices() RETURNS uuid[] LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('app.offices', true), '')::uuid[], (find_claims()).offices);
  CREATE FUNCTION claimed_bodies() RETURNS uuid[] LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('app.bodies', true), '')::uuid[], (find_claims()).bodies);
`;

/** Whatever does not depend on the row stands in a SELECT of its own: PostgreSQL then asks it once. */
const POLICIES = `
  ALTER POLICY parties ON membership USING (convent_id = ANY ((SELECT claimed_offices())::uuid[])
    OR entity_id = ANY ((SELECT claimed_offices())::uuid[]));
  ALTER POLICY staff ON membership USING (entity_id = ANY ((SELECT claimed_bodies())::uuid[]));
  ALTER POLICY parties ON membership_act USING (convent_id = ANY ((SELECT claimed_offices())::uuid[])
    OR entity_id = ANY ((SELECT claimed_bodies())::uuid[]));
  ALTER POLICY parties ON entity_contact USING (id = ANY ((SELECT claimed_bodies())::uuid[])
    OR EXISTS (SELECT FROM membership s WHERE s.entity_id = entity_contact.id
      AND s.state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED') AND s.convent_id = ANY ((SELECT claimed_offices())::uuid[])));
  ALTER POLICY parties ON mandate USING (person_id = (SELECT actor_id())
    OR proposed_by = (SELECT actor_id())
    OR body_id = ANY ((SELECT claimed_offices())::uuid[])
    OR watched_by && (SELECT claimed_offices())
    OR (entity_id IS NULL AND (SELECT is_operator(actor_id())) AND NOT body_has_officer(body_id)));
  ALTER POLICY staff ON mandate USING (entity_id = ANY ((SELECT claimed_bodies())::uuid[]));
  ALTER POLICY seen ON person USING ((SELECT actor_id()) IS NOT NULL
    AND (id = (SELECT actor_id()) OR EXISTS (SELECT FROM mandate m WHERE m.person_id = person.id)));
  ALTER POLICY system ON person USING ((SELECT actor_is_system()));
  DROP FUNCTION watched_entities(uuid);
`;

/**
 * PostgreSQL takes the constraint's index for an entity's memberships in place of the plain one; with the convent first
 * that look-up grew with the table, to 37 blocks of 200,000 rows where it is 4 now.
 */
const ENTITY_FIRST = `
  ALTER TABLE membership DROP CONSTRAINT membership_convent_id_entity_id_valid_key,
    ADD CONSTRAINT membership_one_at_a_time UNIQUE (entity_id, convent_id, valid WITHOUT OVERLAPS);
`;

const OLD_POLICIES = `
  CREATE FUNCTION watched_entities(person uuid) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT coalesce(array_agg(entity_id), '{}') FROM membership
          WHERE convent_id = ANY (offices_of(person)) AND state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED') $$;
  ALTER POLICY parties ON membership USING (convent_id = ANY ((SELECT offices_of(actor_id()))::uuid[])
    OR entity_id = ANY ((SELECT offices_of(actor_id()))::uuid[]));
  ALTER POLICY staff ON membership USING (entity_id = ANY ((SELECT bodies_of(actor_id()))::uuid[]));
  ALTER POLICY parties ON membership_act USING (convent_id = ANY ((SELECT offices_of(actor_id()))::uuid[])
    OR entity_id = ANY ((SELECT bodies_of(actor_id()))::uuid[]));
  ALTER POLICY parties ON entity_contact USING (id = ANY ((SELECT bodies_of(actor_id()))::uuid[])
    OR id = ANY ((SELECT watched_entities(actor_id()))::uuid[]));
  ALTER POLICY parties ON mandate USING (person_id = actor_id()
    OR proposed_by = actor_id()
    OR body_id = ANY ((SELECT offices_of(actor_id()))::uuid[])
    OR entity_id = ANY ((SELECT watched_entities(actor_id()))::uuid[])
    OR (entity_id IS NULL AND (SELECT is_operator(actor_id())) AND NOT body_has_officer(body_id)));
  ALTER POLICY staff ON mandate USING (entity_id = ANY ((SELECT bodies_of(actor_id()))::uuid[]));
  ALTER POLICY seen ON person USING (actor_id() IS NOT NULL
    AND (id = actor_id() OR EXISTS (SELECT FROM mandate m WHERE m.person_id = person.id)));
  ALTER POLICY system ON person USING (actor_is_system());
`;
