import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Entity, Mandate } from '#convents';
import { DateTime } from '#core';
import { File } from '#files';
import { One, Visible } from '#reads';
import { PracticeField } from './card.ts';
import { seesAttachment, seesQuestion, seesWork } from './practices.policy.ts';
import { PracticeAudience } from './words.ts';

@ObjectType({
  description: 'A file that belongs to a practice; a picture has a text for those who do not see it (załącznik).',
})
@Visible(seesAttachment)
@Table('practice_attachment')
export class PracticeAttachment {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') practiceId: string;
  @Column('uuid') fileId: string;
  @Field(() => File, { nullable: true, description: 'The file itself.' }) @One(() => File, 'fileId') file: File | null;
  @Field({ description: 'What it is (tytuł).' }) @Column('text') title: string;
  @Field(() => String, { nullable: true, description: 'What a picture shows (tekst alternatywny).' })
  @Column('text', { nullable: true })
  altText: string | null;
  @Field({ description: 'What its content was found to be, such as image/png.' }) @Column('text') mediaType: string;
  @Field({ description: 'SHA-256 of the file.' }) @Column('text') sha256: string;
  @Field({ description: 'Whether a published version has it.' }) @Column('boolean') published: boolean;
  @Field({ description: 'Whether newer versions are without it.' }) @Column('boolean') removed: boolean;
}

@ObjectType({ description: 'What a reviewer has to say of one field of the card (uwaga recenzenta).' })
@Visible(seesWork)
@Table('practice_remark')
export class PracticeRemark {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') practiceId: string;
  @Field(() => Int, { description: 'Which handing-in it was about, counted from 1.' }) @Column('int') round: number;
  @Field(() => PracticeField) @Column('text') field: PracticeField;
  @Field({ description: 'Its words.' }) @Column('text') text: string;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was written.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({ description: 'One act on a practice: what, when, why, under whose mandate (czynność).' })
@Visible(seesWork)
@Table('practice_act')
export class PracticeAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') practiceId: string;
  @Field({ description: 'The name of the mutation, or what followed of itself.' }) @Column('text') action: string;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why.' }) @Column('text', { nullable: true }) reason:
    | string
    | null;
  @Field(() => PracticeAudience, { nullable: true, description: 'For whom it was published or opened.' })
  @Column('text', { nullable: true })
  audience: PracticeAudience | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({
  description: 'What another entity asks about a practice; seen with the practice once it is answered (pytanie).',
})
@Visible(seesQuestion)
@Table('practice_question')
export class PracticeQuestion {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') practiceId: string;
  @Column('uuid') entityId: string;
  @Field(() => Entity, { description: 'Who asks.' }) @One(() => Entity, 'entityId') entity: Entity;
  @Field({ description: 'The question.' }) @Column('text') text: string;
  @Field(() => DateTime) @Column('timestamptz') askedAt: Date;
  @Column('uuid', { nullable: true }) askedUnderId: string | null;
  @Field(() => String, { nullable: true, description: 'What the author’s entity answers (odpowiedź).' })
  @Column('text', { nullable: true })
  answer: string | null;
  @Field(() => DateTime, { nullable: true }) @Column('timestamptz', { nullable: true }) answeredAt: Date | null;
  @Column('uuid', { nullable: true }) answeredUnderId: string | null;
  @Column('int') version: number;
}

/** That a practice is useful to an entity: only their number is shown. */
@Table('practice_mark')
export class PracticeMark {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') practiceId: string;
  @Column('uuid') entityId: string;
  @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
}
