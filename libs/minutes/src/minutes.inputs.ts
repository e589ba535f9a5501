import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsDate, IsOptional, IsUUID, ValidateNested } from 'class-validator';
import { DateTime, EditInput, MutationInput, Text } from '#core';

@InputType({ description: 'The meeting whose minutes are begun (rozpoczęcie protokołu).' })
export class DraftMinutesInput extends MutationInput {
  @Field(() => ID) @IsUUID() meetingId: string;
}

@InputType({ description: 'One point of the minutes as it is to read.' })
export class MinutesUnitInput {
  @Field({ description: 'Its name in all versions, at most 60 characters.' }) @Text({ max: 60 }) id: string;
  @Field(() => ID, { nullable: true, description: 'The item of the agenda that it is about.' })
  @IsOptional()
  @IsUUID()
  agendaItemId?: string | null;
  @Field({ description: 'What stands above it, at most 500 characters.' }) @Text({ max: 500 }) heading: string;
  @Field({ description: 'What it says, at most 10000 characters; may be empty.' })
  @Text({ min: 0, max: 10_000, lines: true })
  text: string;
}

@InputType({ description: 'Another wording of a draft; none is lost (zmiana protokołu).' })
export class EditMinutesInput extends EditInput {
  @Field(() => ID) @IsUUID() minutesId: string;
  @Field({ description: 'At most 500 characters.' }) @Text({ max: 500 }) title: string;
  @Field(() => [MinutesUnitInput], { description: 'All points in their order: 1 to 300.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(300)
  @ValidateNested({ each: true })
  @Type(() => MinutesUnitInput)
  units: MinutesUnitInput[];
}

@InputType({ description: 'Opens minutes for corrections (przekazanie do uwag).' })
export class CirculateMinutesInput extends EditInput {
  @Field(() => ID) @IsUUID() minutesId: string;
  @Field(() => DateTime, { description: 'The first moment at which a correction is late.' }) @IsDate() until: Date;
}

@InputType({ description: 'More time for corrections; an act with notice (przedłużenie).' })
export class ExtendMinutesInput extends MutationInput {
  @Field(() => ID) @IsUUID() minutesId: string;
  @Field(() => DateTime, { description: 'Later than the deadline so far.' }) @IsDate() until: Date;
  @Field({ description: 'At most 1000 characters.' }) @Text({ max: 1000 }) reason: string;
}

@InputType({ description: 'Approves minutes by an act (zatwierdzenie).' })
export class ApproveMinutesInput extends EditInput {
  @Field(() => ID) @IsUUID() minutesId: string;
  @Field({ description: 'What it rests on, such as a resolution; at most 1000 characters.' })
  @Text({ max: 1000 })
  basis: string;
}

@InputType({ description: 'Seals approved minutes and makes them public (ogłoszenie).' })
export class PublishMinutesInput extends EditInput {
  @Field(() => ID) @IsUUID() minutesId: string;
}
