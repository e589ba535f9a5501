import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayNotEmpty, ArrayUnique, IsUUID } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, extendBodies, Forum, Mandate, MandateFunction } from '#convents';
import { ConnectionOf, DateTime, Day, MutationInput, PageArgs, Text } from '#core';
import { EVERYONE, Many, One, OneOf, sql, Visible, type Row, type Sql } from '#reads';
import { Meeting } from '#meetings';
import { seesReportItem } from './minutes.policy.ts';
import { ResolvingBody } from './resolution.entity.ts';

@ObjectType({ description: 'A meeting in a report, in its place.' })
@Visible(seesReportItem)
@Table('meeting_report_item')
export class MeetingReportItem {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') reportId: string;
  @Column('uuid') meetingId: string;
  @Field(() => Meeting, { nullable: true, description: 'The meeting.' })
  @One(() => Meeting, 'meetingId')
  meeting: Meeting | null;
  @Field(() => Int, { description: 'Its place, from 1.' }) @Column('int') position: number;
}

@ObjectType({ description: 'How many took part in a function, over all meetings of a report.' })
export class ReportParticipants {
  @Field(() => MandateFunction, { nullable: true, description: 'Null for whoever was there for nobody.' })
  function: MandateFunction | null;
  @Field(() => Int, { description: 'How many, each counted once a meeting.' }) count: number;
  @Field(() => Int, { description: 'At how many of the meetings.' }) meetings: number;
}

@ObjectType({ description: 'What was found about one change area.' })
export class ReportTheme {
  @Field(() => ID) changeAreaId: string;
  @Field({ description: 'The area’s name in Polish.' }) area: string;
  @Field(() => [String], { description: 'The conclusions, in the order of the meetings.' }) conclusions: string[];
}

@ObjectType({ description: 'A resolution in a report.' })
export class ReportResolution {
  @Field(() => ID) resolutionId: string;
  @Field({ description: 'Such as 3/2026.' }) number: string;
  @Field({ description: 'Who passed it.' }) body: string;
  @Field({ description: 'What it is about.' }) title: string;
  @Field(() => Day) adoptedOn: string;
}

@ObjectType({ description: 'A series of meetings compiled out of their published minutes (raport ze spotkań).' })
@Visible(EVERYONE)
@Table('meeting_report')
export class MeetingReport {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => ResolvingBody, { description: 'Who compiled it.' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  body: typeof ResolvingBody;
  @Field({ description: 'What it is called.' }) @Column('text') title: string;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was compiled.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => [MeetingReportItem], { description: 'The meetings, in order (spotkania).' })
  @Many(() => MeetingReportItem, 'reportId', { sort: () => ({ by: (row) => sql`${row}.position` }) })
  items: MeetingReportItem[];
}

@ObjectType({ description: 'A page of reports.' })
export class MeetingReportConnection extends ConnectionOf(MeetingReport) {}

@InputType({ description: 'Meetings whose minutes are published, in their order (raport).' })
export class CompileMeetingReportInput extends MutationInput {
  @Field(() => ID, { description: 'The convent or forum that compiles it.' }) @IsUUID() bodyId: string;
  @Field({ description: 'At most 500 characters.' }) @Text({ max: 500 }) title: string;
  @Field(() => [ID], { description: '1 to 50 meetings.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  meetingIds: string[];
}

/** The meetings of a report, as far as their minutes are public. */
const items = (
  row: Row,
): Sql => sql`meeting_report_item i JOIN meeting m ON m.id = i.meeting_id AND m.minutes_at IS NOT NULL
  JOIN minutes n ON n.id = i.meeting_id AND n.state = 'PUBLISHED'
  AND i.report_id = ${row}.id`;

/** Out of the sealed records: so everybody reads the same, whoever may see the lists of names. */
export const participantsOf = (row: Row): Sql => sql`coalesce((
  SELECT json_agg(json_build_object('function', p.function, 'count', p.count, 'meetings', p.meetings) ORDER BY p.function)
  FROM (SELECT a.function, sum(a.count)::int AS count, count(DISTINCT i.meeting_id)::int AS meetings
    FROM ${items(row)} JOIN minutes_record f ON f.minutes_id = n.id
      CROSS JOIN LATERAL json_to_recordset(f.file::json -> 'record' -> 'attendance') AS a(function text, count int)
    GROUP BY a.function) p), '[]')`;

export const themesOf = (row: Row): Sql => sql`coalesce((
  SELECT json_agg(json_build_object('changeAreaId', t.id, 'area', t.name_pl, 'conclusions', t.texts) ORDER BY t.number)
  FROM (SELECT x.id, x.name_pl, x.number, json_agg(c.text ORDER BY i.position, c.id) AS texts
    FROM ${items(row)} JOIN conclusion c ON c.meeting_id = n.id AND c.withdrawn_at IS NULL
      JOIN conclusion_area ca ON ca.conclusion_id = c.id JOIN change_area x ON x.id = ca.change_area_id
    GROUP BY x.id) t), '[]')`;

export const resolutionsOf = (row: Row): Sql => sql`coalesce((
  SELECT json_agg(json_build_object('resolutionId', r.id, 'number', r.ordinal || '/' || r.year, 'title', r.title,
      'adoptedOn', r.adopted_on::text, 'body', coalesce(
        (SELECT c.official_name FROM convent c WHERE c.id = r.convent_id), (SELECT f.name FROM forum f WHERE f.id = r.forum_id)))
    ORDER BY i.position, r.id)
  FROM ${items(row)} JOIN resolution r ON r.meeting_id = n.id), '[]')`;

extendBodies(
  'meetingReports',
  Field(() => MeetingReportConnection, { description: 'Its reports on meetings, the latest first (raporty).' }),
  (column) =>
    Many(() => MeetingReport, column, {
      args: PageArgs,
      sort: () => ({ by: (row) => sql`${row}.id`, descending: true }),
    }),
);
