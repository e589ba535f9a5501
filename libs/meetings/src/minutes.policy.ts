import { heldInAny, OFFICERS, type Held, type MandateFunction } from '#convents';
import { sql, type Rule, type Sql } from '#reads';

/** Who keeps the minutes of a body: its officers, in the forum its coordinators too. */
export const KEEPERS: readonly MandateFunction[] = [...OFFICERS, 'COORDINATOR'];
export const KEEPS = 'Robi to prezydium organizacji, która spotkanie organizuje, a w forum także koordynator.';

export const keeper = ({ held, bodies }: { held: readonly Held[]; bodies: readonly string[] }): Held | undefined =>
  heldInAny(held, bodies, KEEPERS);

const byMeeting = (id: Sql, condition: (m: Sql) => Sql): Sql =>
  sql`EXISTS (SELECT FROM meeting m WHERE m.id = ${id} AND (${condition(sql`m`)}))`;
export const runs = (id: Sql, actor: Sql): Sql =>
  byMeeting(id, (m) => sql`${m}.bodies && (SELECT offices_of(${actor}))`);
/** Organisers and all whom they asked or who were there. */
export const attends = (id: Sql, actor: Sql): Sql =>
  byMeeting(
    id,
    (m) => sql`${m}.convened_at IS NOT NULL
    AND (${m}.readers && (SELECT bodies_of(${actor})) OR ${m}.readers @> ARRAY[${actor}])`,
  );
const published = (id: Sql): Sql => sql`EXISTS (SELECT FROM minutes n WHERE n.id = ${id} AND n.state = 'PUBLISHED')`;

/** A draft is the organisers’; circulated, of all whom the meeting concerned; published, everybody’s. */
export const seesMinutes: Rule = (n, actor) =>
  sql`${n}.state = 'PUBLISHED' OR ${runs(sql`${n}.id`, actor)}
    OR ${n}.state IN ('CIRCULATED', 'APPROVED') AND ${attends(sql`${n}.id`, actor)}`;

/** What belongs to minutes is seen with them. */
export const seesMinutesPart: Rule = (part, actor) =>
  sql`EXISTS (SELECT FROM minutes n WHERE n.id = ${part}.minutes_id AND (${seesMinutes(sql`n`, actor)}))`;

/** A correction is the business of its author and the organisers. */
export const seesCorrection: Rule = (c, actor) =>
  sql`${c}.person_id = ${actor} OR ${runs(sql`${c}.minutes_id`, actor)}`;

/** What comes of a meeting: for all whom it concerned, and for everybody once the minutes are public. */
export const seesOutcome: Rule = (row, actor) =>
  sql`${attends(sql`${row}.meeting_id`, actor)} OR ${runs(sql`${row}.meeting_id`, actor)} OR ${published(sql`${row}.meeting_id`)}`;

export const seesConclusionArea: Rule = (row, actor) =>
  sql`EXISTS (SELECT FROM conclusion c WHERE c.id = ${row}.conclusion_id AND (${seesOutcome(sql`c`, actor)}))`;

/** A task also is seen by those who are to do it; it is no part of what is public. */
export const seesTask: Rule = (t, actor) =>
  sql`${t}.body_id = ANY ((SELECT bodies_of(${actor}))::uuid[]) OR ${seesRecording(t, actor)}`;

export const seesRecording: Rule = (r, actor) =>
  sql`${attends(sql`${r}.meeting_id`, actor)} OR ${runs(sql`${r}.meeting_id`, actor)}`;

export const seesConsent: Rule = (c, actor) => sql`${c}.person_id = ${actor} OR ${runs(sql`${c}.meeting_id`, actor)}`;

export const seesReportItem: Rule = (i) => published(sql`${i}.meeting_id`);
export const seesOwn: Rule = (t, actor) => sql`${t}.person_id = ${actor}`;
