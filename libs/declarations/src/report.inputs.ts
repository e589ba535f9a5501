import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsBoolean,
  IsEnum,
  IsOptional,
  IsString,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { MandateFunction, NoPesel } from '#convents';
import { Day, MutationInput, Text } from '#core';
import { DeclarationUnitInput } from './declaration.inputs.ts';
import { DeclarationKind } from './words.ts';

@InputType({ description: 'A signatory as the documents report it.' })
export class ReportedPartyInput {
  @Field(() => ID) @IsUUID() conventId: string;
  @Field(() => MandateFunction, { nullable: true, description: 'In what capacity it was signed, where they say.' })
  @IsOptional()
  @IsEnum(MandateFunction)
  function?: MandateFunction | null;
}

@InputType({ description: 'A declaration of the past, as the documents report it; nobody signed it here.' })
export class ReportDeclarationInput extends MutationInput {
  @Field(() => DeclarationKind) @IsEnum(DeclarationKind) kind: DeclarationKind;
  @Field({ description: '5 to 300 characters.' }) @Text({ min: 5, max: 300 }) @NoPesel() title: string;
  @Field(() => [DeclarationUnitInput], { description: 'The text, as far as it is known; empty where it is not.' })
  @ArrayMaxSize(200)
  @ArrayUnique(({ id }: DeclarationUnitInput) => id)
  @ValidateNested({ each: true })
  @Type(() => DeclarationUnitInput)
  units: DeclarationUnitInput[];
  @Field(() => [ReportedPartyInput], { description: 'Who signed, in order; the first counts as who drafted it.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(32)
  @ArrayUnique(({ conventId }: ReportedPartyInput) => conventId)
  @ValidateNested({ each: true })
  @Type(() => ReportedPartyInput)
  parties: ReportedPartyInput[];
  @Field(() => Day, { description: 'The day of signing; the earliest possible one, where `dayKnown` is false.' })
  @IsString()
  signedOn: string;
  @Field({ defaultValue: true, description: 'Whether the documents give that day.' })
  @IsBoolean()
  dayKnown: boolean = true;
  @Field({ description: 'The document that reports it.' }) @Text({ max: 500 }) @NoPesel() source: string;
  @Field({ description: 'What is known of the signatures, and that there is no scan.' })
  @Text({ max: 1_000, lines: true })
  @NoPesel()
  evidenceNote: string;
  @Field(() => String, { nullable: true, description: 'Of a founding: the full name of the forum.' })
  @IsOptional()
  @Text({ min: 5, max: 300 })
  forumName?: string | null;
  @Field(() => String, { nullable: true, description: 'Of a founding: the short name of the forum.' })
  @IsOptional()
  @Text({ min: 2, max: 30 })
  forumAbbreviation?: string | null;
}
