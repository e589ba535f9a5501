import { among, sql, type Rule, type Sql } from '#reads';
import type { MandateFunction } from './words.ts';

/** A mandate of the actor's that is in force now. */
export interface Held {
  readonly id: string;
  readonly function: MandateFunction;
  /** The convent, forum or entity that it is for. */
  readonly bodyId: string;
}

/** Who prepares and records what a body decides. */
export const OFFICERS: readonly MandateFunction[] = ['CHAIR', 'VICE_CHAIR', 'SECRETARY'];
/** Who acts for a convent or the forum: its officers, in the forum its coordinators too. */
export const OFFICIALS: readonly MandateFunction[] = [...OFFICERS, 'COORDINATOR'];
export const LEADERS: readonly MandateFunction[] = ['CHAIR', 'VICE_CHAIR'];

/** The actor's mandate for a body in one of these functions, if there is one in force. */
export const heldIn = (
  held: readonly Held[],
  bodyId: string | null,
  functions: readonly MandateFunction[],
): Held | undefined => held.find((each) => each.bodyId === bodyId && functions.includes(each.function));

/** The same for any of several bodies. */
export const heldInAny = (held: readonly Held[], bodyIds: readonly string[], functions: readonly MandateFunction[]) =>
  held.find((each) => bodyIds.includes(each.bodyId) && functions.includes(each.function));

/** The actor's mandates in force, as the policies take them. */
export const heldBy = (actor: Sql): Sql => sql`coalesce((
  SELECT json_agg(json_build_object('id', h.id, 'function', h.function, 'bodyId', h.body_id)) FROM mandate h
  WHERE h.person_id = ${actor} AND h.state = 'ACTIVE' AND h.valid @> now()), '[]')`;

/** The convents that an entity belongs to, or wants to. */
export const conventsOf = (entityId: Sql): Sql => sql`coalesce((
  SELECT json_agg(s.convent_id) FROM membership s
  WHERE s.entity_id = ${entityId} AND s.state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED')), '[]')`;

/** The same, and those of its voivodeship. */
export const conventsAround = (entityId: Sql): Sql => sql`coalesce((
  SELECT json_agg(c.id) FROM convent c WHERE c.voivodeship_id = (SELECT e.voivodeship_id FROM entity e WHERE e.id = ${entityId})
    OR c.id IN (SELECT s.convent_id FROM membership s
      WHERE s.entity_id = ${entityId} AND s.state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED'))), '[]')`;

const inOffice = (column: Sql, actor: Sql) => among(column, sql`offices_of(${actor})`);
const inBody = (column: Sql, actor: Sql) => among(column, sql`bodies_of(${actor})`);
/** The operator of the node helps a convent or the forum as long as nobody leads it. */
export const founds: Rule = (m, actor) =>
  sql`${m}.entity_id IS NULL AND (SELECT is_operator(${actor})) AND NOT body_has_officer(${m}.body_id)`;
const either = (...rules: Sql[]): Sql => rules.reduce((sofar, rule) => sql`${sofar} OR ${rule}`);

/** An entity's people, and the officers of the convents that it belongs to or wants to. */
export const seesContact: Rule = (c, actor) =>
  either(
    inBody(sql`${c}.id`, actor),
    sql`EXISTS (SELECT FROM membership s WHERE s.entity_id = ${c}.id
      AND s.state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED') AND ${inOffice(sql`s.convent_id`, actor)})`,
  );

/** What was decided is public; an application is the business of the convent and the entity. */
export const seesMembership: Rule = (m, actor) =>
  either(
    sql`${m}.state IN ('ACTIVE', 'SUSPENDED', 'ENDED')`,
    inOffice(sql`${m}.convent_id`, actor),
    inBody(sql`${m}.entity_id`, actor),
  );

export const seesMembershipAct: Rule = (a, actor) =>
  either(inOffice(sql`${a}.convent_id`, actor), inBody(sql`${a}.entity_id`, actor));

/** Functions in a convent or the forum are public; who speaks for an entity is seen by it and its convents. */
export const seesMandate: Rule = (m, actor) =>
  either(
    sql`${m}.state IN ('ACTIVE', 'ENDED') AND ${m}.entity_id IS NULL`,
    sql`${m}.person_id = ${actor}`,
    sql`${m}.proposed_by = ${actor}`,
    inOffice(sql`${m}.body_id`, actor),
    sql`${m}.entity_id IS NOT NULL AND ${inBody(sql`${m}.body_id`, actor)}`,
    sql`${m}.watched_by && (SELECT offices_of(${actor}))`,
    founds(m, actor),
  );

/** A person is seen by themselves and by whoever, signed in, sees a mandate of theirs. */
export const seesPerson: Rule = (p, actor) =>
  sql`${actor} IS NOT NULL AND (${p}.id = ${actor}
    OR EXISTS (SELECT FROM mandate m WHERE m.person_id = ${p}.id AND (${seesMandate(sql`m`, actor)})))`;

export interface BodyFacts {
  readonly held: readonly Held[];
  readonly conventId: string | null;
  readonly forumId: string | null;
  readonly entityId: string | null;
  /** Where the mandate is an entity's: the convents that it belongs to or wants to. */
  readonly conventIds: readonly string[];
  /** Whether the actor operates the node and the body has nobody yet who could. */
  readonly founding: boolean;
}

/** Who proposes, confirms and ends the mandates of a body. */
export function mayManageMandates({
  held,
  conventId,
  forumId,
  entityId,
  conventIds,
  founding,
}: BodyFacts): Held | true | undefined {
  if (founding) return true;
  if (conventId) return heldIn(held, conventId, OFFICERS);
  if (forumId) return heldIn(held, forumId, ['CHAIR', 'COORDINATOR']);
  return heldIn(held, entityId, ['REPRESENTATIVE']) ?? heldInAny(held, conventIds, OFFICERS);
}
