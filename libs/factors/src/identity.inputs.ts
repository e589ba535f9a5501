import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional, Length } from 'class-validator';
import { DateTime, MutationInput } from '#core';
import { SigningInInput, Token } from '#identity';

@InputType({ description: 'The code that came back from the provider.' })
export class SignInWithIdentityInput extends SigningInInput {
  @Field({ description: 'The code of `#identity=…`; it works once, for two minutes.' }) @Token() code: string;
}

@InputType({ description: 'The invitation to accept, by whom the provider knows in place of a password.' })
export class AcceptInvitationWithIdentityInput extends SigningInInput {
  @Field({ description: 'The token of the invitation; it works once (token z zaproszenia).' }) @Token() token: string;
  @Field({ description: 'The code of `#identity=…`; it works once, for two minutes.' }) @Token() code: string;

  @Field(() => String, { nullable: true, description: 'How to call you, if not as the invitation does.' })
  @IsOptional()
  @Length(2, 120, { message: 'Nazwa ma mieć od 2 do 120 znaków.' })
  displayName?: string | null;
}

@InputType({ description: 'Nothing but the key of the call.' })
export class StartIdentityLinkInput extends MutationInput {}

@InputType({ description: 'The code that came back from the provider.' })
export class LinkIdentityInput extends MutationInput {
  @Field({ description: 'The code of `#link-identity=…`; only the session that began takes it.' })
  @Token()
  code: string;
}

@ObjectType({ description: 'Where the browser has to go to the identity provider.' })
export class IdentityLinkStart {
  @Field({ description: 'The path to open, once.' }) path: string;
  @Field(() => DateTime, { description: 'Until when it can be opened.' }) expiresAt: string;
}
