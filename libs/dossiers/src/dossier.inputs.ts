import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsBoolean, IsEnum, IsOptional, IsString, IsUUID, ValidateNested } from 'class-validator';
import { NoPesel } from '#convents';
import { Day, EditInput, MutationInput, Text } from '#core';
import { IsRichText, RichTextScalar, type RichText } from '#texts';
import { AddresseeKind, DispatchChannel, DueBasis } from './words.ts';

@InputType({ description: 'A recommendation in a dossier.' })
export class DossierItemInput {
  @Field(() => ID) @IsUUID() recommendationId: string;
  @Field({ description: 'Why it is put before the addressee, at most 10,000 characters.' })
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  justification: string;
  @Field({ defaultValue: false, description: 'Whether the remarks of its finished circulations go with it.' })
  @IsBoolean()
  enclosesRemarks: boolean = false;
  @Field({ defaultValue: false, description: 'Whether those of them that were not agreed on go with it.' })
  @IsBoolean()
  enclosesDivergences: boolean = false;
}

@InputType({ description: 'What a dossier says (treść pakietu).' })
export class DossierDataInput {
  @Field({ description: 'At most 300 characters.' }) @Text({ max: 300 }) @NoPesel() title: string;
  @Field(() => RichTextScalar, { description: 'The letter, at most 20,000 characters.' })
  @IsRichText({ max: 20_000 })
  letter: RichText;
  @Field(() => [DossierItemInput], { description: 'The recommendations in order, at most 60.' })
  @ArrayMaxSize(60)
  @ValidateNested({ each: true })
  @Type(() => DossierItemInput)
  items: DossierItemInput[];
}

@InputType({ description: 'Begins a dossier; only its body sees it until it is frozen.' })
export class DraftDossierInput extends MutationInput {
  @Field(() => ID, { description: 'The convent or forum that will send it.' }) @IsUUID() bodyId: string;
  @Field(() => DossierDataInput) @ValidateNested() @Type(() => DossierDataInput) data: DossierDataInput;
}

@InputType({ isAbstract: true })
class DossierInput extends EditInput {
  @Field(() => ID) @IsUUID() dossierId: string;
}

@InputType({ description: 'Puts a dossier in other words, or other recommendations into it.' })
export class EditDossierInput extends DossierInput {
  @Field(() => DossierDataInput) @ValidateNested() @Type(() => DossierDataInput) data: DossierDataInput;
}

@InputType({ description: 'Closes a dossier for good.' })
export class FreezeDossierInput extends DossierInput {}

@InputType({ description: 'What the register holds of a dispatch (dane wysłania).' })
export class DispatchDataInput {
  @Field(() => AddresseeKind) @IsEnum(AddresseeKind) addresseeKind: AddresseeKind;
  @Field({ description: 'The office, such as the ministry and its department; no person. At most 300 characters.' })
  @Text({ max: 300 })
  @NoPesel()
  addressee: string;
  @Field(() => String, { nullable: true, description: 'Its postal or electronic address, at most 300 characters.' })
  @IsOptional()
  @Text({ max: 300 })
  @NoPesel()
  address?: string | null;
  @Field(() => Day, { description: 'From the day on which the dossier was frozen, to today.' })
  @IsString()
  sentOn: string;
  @Field(() => Day, { nullable: true, description: 'The term counts from this day; without it from the dispatch.' })
  @IsOptional()
  @IsString()
  deliveredOn?: string | null;
  @Field(() => String, { nullable: true, description: 'Our reference number, at most 100 characters.' })
  @IsOptional()
  @Text({ max: 100 })
  @NoPesel()
  reference?: string | null;
  @Field(() => DispatchChannel) @IsEnum(DispatchChannel) channel: DispatchChannel;
  @Field(() => ID, { nullable: true, description: 'The receipt, a file that you have uploaded: PDF, image or text.' })
  @IsOptional()
  @IsUUID()
  proofId?: string | null;
  @Field(() => DueBasis) @IsEnum(DueBasis) dueBasis: DueBasis;
  @Field(() => Day, { nullable: true, description: 'With OWN_DATE: the day that the letter names.' })
  @IsOptional()
  @IsString()
  ownDate?: string | null;
}

@InputType({ description: 'Enters in the register that a frozen dossier was sent to one addressee.' })
export class RegisterDispatchInput extends DossierInput {
  @Field(() => DispatchDataInput) @ValidateNested() @Type(() => DispatchDataInput) data: DispatchDataInput;
}

@InputType({ description: 'Corrects what the register holds of a dispatch.' })
export class CorrectDispatchInput extends EditInput {
  @Field(() => ID) @IsUUID() dispatchId: string;
  @Field(() => DispatchDataInput) @ValidateNested() @Type(() => DispatchDataInput) data: DispatchDataInput;
  @Field({ description: 'Why, at most 2,000 characters; everybody reads it.' })
  @Text({ max: 2_000, lines: true })
  @NoPesel()
  reason: string;
}
