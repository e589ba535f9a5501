import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsOptional, IsUUID, Length, Matches, ValidateNested } from 'class-validator';
import { DateTime, MutationInput, Text } from '#core';
import { SigningInInput, Token } from '#identity';

const NAME = { max: 60 };
const Base64Url = (max: number) =>
  Matches(new RegExp(`^[\\w-]{1,${max}}$`), { message: 'To nie jest odpowiedź klucza dostępu.' });
const TotpCode = () => Matches(/^\d{3} ?\d{3}$/, { message: 'Kod z aplikacji ma 6 cyfr.' });
const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

@InputType({ description: 'What `navigator.credentials.get` gave, each part in base64url.' })
export class PasskeyAssertionInput {
  @Field({ description: 'The id of the credential.' }) @Base64Url(1_400) id: string;
  @Field({ description: 'What the browser signed for.' }) @Base64Url(2_000) clientDataJSON: string;
  @Field({ description: 'What the authenticator says.' }) @Base64Url(2_000) authenticatorData: string;
  @Field({ description: 'The signature.' }) @Base64Url(2_000) signature: string;

  @Field(() => String, {
    nullable: true,
    description: 'Whose the key says it is; always there at a sign-in by key alone.',
  })
  @IsOptional()
  @Base64Url(100)
  userHandle?: string | null;
}

@InputType({ description: 'What `navigator.credentials.create` gave, each part in base64url.' })
export class PasskeyAttestationInput {
  @Field({ description: 'The id of the credential.' }) @Base64Url(1_400) id: string;
  @Field({ description: 'What the browser signed for.' }) @Base64Url(2_000) clientDataJSON: string;
  @Field({ description: 'The new key.' }) @Base64Url(8_000) attestationObject: string;

  @Field(() => [String], { nullable: true, description: 'How the authenticator can be reached, as it says.' })
  @IsOptional()
  @ArrayMaxSize(7)
  @IsIn(TRANSPORTS, { each: true, message: 'Nieznany sposób połączenia z kluczem.' })
  transports?: string[] | null;
}

@InputType({ description: 'Nothing but the key of the call.' })
export class EnrolFactorInput extends MutationInput {}

@InputType({ description: 'The first code of the app, which shows that it has the secret.' })
export class ConfirmTotpInput extends MutationInput {
  @Field({ description: 'Six digits (kod).' }) @TotpCode() code: string;
  @Field({ description: 'What you will know the app by, up to 60 characters (nazwa).' }) @Text(NAME) name: string;
}

@InputType({ description: 'The passkey that was made.' })
export class AddPasskeyInput extends MutationInput {
  @Field(() => PasskeyAttestationInput, { description: 'What the browser gave.' })
  @ValidateNested()
  @Type(() => PasskeyAttestationInput)
  attestation: PasskeyAttestationInput;

  @Field({ description: 'What you will know the key by, up to 60 characters (nazwa).' }) @Text(NAME) name: string;
}

@InputType({ description: 'Which factor, and its new name.' })
export class RenameFactorInput extends MutationInput {
  @Field(() => ID, { description: 'The id of the factor.' }) @IsUUID() id: string;
  @Field({ description: 'What you will know it by, up to 60 characters (nazwa).' }) @Text(NAME) name: string;
}

@InputType({ description: 'Which one.' })
export class RemoveFactorInput extends MutationInput {
  @Field(() => ID, { description: 'The id of what goes.' }) @IsUUID() id: string;
}

@InputType({ description: 'The half of a sign-in to finish; none where the passkey is all there is.' })
export class StartPasskeySignInInput extends MutationInput {
  @Field(() => String, { nullable: true, description: 'The token of the second step.' })
  @IsOptional()
  @Token()
  token?: string | null;
}

@InputType({ description: 'The passkey’s answer.' })
export class SignInWithPasskeyInput extends SigningInInput {
  @Field(() => PasskeyAssertionInput, { description: 'What the browser gave.' })
  @ValidateNested()
  @Type(() => PasskeyAssertionInput)
  passkey: PasskeyAssertionInput;
}

@InputType({ description: 'The second proof: one of the three.' })
export class FinishSignInInput extends SigningInInput {
  @Field({ description: 'The token of the second step.' }) @Token() token: string;

  @Field(() => String, { nullable: true, description: 'Six digits of the app (kod z aplikacji).' })
  @IsOptional()
  @TotpCode()
  totpCode?: string | null;

  @Field(() => String, { nullable: true, description: 'A recovery code, in any writing (kod odzyskiwania).' })
  @IsOptional()
  @Length(24, 60, { message: 'Kod odzyskiwania ma 24 znaki.' })
  recoveryCode?: string | null;

  @Field(() => PasskeyAssertionInput, { nullable: true, description: 'What the browser gave (klucz dostępu).' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PasskeyAssertionInput)
  passkey?: PasskeyAssertionInput | null;
}

@InputType({ description: 'The proof that it is still you: one of the two.' })
export class ReauthenticateWithFactorInput extends MutationInput {
  @Field(() => String, { nullable: true, description: 'Six digits of the app (kod z aplikacji).' })
  @IsOptional()
  @TotpCode()
  totpCode?: string | null;

  @Field(() => PasskeyAssertionInput, { nullable: true, description: 'What the browser gave (klucz dostępu).' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PasskeyAssertionInput)
  passkey?: PasskeyAssertionInput | null;
}

@ObjectType({
  description: 'What the authenticator app has to know. This answer is the only place where it can be read.',
})
export class TotpEnrolment {
  @Field({ description: 'The secret in base32, to type in.' }) secret: string;
  @Field({ description: 'The same as otpauth:// address, for a QR code.' }) uri: string;
  @Field(() => DateTime, { description: 'Until when confirmTotp takes its first code.' }) expiresAt: string;
}

@ObjectType({ description: 'What the browser has to ask a passkey.' })
export class PasskeyOptions {
  @Field({
    description:
      'JSON for `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`; its challenge works once.',
  })
  options: string;

  @Field(() => DateTime, { description: 'Until when the answer is taken.' }) expiresAt: string;
}

@ObjectType({ description: 'A new second factor.' })
export class NewFactor {
  @Field(() => ID, { description: 'Its id.' }) id: string;

  @Field(() => [String], {
    description: 'With the first factor: ten recovery codes, shown here alone (kody odzyskiwania); otherwise none.',
  })
  recoveryCodes: string[];
}

@ObjectType({
  description: 'Ten recovery codes (kody odzyskiwania). This answer is the only place where they can be read.',
})
export class RecoveryCodes {
  @Field(() => [String], { description: 'Each works once; older ones no longer do.' }) codes: string[];
}
