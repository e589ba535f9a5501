import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEmail, IsEnum, IsOptional, IsString, IsUrl, IsUUID, Matches, ValidateNested } from 'class-validator';
import { Day, EditInput, MutationInput, Text } from '#core';
import { IsKrs, IsNip, IsRegon, NoPesel } from './identifiers.ts';
import { EntityKind, FounderKind } from './kinds.ts';

/** What one enters of an entity; the same when it is made and when it is changed. */
@InputType({ description: 'The data of an entity (dane podmiotu).' })
export class EntityData {
  @Field(() => EntityKind) @IsEnum(EntityKind) kind: EntityKind;
  @Field({ description: '3 to 300 characters.' }) @Text({ min: 3, max: 300 }) @NoPesel() name: string;
  @Field(() => String, { description: 'At most 100 characters.', nullable: true })
  @IsOptional()
  @Text({ max: 100 })
  @NoPesel()
  town?: string | null;
  @Field(() => String, { nullable: true, description: 'As NN-NNN.' })
  @IsOptional()
  @Matches(/^\d{2}-\d{3}$/, { message: 'Kod pocztowy ma postać NN-NNN.' })
  postalCode?: string | null;
  @Field(() => String, { description: 'Street and number, at most 200 characters.', nullable: true })
  @IsOptional()
  @Text({ max: 200 })
  @NoPesel()
  street?: string | null;
  @Field({ description: 'TERYT of its voivodeship.' }) @Matches(/^\d\d$/) voivodeship: string;
  @Field(() => String, { description: 'Who founded it (instytucja tworząca), at most 300 characters.', nullable: true })
  @IsOptional()
  @Text({ max: 300 })
  @NoPesel()
  founderName?: string | null;
  @Field(() => FounderKind, { defaultValue: FounderKind.UNKNOWN }) @IsEnum(FounderKind) founderKind: FounderKind =
    FounderKind.UNKNOWN;
  @Field(() => String, {
    description: 'Who runs it, where that is not the founder (podmiot prowadzący).',
    nullable: true,
  })
  @IsOptional()
  @Text({ max: 300 })
  @NoPesel()
  operatorName?: string | null;
  @Field(() => String, { nullable: true, description: 'Spaces, hyphens and PL before it do not matter.' })
  @IsOptional()
  @IsNip()
  nip?: string | null;
  @Field(() => String, { description: '9 or 14 digits with the right check digits.', nullable: true })
  @IsOptional()
  @IsRegon()
  regon?: string | null;
  @Field(() => String, { description: '10 digits; zeros in front may be left out.', nullable: true })
  @IsOptional()
  @IsKrs()
  krs?: string | null;
}

@InputType({ description: 'A new entity in the register; a membership is another act.' })
export class CreateEntityInput extends MutationInput {
  @Field(() => EntityData) @ValidateNested() @Type(() => EntityData) data: EntityData;
}

@InputType({ description: 'All data of an entity anew; a field left out is emptied.' })
export class EditEntityInput extends EditInput {
  @Field(() => ID) @IsUUID() entityId: string;
  @Field(() => EntityData) @ValidateNested() @Type(() => EntityData) data: EntityData;
}

@InputType({ description: 'The entity no longer works; its memberships and mandates end with it.' })
export class CloseEntityInput extends MutationInput {
  @Field(() => ID) @IsUUID() entityId: string;
  @Field(() => Day, { description: 'The last day of its work, at the latest today.' }) @IsString() on: string;
}

@InputType({ description: 'How to reach an entity; a field left out is emptied.' })
export class SetEntityContactInput extends MutationInput {
  @Field(() => ID) @IsUUID() entityId: string;
  @Field(() => String, { description: 'Address of the office.', nullable: true })
  @IsOptional()
  @IsEmail({}, { message: 'To nie jest adres e-mail.' })
  email?: string | null;
  @Field(() => String, { nullable: true, description: 'Digits, spaces, + and hyphens.' })
  @IsOptional()
  @Matches(/^\+?[\d -]{6,20}$/, { message: 'Numer telefonu ma mieć od 6 do 20 cyfr.' })
  phone?: string | null;
  @Field(() => String, { description: 'With https:// in front.', nullable: true })
  @IsOptional()
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true },
    { message: 'Adres strony ma zaczynać się od https://.' },
  )
  website?: string | null;
}
