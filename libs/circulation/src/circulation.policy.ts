import { heldIn, OFFICERS, OFFICIALS, type Held, type MandateFunction } from '#convents';
import { among, sql, type Rule, type Sql } from '#reads';

/** Who leads the circulations of a body: its officers, in the forum its coordinators too. */
export const LEADS: readonly MandateFunction[] = OFFICIALS;

/** The officers of the lead body and the drafting team: they see all that comes in, as it comes. */
export const leads = (circulationId: Sql, actor: Sql): Sql => among(circulationId, sql`circulations_led(${actor})`);
/** Whoever is in the circle of one that is over: then all of it lies before them. */
export const told = (circulationId: Sql, actor: Sql): Sql => among(circulationId, sql`circulations_told(${actor})`);

/** Seen by those who lead it and by everybody in the organisations of its circle. */
export const seesCirculation: Rule = (c, actor) =>
  sql`${c}.circle && (SELECT circles_of(${actor})) OR ${leads(sql`${c}.id`, actor)}`;

export const seesPart: Rule = (row, actor) =>
  sql`EXISTS (SELECT FROM circulation c WHERE c.id = ${row}.circulation_id AND (${seesCirculation(sql`c`, actor)}))`;

/** An answer is seen by its organisation and those who lead; by the circle once nobody answers any more. */
export const seesAnswer: Rule = (a, actor) => sql`${among(sql`${a}.body_id`, sql`bodies_of(${actor})`)}
  OR ${leads(sql`${a}.circulation_id`, actor)} OR ${told(sql`${a}.circulation_id`, actor)}`;

/** The mandate under which the actor answers for an organisation. */
export const speaksFor = (held: readonly Held[], bodyId: string): Held | undefined =>
  heldIn(held, bodyId, [...OFFICERS, 'REPRESENTATIVE']);

/** A remark is seen by its author and organisation and those who lead; by the circle once it is over. */
export const seesRemark: Rule = (r, actor) => sql`${r}.person_id = ${actor}
  OR ${among(sql`${r}.body_id`, sql`bodies_of(${actor})`)}
  OR ${leads(sql`${r}.circulation_id`, actor)} OR ${told(sql`${r}.circulation_id`, actor)}`;

export const seesDisposition: Rule = (d, actor) =>
  sql`EXISTS (SELECT FROM remark r WHERE r.id = ${d}.remark_id AND (${seesRemark(sql`r`, actor)}))`;
