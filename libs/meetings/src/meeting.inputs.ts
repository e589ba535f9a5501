import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsDate,
  IsEnum,
  IsInt,
  IsOptional,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { NoPesel } from '#convents';
import { DateTime, EditInput, MutationInput, Text } from '#core';
import { MeetingAudience, MeetingKind, MeetingMode } from './words.ts';

/** An optional number of seats. */
const Seats =
  (description: string): PropertyDecorator =>
  (target, name) => {
    Field(() => Int, { nullable: true, description })(target, name as string);
    for (const check of [IsOptional(), IsInt(), Min(0), Max(100_000)]) check(target, name as string);
  };

@InputType({ description: 'What is known of a meeting; all of it anew.' })
export class MeetingDataInput {
  @Field({ description: '3 to 300 characters.' }) @Text({ min: 3, max: 300 }) @NoPesel() title: string;
  @Field(() => String, { nullable: true, description: 'What else there is to say.' })
  @IsOptional()
  @Text({ max: 5_000, lines: true })
  @NoPesel()
  description?: string | null;
  @Field(() => MeetingMode) @IsEnum(MeetingMode) mode: MeetingMode;
  @Field(() => String, { nullable: true, description: 'Mandatory unless it is online.' })
  @IsOptional()
  @Text({ max: 500 })
  place?: string | null;
  @Field(() => String, { nullable: true, description: 'Who hosts it, if it is none of the bodies (gospodarz).' })
  @IsOptional()
  @Text({ max: 300 })
  @NoPesel()
  host?: string | null;
  @Field(() => DateTime, { description: 'With its zone: an hour can come twice.' }) @IsDate() startsAt: Date;
  @Field(() => DateTime) @IsDate() endsAt: Date;
  @Field(() => DateTime, { nullable: true, description: 'From when people register; at once when absent.' })
  @IsOptional()
  @IsDate()
  registrationOpensAt?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'From when they do no more; the start when absent.' })
  @IsOptional()
  @IsDate()
  registrationClosesAt?: Date | null;
  @Seats('Seats at the place; not counted when absent.') seatsOnSite?: number | null;
  @Seats('Seats online; not counted when absent.') seatsOnline?: number | null;
  @Field(() => Int, {
    defaultValue: 15,
    description: 'So many minutes before the start the confirmed see the online link.',
  })
  @IsInt()
  @Min(0)
  @Max(1440)
  linkMinutes: number = 15;
}

const data = () => (target: object, name: string) => {
  Field(() => MeetingDataInput)(target, name);
  ValidateNested()(target, name);
  Type(() => MeetingDataInput)(target, name);
};

const Ids =
  (description: string): PropertyDecorator =>
  (target, name) => {
    Field(() => [ID], { defaultValue: [], description })(target, name as string);
    for (const check of [ArrayMaxSize(200), ArrayUnique(), IsUUID(undefined, { each: true })])
      check(target, name as string);
  };

@InputType({ description: 'A plan of a meeting; those who organise it alone see it.' })
export class PlanMeetingInput extends MutationInput {
  @Field(() => ID, { description: 'The convent or the forum that plans it.' }) @IsUUID() bodyId: string;
  @Field(() => MeetingKind) @IsEnum(MeetingKind) kind: MeetingKind;
  @data() data: MeetingDataInput;
  @Ids('Bodies that are asked to organise it too; each has to agree before it is convened.') partnerIds: string[] = [];
}

@InputType({ description: 'Another plan; once convened, time, place and mode change by `moveMeeting` alone.' })
export class EditMeetingInput extends EditInput {
  @Field(() => ID) @IsUUID() meetingId: string;
  @data() data: MeetingDataInput;
}

@InputType({ description: 'An act on a meeting that needs nothing more.' })
export class MeetingInput extends MutationInput {
  @Field(() => ID) @IsUUID() meetingId: string;
}

@InputType({ description: 'An act on a meeting with a reason, which all who are invited read.' })
export class MeetingReasonInput extends MeetingInput {
  @Field({ description: 'At most 1,000 characters.' }) @Text({ max: 1_000, lines: true }) @NoPesel() reason: string;
}

@InputType({ description: 'To whom a closed meeting is shown; from the forum to everyone it may go on, never back.' })
export class PublishMeetingInput extends MeetingInput {
  @Field(() => MeetingAudience, { defaultValue: MeetingAudience.PUBLIC })
  @IsEnum(MeetingAudience)
  audience: MeetingAudience = 'PUBLIC';
}

@InputType({
  description:
    'Another time, place, form or number of seats of a convened meeting; all who are invited are told and asked again. Registrations stay: whoever comes in a form that there is no more takes the other one, and where there are fewer seats than people, those who came last wait.',
})
export class MoveMeetingInput extends MeetingReasonInput {
  @Field(() => DateTime) @IsDate() startsAt: Date;
  @Field(() => DateTime) @IsDate() endsAt: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When registration closes; as long before the start as until now when absent.',
  })
  @IsOptional()
  @IsDate()
  registrationClosesAt?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When registration opens; as before when absent.' })
  @IsOptional()
  @IsDate()
  registrationOpensAt?: Date | null;
  @Field(() => MeetingMode, { nullable: true, description: 'As before when absent.' })
  @IsOptional()
  @IsEnum(MeetingMode)
  mode?: MeetingMode | null;
  @Seats('Seats at the place; as before when absent.') seatsOnSite?: number | null;
  @Seats('Seats online; as before when absent.') seatsOnline?: number | null;
  @Field(() => String, { nullable: true, description: 'As before when absent; none once it is only online.' })
  @IsOptional()
  @Text({ max: 500 })
  place?: string | null;
}

@InputType({ description: 'Where to join online; null takes it away.' })
export class SetOnlineLinkInput extends MeetingInput {
  @Field(() => String, { nullable: true, description: 'An address that begins with https.' })
  @IsOptional()
  @Text({ max: 2_000 })
  url?: string | null;
}

@InputType({ description: 'Invites bodies, entities and persons.' })
export class InviteToMeetingInput extends MeetingInput {
  @Ids('Convents, the forum, entities.') bodyIds: string[] = [];
  @Ids('Convents all of whose members are invited, each as an entity.') membersOf: string[] = [];
  @Ids('Persons in the network.') personIds: string[] = [];
}
