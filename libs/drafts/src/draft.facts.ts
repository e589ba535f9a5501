import { heldBy, type Held } from '#convents';
import type { Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import type { DraftState } from './words.ts';

export interface DraftFacts {
  readonly state: DraftState;
  readonly bodyId: string;
  readonly isPublic: boolean;
  readonly hasVersion: boolean;
  /** What it is the text of, in the genitive; null where it stands by itself. */
  readonly textOf: string | null;
  /** The mandate under which the actor is on the drafting team, while it counts. */
  readonly teamMandateId: string | null;
  readonly held: readonly Held[];
}

/** The facts of the lifecycle, in the statement that shows a draft as in the one that changes it. */
export const factsOf = (row: Row, actor: Sql): Record<keyof DraftFacts, Sql> => ({
  state: sql`${row}.state`,
  bodyId: sql`${row}.body_id`,
  isPublic: sql`${row}.is_public`,
  hasVersion: sql`${row}.current_version_id IS NOT NULL`,
  textOf: sql`draft_text_of(${row}.id)`,
  teamMandateId: sql`(SELECT t.mandate_id FROM draft_member t JOIN mandate m ON m.id = t.mandate_id
    WHERE t.draft_id = ${row}.id AND t.person_id = ${actor} AND t.removed_at IS NULL
      AND m.state = 'ACTIVE' AND m.valid @> now())`,
  held: heldBy(actor),
});

const columnsFor = (actor: Sql): Sql =>
  join(
    Object.entries(factsOf(raw('d'), actor)).map(([key, value]) => sql`${value} AS ${name(key)}`),
    ', ',
  );
const STATEMENT = numbered(sql`SELECT ${columnsFor(raw('$2::uuid'))} FROM draft d WHERE d.id = ${raw('$1')}`).text;
const OF_SEVERAL = numbered(sql`SELECT p.id AS person, ${columnsFor(raw('p.id'))}
  FROM draft d CROSS JOIN unnest(${raw('$2::uuid[]')}) AS p (id) WHERE d.id = ${raw('$1')}`).text;

/** The same facts for the actor of a transaction; load them after the lock. */
export async function loadFacts(tx: Tx, draftId: string): Promise<DraftFacts> {
  const person = tx.actor.kind === 'person' ? tx.actor.id : null;
  const [facts] = await tx.sql<DraftFacts>(STATEMENT, [draftId, person]);
  return facts!;
}

/** The same for several people, by their ids, found out by the system. */
export async function loadFactsOf(
  system: Tx,
  draftId: string,
  people: readonly string[],
): Promise<Map<string, DraftFacts>> {
  const rows = await system.sql<DraftFacts & { readonly person: string }>(OF_SEVERAL, [draftId, people]);
  return new Map(rows.map(({ person, ...facts }) => [person, facts]));
}
