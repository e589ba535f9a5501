import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsBoolean, IsOptional, IsUrl, IsUUID, MaxLength } from 'class-validator';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { DateTime, MutationInput } from '#core';
import { File } from '#files';
import { Person } from '#identity';
import { extend, Many, One, sql, Visible } from '#reads';
import { Meeting } from '#meetings';
import { seesConsent, seesRecording } from './minutes.policy.ts';
import { RecordingEnd, RecordingState } from './minutes.words.ts';

@ObjectType({ description: 'A recording of a meeting; it goes when the minutes are approved (nagranie).' })
@Visible(seesRecording)
@Table('recording')
export class Recording {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Field(() => RecordingState) @Column('text') state: RecordingState;
  @Column('uuid', { nullable: true }) fileId: string | null;
  @Field(() => File, { nullable: true, description: 'The file, for whoever may see it; null once deleted.' })
  @One(() => File, 'fileId')
  file: File | null;
  @Field(() => String, { nullable: true, description: 'Where it lies outside; null once deleted.' })
  @Column('text', { nullable: true })
  address: string | null;
  @Field(() => DateTime) @Column('timestamptz') addedAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was added.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when it may not be kept any more.' })
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
  @Field(() => RecordingEnd, { nullable: true }) @Column('text', { nullable: true }) endedBecause: RecordingEnd | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was deleted.' })
  @Column('timestamptz', { nullable: true })
  deletedAt: Date | null;
  @Column('uuid', { nullable: true }) deletedUnderId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'Who says that an outside one is deleted.' })
  @One(() => Mandate, 'deletedUnderId')
  deletedUnder: Mandate | null;
}

@ObjectType({ description: 'Whether somebody agrees to be recorded at a meeting (zgoda na nagranie).' })
@Visible(seesConsent)
@Table('recording_consent')
export class RecordingConsent {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') meetingId: string;
  @Column('uuid') personId: string;
  @Field(() => Person, { nullable: true, description: 'Whose consent it is.' })
  @One(() => Person, 'personId')
  person: Person | null;
  @Field({ description: 'True for a yes, false for a no or a withdrawal.' }) @Column('boolean') consents: boolean;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
}

@InputType({ description: 'Your yes or no to being recorded; you may take back a yes (zgoda).' })
export class ConsentToRecordingInput extends MutationInput {
  @Field(() => ID) @IsUUID() meetingId: string;
  @Field({ description: 'False says no, or takes a yes back.' }) @IsBoolean() consents: boolean;
}

@InputType({ description: 'A recording: a file that you sent, or an address (nagranie).' })
export class AddRecordingInput extends MutationInput {
  @Field(() => ID) @IsUUID() meetingId: string;
  @Field(() => ID, { nullable: true, description: 'A file that you sent.' }) @IsOptional() @IsUUID() fileId?:
    | string
    | null;
  @Field(() => String, { nullable: true, description: 'Where it lies outside: an https address.' })
  @IsOptional()
  @IsUrl({ protocols: ['https'], require_protocol: true })
  @MaxLength(1000)
  address?: string | null;
}

@InputType({ description: 'Says that a recording is deleted where it lay outside (potwierdzenie usunięcia).' })
export class ConfirmRecordingDeletedInput extends MutationInput {
  @Field(() => ID) @IsUUID() recordingId: string;
}

const byId = { sort: () => ({ by: (row: Parameters<typeof seesConsent>[0]) => sql`${row}.id` }) };
extend(
  Meeting,
  'recordings',
  Field(() => [Recording], { description: 'Its recordings, the deleted ones too (nagrania).' }),
  Many(() => Recording, 'meetingId', byId),
);
extend(
  Meeting,
  'recordingConsents',
  Field(() => [RecordingConsent], { description: 'Who agreed to be recorded, as far as you may see it (zgody).' }),
  Many(() => RecordingConsent, 'meetingId', byId),
);
