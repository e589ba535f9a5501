import { heldIn, OFFICIALS, type Held } from '#convents';
import { sql, type Rule } from '#reads';

/** Who uploaded it, and the officers of the body it is done for. */
export const seesImport: Rule = (i, actor) =>
  sql`${i}.person_id = ${actor} OR ${i}.body_id = ANY ((SELECT offices_of(${actor}))::uuid[])`;

/** What belongs to an import is seen with it. */
export const seesPart: Rule = (part, actor) =>
  sql`EXISTS (SELECT FROM entity_import i WHERE i.id = ${part}.import_id AND (${seesImport(sql`i`, actor)}))`;

/** The mandate under which the actor may go on with an import; the system's own imports have no body. */
export const mayImport = (held: readonly Held[], bodyId: string | null): Held | undefined =>
  heldIn(held, bodyId, OFFICIALS);
