import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ConnectionOf, DateTime } from '#core';
import { sql, Visible } from '#reads';

@ObjectType({ description: 'A letter with a one-time link that makes an account (zaproszenie). Its sender sees it.' })
@Entity('invitation')
@Visible((invitation, actor) => sql`${invitation}.invited_by = ${actor}`)
export class Invitation {
  @Field(() => ID, { description: 'For revokeInvitation.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') personId: string;

  @Field({ description: 'The address it was written for; the account will have the same.' })
  @Column('text')
  email: string;

  @Column('text') emailKey: string;
  @Column('bytea') tokenHash: Buffer;
  @Column('uuid', { nullable: true }) invitedBy: string | null;
  @Field(() => DateTime, { description: 'When you sent it.' }) @Column('timestamptz') createdAt: Date;

  @Field(() => DateTime, { description: 'Until when it can be accepted, 72 hours after it was made.' })
  @Column('timestamptz')
  expiresAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was accepted; null while it was not.' })
  @Column('timestamptz', { nullable: true })
  acceptedAt: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When you took it back; null if you did not.' })
  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;
}

@ObjectType({ description: 'A page of invitations.' })
export class InvitationConnection extends ConnectionOf(Invitation) {}
