import { among, sql, type Rule, type Sql } from '#reads';

/** The officers of the lead body, and the drafting team while the mandates count under which it was named. */
export const takesPart: Rule = (d, actor) =>
  sql`${among(sql`${d}.body_id`, sql`offices_of(${actor})`)} OR ${among(sql`${d}.id`, sql`drafts_of(${actor})`)}`;

/** A draft is between those who write it until it is shared with bodies, with the forum, or with everyone. */
export const seesDraft: Rule = (d, actor) => sql`${d}.is_public
  OR (${d}.for_forum AND (SELECT in_forum(${actor})))
  OR ${d}.shared_with && (SELECT circles_of(${actor}))
  OR ${takesPart(d, actor)}`;

const ofDraft =
  (key: Sql, rule: Rule): Rule =>
  (row, actor) =>
    sql`EXISTS (SELECT FROM draft d WHERE d.id = ${row}.${key} AND (${rule(sql`d`, actor)}))`;

/** The working text is never shared: only versions are. */
export const seesText = ofDraft(sql`id`, takesPart);
export const seesWork = ofDraft(sql`draft_id`, takesPart);
/** A version is seen with its draft, and by itself where an act that rests on it opened it: a circulation, a vote. */
export const seesVersion: Rule = (v, actor) =>
  sql`${ofDraft(sql`draft_id`, seesDraft)(v, actor)} OR ${among(sql`${v}.id`, sql`versions_opened_to(${actor})`)}
    OR ${among(sql`${v}.id`, sql`versions_put_to_vote(${actor})`)}`;
