import { Field, ID, InputType } from '@nestjs/graphql';
import { IsBoolean, IsEmail, IsEnum, IsOptional, IsUUID } from 'class-validator';
import { AnswerKind, DispositionReply, RemarkClass } from '#circulation';
import { NoPesel } from '#convents';
import { MutationInput, Text } from '#core';

@InputType({ description: 'Asks an organisation outside the register, by a personal link (zaproszenie z linkiem).' })
export class InviteOutsiderInput extends MutationInput {
  @Field(() => ID) @IsUUID() circulationId: string;
  @Field({ description: 'What the organisation calls itself, 2 to 300 characters; the whole circle sees it.' })
  @Text({ min: 2, max: 300 })
  @NoPesel()
  organisation: string;
  @Field(() => String, { nullable: true, description: 'The person who gets the link, at most 200 characters.' })
  @IsOptional()
  @Text({ max: 200 })
  @NoPesel()
  name?: string | null;
  @Field(() => String, { nullable: true, description: 'Where to write to them; nothing is sent from here.' })
  @IsOptional()
  @IsEmail({}, { message: 'To nie jest adres e-mail.' })
  email?: string | null;
}

@InputType({ description: 'Another link for an outsider; the one before counts no more.' })
export class RenewOutsiderLinkInput extends MutationInput {
  @Field(() => ID) @IsUUID() outsiderId: string;
}

@InputType({ description: 'Takes the link of an outsider back (odwołanie linku).' })
export class RevokeOutsiderLinkInput extends MutationInput {
  @Field(() => ID) @IsUUID() outsiderId: string;
  @Field({
    defaultValue: false,
    description: 'Whether name and e-mail are erased at once; then there is no other link.',
  })
  @IsBoolean()
  erase: boolean = false;
}

@InputType({ description: 'An outsider, by their link.' })
export class OutsiderInput extends MutationInput {
  @Field({ description: 'The secret of the link.' }) @Text({ max: 100 }) token: string;
}

@InputType({ description: 'What an outsider answers for their organisation; the last one before the close counts.' })
export class AnswerByLinkInput extends OutsiderInput {
  @Field(() => AnswerKind) @IsEnum(AnswerKind) answer: AnswerKind;
  @Field(() => String, {
    nullable: true,
    description: 'Why, at most 4,000 characters; needed where it objects to the procedure.',
  })
  @IsOptional()
  @Text({ max: 4_000, lines: true })
  @NoPesel()
  reason?: string | null;
}

@InputType({ description: 'A remark of an outsider’s organisation (uwaga).' })
export class SubmitRemarkByLinkInput extends OutsiderInput {
  @Field(() => ID, { nullable: true, description: 'The unit of the circulated version; the whole text when absent.' })
  @IsOptional()
  @IsUUID()
  unitId?: string | null;
  @Field(() => RemarkClass) @IsEnum(RemarkClass) kind: RemarkClass;
  @Field({ description: 'What it says, at most 5,000 characters.' })
  @Text({ max: 5_000, lines: true })
  @NoPesel()
  text: string;
  @Field(() => String, { nullable: true, description: 'How it should read, at most 5,000 characters.' })
  @IsOptional()
  @Text({ max: 5_000, lines: true })
  @NoPesel()
  wording?: string | null;
  @Field(() => String, { nullable: true, description: 'Why, at most 5,000 characters.' })
  @IsOptional()
  @Text({ max: 5_000, lines: true })
  @NoPesel()
  reasons?: string | null;
}

@InputType({ description: 'What an outsider says to the disposition of their remark, after the close, once.' })
export class AnswerDispositionByLinkInput extends OutsiderInput {
  @Field(() => ID, { description: 'The disposition that stands.' }) @IsUUID() dispositionId: string;
  @Field(() => DispositionReply) @IsEnum(DispositionReply) reply: DispositionReply;
  @Field(() => String, { nullable: true, description: 'Why, at most 4,000 characters; needed to object.' })
  @IsOptional()
  @Text({ max: 4_000, lines: true })
  @NoPesel()
  reason?: string | null;
}
