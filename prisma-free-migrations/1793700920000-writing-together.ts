import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tag } from './tags.ts';

/** What each keystroke of people who write together costs the database. */
export class WritingTogether1793700920000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(FUNCTIONS);
    await db.query(askedOnce(ASKED, CLAIMED));
    await db.query(BY_FUNCTION);
    await db.query(`
      -- Row-level security tries the policies of a table in the reverse order of their names until one lets the row pass;
      -- what bodies a person belongs to by others is the dearest question of all.
      ALTER POLICY shared ON draft RENAME TO circles;

      ALTER TABLE unit_document ADD COLUMN logged_bytes int NOT NULL DEFAULT 0 CHECK (logged_bytes >= 0);
      UPDATE unit_document d SET logged_bytes =
        (SELECT coalesce(sum(octet_length(w.bytes)), 0) FROM unit_update w WHERE w.document_id = d.id);
      -- Both rows are written with each keystroke: beside the last one there is to be room for the next.
      DROP INDEX unit_document_unsettled;
      ALTER TABLE unit_document SET (fillfactor = 50, autovacuum_vacuum_threshold = 1000);
      ALTER TABLE draft_unit SET (fillfactor = 70);
    `);
    await tag(db, { unit_document: [] });
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE draft_unit RESET (fillfactor);
      ALTER TABLE unit_document RESET (fillfactor, autovacuum_vacuum_threshold);
      CREATE INDEX unit_document_unsettled ON unit_document (changed_at) WHERE ended_at IS NULL;
      ALTER TABLE unit_document DROP COLUMN logged_bytes;
      ALTER POLICY circles ON draft RENAME TO shared;
    `);
    await db.query(BY_DRAFT);
    await db.query(askedOnce(CLAIMED, ASKED));
    await db.query(`
      DROP FUNCTION writes_in(uuid, uuid[], uuid[]), act_in_draft(text, uuid), act_as(text), claimed_drafts(), find_drafts();
    `);
  }
}

const FUNCTIONS = `
  -- The drafts that the actor is on the team of. Kept for the rest of a read; a write may change them on its way.
  CREATE FUNCTION find_drafts() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    DECLARE drafts uuid[] := drafts_of(actor_id());
    BEGIN
      IF current_setting('transaction_read_only') = 'on' THEN
        PERFORM set_config('app.drafts', drafts::text, true);
      END IF;
      RETURN drafts;
    END $$;
  CREATE FUNCTION claimed_drafts() RETURNS uuid[] LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('app.drafts', true), '')::uuid[], find_drafts());

  -- From now on the statements of a write are this actor's, and nothing is kept of what an actor may see.
  CREATE FUNCTION act_as(actor text) RETURNS timestamptz LANGUAGE plpgsql SET search_path = public AS $$
    BEGIN
      PERFORM set_config('app.actor', actor, true), set_config('app.bodies', '', true),
        set_config('app.offices', '', true), set_config('app.drafts', '', true);
      RETURN now();
    END $$;

  -- The same for a write that changes the words of one draft and nobody's mandate: what the actor may see is found once, of
  -- the drafts of whose team they are this one alone counts, and statements are planned once for all values.
  CREATE FUNCTION act_in_draft(actor text, draft uuid) RETURNS timestamptz
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE
      claims record;
      team boolean;
    BEGIN
      PERFORM set_config('app.actor', actor, true), set_config('plan_cache_mode', 'force_generic_plan', true);
      SELECT * INTO claims FROM find_claims();
      team := EXISTS (SELECT FROM draft_member t JOIN mandate m ON m.id = t.mandate_id
        WHERE t.draft_id = draft AND t.person_id = actor_id() AND t.removed_at IS NULL
          AND m.state = 'ACTIVE' AND m.valid @> now());
      PERFORM set_config('app.bodies', claims.bodies::text, true), set_config('app.offices', claims.offices::text, true),
        set_config('app.drafts', CASE WHEN team THEN '{' || draft || '}' ELSE '{}' END, true);
      RETURN now();
    END $$;
`;

const forEach = (command: string): string => `
  DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['unit_document', 'unit_update', 'unit_author', 'unit_writing'] LOOP
      ${command}
    END LOOP;
  END $$;
`;

/**
 * What writes down a keystroke names these tables six times, and each time its plan held the policies of the draft over
 * again: a hundred nodes to set up, most of them never run. Named so, the system's policy is tried before it.
 */
const BY_FUNCTION = `
  CREATE FUNCTION writes_in(draft uuid, offices uuid[], drafts uuid[]) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      RETURN draft = ANY (drafts) OR EXISTS (SELECT FROM draft d WHERE d.id = draft AND d.body_id = ANY (offices));
    END $$;
  ${forEach(`
      EXECUTE format('ALTER POLICY writers ON %I
        USING (writes_in(draft_id, (SELECT claimed_offices()), (SELECT claimed_drafts())))', t);
      EXECUTE format('ALTER POLICY writers ON %I RENAME TO authors', t);`)}
`;

const BY_DRAFT = forEach(`
      EXECUTE format('ALTER POLICY authors ON %I RENAME TO writers', t);
      EXECUTE format('ALTER POLICY writers ON %I USING (EXISTS (SELECT FROM draft d WHERE d.id = %I.draft_id
        AND (d.body_id = ANY ((SELECT claimed_offices())::uuid[]) OR d.id = ANY ((SELECT claimed_drafts())::uuid[]))))', t, t);`);

const ASKED = 'drafts_of(( SELECT actor_id() AS actor_id))';
const CLAIMED = 'claimed_drafts()';

/** In every policy that asks for the drafts of the actor. */
const askedOnce = (before: string, after: string): string => `
  DO $$ DECLARE p record; BEGIN
    FOR p IN SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = 'public' AND strpos(qual, '${before}') > 0 LOOP
      EXECUTE format('ALTER POLICY %I ON %I USING (%s)', p.policyname, p.tablename, replace(p.qual, '${before}', '${after}'));
    END LOOP;
  END $$;
`;
