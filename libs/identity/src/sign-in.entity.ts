import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IsBoolean, IsOptional, Length } from 'class-validator';
import { DateTime, MutationInput } from '#core';

const NewPassword = () => Length(15, 128, { message: 'Hasło ma mieć od 15 do 128 znaków.' });
/** Wide enough for any password that was ever accepted, in whatever normal form it is typed. */
const GivenPassword = () => Length(1, 512, { message: 'Podaj hasło.' });
export const Token = () => Length(1, 100, { message: 'To nie jest token.' });

@InputType({ isAbstract: true })
export abstract class SigningInInput extends MutationInput {
  @Field({
    defaultValue: false,
    description: 'True in a browser: the token goes into a cookie that scripts can’t read, and not into the answer.',
  })
  @IsBoolean()
  cookie: boolean;
}

@InputType({ description: 'Who signs in, and what proves it.' })
export class SignInInput extends SigningInInput {
  @Field({ description: 'The address of the account (adres e-mail).' })
  @Length(1, 254, { message: 'Podaj adres e-mail.' })
  email: string;

  @Field({ description: 'The password (hasło).' }) @GivenPassword() password: string;
}

@InputType({ description: 'The link to sign in with.' })
export class SignInWithLinkInput extends SigningInInput {
  @Field({ description: 'The token of the link; it works once (token z linku).' }) @Token() token: string;
}

@InputType({ description: 'The invitation to accept, and the account it makes.' })
export class AcceptInvitationInput extends SigningInInput {
  @Field({ description: 'The token of the invitation; it works once (token z zaproszenia).' }) @Token() token: string;

  @Field({ description: 'The password to set, 15 to 128 characters (hasło).' }) @NewPassword() password: string;

  @Field(() => String, { nullable: true, description: 'How to call you, if not as the invitation does.' })
  @IsOptional()
  @Length(2, 120, { message: 'Nazwa ma mieć od 2 do 120 znaków.' })
  displayName?: string | null;
}

@InputType({ description: 'The proof that it is still you.' })
export class ReauthenticateInput extends MutationInput {
  @Field({ description: 'Your password (hasło).' }) @GivenPassword() password: string;
}

@InputType({ description: 'The password to leave and the one to take.' })
export class ChangePasswordInput extends MutationInput {
  @Field(() => String, {
    nullable: true,
    description: 'The password until now; absent only while none is set, in a fresh session (dotychczasowe hasło).',
  })
  @IsOptional()
  @GivenPassword()
  currentPassword?: string | null;

  @Field({ description: 'The password from now on, 15 to 128 characters (nowe hasło).' })
  @NewPassword()
  newPassword: string;
}

@InputType({ description: 'Nothing but the key of the call.' })
export class SignOutInput extends MutationInput {}

@InputType({ description: 'Nothing but the key of the call.' })
export class RevokeOtherSessionsInput extends MutationInput {}

export enum SecondStepMethod {
  TOTP = 'TOTP',
  PASSKEY = 'PASSKEY',
  RECOVERY_CODE = 'RECOVERY_CODE',
}
registerEnumType(SecondStepMethod, {
  name: 'SecondStepMethod',
  description: 'What can be given as a second proof (drugi składnik logowania).',
  valuesMap: {
    TOTP: { description: 'A code of an authenticator app (kod z aplikacji).' },
    PASSKEY: { description: 'A passkey (klucz dostępu).' },
    RECOVERY_CODE: { description: 'One of the recovery codes (kod odzyskiwania).' },
  },
});

@ObjectType({
  description:
    'A second proof that is still to be given, by finishSignIn (drugi krok logowania). It opens nothing else.',
})
export class SecondStep {
  @Field({ description: 'For finishSignIn; good for five minutes, until one proof is right.' }) token: string;
  @Field(() => [SecondStepMethod], { description: 'What can be given.' }) methods: SecondStepMethod[];
}

@ObjectType({
  description:
    'A new session (sesja), fresh: for five minutes no further proof is asked; or half of a sign-in, with `secondStep`.',
})
export class SignedIn {
  @Field(() => String, {
    nullable: true,
    description: 'Send it as `Authorization: Bearer …`; null when it went into a cookie, or a second step is asked.',
  })
  token: string | null;

  @Field(() => DateTime, { description: 'When it ends at the latest; half an hour without a request ends it too.' })
  expiresAt: string;

  @Field(() => ID, { nullable: true, description: 'Who signed in; null while a second step is asked.' })
  personId: string | null;

  @Field(() => SecondStep, { nullable: true, description: 'What is still asked; null once you are signed in.' })
  secondStep: SecondStep | null;
}

@ObjectType({ description: 'A proof of identity that counts for a while (świeże potwierdzenie tożsamości).' })
export class Fresh {
  @Field(() => DateTime, { description: 'Until when acts that ask for it may be done.' }) freshUntil: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The session’s new token, the old one is dead; null when it went into the cookie that the old one was in.',
  })
  token: string | null;

  @Field(() => DateTime, { description: 'When the session ends, as before.' }) expiresAt: string;
}
