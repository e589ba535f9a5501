import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsDate,
  IsEnum,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { MandateFunction, NoPesel } from '#convents';
import { DateTime, Day, EditInput, MutationInput, Text } from '#core';
import { DeclarationKind, EntryRule, SignatureMethod } from './words.ts';

export const HASH = /^[0-9a-f]{64}$/;

@InputType({ description: 'One unit of the text (jednostka redakcyjna).' })
export class DeclarationUnitInput {
  @Field({ description: 'Of your making; keep it from version to version: 1 to 60 letters, digits and `-`.' })
  @Matches(/^[A-Za-z0-9-]{1,60}$/)
  id: string;
  @Field(() => String, { nullable: true, description: 'The part that it stands in.' })
  @IsOptional()
  @Text({ max: 200 })
  @NoPesel()
  section?: string | null;
  @Field(() => String, { nullable: true, description: 'Its number, such as § 1.' })
  @IsOptional()
  @Text({ max: 30 })
  label?: string | null;
  @Field(() => String, { nullable: true, description: 'Its title.' })
  @IsOptional()
  @Text({ max: 200 })
  @NoPesel()
  heading?: string | null;
  @Field({ description: 'Its words, at most 10,000 characters.' })
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  text: string;
}

@InputType({ description: 'A convent that has to sign, and in what capacity (strona).' })
export class DeclarationPartyInput {
  @Field(() => ID) @IsUUID() conventId: string;
  @Field(() => [MandateFunction], {
    defaultValue: ['CHAIR', 'VICE_CHAIR'],
    description: 'Whoever signs holds one of these functions there.',
  })
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsEnum(MandateFunction, { each: true })
  capacities: MandateFunction[] = ['CHAIR', 'VICE_CHAIR'];
}

@InputType({ description: 'All that is signed, anew.' })
export class DeclarationTextInput {
  @Field({ description: '5 to 300 characters.' }) @Text({ min: 5, max: 300 }) @NoPesel() title: string;
  @Field(() => [DeclarationUnitInput], {
    nullable: true,
    description: 'At most 200 units, each with an id of its own; when absent, the template of the kind, filled in.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ArrayUnique(({ id }: DeclarationUnitInput) => id)
  @ValidateNested({ each: true })
  @Type(() => DeclarationUnitInput)
  units?: DeclarationUnitInput[] | null;
  @Field(() => [DeclarationPartyInput], { description: '1 to 32 convents, each once.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(32)
  @ArrayUnique(({ conventId }: DeclarationPartyInput) => conventId)
  @ValidateNested({ each: true })
  @Type(() => DeclarationPartyInput)
  parties: DeclarationPartyInput[];
  @Field(() => EntryRule, { defaultValue: EntryRule.ALL }) @IsEnum(EntryRule) entryRule: EntryRule = EntryRule.ALL;
  @Field(() => Int, { nullable: true, description: 'With N_OF: how many of the parties have to sign.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(32)
  entryCount?: number | null;
  @Field(() => String, { nullable: true, description: 'Of a joint position: to whom it speaks.' })
  @IsOptional()
  @Text({ max: 300 })
  @NoPesel()
  addressee?: string | null;
  @Field(() => Day, { nullable: true, description: 'Of a withdrawal: the last day as a member.' })
  @IsOptional()
  @IsString()
  effectiveOn?: string | null;
  @Field(() => String, { nullable: true, description: 'Of a founding: the full name of the forum.' })
  @IsOptional()
  @Text({ min: 5, max: 300 })
  @NoPesel()
  forumName?: string | null;
  @Field(() => String, { nullable: true, description: 'Of a founding: the short name of the forum.' })
  @IsOptional()
  @Text({ min: 2, max: 30 })
  forumAbbreviation?: string | null;
}

const text = () => (target: object, name: string) => {
  Field(() => DeclarationTextInput)(target, name);
  ValidateNested()(target, name);
  Type(() => DeclarationTextInput)(target, name);
};

@InputType({ description: 'A draft of a declaration; its body alone sees it until it is shared or opened.' })
export class DraftDeclarationInput extends MutationInput {
  @Field(() => ID, { description: 'The convent or the forum that makes it.' }) @IsUUID() bodyId: string;
  @Field(() => DeclarationKind) @IsEnum(DeclarationKind) kind: DeclarationKind;
  @text() text: DeclarationTextInput;
  @Field(() => ID, { nullable: true, description: 'A joint position of the same body that this one replaces.' })
  @IsOptional()
  @IsUUID()
  supersedesId?: string | null;
}

@InputType({ description: 'Another wording of a draft: a new version.' })
export class EditDeclarationInput extends EditInput {
  @Field(() => ID) @IsUUID() declarationId: string;
  @text() text: DeclarationTextInput;
}

@InputType({ description: 'A new version of an open text; it voids the signatures given so far, visibly.' })
export class ReviseDeclarationInput extends EditDeclarationInput {
  @Field({ description: 'Read by those who had signed.' }) @Text({ max: 1_000, lines: true }) @NoPesel() reason: string;
}

@InputType({ isAbstract: true })
export class DeclarationInput extends MutationInput {
  @Field(() => ID) @IsUUID() declarationId: string;
}

@InputType({ description: 'Shows a draft to other bodies.' })
export class ShareDeclarationInput extends DeclarationInput {
  @Field(() => [ID], { description: '1 to 32 convents, or the forum.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(32)
  @IsUUID(undefined, { each: true })
  bodyIds: string[];
}

@InputType({ description: 'Freezes the text and lets the parties sign until the deadline.' })
export class OpenDeclarationInput extends EditInput {
  @Field(() => ID) @IsUUID() declarationId: string;
  @Field(() => DateTime, { description: 'From this moment on nobody signs any more.' }) @IsDate() deadline: Date;
}

@InputType({ description: 'More time to sign; all who take part are told.' })
export class ExtendDeadlineInput extends DeclarationInput {
  @Field(() => DateTime, { description: 'Later than the deadline until now.' }) @IsDate() deadline: Date;
  @Field({ description: 'Read by all who take part.' }) @Text({ max: 1_000, lines: true }) @NoPesel() reason: string;
}

@InputType({ description: 'Signs for a convent; needs a fresh proof of identity.' })
export class SignDeclarationInput extends DeclarationInput {
  @Field(() => ID, { description: 'The party for which you sign.' }) @IsUUID() conventId: string;
  @Field({ description: 'The hash of the version that you have read: it is what you sign.' })
  @Matches(HASH)
  contentHash: string;
}

@InputType({ description: 'Enters a signature given on paper or in a PDF, with its file.' })
export class RecordSignatureInput extends SignDeclarationInput {
  @Field(() => ID, { description: 'The mandate of whoever signed, valid on that day.' }) @IsUUID() mandateId: string;
  @Field(() => SignatureMethod, { description: 'PAPER or PDF.' }) @IsEnum(SignatureMethod) method: SignatureMethod;
  @Field(() => Day, { description: 'The day of signing, from the freezing of the text to today.' })
  @IsString()
  signedOn: string;
  @Field(() => ID, { description: 'The uploaded scan or PDF.' }) @IsUUID() fileId: string;
}

@InputType({ description: 'Takes a declaration back before it is in force.' })
export class WithdrawDeclarationInput extends DeclarationInput {
  @Field({ description: 'Read by all who take part.' }) @Text({ max: 1_000, lines: true }) @NoPesel() reason: string;
}
