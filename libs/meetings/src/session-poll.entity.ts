import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { extend, Many, One, sql } from '#reads';
import { Poll, PollDataInput } from '#voting';
import { AgendaItem } from './agenda-item.entity.ts';
import { Meeting } from './meeting.entity.ts';
import { MeetingInput } from './meeting.inputs.ts';

@InputType({ description: 'A draft of a poll that is opened in session (głosowanie na spotkaniu).' })
export class DraftMeetingPollInput extends MeetingInput {
  @Field(() => ID, {
    description: 'One of the bodies that organise the meeting; of ORGANISING_CONVENTS the one that planned it.',
  })
  @IsUUID()
  bodyId: string;
  @Field(() => ID, { nullable: true, description: 'The item of the agenda at which it is put to the vote.' })
  @IsOptional()
  @IsUUID()
  agendaItemId?: string | null;
  @Field(() => PollDataInput) @ValidateNested() @Type(() => PollDataInput) data: PollDataInput;
  @Field(() => ID, { nullable: true, description: 'The published poll whose equal votes this one resolves.' })
  @IsOptional()
  @IsUUID()
  runOffOfId?: string | null;
}

extend(
  Poll,
  'meeting',
  Field(() => Meeting, { nullable: true, description: 'The meeting at which it is voted on (spotkanie).' }),
  One(() => Meeting, 'meetingId'),
);
extend(
  Poll,
  'agendaItem',
  Field(() => AgendaItem, { nullable: true, description: 'The item at which it is voted on (punkt porządku).' }),
  One(() => AgendaItem, 'agendaItemId'),
);
for (const [type, column, description] of [
  [Meeting, 'meetingId', 'Polls at it that you may see, in the order in which they were drafted (głosowania).'],
  [AgendaItem, 'agendaItemId', 'Polls at this item that you may see, in the order of their drafts (głosowania).'],
] as const)
  extend(
    type,
    'polls',
    Field(() => [Poll], { description }),
    Many(() => Poll, column, { sort: () => ({ by: (row) => sql`${row}.id` }) }),
  );
