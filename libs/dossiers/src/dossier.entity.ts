import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Forum, Mandate } from '#convents';
import { ConnectionOf, DateTime } from '#core';
import { DraftBody, DraftVersion } from '#drafts';
import { Obligation } from '#obligations';
import { Recommendation } from '#recommendations';
import { Computed, extend, Many, One, OneOf, sql, Visible } from '#reads';
import { RichTextScalar, type RichText } from '#texts';
import { seesDossier, seesOfDossier } from './dossiers.policy.ts';
import { DossierState } from './words.ts';

@ObjectType({ description: 'A recommendation in a dossier, in its place (pozycja pakietu).' })
@Visible(seesOfDossier)
@Table('dossier_item')
export class DossierItem {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') dossierId: string;
  @Field(() => Int, { description: 'Its place, from 1.' }) @Column('int') position: number;
  @Column('uuid') recommendationId: string;
  @Field(() => Recommendation, { nullable: true, description: 'The recommendation.' })
  @One(() => Recommendation, 'recommendationId')
  recommendation: Recommendation | null;
  @Field({ description: 'Why it is put before the addressee, as plain text (uzasadnienie).' })
  @Column('text')
  justification: string;
  @Field({ description: 'Whether the table of remarks goes with it (tabela uwag).' })
  @Column('boolean')
  enclosesRemarks: boolean;
  @Field({ description: 'Whether what was not agreed on goes with it (protokół rozbieżności).' })
  @Column('boolean')
  enclosesDivergences: boolean;
  @Column('uuid', { nullable: true }) versionId: string | null;
  @Field(() => DraftVersion, { nullable: true, description: 'The adopted text, since the dossier was frozen.' })
  @One(() => DraftVersion, 'versionId')
  version: DraftVersion | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 of the adopted text (skrót).' })
  @Column('text', { nullable: true })
  contentHash: string | null;
}

@ObjectType({ description: 'One act on a dossier: what, when, why, under whose mandate (czynność).' })
@Visible(seesOfDossier)
@Table('dossier_act')
export class DossierAct {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') dossierId: string;
  @Field({ description: 'The name of the mutation.' }) @Column('text') action: string;
  @Field(() => DossierState, { description: 'The state after it.' }) @Column('text') state: DossierState;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why; of a frozen dossier everybody reads it.' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was done.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({
  description: 'Adopted recommendations of several areas with a letter, closed and sent to whoever decides (pakiet).',
})
@Visible(seesDossier)
@Table('dossier')
export class Dossier {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) forumId: string | null;
  @Field(() => DraftBody, { description: 'The convent or forum that sends it (nadawca).' })
  @OneOf({ conventId: () => Convent, forumId: () => Forum })
  body: typeof DraftBody;
  @Field(() => DossierState) @Column('text') state: DossierState;
  @Field({ description: 'What it is called (tytuł).' }) @Column('text') title: string;
  @Field(() => RichTextScalar, { description: 'The letter that goes with it (pismo przewodnie).' })
  @Column('jsonb')
  letter: RichText;
  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of `content` in the sealed record, since it was frozen (skrót).',
  })
  @Column('text', { nullable: true })
  contentHash: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was frozen (zamknięcie).' })
  @Column('timestamptz', { nullable: true })
  frozenAt: Date | null;
  @Field(() => String, { nullable: true, description: 'Where everybody gets the sealed record, once it is frozen.' })
  @Computed((row) => sql`CASE WHEN ${row}.state <> 'DRAFT' THEN '/records/dossiers/' || ${row}.id || '.json' END`)
  recordPath: string | null;
  @Field(() => DateTime, { description: 'Since when it is in this state.' }) @Column('timestamptz') stateSince: Date;
  @Field({ description: 'Whether this is sample data.' }) @Column('boolean') sample: boolean;
  @Field(() => DateTime) @Column('timestamptz') createdAt: Date;
  @Field(() => Int, { description: 'Counts the changes; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
  @Field(() => [DossierItem], { description: 'The recommendations in order (rekomendacje).' })
  @Many(() => DossierItem, 'dossierId', { sort: () => ({ by: (row) => sql`${row}.position` }) })
  items: DossierItem[];
  @Field(() => [DossierAct], { description: 'What was done, the latest first (czynności).' })
  @Many(() => DossierAct, 'dossierId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  acts: DossierAct[];
}

@ObjectType({ description: 'A page of dossiers.' })
export class DossierConnection extends ConnectionOf(Dossier) {}

extend(
  Obligation,
  'dossier',
  Field(() => Dossier, { nullable: true, description: 'The dossier that waits to be sent, if one does.' }),
  One(() => Dossier, 'subjectId'),
);
