import { Args, Int, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor } from '#core';
import { one, type Read } from '#reads';
import { CreateApiTokenInput, NewApiToken, RevokeInput } from './credential.entity.ts';
import { CredentialsService } from './credentials.service.ts';
import { Invitation } from './invitation.entity.ts';
import { InvitationsService } from './invitations.service.ts';
import { RevokeOtherSessionsInput } from './sign-in.entity.ts';
import { FreshProof, OwnAffair } from './signed-in.guard.ts';

@Resolver()
export class CredentialsResolver {
  constructor(
    private readonly db: Db,
    private readonly credentials: CredentialsService,
    private readonly invitations: InvitationsService,
  ) {}

  @FreshProof()
  @Mutation(() => NewApiToken, {
    description: 'Makes an API token and shows it this once (nowy token API). Needs a fresh proof of identity.',
  })
  createApiToken(@Me() me: Actor, @Args('input') input: CreateApiTokenInput): Promise<NewApiToken> {
    return this.db.write(me, input, (tx) => this.credentials.makeToken(tx, input));
  }

  @OwnAffair()
  @Mutation(() => Boolean, { description: 'Ends an API token of yours, from its next request on (cofnięcie tokenu).' })
  revokeApiToken(@Me() me: Actor, @Args('input') input: RevokeInput): Promise<boolean> {
    return this.db.write(me, input, (tx) => this.credentials.revokeToken(tx, input.id));
  }

  @OwnAffair()
  @Mutation(() => Boolean, { description: 'Ends a session of yours, from its next request on (zakończenie sesji).' })
  revokeSession(@Me() me: Actor, @Args('input') input: RevokeInput): Promise<boolean> {
    return this.db.write(me, input, (tx) => this.credentials.revokeSession(tx, input.id));
  }

  @OwnAffair()
  @Mutation(() => Int, {
    description: 'Ends your sessions but this one and says how many (zakończenie pozostałych sesji).',
  })
  revokeOtherSessions(
    @Me() me: Actor,
    @Args('input', { type: () => RevokeOtherSessionsInput, nullable: true }) input?: RevokeOtherSessionsInput,
  ): Promise<number> {
    return this.db.write(me, input ?? {}, (tx) => this.credentials.revokeOthers(tx));
  }

  @Mutation(() => Invitation, { description: 'Takes back an invitation that you sent (cofnięcie zaproszenia).' })
  async revokeInvitation(@Me() me: Actor, @Args('input') input: RevokeInput): Promise<Read<Invitation>> {
    await this.db.write(me, input, (tx) => this.invitations.revoke(tx, input.id));
    return one(Invitation, { id: input.id });
  }
}
