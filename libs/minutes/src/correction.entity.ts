import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsEnum, IsOptional, IsUUID } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { DateTime, MutationInput, Text } from '#core';
import { Person } from '#identity';
import { One, Visible } from '#reads';
import { seesCorrection } from './minutes.policy.ts';
import { CorrectionState } from './minutes.words.ts';

@ObjectType({ description: 'What somebody wants put right in circulated minutes (sprostowanie).' })
@Visible(seesCorrection)
@Table('correction')
export class Correction {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') minutesId: string;
  @Column('uuid') versionId: string;
  @Field({ description: 'The point of the minutes that it is about.' }) @Column('text') unitId: string;
  @Field(() => CorrectionState) @Column('text') state: CorrectionState;
  @Field({ description: 'What is wrong.' }) @Column('text') text: string;
  @Field(() => String, { nullable: true, description: 'How it should read.' })
  @Column('text', { nullable: true })
  wording: string | null;
  @Field({ description: 'Whether it came after the deadline: it keeps nothing from being approved (po terminie).' })
  @Column('boolean')
  late: boolean;
  @Column('uuid') personId: string;
  @Field(() => Person, { nullable: true, description: 'Who made it.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, {
    nullable: true,
    description: 'The mandate of its author; none where they came for themselves.',
  })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'The answer, with the reason (odpowiedź).' })
  @Column('text', { nullable: true })
  answer: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was answered or taken back.' })
  @Column('timestamptz', { nullable: true })
  settledAt: Date | null;
  @Column('uuid', { nullable: true }) answeredUnderId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was answered.' })
  @One(() => Mandate, 'answeredUnderId')
  answeredUnder: Mandate | null;
  @Field(() => ID, { nullable: true, description: 'The version that carries it out.' })
  @Column('uuid', { nullable: true })
  carriedById: string | null;
}

export enum CorrectionAnswer {
  ACCEPTED = 'ACCEPTED',
  REJECTED = 'REJECTED',
}
registerEnumType(CorrectionAnswer, {
  name: 'CorrectionAnswer',
  description: 'What becomes of a correction (odpowiedź).',
  valuesMap: {
    ACCEPTED: { description: 'The text is changed for it (uwzględniona).' },
    REJECTED: { description: 'The text stays (nieuwzględniona).' },
  },
});

@InputType({ description: 'A correction of one point (sprostowanie).' })
export class CorrectMinutesInput extends MutationInput {
  @Field(() => ID, { description: 'The id of the minutes, which is the meeting’s.' }) @IsUUID() minutesId: string;
  @Field({ description: 'The `id` of the point.' }) @Text({ max: 60 }) unitId: string;
  @Field({ description: 'What is wrong, at most 4000 characters.' }) @Text({ max: 4000, lines: true }) text: string;
  @Field(() => String, { nullable: true, description: 'How the point should read, at most 10000 characters.' })
  @IsOptional()
  @Text({ max: 10_000, lines: true })
  wording?: string | null;
}

@InputType({ description: 'A correction that its author takes back (wycofanie).' })
export class WithdrawCorrectionInput extends MutationInput {
  @Field(() => ID) @IsUUID() correctionId: string;
}

@InputType({ description: 'The organisers’ answer to a correction (odpowiedź).' })
export class AnswerCorrectionInput extends MutationInput {
  @Field(() => ID) @IsUUID() correctionId: string;
  @Field(() => CorrectionAnswer) @IsEnum(CorrectionAnswer) answer: CorrectionAnswer;
  @Field({ description: 'The reason, at most 4000 characters.' }) @Text({ max: 4000, lines: true }) reason: string;
  @Field(() => String, {
    nullable: true,
    description: 'Of an accepted one: how the whole point reads from now on, at most 10000 characters.',
  })
  @IsOptional()
  @Text({ max: 10_000, lines: true })
  wording?: string | null;
}
