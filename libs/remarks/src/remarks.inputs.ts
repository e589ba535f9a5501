import { Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayMinSize, IsOptional, IsUUID } from 'class-validator';
import { MutationInput } from '#core';

const MOST = 200;

@InputType({
  description: 'Up to 200 remarks that are decided on with one of the same circulation (łączne rozpatrzenie).',
})
export class JoinRemarksInput extends MutationInput {
  @Field(() => ID) @IsUUID() circulationId: string;
  @Field(() => ID, { description: 'The one that leads the group (uwaga wiodąca).' }) @IsUUID() leadingId: string;
  @Field(() => [ID], { description: 'Those that join it, with whatever was joined to them.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @IsUUID(undefined, { each: true })
  remarkIds: string[];
}

@InputType({ description: 'Up to 200 remarks that are decided on by themselves again (rozłączenie).' })
export class SeparateRemarksInput extends MutationInput {
  @Field(() => ID) @IsUUID() circulationId: string;
  @Field(() => [ID], { description: 'Remarks that were joined to another one.' })
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @IsUUID(undefined, { each: true })
  remarkIds: string[];
}

@InputType({
  description: 'Unresolved remarks that are repeated in a later circulation of the draft (przeniesienie uwag).',
})
export class CarryRemarksInput extends MutationInput {
  @Field(() => ID, { description: 'The open circulation that they come into.' }) @IsUUID() circulationId: string;
  @Field(() => ID, { description: 'The one that they come from: over, or called off.' }) @IsUUID() fromId: string;
  @Field(() => [ID], { nullable: true, description: 'Which; all unresolved ones when absent.' })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @IsUUID(undefined, { each: true })
  remarkIds?: string[] | null;
}
