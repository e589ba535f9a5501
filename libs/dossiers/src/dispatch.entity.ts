import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Mandate } from '#convents';
import { ConnectionOf, DateTime, Day } from '#core';
import { File } from '#files';
import { Obligation } from '#obligations';
import { Computed, EVERYONE, extend, Many, One, sql, Visible } from '#reads';
import { Dossier } from './dossier.entity.ts';
import { AddresseeKind, DispatchChannel, DueBasis } from './words.ts';

/** What of a dispatch may be corrected: the register has it as it is now, its history as it ever was. */
abstract class DispatchFields {
  @Column('text') addresseeKind: AddresseeKind;
  @Column('text') addressee: string;
  @Column('text', { nullable: true }) address: string | null;
  @Column('date') sentOn: string;
  @Column('date', { nullable: true }) deliveredOn: string | null;
  @Column('text', { nullable: true }) reference: string | null;
  @Column('text') channel: DispatchChannel;
  @Column('uuid', { nullable: true }) proofId: string | null;
  @Column('text') dueBasis: DueBasis;
  @Column('date', { nullable: true }) nominalOn: string | null;
  @Column('date', { nullable: true }) dueOn: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
}

@ObjectType({ description: 'A dispatch as it stood in the register once; it never changes (wpis o wysłaniu).' })
@Visible(EVERYONE)
@Table('dispatch_version')
export class DispatchVersion extends DispatchFields {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') dispatchId: string;
  @Field(() => Int, { description: 'Counts from 1.' }) @Column('int') number: number;
  @Field(() => DateTime, { description: 'Since when.' }) @Column('timestamptz') at: Date;
  @Field(() => String, { nullable: true, description: 'Why it was corrected; null of the first (powód poprawki).' })
  @Column('text', { nullable: true })
  reason: string | null;
}

@ObjectType({ description: 'A dossier sent to one addressee, with the day by which an answer is due (wysłanie).' })
@Visible(EVERYONE)
@Table('dispatch')
export class Dispatch extends DispatchFields {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') dossierId: string;
  @Field(() => Dossier, { nullable: true, description: 'What was sent.' })
  @One(() => Dossier, 'dossierId')
  dossier: Dossier | null;
  @Field(() => DateTime, { description: 'When it was entered in the register.' })
  @Column('timestamptz')
  registeredAt: Date;
  @Column('uuid', { nullable: true }) responseId: string | null;
  @Field(() => Boolean, { description: 'Whether the day has passed without any answer (po terminie).' })
  @Computed((row) => sql`(${row}.response_id IS NULL AND coalesce(${row}.due_on < warsaw_day(now()), false))`)
  overdue: boolean;
  @Field(() => Int, { description: 'Counts the changes; give it as `expectedVersion`.' })
  @Column('int')
  version: number;
  @Field(() => [DispatchVersion], {
    description: 'How it stood in the register, the latest first: corrections replace nothing (historia wpisu).',
  })
  @Many(() => DispatchVersion, 'dispatchId', { sort: () => ({ by: (row) => sql`${row}.number`, descending: true }) })
  versions: DispatchVersion[];
}

@ObjectType({ description: 'A page of dispatches.' })
export class DispatchConnection extends ConnectionOf(Dispatch) {}

const nullable = true;
/** How the fields that both have are shown: the read engine knows those of a class itself, not of what it extends. */
const SHOWN: Partial<Record<keyof DispatchFields | 'proof' | 'mandate', readonly PropertyDecorator[]>> = {
  addresseeKind: [Field(() => AddresseeKind)],
  addressee: [Field(() => String, { description: 'The office to which it went (adresat).' })],
  address: [Field(() => String, { nullable, description: 'Its postal or electronic address (adres).' })],
  sentOn: [Field(() => Day, { description: 'When it was sent (dzień wysłania).' })],
  deliveredOn: [
    Field(() => Day, { nullable, description: 'When it got there, where that is known (dzień doręczenia).' }),
  ],
  reference: [Field(() => String, { nullable, description: 'Our reference number (znak pisma).' })],
  channel: [Field(() => DispatchChannel)],
  dueBasis: [Field(() => DueBasis)],
  nominalOn: [Field(() => Day, { nullable, description: 'The end of the term as it is counted from the delivery.' })],
  dueOn: [
    Field(() => Day, {
      nullable,
      description: 'By when an answer is due: moved off Saturdays, Sundays and holidays (termin odpowiedzi).',
    }),
  ],
  proof: [
    Field(() => File, {
      nullable,
      description: 'The receipt; only the people of the sending body see it (potwierdzenie).',
    }),
    One(() => File, 'proofId'),
  ],
  mandate: [
    Field(() => Mandate, { nullable, description: 'The mandate under which it was written down so.' }),
    One(() => Mandate, 'mandateId'),
  ],
};
for (const type of [Dispatch, DispatchVersion])
  for (const [field, decorators] of Object.entries(SHOWN)) extend(type, field, ...decorators);

extend(
  Dossier,
  'dispatches',
  Field(() => [Dispatch], { description: 'To whom it was sent, in order (wysłania).' }),
  Many(() => Dispatch, 'dossierId', { sort: () => ({ by: (row) => sql`${row}.id` }) }),
);
extend(
  Obligation,
  'dispatch',
  Field(() => Dispatch, { nullable: true, description: 'The dispatch whose answer is awaited, if it is about one.' }),
  One(() => Dispatch, 'subjectId'),
);
