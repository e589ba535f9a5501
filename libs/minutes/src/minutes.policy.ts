import { heldInAny, OFFICIALS, type Held, type MandateFunction } from '#convents';
import { sql, type Rule, type Sql } from '#reads';

/** Who keeps the minutes of a body: its officers, in the forum its coordinators too. */
export const KEEPERS: readonly MandateFunction[] = OFFICIALS;
export const KEEPS = 'Robi to prezydium organizacji, która spotkanie organizuje, a w forum także koordynator.';

export const keeper = ({ held, bodies }: { held: readonly Held[]; bodies: readonly string[] }): Held | undefined =>
  heldInAny(held, bodies, KEEPERS);

const ofMeeting = (id: Sql, condition: (m: Sql) => Sql): Sql =>
  sql`EXISTS (SELECT FROM meeting m WHERE m.id = ${id} AND (${condition(sql`m`)}))`;
const runs = (m: Sql, actor: Sql): Sql => sql`${m}.bodies && (SELECT offices_of(${actor}))`;
/** Whom the meeting concerned: those it asked, those who were there, and so its organisers too. */
const attends = (m: Sql, actor: Sql): Sql =>
  sql`${m}.convened_at IS NOT NULL AND (${m}.readers && (SELECT bodies_of(${actor})) OR ${m}.readers @> ARRAY[${actor}])`;

/** A draft is the organisers’; circulated, of all whom the meeting concerned; published, everybody’s. */
export const seesMinutes: Rule = (n, actor) =>
  sql`${n}.state = 'PUBLISHED' OR ${ofMeeting(
    sql`${n}.id`,
    (m) => sql`${runs(m, actor)} OR ${n}.state IN ('CIRCULATED', 'APPROVED') AND ${attends(m, actor)}`,
  )}`;

/** What belongs to minutes is seen with them. */
export const seesMinutesPart: Rule = (part, actor) =>
  sql`EXISTS (SELECT FROM minutes n WHERE n.id = ${part}.minutes_id AND (${seesMinutes(sql`n`, actor)}))`;

/** A correction is the business of its author and the organisers. */
export const seesCorrection: Rule = (c, actor) =>
  sql`${c}.person_id = ${actor} OR ${ofMeeting(sql`${c}.minutes_id`, (m) => runs(m, actor))}`;

/** What comes of a meeting: for all whom it concerned, and for everybody once the minutes are public. */
export const seesOutcome: Rule = (row, actor) =>
  ofMeeting(sql`${row}.meeting_id`, (m) => sql`${m}.minutes_at IS NOT NULL OR ${attends(m, actor)}`);

export const seesConclusionArea: Rule = (row, actor) =>
  sql`EXISTS (SELECT FROM conclusion c WHERE c.id = ${row}.conclusion_id AND (${seesOutcome(sql`c`, actor)}))`;

/** A task also is seen by those who are to do it; it is no part of what is public. */
export const seesTask: Rule = (t, actor) =>
  sql`${t}.body_id = ANY ((SELECT bodies_of(${actor}))::uuid[]) OR ${seesRecording(t, actor)}`;

export const seesRecording: Rule = (r, actor) => ofMeeting(sql`${r}.meeting_id`, (m) => attends(m, actor));

export const seesConsent: Rule = (c, actor) =>
  sql`${c}.person_id = ${actor} OR ${ofMeeting(sql`${c}.meeting_id`, (m) => runs(m, actor))}`;

export const seesReportItem: Rule = (i) => ofMeeting(sql`${i}.meeting_id`, (m) => sql`${m}.minutes_at IS NOT NULL`);
