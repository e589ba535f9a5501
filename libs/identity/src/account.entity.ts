import { Field, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { PageArgs } from '#core';
import { Many, sql, Visible } from '#reads';
import { ApiToken, ApiTokenConnection, Session, SessionConnection } from './credential.entity.ts';
import { Invitation, InvitationConnection } from './invitation.entity.ts';

/** Equal for addresses that reach the same mailbox for all we can know. */
export const emailKeyOf = (email: string): string => email.trim().normalize('NFC').toLowerCase();

@ObjectType({ description: 'How a person signs in, and where they are signed in (konto). Only they see it.' })
@Entity('account')
@Visible((account, actor) => sql`${account}.id = ${actor}`)
export class Account {
  /** The person's id: one person has at most one account. */
  @PrimaryColumn('uuid') id: string;

  @Field({ description: 'The address they sign in with (adres e-mail).' }) @Column('text') email: string;
  @Column('text') emailKey: string;
  @Column('text', { nullable: true }) passwordHash: string | null;

  @Field({ description: 'Whether they look after this node (operator węzła); gives no say in any convent.' })
  @Column('boolean')
  operator: boolean;

  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz', { nullable: true }) passwordChangedAt: Date | null;

  @Field(() => SessionConnection, { description: 'Where you are signed in now, newest first (sesje).' })
  @Many(() => Session, 'personId', {
    args: PageArgs,
    where: (s) => sql`session_lives(${s}.revoked_at, ${s}.expires_at, ${s}.last_seen_at)`,
    sort: () => ({ by: (s) => sql`${s}.created_at`, descending: true }),
  })
  sessions: SessionConnection;

  @Field(() => ApiTokenConnection, { description: 'Your API tokens that work now, newest first (tokeny API).' })
  @Many(() => ApiToken, 'personId', {
    args: PageArgs,
    where: (t) => sql`${t}.revoked_at IS NULL AND coalesce(${t}.expires_at > now(), true)`,
    sort: () => ({ by: (t) => sql`${t}.created_at`, descending: true }),
  })
  apiTokens: ApiTokenConnection;

  @Field(() => InvitationConnection, {
    description: 'Invitations of yours that can still be accepted, newest first (wysłane zaproszenia).',
  })
  @Many(() => Invitation, 'invitedBy', {
    args: PageArgs,
    where: (i) => sql`${i}.revoked_at IS NULL AND ${i}.accepted_at IS NULL AND ${i}.expires_at > now()`,
    sort: () => ({ by: (i) => sql`${i}.created_at`, descending: true }),
  })
  invitationsSent: InvitationConnection;
}
