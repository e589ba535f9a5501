import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsBoolean,
  IsEnum,
  IsOptional,
  IsString,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { NoPesel } from '#convents';
import { Day, EditInput, MutationInput, Text } from '#core';
import { PracticeCardInput } from './card.inputs.ts';
import { PracticeField } from './card.ts';
import { PracticeAudience } from './words.ts';

@InputType({ description: 'Begins a practice of an entity; only its people see it until it is handed in.' })
export class DraftGoodPracticeInput extends MutationInput {
  @Field(() => ID) @IsUUID() entityId: string;
  @Field(() => PracticeCardInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => PracticeCardInput)
  card?: PracticeCardInput | null;
}

@InputType({ isAbstract: true })
export class PracticeInput extends MutationInput {
  @Field(() => ID) @IsUUID() practiceId: string;
}

@InputType({ isAbstract: true })
class PracticeEditInput extends EditInput {
  @Field(() => ID) @IsUUID() practiceId: string;
}

@InputType({ description: 'Saves fields of the card; `expectedVersion` is that of the draft.' })
export class SaveGoodPracticeInput extends PracticeEditInput {
  @Field(() => PracticeCardInput) @ValidateNested() @Type(() => PracticeCardInput) card: PracticeCardInput;
}

@InputType({ description: 'Adds an uploaded file.' })
export class AttachToPracticeInput extends PracticeInput {
  @Field(() => ID, { description: 'The uploaded file, your own.' }) @IsUUID() fileId: string;
  @Field({ description: 'What it is, at most 200 characters.' }) @Text({ max: 200 }) @NoPesel() title: string;
  @Field(() => String, { nullable: true, description: 'Of a picture: what it shows, at most 500 characters.' })
  @IsOptional()
  @Text({ max: 500 })
  @NoPesel()
  altText?: string | null;
}

@InputType({ description: 'Takes a file away; published versions keep it.' })
export class RemovePracticeAttachmentInput extends MutationInput {
  @Field(() => ID) @IsUUID() attachmentId: string;
}

@InputType({ description: 'Hands a complete card in; `expectedVersion` is that of the draft.' })
export class SubmitGoodPracticeInput extends PracticeEditInput {
  @Field(() => ID, { description: 'The convent that reviews it: the entity is its member.' })
  @IsUUID()
  conventId: string;
  @Field(() => PracticeAudience, { description: 'How far you let it go.' })
  @IsEnum(PracticeAudience)
  agreedAudience: PracticeAudience;
}

@InputType({ description: 'Names a practice.' })
export class PracticeActInput extends PracticeInput {}

@InputType({ description: 'What is to be corrected in one field.' })
export class PracticeRemarkInput {
  @Field(() => PracticeField) @IsEnum(PracticeField) field: PracticeField;
  @Field({ description: 'Its words, at most 2,000 characters.' })
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  text: string;
}

@InputType({ description: 'Gives a card back to its author.' })
export class ReturnGoodPracticeInput extends PracticeInput {
  @Field(() => [PracticeRemarkInput], { description: '1 to 40 remarks.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(40)
  @ValidateNested({ each: true })
  @Type(() => PracticeRemarkInput)
  remarks: PracticeRemarkInput[];
}

@InputType({ description: 'Publishes what was handed in, or opens what is published to more.' })
export class PracticeAudienceInput extends PracticeInput {
  @Field(() => PracticeAudience, { description: 'Not wider than the author agreed to, not narrower than it was.' })
  @IsEnum(PracticeAudience)
  audience: PracticeAudience;
}

@InputType({ description: 'Puts a practice into the archive.' })
export class ArchiveGoodPracticeInput extends PracticeInput {
  @Field({ description: 'Why, at most 1,000 characters.' })
  @Text({ max: 1_000, lines: true })
  @NoPesel()
  reason: string;
}

@InputType({ description: 'What an entity tells of a practice that it took over.' })
export class ReplicationDataInput {
  @Field({ description: 'Where, at most 200 characters.' }) @Text({ max: 200 }) @NoPesel() place: string;
  @Field({ description: 'What was changed, at most 3,000 characters.' })
  @Text({ max: 3_000, lines: true })
  @NoPesel()
  changes: string;
  @Field({ description: 'What came of it, at most 3,000 characters.' })
  @Text({ max: 3_000, lines: true })
  @NoPesel()
  result: string;
  @Field({ description: 'Whether it still runs.' }) @IsBoolean() stillRunning: boolean;
  @Field(() => Day, { nullable: true, description: 'Since when, today at the latest.' })
  @IsOptional()
  @IsString()
  startedOn?: string | null;
}

const data = () => (target: object, name: string) => {
  Field(() => ReplicationDataInput)(target, name);
  ValidateNested()(target, name);
  Type(() => ReplicationDataInput)(target, name);
};

@InputType({ description: 'An entity reports that it took a practice over.' })
export class ReportReplicationInput extends PracticeInput {
  @Field(() => ID, { description: 'Your entity; never the author’s own.' }) @IsUUID() entityId: string;
  @data() data: ReplicationDataInput;
}

@InputType({ description: 'Tells anew what came of a practice that was taken over.' })
export class EditReplicationInput extends EditInput {
  @Field(() => ID) @IsUUID() replicationId: string;
  @data() data: ReplicationDataInput;
}

@InputType({ description: 'Names a replication.' })
export class ReplicationInput extends MutationInput {
  @Field(() => ID) @IsUUID() replicationId: string;
}

@InputType({ description: 'An entity asks the author of a practice.' })
export class AskPracticeQuestionInput extends PracticeInput {
  @Field(() => ID, { description: 'Your entity, for which you ask.' }) @IsUUID() entityId: string;
  @Field({ description: 'The question, at most 2,000 characters.' })
  @Text({ min: 5, max: 2_000, lines: true })
  @NoPesel()
  text: string;
}

@InputType({ description: 'The author answers; whoever sees the practice sees question and answer from then on.' })
export class AnswerPracticeQuestionInput extends MutationInput {
  @Field(() => ID) @IsUUID() questionId: string;
  @Field({ description: 'The answer, at most 4,000 characters.' })
  @Text({ max: 4_000, lines: true })
  @NoPesel()
  answer: string;
}

@InputType({ description: 'An entity says that a practice is useful to it, or no longer.' })
export class MarkPracticeUsefulInput extends PracticeInput {
  @Field(() => ID, { description: 'Your entity.' }) @IsUUID() entityId: string;
  @Field({ defaultValue: true, description: 'False takes it back.' }) @IsBoolean() useful: boolean = true;
}
