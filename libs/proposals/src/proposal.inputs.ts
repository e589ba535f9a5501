import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsDate,
  IsEnum,
  IsOptional,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { NoPesel } from '#convents';
import { DateTime, EditInput, MutationInput, Text } from '#core';
import { ProvisionInput } from './provision.ts';
import { ProposalAudience } from './words.ts';

@InputType({ description: 'What a proposal says (treść postulatu).' })
export class ProposalDataInput {
  @Field({ description: 'At most 300 characters.' }) @Text({ max: 300 }) @NoPesel() title: string;
  @Field({ description: 'What it asks for, at most 10,000 characters.' })
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  text: string;
  @Field({ description: 'Why, at most 10,000 characters.' })
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  reasons: string;
  @Field(() => [ID], { description: '1 to 14 change areas.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(14)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  changeAreaIds: string[];
  @Field(() => [ProvisionInput], { description: 'The provisions that it is about, at most 30.' })
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Type(() => ProvisionInput)
  provisions: ProvisionInput[];
}

@InputType({ description: 'Begins a proposal; only its origin sees it until it is submitted.' })
export class DraftProposalInput extends MutationInput {
  @Field(() => ID, { description: 'The entity, convent or forum whose it is.' }) @IsUUID() originId: string;
  @Field(() => ID, { nullable: true, description: 'The conclusion of a meeting that it comes from.' })
  @IsOptional()
  @IsUUID()
  conclusionId?: string | null;
  @Field(() => ProposalDataInput) @ValidateNested() @Type(() => ProposalDataInput) data: ProposalDataInput;
}

@InputType({ isAbstract: true })
class ProposalInput extends EditInput {
  @Field(() => ID) @IsUUID() proposalId: string;
}

@InputType({ description: 'Words a draft anew.' })
export class EditProposalInput extends ProposalInput {
  @Field(() => ProposalDataInput) @ValidateNested() @Type(() => ProposalDataInput) data: ProposalDataInput;
}

@InputType({ description: 'Submits a draft for review.' })
export class SubmitProposalInput extends ProposalInput {
  @Field(() => ID, { description: 'A convent of which the entity is a member, the convent itself, or the forum.' })
  @IsUUID()
  reviewerId: string;
  @Field(() => ProposalAudience) @IsEnum(ProposalAudience) audience: ProposalAudience;
}

@InputType({ description: 'Names a proposal.' })
export class ProposalStepInput extends ProposalInput {}

@InputType({ description: 'Takes a proposal back.' })
export class WithdrawProposalInput extends ProposalInput {
  @Field(() => String, { nullable: true, description: 'Why, at most 2,000 characters.' })
  @IsOptional()
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  reason?: string | null;
}

@InputType({ description: 'Names a proposal and says why.' })
export class ProposalReasonInput extends ProposalInput {
  @Field({ description: 'Why, at most 2,000 characters; its origin reads it.' })
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  reason: string;
}

@InputType({ description: 'Proposes to make one of several proposals under review.' })
export class ProposeProposalMergeInput extends MutationInput {
  @Field(() => [ID], { description: '2 to 20 proposals that the same body reviews.' })
  @ArrayMinSize(2)
  @ArrayMaxSize(20)
  @ArrayUnique((id) => (typeof id === 'string' ? id.toLowerCase() : (id as unknown)))
  @IsUUID(undefined, { each: true })
  proposalIds: string[];
  @Field({ description: 'At most 300 characters.' }) @Text({ max: 300 }) @NoPesel() title: string;
  @Field({ description: 'What the one asks for, at most 10,000 characters.' })
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  text: string;
  @Field({ description: 'Why, at most 10,000 characters.' })
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  reasons: string;
  @Field(() => DateTime, { description: 'Until when it may be answered: in 3 to 90 days. Silence is agreement.' })
  @IsDate()
  answerBy: Date;
}

@InputType({ isAbstract: true })
class MergeInput extends MutationInput {
  @Field(() => ID) @IsUUID() mergeId: string;
}

@InputType({ description: 'An organisation agrees to a merge.' })
export class AgreeToProposalMergeInput extends MergeInput {
  @Field(() => ID, { description: 'The organisation for which you answer.' }) @IsUUID() bodyId: string;
}

@InputType({ description: 'An organisation objects to a merge.' })
export class ObjectToProposalMergeInput extends AgreeToProposalMergeInput {
  @Field({ description: 'Why, at most 2,000 characters.' })
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  reason: string;
}

@InputType({ description: 'Names a merge and says why.' })
export class EndProposalMergeInput extends MergeInput {
  @Field({ description: 'Why, at most 2,000 characters.' })
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  reason: string;
}
