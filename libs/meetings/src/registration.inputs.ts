import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayUnique, IsEmail, IsEnum, IsOptional, IsUUID } from 'class-validator';
import { NoPesel } from '#convents';
import { DateTime, MutationInput, Text } from '#core';
import { MeetingInput } from './meeting.inputs.ts';
import { InvitationAnswer, MeetingMode, MeetingState, Presence, RegistrationState } from './words.ts';

@InputType({ description: 'An answer to an invitation; another one may follow until the start.' })
export class AnswerMeetingInvitationInput extends MutationInput {
  @Field(() => ID) @IsUUID() invitationId: string;
  @Field(() => InvitationAnswer) @IsEnum(InvitationAnswer) answer: InvitationAnswer;
  @Field(() => String, { nullable: true, description: 'Read by the organisers.' })
  @IsOptional()
  @Text({ max: 1_000, lines: true })
  @NoPesel()
  note?: string | null;
}

@InputType({ description: 'Takes an invitation back; registrations made under it stand.' })
export class WithdrawMeetingInvitationInput extends MutationInput {
  @Field(() => ID) @IsUUID() invitationId: string;
}

@InputType({ description: 'A seat, or a place in the queue, for you.' })
export class RegisterForMeetingInput extends MeetingInput {
  @Field(() => Presence) @IsEnum(Presence) mode: Presence;
  @Field(() => [ID], {
    nullable: true,
    description: 'Your mandates under which you come; when absent, those of all invited organisations.',
  })
  @IsOptional()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  mandateIds?: string[] | null;
}

@InputType({ description: 'An act on a registration that needs nothing more.' })
export class RegistrationInput extends MutationInput {
  @Field(() => ID) @IsUUID() registrationId: string;
}

@InputType({ description: 'Withdraws or declines a registration; whoever waits gets the seat.' })
export class EndRegistrationInput extends RegistrationInput {
  @Field(() => String, { nullable: true, description: 'Why; the other side reads it.' })
  @IsOptional()
  @Text({ max: 1_000, lines: true })
  @NoPesel()
  reason?: string | null;
}

@InputType({ description: 'Somebody at the entrance, by the code of their registration.' })
export class CheckInInput extends MeetingInput {
  @Field({ description: 'Letters of either size.' }) @Text({ max: 20 }) code: string;
  @Field(() => Presence, { defaultValue: Presence.ON_SITE }) @IsEnum(Presence) mode: Presence = 'ON_SITE';
}

@InputType({ description: 'Somebody who leaves, by the code of their registration.' })
export class CheckOutInput extends MeetingInput {
  @Field({ description: 'Letters of either size.' }) @Text({ max: 20 }) code: string;
}

@InputType({ description: 'Somebody without an account; the answer holds their one-time link.' })
export class InviteGuestInput extends MeetingInput {
  @Field({ description: 'Their name, 2 to 200 characters.' }) @Text({ min: 2, max: 200 }) @NoPesel() name: string;
  @Field(() => String, { nullable: true, description: 'Where to write to them.' })
  @IsOptional()
  @IsEmail({}, { message: 'To nie jest adres e-mail.' })
  email?: string | null;
  @Field(() => String, { nullable: true, description: 'Whom they come from.' })
  @IsOptional()
  @Text({ max: 300 })
  @NoPesel()
  organisation?: string | null;
}

@InputType({ description: 'Another link for a guest; the one before, and what it was exchanged for, count no more.' })
export class RenewGuestLinkInput extends MutationInput {
  @Field(() => ID) @IsUUID() guestId: string;
}

@InputType({ description: 'Exchanges a one-time link for a key, which the browser keeps.' })
export class OpenGuestLinkInput extends MutationInput {
  @Field({ description: 'The secret of the link.' }) @Text({ max: 100 }) token: string;
}

@InputType({ description: 'A guest, by their key.' })
export class GuestInput extends MutationInput {
  @Field({ description: 'The key that the link was exchanged for.' }) @Text({ max: 100 }) key: string;
}

@InputType({ description: 'What a guest answers; ACCEPTED registers them, DECLINED gives their seat back.' })
export class AnswerAsGuestInput extends GuestInput {
  @Field(() => InvitationAnswer) @IsEnum(InvitationAnswer) answer: InvitationAnswer;
  @Field(() => Presence, { nullable: true, description: 'With ACCEPTED: how they take part.' })
  @IsOptional()
  @IsEnum(Presence)
  mode?: Presence | null;
}

@ObjectType({ description: 'A one-time link for a guest, told once (link dla gościa).' })
export class GuestLink {
  @Field(() => ID) guestId: string;
  @Field({ description: 'The secret; only its hash is kept.' }) token: string;
  @Field(() => DateTime) expiresAt: string;
}

@ObjectType({ description: 'What a guest sees of their meeting (przepustka gościa).' })
export class GuestPass {
  @Field(() => String, { nullable: true, description: 'Told once, when the link is opened.' }) key: string | null;
  @Field({ description: 'Their name.' }) name: string;
  @Field({ description: 'What the meeting is called.' }) title: string;
  @Field(() => MeetingState) state: MeetingState;
  @Field(() => MeetingMode) mode: MeetingMode;
  @Field(() => String, { nullable: true, description: 'Where, unless it is online.' }) place: string | null;
  @Field(() => DateTime) startsAt: string;
  @Field(() => DateTime) endsAt: string;
  @Field(() => InvitationAnswer, { nullable: true }) answer: InvitationAnswer | null;
  @Field(() => RegistrationState, { nullable: true }) registration: RegistrationState | null;
  @Field(() => String, { nullable: true, description: 'Shown at the entrance.' }) code: string | null;
  @Field(() => String, { nullable: true, description: 'For the confirmed, from the set time before the start.' })
  onlineUrl: string | null;
}
