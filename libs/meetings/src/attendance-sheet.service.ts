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
  @Field(() => Presence) mode: Presence;
  @Field(() => DateTime) from: string;
  @Field(() => DateTime, { nullable: true }) until: string | null;
  @Field({ description: 'From–until by the clock in Poland, as it is printed.' }) clock: string;
}

@ObjectType({ description: 'All that a printed list of attendance says (lista obecności).' })
export class AttendanceSheet {
  @Field({ description: 'What the meeting is called.' }) title: string;
  @Field(() => String, { nullable: true, description: 'Where it was.' }) place: string | null;
  @Field({ description: 'When it began and ended, or is to, by the clock in Poland.' }) clock: string;
  @Field(() => [String], { description: 'The names of the bodies.' }) organisers: string[];
  @Field(() => Int, { description: 'How many people, each counted once.' }) people: number;
  @Field(() => Int, { description: 'How many organisations, each counted once.' }) organisations: number;
  @Field(() => [AttendanceLine], { description: 'By name in the order of the Polish alphabet, then by time.' })
  lines: AttendanceLine[];
}

const SHEET = `
  SELECT m.title, m.place, warsaw_clock(coalesce(m.began_at, m.starts_at)) || ' – ' || warsaw_clock(coalesce(m.closed_at, m.ends_at)) AS clock,
    ARRAY(SELECT coalesce(c.official_name, f.name) FROM meeting_body b LEFT JOIN convent c ON c.id = b.convent_id
      LEFT JOIN forum f ON f.id = b.forum_id WHERE b.meeting_id = m.id AND b.agreed_at IS NOT NULL ORDER BY b.id) AS organisers,
    (SELECT count(DISTINCT attendee)::int FROM attendance WHERE meeting_id = m.id) AS people,
    (SELECT count(DISTINCT coalesce(convent_id, forum_id, entity_id))::int FROM attendance WHERE meeting_id = m.id) AS organisations
  FROM meeting m WHERE m.id = $1`;

const LINES = `
  SELECT row_number() OVER (ORDER BY a.name, a.attendee, lower(a.valid), a.id)::int AS number, a.name, a.function, a.mode,
    coalesce(c.official_name, f.name, e.name, g.organisation) AS organisation, lower(a.valid) AS from, upper(a.valid) AS until,
    warsaw_clock(lower(a.valid)) || ' – ' || coalesce(warsaw_clock(upper(a.valid)), 'trwa') AS clock
  FROM attendance a LEFT JOIN convent c ON c.id = a.convent_id LEFT JOIN forum f ON f.id = a.forum_id
    LEFT JOIN entity e ON e.id = a.entity_id LEFT JOIN meeting_guest g ON g.id = a.guest_id
  WHERE a.meeting_id = $1 ORDER BY number`;

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
    return { ...sheet!, lines: await tx.sql<AttendanceLine>(LINES, [meetingId]) };
  }
}
