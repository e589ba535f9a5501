import { Field, ID, InputType } from '@nestjs/graphql';
import { IsDate, IsEnum, IsOptional, IsUUID } from 'class-validator';
import { MandateFunction, NoPesel } from '#convents';
import { DateTime, MutationInput, Text } from '#core';
import { MeetingInput, PlanMeetingInput } from './meeting.inputs.ts';
import { Presence } from './words.ts';

@InputType({ description: 'A meeting that was held before anybody entered it here; without registration and seats.' })
export class RecordMeetingInput extends PlanMeetingInput {
  @Field({ description: 'Out of what it is entered, such as minutes on paper or a report; everybody reads it.' })
  @Text({ min: 3, max: 500 })
  @NoPesel()
  recordedFrom: string;
}

@InputType({ description: 'Somebody who was at a meeting that is entered afterwards, as the document says.' })
export class RecordAttendanceInput extends MeetingInput {
  @Field(() => ID, { nullable: true, description: 'Somebody in the network.' })
  @IsOptional()
  @IsUUID()
  personId?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Or somebody else, best by function; erased as the data of all guests is.',
  })
  @IsOptional()
  @Text({ min: 2, max: 200 })
  @NoPesel()
  guest?: string | null;
  @Field(() => ID, { nullable: true, description: 'The convent, forum or entity that they came for.' })
  @IsOptional()
  @IsUUID()
  bodyId?: string | null;
  @Field(() => MandateFunction, { nullable: true, description: 'In what capacity; mandatory with `bodyId`.' })
  @IsOptional()
  @IsEnum(MandateFunction)
  function?: MandateFunction | null;
  @Field(() => Presence, { defaultValue: Presence.ON_SITE }) @IsEnum(Presence) mode: Presence = 'ON_SITE';
  @Field(() => DateTime, { nullable: true, description: 'From the start when absent.' })
  @IsOptional()
  @IsDate()
  from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Until the end when absent.' })
  @IsOptional()
  @IsDate()
  until?: Date | null;
}

@InputType({ description: 'An attendance entered by mistake, before the record of the meeting is complete.' })
export class DropAttendanceInput extends MutationInput {
  @Field(() => ID) @IsUUID() attendanceId: string;
}
