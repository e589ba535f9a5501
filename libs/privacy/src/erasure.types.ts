import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsEmail, IsOptional, IsUUID, MaxLength } from 'class-validator';
import { AvailableAction, DateTime, MutationInput, Text } from '#core';
import { MandateFunction, type GoingMandate } from '#convents';
import { AskedBy, DataPurpose, ErasureState } from './words.ts';

@ObjectType({ description: 'A mandate that ends with the erasure of its person (kończący się mandat).' })
export class EndingMandate implements GoingMandate {
  @Field(() => MandateFunction) function: MandateFunction;
  @Field({ description: 'For whom: the convent, forum or entity (organizacja).' }) bodyName: string;
  @Field({ description: 'Whether nobody else has this function there: the organisation will have to find somebody.' })
  only: boolean;
}

@ObjectType({
  description:
    'That a person’s data is to be erased, or was (usunięcie danych). Votes, signatures and acts of organisations stay, with a neutral name.',
})
export class Erasure {
  @Field(() => ID, { description: 'For cancelErasure.' }) id: string;
  @Field(() => ErasureState) state: ErasureState;
  @Field(() => AskedBy) askedBy: AskedBy;
  @Field(() => DateTime, { description: 'When it was asked for.' }) askedAt: string;
  @Field(() => DateTime, { description: 'From when on it is done, within minutes; until then it can be cancelled.' })
  dueAt: string;
  @Field(() => DateTime, { nullable: true, description: 'When it was done or cancelled.' }) settledAt: string | null;
  @Field(() => String, { nullable: true, description: 'Why, as it was written; unreadable for good once it is done.' })
  reason: string | null;
  @Field(() => [EndingMandate], { description: 'The mandates that it ends.' }) ends: EndingMandate[];
  @Field(() => [AvailableAction], { description: 'What you may do with it now.' }) availableActions: AvailableAction[];
}

@InputType({ description: 'That you want your data to be erased (wniosek o usunięcie danych).' })
export class RequestErasureInput extends MutationInput {
  @Field(() => String, { nullable: true, description: 'Why, if you like to say; up to 1,000 characters (powód).' })
  @IsOptional()
  @Text({ max: 1_000, lines: true })
  reason?: string | null;
}

@InputType({ description: 'Which erasure is not to be done.' })
export class CancelErasureInput extends MutationInput {
  @Field(() => ID, { description: 'The id of the erasure.' }) @IsUUID() erasureId: string;
}

@InputType({ description: 'Whose data is to be erased, and on what request (wniosek przekazany operatorowi).' })
export class ErasePersonInput extends MutationInput {
  @Field({ description: 'The address that they sign in with or were invited under (adres e-mail).' })
  @IsEmail({ allow_utf8_local_part: true, require_tld: false }, { message: 'To nie jest adres e-mail.' })
  @MaxLength(254)
  email: string;
  @Field({ description: 'Who asked for it and how, up to 1,000 characters; kept under the person’s key (powód).' })
  @Text({ max: 1_000, lines: true })
  reason: string;
}

@ObjectType({ description: 'A part of what is kept about you (dane osobowe).' })
export class PersonalData {
  @Field({ description: 'What it is, in Polish.' }) heading: string;
  @Field(() => [DataPurpose], { description: 'What it is kept for.' }) purposes: DataPurpose[];
  @Field(() => Int, { description: 'How many entries there are.' }) entries: number;
  @Field(() => [String], { description: 'What becomes of it when your data is erased, in Polish.' })
  onErasure: string[];
}

@ObjectType({ description: 'What is kept about you, in short (moje dane); all of it comes from requestMyData.' })
export class MyData {
  @Field(() => [PersonalData], { description: 'By kind.' }) parts: PersonalData[];
  @Field(() => [EndingMandate], { description: 'The mandates that would end with your data.' }) ends: EndingMandate[];
  @Field(() => Erasure, { nullable: true, description: 'The erasure that waits, if there is one.' })
  erasure: Erasure | null;
}

@ObjectType({
  description: 'Lets you get all that is kept about you, once, within fifteen minutes (bilet na własne dane).',
})
export class MyDataTicket {
  @Field({ description: 'For programs: GET it, signed in as yourself (JSON).' }) jsonPath: string;
  @Field({ description: 'For people: the same as readable text in Polish; either of the two, once.' }) textPath: string;
  @Field(() => DateTime, { description: 'When it stops working.' }) expiresAt: string;
}

@InputType({ description: 'That you want to have your data (wniosek o dostęp do danych).' })
export class RequestMyDataInput extends MutationInput {}

@ObjectType({ description: 'How long something about people is kept (okres przechowywania).' })
export class RetentionRule {
  @Field({ description: 'What it is called.' }) key: string;
  @Field({ description: 'What is kept, in Polish.' }) what: string;
  @Field({ description: 'How long, in Polish.' }) period: string;
  @Field({ description: 'What happens then, in Polish.' }) then: string;
}
