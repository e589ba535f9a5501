import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DateTime } from '#core';
import { Account } from '#identity';
import { Computed, extend, Many, sql, Visible } from '#reads';

export enum FactorKind {
  TOTP = 'TOTP',
  PASSKEY = 'PASSKEY',
}
registerEnumType(FactorKind, {
  name: 'FactorKind',
  description: 'What a second factor is (rodzaj składnika).',
  valuesMap: {
    TOTP: { description: 'Codes of an authenticator app (kody z aplikacji).' },
    PASSKEY: { description: 'A passkey: it also signs in by itself (klucz dostępu).' },
  },
});

@ObjectType({ description: 'What you sign in with beside the password (drugi składnik logowania). Only you see it.' })
@Entity('second_factor')
@Visible((factor, actor) => sql`${factor}.person_id = ${actor}`)
export class SecondFactor {
  @Field(() => ID, { description: 'For removeFactor and renameFactor.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') personId: string;
  @Field(() => FactorKind, { description: 'What it is.' }) @Column('text') kind: FactorKind;
  @Field({ description: 'What you called it (nazwa).' }) @Column('text') name: string;
  @Field(() => DateTime, { description: 'When you added it.' }) @Column('timestamptz') createdAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it last proved that it is you; null while it never did.',
  })
  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @Column('bytea', { nullable: true }) secret: Buffer | null;
  @Column('bigint', { nullable: true }) lastStep: string | null;
  @Column('bytea', { nullable: true }) credentialId: Buffer | null;
  @Column('bytea', { nullable: true }) publicKey: Buffer | null;
  @Column('bigint', { nullable: true }) signCount: string | null;
  @Column('text', { nullable: true, array: true }) transports: string[] | null;
}

@ObjectType({ description: 'Who you are at an identity provider (tożsamość u dostawcy). Only you see it.' })
@Entity('linked_identity')
@Visible((identity, actor) => sql`${identity}.person_id = ${actor}`)
export class LinkedIdentity {
  @Field(() => ID, { description: 'For unlinkIdentity.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') personId: string;
  @Field({ description: 'The provider (dostawca).' }) @Column('text') issuer: string;
  /** What the provider calls them: with the issuer all that counts, whatever e-mail it tells. */
  @Column('text') subject: string;
  @Field(() => DateTime, { description: 'When you linked it.' }) @Column('timestamptz') createdAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'When you last signed in by it; null while you never did.' })
  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;
}

extend(
  Account,
  'secondFactors',
  Field(() => [SecondFactor], { description: 'Your second factors, oldest first (składniki logowania).' }),
  Many(() => SecondFactor, 'personId', { sort: () => ({ by: (row) => sql`${row}.id` }) }),
);
extend(
  Account,
  'linkedIdentities',
  Field(() => [LinkedIdentity], { description: 'Who you are at identity providers, oldest first (tożsamości).' }),
  Many(() => LinkedIdentity, 'personId', { sort: () => ({ by: (row) => sql`${row}.id` }) }),
);
extend(
  Account,
  'recoveryCodesLeft',
  Field(() => Int, { description: 'How many recovery codes you have not used yet (pozostałe kody odzyskiwania).' }),
  Computed((account) => sql`recovery_codes_left(${account}.id)`),
);
