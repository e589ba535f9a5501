import { Injectable } from '@nestjs/common';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { heldInAny, HeldMandates, MandateFunction } from '#convents';
import { DateTime, Forbidden, NotFound, type Tx } from '#core';
import { CONVENERS } from './meeting.lifecycle.ts';
import { Meeting } from './meeting.entity.ts';
import { Presence } from './words.ts';

@ObjectType({ description: 'One line of the list: somebody, one mode, one organisation (wiersz listy obecności).' })
export class AttendanceLine {
  @Field(() => Int, { description: 'From 1.' }) number: number;
  @Field({ description: 'Their name, as it was then.' }) name: string;
  @Field(() => String, { nullable: true, description: 'For whom; null where they came for themselves.' })
  organisation: string | null;
  @Field(() => MandateFunction, { nullable: true, description: 'In what capacity.' }) function: MandateFunction | null;
  @Field(() => String, { nullable: true, description: 'The same in Polish, as it is printed.' })
  capacity: string | null;
  @Field(() => Presence) mode: Presence;
  @Field({ description: 'The same in Polish, as it is printed.' }) form: string;
  @Field(() => DateTime, { nullable: true, description: 'Null of those who are expected and have not come yet.' })
  from: string | null;
  @Field(() => DateTime, { nullable: true }) until: string | null;
  @Field({ description: 'From–until by the clock in Poland, as it is printed; empty of those who are expected.' })
  clock: string;
  @Field({ description: 'What stands where one signs: nothing at the place, a note for those online (podpis).' })
  signature: string;
}

@ObjectType({
  description:
    'All that a printed list of attendance says; before the end it also has those who are expected (lista obecności).',
})
export class AttendanceSheet {
  @Field({ description: 'What the meeting is called.' }) title: string;
  @Field(() => String, { nullable: true, description: 'Where it was.' }) place: string | null;
  @Field({ description: 'When it began and ended, or is to, by the clock in Poland.' }) clock: string;
  @Field(() => [String], { description: 'The names of the bodies.' }) organisers: string[];
  @Field(() => Int, { description: 'How many people, each counted once.' }) people: number;
  @Field(() => Int, { description: 'How many people have a seat and have not come; of a meeting that is over, 0.' })
  expected: number;
  @Field(() => Int, { description: 'How many organisations, each counted once.' }) organisations: number;
  @Field(() => [AttendanceLine], { description: 'By name in the order of the Polish alphabet, then by time.' })
  lines: AttendanceLine[];
}

const SHEET = `
  SELECT m.title, m.place, warsaw_clock(coalesce(m.began_at, m.starts_at)) || ' – ' || warsaw_clock(coalesce(m.closed_at, m.ends_at)) AS clock,
    ARRAY(SELECT coalesce(c.official_name, f.name) FROM meeting_body b LEFT JOIN convent c ON c.id = b.convent_id
      LEFT JOIN forum f ON f.id = b.forum_id WHERE b.meeting_id = m.id AND b.agreed_at IS NOT NULL ORDER BY b.id) AS organisers,
    (SELECT count(DISTINCT attendee)::int FROM attendance WHERE meeting_id = m.id) AS people,
    (SELECT count(*)::int FROM registration r WHERE r.meeting_id = m.id AND r.state = 'CONFIRMED' AND m.state IN ('CONVENED', 'IN_SESSION')
      AND NOT EXISTS (SELECT FROM attendance a WHERE a.registration_id = r.id)) AS expected,
    (SELECT count(DISTINCT coalesce(convent_id, forum_id, entity_id))::int FROM attendance WHERE meeting_id = m.id) AS organisations
  FROM meeting m WHERE m.id = $1`;

/** Those who were there; until the meeting is over also those who have a seat and have not come yet. */
const LINES = `
  WITH line AS (
    SELECT a.name, a.attendee, a.id, a.function, a.mode, a.convent_id, a.forum_id, a.entity_id, a.guest_id,
      lower(a.valid) AS since, upper(a.valid) AS until
    FROM attendance a WHERE a.meeting_id = $1
    UNION ALL
    SELECT r.name, r.attendee, coalesce(p.id, r.id), p.function, r.mode, p.convent_id, p.forum_id, p.entity_id, r.guest_id, NULL, NULL
    FROM meeting m JOIN registration r ON r.meeting_id = m.id LEFT JOIN representation p ON p.registration_id = r.id
    WHERE m.id = $1 AND m.state IN ('CONVENED', 'IN_SESSION') AND r.state = 'CONFIRMED'
      AND NOT EXISTS (SELECT FROM attendance a WHERE a.registration_id = r.id))
  SELECT row_number() OVER (ORDER BY l.name, l.attendee, l.since NULLS FIRST, l.id)::int AS number, l.name, l.function, l.mode,
    coalesce(c.official_name, f.name, e.name, g.organisation) AS organisation, l.since AS from, l.until,
    coalesce(warsaw_clock(l.since) || ' – ' || coalesce(warsaw_clock(l.until), 'trwa'), '') AS clock
  FROM line l LEFT JOIN convent c ON c.id = l.convent_id LEFT JOIN forum f ON f.id = l.forum_id
    LEFT JOIN entity e ON e.id = l.entity_id LEFT JOIN meeting_guest g ON g.id = l.guest_id
  ORDER BY number`;

/** Functions as they stand on paper. */
const CAPACITIES: Record<MandateFunction, string> = {
  ...{ CHAIR: 'przewodniczący', VICE_CHAIR: 'wiceprzewodniczący', SECRETARY: 'sekretarz' },
  ...{ BOARD_MEMBER: 'członek prezydium', COUNCIL_MEMBER: 'członek rady programowej' },
  ...{ REPRESENTATIVE: 'przedstawiciel', STAFF: 'pracownik', COORDINATOR: 'koordynator', MODERATOR: 'moderator' },
  ...{ EXPERT: 'ekspert', TUTOR: 'tutor', OBSERVER: 'obserwator' },
};
const FORMS: Record<Presence, string> = { ON_SITE: 'stacjonarnie', ONLINE: 'zdalnie' };

@Injectable()
export class AttendanceSheets {
  constructor(private readonly mandates: HeldMandates) {}

  /** For the organisers: everybody's line, as it is printed. */
  async of(tx: Tx, meetingId: string): Promise<AttendanceSheet> {
    const meeting = await tx.em.findOneBy(Meeting, { id: meetingId });
    if (!meeting) throw NotFound({ type: 'Meeting', id: meetingId });
    const mandate = heldInAny(await this.mandates.of(tx), meeting.bodies, CONVENERS);
    if (!mandate) throw Forbidden({ reason: 'Listę obecności drukuje prezydium organizatora.' });
    tx.allow(mandate);
    const [sheet] = await tx.sql<Omit<AttendanceSheet, 'lines'>>(SHEET, [meetingId]);
    const lines = await tx.sql<Omit<AttendanceLine, 'capacity' | 'form' | 'signature'>>(LINES, [meetingId]);
    return { ...sheet!, lines: lines.map(printed) };
  }
}

/** Whoever takes part online signs nothing: the column says why. */
const printed = (line: Omit<AttendanceLine, 'capacity' | 'form' | 'signature'>): AttendanceLine => ({
  ...line,
  capacity: line.function && CAPACITIES[line.function],
  form: FORMS[line.mode],
  signature: line.mode === 'ONLINE' ? 'udział zdalny' : '',
});
