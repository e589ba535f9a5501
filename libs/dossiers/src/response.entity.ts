import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { ConnectionOf, DateTime, Day } from '#core';
import { File } from '#files';
import { Recommendation } from '#recommendations';
import { Computed, EVERYONE, extend, Many, One, sql, Visible } from '#reads';
import { Dispatch } from './dispatch.entity.ts';
import { Dossier, DossierItem } from './dossier.entity.ts';
import { PositionKind } from './words.ts';

@ObjectType({
  description: 'A recommendation before an addressee: what the register of answers consists of (wpis rejestru).',
})
@Visible(EVERYONE)
@Table('register_entry')
export class RegisterEntry {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') dispatchId: string;
  @Field(() => Dispatch, { description: 'To whom and when it went.' })
  @One(() => Dispatch, 'dispatchId')
  dispatch: Dispatch;
  @Column('uuid') itemId: string;
  @Field(() => DossierItem, { nullable: true, description: 'Its place in the dossier.' })
  @One(() => DossierItem, 'itemId')
  item: DossierItem | null;
  @Column('uuid') recommendationId: string;
  @Field(() => Recommendation, { nullable: true, description: 'The recommendation.' })
  @One(() => Recommendation, 'recommendationId')
  recommendation: Recommendation | null;
  @Column('uuid', { nullable: true }) positionId: string | null;
  @Field(() => AnswerPosition, { nullable: true, description: 'The position that counts; null before any answer.' })
  @One(() => AnswerPosition, 'positionId')
  position: AnswerPosition | null;
}

@ObjectType({ description: 'A page of the register of answers.' })
export class RegisterEntryConnection extends ConnectionOf(RegisterEntry) {}

@ObjectType({ description: 'What an addressee answered to a dossier; a later one replaces nothing (odpowiedź).' })
@Visible(EVERYONE)
@Table('dossier_response')
export class DossierResponse {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') dossierId: string;
  @Field(() => Dossier, { nullable: true, description: 'The dossier that it answers.' })
  @One(() => Dossier, 'dossierId')
  dossier: Dossier | null;
  @Column('uuid') dispatchId: string;
  @Field(() => Dispatch, { description: 'The dispatch that it answers.' })
  @One(() => Dispatch, 'dispatchId')
  dispatch: Dispatch;
  @Field({ description: 'Whose it is: the office, and the function in it (od kogo).' }) @Column('text') sender: string;
  @Field(() => Day, { description: 'When it came in (dzień wpływu).' }) @Column('date') receivedOn: string;
  @Field(() => String, { nullable: true, description: 'Their reference number (znak pisma).' })
  @Column('text', { nullable: true })
  reference: string | null;
  @Field({ description: 'What it says, in short, as plain text (streszczenie).' }) @Column('text') summary: string;
  @Column('uuid', { nullable: true }) documentId: string | null;
  @Field(() => File, { nullable: true, description: 'The letter itself; null where it was not opened to you (pismo).' })
  @One(() => File, 'documentId')
  document: File | null;
  @Field({ description: 'Whether it is the one that counts of this addressee.' })
  @Computed((row) => sql`EXISTS (SELECT FROM dispatch x WHERE x.response_id = ${row}.id)`)
  current: boolean;
  @Field(() => DateTime, { description: 'When it was entered in the register.' })
  @Column('timestamptz')
  recordedAt: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, { nullable: true, description: 'The mandate under which it was entered.' })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => [AnswerPosition], { description: 'What it says to each recommendation (stanowiska).' })
  @Many(() => AnswerPosition, 'responseId', { sort: () => ({ by: (row) => sql`${row}.id` }) })
  positions: AnswerPosition[];
}

@ObjectType({ description: 'What one answer says to one recommendation (stanowisko adresata).' })
@Visible(EVERYONE)
@Table('answer_position')
export class AnswerPosition {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') responseId: string;
  @Field(() => DossierResponse, { description: 'The answer that says it.' })
  @One(() => DossierResponse, 'responseId')
  response: DossierResponse;
  @Column('uuid') entryId: string;
  @Field(() => RegisterEntry, { description: 'The line of the register that it stands in.' })
  @One(() => RegisterEntry, 'entryId')
  entry: RegisterEntry;
  @Column('uuid') recommendationId: string;
  @Field(() => Recommendation, { nullable: true, description: 'The recommendation.' })
  @One(() => Recommendation, 'recommendationId')
  recommendation: Recommendation | null;
  @Field(() => PositionKind) @Column('text') kind: PositionKind;
  @Field(() => String, { nullable: true, description: 'Their reason (uzasadnienie).' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field({ description: 'Whether it counts: a later answer of the same addressee supersedes it.' })
  @Computed((row) => sql`EXISTS (SELECT FROM register_entry x WHERE x.position_id = ${row}.id)`)
  current: boolean;
}

const inOrder = { sort: () => ({ by: (row: ReturnType<typeof sql>) => sql`${row}.id` }) };
const latestFirst = { sort: () => ({ by: (row: ReturnType<typeof sql>) => sql`${row}.id`, descending: true }) };
extend(
  Dispatch,
  'entries',
  Field(() => [RegisterEntry], { description: 'The recommendations that were sent, in order (rekomendacje).' }),
  Many(() => RegisterEntry, 'dispatchId', inOrder),
);
extend(
  Dispatch,
  'responses',
  Field(() => [DossierResponse], { description: 'What was answered, the last entered first (odpowiedzi).' }),
  Many(() => DossierResponse, 'dispatchId', latestFirst),
);
extend(
  Dispatch,
  'response',
  Field(() => DossierResponse, { nullable: true, description: 'The answer that counts (odpowiedź).' }),
  One(() => DossierResponse, 'responseId'),
);
extend(
  Recommendation,
  'dispatches',
  Field(() => [RegisterEntry], {
    description: 'To whom it was sent, and what they say now, the last first (wysłania).',
  }),
  Many(() => RegisterEntry, 'recommendationId', latestFirst),
);
extend(
  Recommendation,
  'positions',
  Field(() => [AnswerPosition], { description: 'All that was ever answered to it, the last first (stanowiska).' }),
  Many(() => AnswerPosition, 'recommendationId', latestFirst),
);
