import { Field, InputType } from '@nestjs/graphql';
import { IsBoolean, IsDate, IsOptional, IsString, Matches } from 'class-validator';
import { NoPesel } from '#convents';
import { DateTime, Day, Text } from '#core';
import { DeclarationInput, HASH } from './declaration.inputs.ts';

@InputType({ description: 'Asks the forum to decide on an accession.' })
export class SubmitAccessionInput extends DeclarationInput {}

@InputType({ description: 'The resolution of the forum on an accession, recorded by an officer of the forum.' })
export class RecordForumDecisionInput extends DeclarationInput {
  @Field({ description: 'The hash of the version on which the forum decided.' }) @Matches(HASH) contentHash: string;
  @Field({ description: 'Whether the forum agrees.' }) @IsBoolean() accepted: boolean;
  @Field({ description: 'The number of the resolution.' }) @Text({ max: 60 }) number: string;
  @Field(() => Day, { description: 'The day of the resolution, not in the future.' }) @IsString() decidedOn: string;
  @Field({ description: 'How the forum decided: at which meeting, by which vote.' })
  @Text({ max: 300 })
  @NoPesel()
  basis: string;
}

@InputType({
  description: 'Puts an accession to the vote of the forum’s members: a draft of a poll, to be opened by itself.',
})
export class DraftAccessionPollInput extends DeclarationInput {
  @Field({ description: 'The hash of the version that is voted on.' }) @Matches(HASH) contentHash: string;
  @Field(() => DateTime, { description: 'Until when votes are taken.' }) @IsDate() closesAt: Date;
  @Field(() => String, { nullable: true, description: 'Reasons for whoever votes, at most 5,000 characters.' })
  @IsOptional()
  @Text({ max: 5_000, lines: true })
  @NoPesel()
  explanation?: string | null;
}
