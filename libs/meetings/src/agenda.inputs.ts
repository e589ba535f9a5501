import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { IsEnum, IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { NoPesel } from '#convents';
import { EditInput, MutationInput, Text } from '#core';
import { MeetingInput } from './meeting.inputs.ts';
import { AgendaKind } from './words.ts';

@InputType({ isAbstract: true })
class AgendaFields extends MutationInput {
  @Field(() => AgendaKind) @IsEnum(AgendaKind) kind: AgendaKind;
  @Field({ description: '1 to 500 characters.' }) @Text({ max: 500 }) @NoPesel() title: string;
  @Field(() => String, { nullable: true, description: 'What else there is to say.' })
  @IsOptional()
  @Text({ max: 5_000, lines: true })
  @NoPesel()
  description?: string | null;
  @Field(() => Int, { nullable: true, description: 'How long it is meant to take.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1440)
  minutes?: number | null;
}

@InputType({ description: 'A new item of the agenda.' })
export class AddAgendaItemInput extends AgendaFields {
  @Field(() => ID) @IsUUID() meetingId: string;
  @Field(() => ID, { nullable: true, description: 'The item that it stands under.' })
  @IsOptional()
  @IsUUID()
  parentId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The item beside it that it goes before; last when absent.' })
  @IsOptional()
  @IsUUID()
  beforeId?: string | null;
}

@InputType({ description: 'Other words, kind or duration of an item.' })
export class EditAgendaItemInput extends AgendaFields {
  @Field(() => ID) @IsUUID() itemId: string;
}

@InputType({ description: 'An item with all that stands under it.' })
export class AgendaItemInput extends MutationInput {
  @Field(() => ID) @IsUUID() itemId: string;
}

@InputType({ description: 'Moves an item, with all that stands under it.' })
export class MoveAgendaItemInput extends AgendaItemInput {
  @Field(() => ID, { nullable: true, description: 'The item that it goes under.' }) @IsOptional() @IsUUID() parentId?:
    | string
    | null;
  @Field(() => ID, { nullable: true, description: 'The item that it goes before; last when absent.' })
  @IsOptional()
  @IsUUID()
  beforeId?: string | null;
}

@InputType({ description: 'What the meeting has come to; null between items.' })
export class TakeUpAgendaItemInput extends MeetingInput {
  @Field(() => ID, { nullable: true }) @IsOptional() @IsUUID() itemId?: string | null;
}

@InputType({ description: 'A note for the minutes.' })
export class NoteInSessionInput extends MeetingInput {
  @Field({ description: 'At most 10,000 characters.' }) @Text({ max: 10_000, lines: true }) @NoPesel() text: string;
}

@InputType({ description: 'Other words of a note.' })
export class EditSessionNoteInput extends EditInput {
  @Field(() => ID) @IsUUID() noteId: string;
  @Field({ description: 'At most 10,000 characters.' }) @Text({ max: 10_000, lines: true }) @NoPesel() text: string;
}
