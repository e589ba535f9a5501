import { filesSeenWith } from '#files';
import { among, sql, type Rule, type Sql } from '#reads';

/** The people of the author's entity, and whoever reviews in the convent to which it was handed in. */
const takesPart: Rule = (p, actor) =>
  sql`${among(sql`${p}.entity_id`, sql`bodies_of(${actor})`)} OR ${among(sql`${p}.convent_id`, sql`offices_of(${actor})`)}`;

/** What is published goes as far as it says; the rest stays between its author and its reviewers. */
export const seesPractice: Rule = (p, actor) => sql`${p}.audience = 'PUBLIC'
  OR (${p}.audience = 'FORUM' AND (SELECT in_forum(${actor})))
  OR (${p}.audience IN ('CONVENT', 'FORUM') AND ${among(sql`${p}.convent_id`, sql`circles_of(${actor})`)})
  OR ${takesPart(p, actor)}`;

const ofPractice =
  (key: Sql, rule: Rule): Rule =>
  (row, actor) =>
    sql`EXISTS (SELECT FROM good_practice p WHERE p.id = ${row}.${key} AND (${rule(sql`p`, actor)}))`;

const PRACTICE = sql`practice_id`;
const withIt = ofPractice(PRACTICE, seesPractice);
const ours = (row: Sql, actor: Sql): Sql => among(sql`${row}.entity_id`, sql`bodies_of(${actor})`);

export const seesDraft = ofPractice(sql`id`, takesPart);
export const seesVersion = withIt;
/** Remarks and acts are the business of author and reviewers. */
export const seesWork = ofPractice(PRACTICE, takesPart);
/** An attachment goes out with the version that has it. */
export const seesAttachment: Rule = (a, actor) =>
  sql`(${a}.published AND ${withIt(a, actor)}) OR ${seesWork(a, actor)}`;
filesSeenWith(
  'good_practice',
  (use, actor) => sql`EXISTS (SELECT FROM practice_attachment t
    WHERE t.practice_id = ${use}.subject_id AND t.file_id = ${use}.file_id AND (${seesAttachment(sql`t`, actor)}))`,
);
/** Until it is confirmed a report is that of whoever made it. */
export const seesReplication: Rule = (r, actor) =>
  sql`(${r}.state = 'CONFIRMED' AND ${withIt(r, actor)}) OR ${ours(r, actor)}`;
/** Until it is answered a question is between the two entities. */
export const seesQuestion: Rule = (
  q,
  actor,
) => sql`(${q}.answer IS NOT NULL AND ${withIt(q, actor)}) OR ${ours(q, actor)}
  OR ${ofPractice(PRACTICE, (p, who) => among(sql`${p}.entity_id`, sql`bodies_of(${who})`))(q, actor)}`;
