import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsEnum, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { NoPesel } from '#convents';
import { MutationInput, Text } from '#core';
import { DispositionReply, RemarkChannel, RemarkClass, Verdict } from './words.ts';

@InputType({ isAbstract: true })
export class RemarkData extends MutationInput {
  @Field(() => ID) @IsUUID() circulationId: string;
  @Field(() => ID, { nullable: true, description: 'The unit of the circulated version; the whole text when absent.' })
  @IsOptional()
  @IsUUID()
  unitId?: string | null;
  @Field(() => RemarkClass) @IsEnum(RemarkClass) kind: RemarkClass;
  @Field({ description: 'What it says, at most 10,000 characters.' })
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  text: string;
  @Field(() => String, { nullable: true, description: 'How it should read, at most 10,000 characters.' })
  @IsOptional()
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  wording?: string | null;
  @Field(() => String, { nullable: true, description: 'Why, at most 10,000 characters.' })
  @IsOptional()
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  reasons?: string | null;
}

@InputType({ description: 'A remark of your organisation (uwaga).' })
export class SubmitRemarkInput extends RemarkData {
  @Field(() => ID, { description: 'For which organisation: of the circle, or a member of a convent in it.' })
  @IsUUID()
  organisationId: string;
}

@InputType({ description: 'A remark that came by letter, e-mail or word of mouth, written down by those who lead.' })
export class RecordRemarkInput extends RemarkData {
  @Field(() => RemarkChannel, { description: 'How it came; not by the platform.' })
  @IsEnum(RemarkChannel)
  channel: RemarkChannel;
  @Field(() => ID, { nullable: true, description: 'From which convent or entity of the register.' })
  @IsOptional()
  @IsUUID()
  organisationId?: string | null;
  @Field(() => String, { nullable: true, description: 'From whom outside the register, at most 300 characters.' })
  @IsOptional()
  @Text({ max: 300 })
  @NoPesel()
  submitter?: string | null;
}

@InputType({ description: 'A remark that is taken back (wycofanie).' })
export class WithdrawRemarkInput extends MutationInput {
  @Field(() => ID) @IsUUID() remarkId: string;
}

@InputType({ description: 'The change of text that carries a remark out.' })
export class CarriedOutInput {
  @Field(() => ID, { description: 'A version of the same draft.' }) @IsUUID() versionId: string;
  @Field(() => ID, { description: 'A unit of that version.' }) @IsUUID() unitId: string;
}

@InputType({ description: 'What becomes of one remark (stanowisko).' })
export class DispositionInput {
  @Field(() => ID) @IsUUID() remarkId: string;
  @Field(() => Verdict) @IsEnum(Verdict) verdict: Verdict;
  @Field(() => String, { nullable: true, description: 'Why, at most 10,000 characters; needed unless accepted.' })
  @IsOptional()
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  reason?: string | null;
  @Field(() => CarriedOutInput, { nullable: true, description: 'Of a remark accepted in whole or in part.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => CarriedOutInput)
  carriedOut?: CarriedOutInput | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The disposition that this one replaces: the one that stands, as you saw it.',
  })
  @IsOptional()
  @IsUUID()
  replaces?: string | null;
}

@InputType({ description: 'Dispositions of up to 200 remarks of one circulation: all of them, or none.' })
export class DisposeRemarksInput extends MutationInput {
  @Field(() => ID) @IsUUID() circulationId: string;
  @Field(() => [DispositionInput])
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => DispositionInput)
  dispositions: DispositionInput[];
}

@InputType({ description: 'What the author of a remark says to its disposition.' })
export class AnswerDispositionInput extends MutationInput {
  @Field(() => ID, { description: 'The disposition that stands.' }) @IsUUID() dispositionId: string;
  @Field(() => DispositionReply) @IsEnum(DispositionReply) reply: DispositionReply;
  @Field(() => String, { nullable: true, description: 'Why, at most 4,000 characters; needed to object.' })
  @IsOptional()
  @Text({ max: 4_000, lines: true })
  @NoPesel()
  reason?: string | null;
}
