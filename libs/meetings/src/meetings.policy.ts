import { sql, type Rule, type Sql } from '#reads';

const offices = (actor: Sql): Sql => sql`(SELECT offices_of(${actor}))`;
const bodies = (actor: Sql): Sql => sql`(SELECT bodies_of(${actor}))`;

/** What was published is public, what was shared the forum’s; a convened meeting is seen by whom it invites, a plan by those who make it. */
export const seesMeeting: Rule = (m, actor) =>
  sql`${m}.published_at IS NOT NULL OR ${m}.bodies && ${offices(actor)} OR ${m}.asked && ${offices(actor)}
    OR ${m}.shared_at IS NOT NULL AND (SELECT in_forum(${actor}))
    OR ${m}.convened_at IS NOT NULL AND (${m}.readers && ${bodies(actor)} OR ${m}.readers @> ARRAY[${actor}])`;

const ofMeeting = (part: Sql, rule: (meeting: Sql) => Sql): Sql =>
  sql`EXISTS (SELECT FROM meeting m WHERE m.id = ${part}.meeting_id AND (${rule(sql`m`)}))`;

/** What belongs to a meeting is seen with it. */
export const seesPart: Rule = (part, actor) => ofMeeting(part, (m) => seesMeeting(m, actor));

/** The officers of the bodies that organise it. */
export const organises: Rule = (part, actor) => ofMeeting(part, (m) => sql`${m}.bodies && ${offices(actor)}`);

/** Whom it invites, once it is convened and until they take it back, and the organisers. */
export const seesInvitation: Rule = (i, actor) =>
  sql`${i}.withdrawn_at IS NULL AND (${i}.person_id = ${actor} OR ${i}.body_id = ANY (${bodies(actor)}::uuid[]))
      AND ${ofMeeting(i, (m) => sql`${m}.convened_at IS NOT NULL`)}
    OR ${organises(i, actor)}`;

/** Whoever registered, and the organisers. */
export const seesRegistration: Rule = (r, actor) => sql`${r}.person_id = ${actor} OR ${organises(r, actor)}`;

/** The same, and the officers of whom they come for. */
export const seesRepresentation: Rule = (r, actor) =>
  sql`${r}.body_id = ANY (${offices(actor)}::uuid[]) OR ${organises(r, actor)}
    OR EXISTS (SELECT FROM registration g WHERE g.id = ${r}.registration_id AND g.person_id = ${actor})`;

/** Those who were there see each other; so do the organisers, and the officers of whom somebody was there for. */
export const seesAttendance: Rule = (a, actor) =>
  sql`${a}.person_id = ${actor} OR ${a}.body_id = ANY (${offices(actor)}::uuid[])
    OR ${ofMeeting(a, (m) => sql`${m}.bodies && ${offices(actor)} OR ${m}.participants @> ARRAY[${actor}]`)}`;

/** The confirmed alone, and only from the set time before the start until the end. */
export const seesOnlineLink: Rule = (l, actor) =>
  sql`EXISTS (SELECT FROM meeting m JOIN registration r ON r.meeting_id = m.id
    WHERE m.id = ${l}.id AND m.state IN ('CONVENED', 'IN_SESSION')
      AND m.starts_at - make_interval(mins => m.link_minutes) <= now()
      AND r.person_id = ${actor} AND r.state = 'CONFIRMED')`;

export const seesOwn: Rule = (t, actor) => sql`${t}.person_id = ${actor}`;
