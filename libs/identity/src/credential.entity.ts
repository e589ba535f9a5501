import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayNotEmpty, ArrayUnique, IsEnum, IsOptional, IsUUID, Length } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ConnectionOf, DateTime, Day, MutationInput } from '#core';
import { sql, Visible } from '#reads';

@ObjectType({ description: 'One place where you are signed in (sesja).' })
@Entity('session')
@Visible((session, actor) => sql`${session}.person_id = ${actor}`)
export class Session {
  @Field(() => ID, { description: 'For revokeSession.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') personId: string;
  @Column('bytea') tokenHash: Buffer;

  @Field(() => DateTime, { description: 'When you signed in.' }) @Column('timestamptz') createdAt: Date;

  @Field(() => DateTime, { description: 'The last request, to the minute; half an hour without one ends it.' })
  @Column('timestamptz')
  lastSeenAt: Date;

  @Field(() => DateTime, { description: 'When it ends at the latest, twelve hours after you signed in.' })
  @Column('timestamptz')
  expiresAt: Date;

  /** Until when a proof of identity counts as fresh. */
  @Column('timestamptz', { nullable: true }) freshUntil: Date | null;

  @Field(() => String, { nullable: true, description: 'What the browser or program called itself.' })
  @Column('text', { nullable: true })
  client: string | null;

  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
}

@ObjectType({ description: 'A page of sessions.' })
export class SessionConnection extends ConnectionOf(Session) {}

export enum TokenScope {
  READ = 'READ',
  WRITE = 'WRITE',
}
registerEnumType(TokenScope, {
  name: 'TokenScope',
  description: 'What an API token lets its bearer do (zakres).',
  valuesMap: {
    READ: { description: 'Read what you may read (odczyt); every token has it.' },
    WRITE: { description: 'Do what you may do (zapis).' },
  },
});

@ObjectType({ description: 'A key that lets a program of yours act in your name (token API).' })
@Entity('api_token')
@Visible((token, actor) => sql`${token}.person_id = ${actor}`)
export class ApiToken {
  @Field(() => ID, { description: 'For revokeApiToken.' }) @PrimaryColumn('uuid') id: string;
  @Column('uuid') personId: string;
  @Field({ description: 'What you called it.' }) @Column('text') name: string;
  @Column('bytea') tokenHash: Buffer;
  @Field(() => [TokenScope], { description: 'What it may do.' })
  @Column('text', { array: true })
  scopes: TokenScope[];

  @Field(() => DateTime, { description: 'When you made it.' }) @Column('timestamptz') createdAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'Its last request, to the minute; null while unused.' })
  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it stops working; null if it does not by itself.' })
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { nullable: true }) revokedAt: Date | null;
}

@ObjectType({ description: 'A page of API tokens.' })
export class ApiTokenConnection extends ConnectionOf(ApiToken) {}

@InputType({ description: 'What a new API token may do, and for how long.' })
export class CreateApiTokenInput extends MutationInput {
  @Field({ description: 'What you will know it by, 1 to 100 characters (nazwa).' })
  @Length(1, 100, { message: 'Nazwa ma mieć od 1 do 100 znaków.' })
  name: string;

  @Field(() => [TokenScope], { description: 'What it may do; READ is always part of it (zakresy).' })
  @ArrayNotEmpty({ message: 'Wybierz co najmniej jeden zakres.' })
  @ArrayUnique()
  @IsEnum(TokenScope, { each: true })
  scopes: TokenScope[];

  @Field(() => Day, { nullable: true, description: 'The last day on which it works; none when absent (ważny do).' })
  @IsOptional()
  expiresOn?: string | null;
}

@ObjectType({ description: 'A new API token. This answer is the only place where it can be read.' })
export class NewApiToken {
  @Field({ description: 'Send it as `Authorization: Bearer …`.' }) token: string;
  @Field(() => ID, { description: 'For revokeApiToken.' }) id: string;
  @Field({ description: 'What you called it.' }) name: string;
  @Field(() => [TokenScope], { description: 'What it may do.' }) scopes: TokenScope[];

  @Field(() => DateTime, { nullable: true, description: 'When it stops working; null if it does not by itself.' })
  expiresAt: string | null;
}

@InputType({ description: 'What to end.' })
export class RevokeInput extends MutationInput {
  @Field(() => ID, { description: 'The id of what to revoke.' }) @IsUUID() id: string;
}
