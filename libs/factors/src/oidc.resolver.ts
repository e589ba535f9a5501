import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Address, Db, Me, Public, SYSTEM, type Actor, type RequestContext } from '#core';
import { AttemptsService, Coming, FreshProof, handOver, OwnAffair, SignedIn, type Newcomer } from '#identity';
import { one, type Read } from '#reads';
import { RemoveFactorInput } from './factor.inputs.ts';
import {
  AcceptInvitationWithIdentityInput,
  IdentityLinkStart,
  LinkIdentityInput,
  SignInWithIdentityInput,
  StartIdentityLinkInput,
} from './identity.inputs.ts';
import { LinkedIdentities, OidcJourneys } from './oidc.service.ts';
import { LinkedIdentity } from './second-factor.entity.ts';

@OwnAffair()
@Resolver(() => LinkedIdentity)
export class OidcResolver {
  constructor(
    private readonly db: Db,
    private readonly journeys: OidcJourneys,
    private readonly identities: LinkedIdentities,
    private readonly attempts: AttemptsService,
  ) {}

  @Public()
  @Mutation(() => SignedIn, {
    description: 'Signs in by the identity provider; the way begins at `/auth/oidc/start` (logowanie przez dostawcę).',
  })
  async signInWithIdentity(
    @Args('input') input: SignInWithIdentityInput,
    @Address() address: string,
    @Coming() coming: Newcomer,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const opened = await this.attempts.during(address, null, () =>
      this.db.write(SYSTEM, input, (tx) => this.identities.signIn(tx, input.code, coming)),
    );
    return handOver(opened, input, context);
  }

  @Public()
  @Mutation(() => SignedIn, {
    description: 'Accepts an invitation without a password: the provider says who you are (przyjęcie zaproszenia).',
  })
  async acceptInvitationWithIdentity(
    @Args('input') input: AcceptInvitationWithIdentityInput,
    @Address() address: string,
    @Coming() coming: Newcomer,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const opened = await this.attempts.during(address, null, () =>
      this.db.write(SYSTEM, input, (tx) => this.identities.accept(tx, input, coming)),
    );
    return handOver(opened, input, context);
  }

  @FreshProof()
  @Mutation(() => IdentityLinkStart, {
    description: 'Begins to link who you are at the identity provider (połączenie tożsamości). Needs a fresh proof.',
  })
  startIdentityLink(
    @Me() me: Actor,
    @Args('input', { type: () => StartIdentityLinkInput, nullable: true }) input?: StartIdentityLinkInput,
  ): Promise<IdentityLinkStart> {
    return this.db.write(me, input ?? {}, (tx) => this.journeys.startLink(tx));
  }

  @FreshProof()
  @Mutation(() => LinkedIdentity, {
    description: 'Links the identity that came back, in the session that began (połączenie tożsamości).',
  })
  async linkIdentity(@Me() me: Actor, @Args('input') input: LinkIdentityInput): Promise<Read<LinkedIdentity>> {
    const id = await this.db.write(me, input, (tx) => this.identities.link(tx, input.code));
    return one(LinkedIdentity, { id });
  }

  @FreshProof()
  @Mutation(() => Boolean, { description: 'Parts an identity from your account (rozłączenie tożsamości).' })
  unlinkIdentity(@Me() me: Actor, @Args('input') input: RemoveFactorInput): Promise<boolean> {
    return this.db.write(me, input, (tx) => this.identities.unlink(tx, input.id));
  }
}
