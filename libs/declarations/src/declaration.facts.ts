import { heldBy, type Held, type MandateFunction } from '#convents';
import type { Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import type { DeclarationKind, DeclarationState } from './words.ts';

export interface PartyFacts {
  readonly conventId: string;
  readonly capacities: readonly MandateFunction[];
  /** Whether it has signed the version as it stands. */
  readonly signed: boolean;
}

export interface DeclarationFacts {
  readonly state: DeclarationState;
  readonly kind: DeclarationKind;
  readonly bodyId: string;
  readonly forumId: string | null;
  /** Whether the deadline has passed. */
  readonly past: boolean;
  /** Whether the forum was asked to decide. */
  readonly submitted: boolean;
  /** What the forum decided of the version as it stands; null before it has. */
  readonly accepted: boolean | null;
  /** Whether a poll of the forum on that version is prepared or not published yet. */
  readonly polled: boolean;
  readonly parties: readonly PartyFacts[];
  readonly held: readonly Held[];
}

/** The facts of the lifecycle, in the statement that shows a declaration as in the one that changes it. */
export const factsOf = (row: Row, actor: Sql): Record<keyof DeclarationFacts, Sql> => ({
  state: sql`${row}.state`,
  kind: sql`${row}.kind`,
  bodyId: sql`${row}.body_id`,
  forumId: sql`(SELECT f.id FROM forum f)`,
  past: sql`coalesce(${row}.deadline <= clock_timestamp(), false)`,
  submitted: sql`${row}.submitted_at IS NOT NULL`,
  accepted: sql`(SELECT r.accepted FROM forum_decision r WHERE r.version_id = ${row}.current_version_id)`,
  polled: sql`EXISTS (SELECT FROM polls_about(${row}.id) a JOIN declaration_version v ON v.content_hash = a.hash
    WHERE v.id = ${row}.current_version_id AND a.state <> 'PUBLISHED')`,
  parties: sql`coalesce((
    SELECT json_agg(json_build_object('conventId', p.convent_id, 'capacities', p.capacities,
      'signed', EXISTS (SELECT FROM signature s WHERE s.party_id = p.id)) ORDER BY p.position)
    FROM declaration_party p WHERE p.version_id = ${row}.current_version_id), '[]')`,
  held: heldBy(actor),
});

const columns = Object.entries(factsOf(raw('d'), raw('$2::uuid'))).map(([key, value]) => sql`${value} AS ${name(key)}`);
const STATEMENT = numbered(sql`SELECT ${join(columns, ', ')} FROM declaration d WHERE d.id = ${raw('$1')}`).text;

/** The same facts for the actor of a transaction; load them after the lock. */
export async function loadFacts(tx: Tx, declarationId: string): Promise<DeclarationFacts> {
  const person = tx.actor.kind === 'person' ? tx.actor.id : null;
  const [facts] = await tx.sql<DeclarationFacts>(STATEMENT, [declarationId, person]);
  return facts!;
}
