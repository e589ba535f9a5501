import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsBoolean,
  IsDate,
  IsEnum,
  IsOptional,
  IsUUID,
  Matches,
  ValidateNested,
} from 'class-validator';
import { CircleInput, CirculationSilence } from '#circulation';
import { NoPesel } from '#convents';
import { DateTime, EditInput, MutationInput, Text } from '#core';
import { CitedActInput, DraftForm } from '#drafts';
import { PollRulesInput } from '#voting';

const MOST_PROPOSALS = 50;

const areas = () => (target: object, name: string) => {
  Field(() => [ID], { description: '1 to 14 change areas.' })(target, name);
  ArrayNotEmpty()(target, name);
  ArrayMaxSize(14)(target, name);
  ArrayUnique()(target, name);
  IsUUID(undefined, { each: true })(target, name);
};

@InputType({ description: 'Begins a recommendation; it gets the next number of the year, and a draft for its text.' })
export class CreateRecommendationInput extends MutationInput {
  @Field(() => ID, { description: 'The lead body: a convent or the forum.' }) @IsUUID() bodyId: string;
  @Field({ description: 'At most 300 characters.' }) @Text({ max: 300 }) @NoPesel() title: string;
  @areas() changeAreaIds: string[];
  @Field(() => DraftForm) @IsEnum(DraftForm) form: DraftForm;
  @Field(() => CitedActInput, { nullable: true, description: 'The act concerned, if it is about one.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => CitedActInput)
  act?: CitedActInput | null;
  @Field(() => [ID], { defaultValue: [], description: 'Proposals under review that it takes up, at most 50.' })
  @ArrayMaxSize(MOST_PROPOSALS)
  @IsUUID(undefined, { each: true })
  proposalIds: string[] = [];
}

@InputType({ isAbstract: true })
class RecommendationInput extends EditInput {
  @Field(() => ID) @IsUUID() recommendationId: string;
}

@InputType({ description: 'Another title, other areas; the text is changed in the draft.' })
export class EditRecommendationInput extends RecommendationInput {
  @Field({ description: 'At most 300 characters.' }) @Text({ max: 300 }) @NoPesel() title: string;
  @areas() changeAreaIds: string[];
}

@InputType({ description: 'Further proposals that a recommendation takes up.' })
export class TakeUpProposalsInput extends RecommendationInput {
  @Field(() => [ID], { description: '1 to 50 proposals under review that your body reviews.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST_PROPOSALS)
  @IsUUID(undefined, { each: true })
  proposalIds: string[];
}

@InputType({ description: 'A good practice that is to stand as evidence.' })
export class AddRecommendationPracticeInput extends RecommendationInput {
  @Field(() => ID, { description: 'A practice published for everyone; its present version is cited.' })
  @IsUUID()
  practiceId: string;
  @Field({ description: 'What it shows, at most 2,000 characters.' })
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  note: string;
}

@InputType({ description: 'A good practice that no longer stands as evidence.' })
export class RemoveRecommendationPracticeInput extends RecommendationInput {
  @Field(() => ID) @IsUUID() practiceId: string;
}

@InputType({
  description: 'Sends the text round: as it stands, frozen as a new version if it was changed since the last.',
})
export class CirculateRecommendationInput extends RecommendationInput {
  @Field(() => CircleInput) @ValidateNested() @Type(() => CircleInput) circle: CircleInput;
  @Field(() => DateTime, { nullable: true, description: 'From when answers are taken; at once when absent.' })
  @IsOptional()
  @IsDate()
  opensAt?: Date | null;
  @Field(() => DateTime, { description: 'Until when; later than its opening.' }) @IsDate() closesAt: Date;
  @Field(() => CirculationSilence) @IsEnum(CirculationSilence) silence: CirculationSilence;
  @Field(() => String, { nullable: true, description: 'What is asked, at most 4,000 characters.' })
  @IsOptional()
  @Text({ max: 4_000, lines: true })
  @NoPesel()
  note?: string | null;
}

@InputType({ description: 'Back to drafting, for a new version that goes round again.' })
export class ReviseRecommendationInput extends RecommendationInput {
  @Field({ description: 'Why, at most 2,000 characters.' })
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  reason: string;
}

@InputType({
  description:
    'Puts the last version to the vote, which opens at once: of the member convents where the forum leads, of the ordinary members where a convent does.',
})
export class PutRecommendationToVoteInput extends RecommendationInput {
  @Field({ description: 'The hash of the version that is voted on: the last one.' })
  @Matches(/^[0-9a-f]{64}$/)
  contentHash: string;
  @Field(() => DateTime, { description: 'Until when votes are taken.' }) @IsDate() closesAt: Date;
  @Field({ defaultValue: false, description: 'Whether the entities behind the convents have to agree too.' })
  @IsBoolean()
  doubleMajority: boolean = false;
  @Field(() => PollRulesInput, { nullable: true, description: 'When absent, the rules of the convent apply.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PollRulesInput)
  rules?: PollRulesInput | null;
  @Field(() => String, { nullable: true, description: 'Reasons for whoever votes, at most 5,000 characters.' })
  @IsOptional()
  @Text({ max: 5_000, lines: true })
  @NoPesel()
  explanation?: string | null;
}
