import { OFFICIALS, type MandateFunction } from '#convents';
import { among, sql, type Rule } from '#reads';

/** Who leads the recommendations of a body: its officers, in the forum its coordinators too. */
export const LEADS: readonly MandateFunction[] = OFFICIALS;

/** The officers of the lead body, and the drafting team. */
export const worksOnIt: Rule = (r, actor) =>
  sql`${among(sql`${r}.body_id`, sql`offices_of(${actor})`)} OR ${among(sql`${r}.draft_id`, sql`drafts_of(${actor})`)}`;

/**
 * Whoever works on it, and always the origins of the proposals behind it; whoever it was sent round to; the forum from
 * its vote on; everybody once it is adopted.
 */
export const seesRecommendation: Rule = (r, actor) => sql`${r}.adopted_version_id IS NOT NULL
  OR (${r}.voted_at IS NOT NULL AND (SELECT in_forum(${actor})))
  OR ${r}.circle && (SELECT circles_of(${actor}))
  OR ${r}.entities && (SELECT bodies_of(${actor})) OR ${r}.bodies && (SELECT offices_of(${actor}))
  OR ${worksOnIt(r, actor)}`;

const ofRecommendation =
  (rule: Rule): Rule =>
  (row, actor) =>
    sql`EXISTS (SELECT FROM recommendation r WHERE r.id = ${row}.recommendation_id AND (${rule(sql`r`, actor)}))`;

export const seesPart = ofRecommendation(seesRecommendation);
/** Acts with their reasons are between those who work on it. */
export const seesAct = ofRecommendation(worksOnIt);
