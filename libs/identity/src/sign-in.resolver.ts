import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Address, Db, Me, Public, SYSTEM, type Actor, type RequestContext } from '#core';
import { AttemptsService } from './attempts.service.ts';
import { CredentialsService } from './credentials.service.ts';
import { Coming, handBack, handOver, type Newcomer } from './hand-over.ts';
import { InvitationsService } from './invitations.service.ts';
import { SignInLinks } from './people.service.ts';
import {
  AcceptInvitationInput,
  ChangePasswordInput,
  Fresh,
  ReauthenticateInput,
  SignedIn,
  SignInInput,
  SignInWithLinkInput,
  SignOutInput,
} from './sign-in.entity.ts';
import { outcome, SignInService } from './sign-in.service.ts';
import { OwnAffair } from './signed-in.guard.ts';

/** The mutations that need no actor are the system's acts: nobody is signed in yet, or somebody else is. */
@OwnAffair()
@Resolver()
export class SignInResolver {
  constructor(
    private readonly db: Db,
    private readonly signIns: SignInService,
    private readonly links: SignInLinks,
    private readonly invitations: InvitationsService,
    private readonly attempts: AttemptsService,
    private readonly credentials: CredentialsService,
  ) {}

  @Public()
  @Mutation(() => SignedIn, { description: 'Signs in by e-mail and password (logowanie).' })
  async signIn(
    @Args('input') input: SignInInput,
    @Address() address: string,
    @Coming() coming: Newcomer,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const proof = await outcome(this.signIns.proof(input, address));
    const opened = await this.db.write(SYSTEM, input, (tx) => this.signIns.signIn(tx, proof(), coming));
    return handOver(opened, input, context);
  }

  @Public()
  @Mutation(() => SignedIn, { description: 'Signs in by a one-time link (link logowania).' })
  async signInWithLink(
    @Args('input') input: SignInWithLinkInput,
    @Address() address: string,
    @Coming() coming: Newcomer,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const opened = await this.attempts.during(address, null, () =>
      this.db.write(SYSTEM, input, (tx) => this.links.open(tx, input.token, coming)),
    );
    return handOver(opened, input, context);
  }

  @Public()
  @Mutation(() => SignedIn, {
    description: 'Accepts an invitation: sets the password, makes the account and signs in (przyjęcie zaproszenia).',
  })
  async acceptInvitation(
    @Args('input') input: AcceptInvitationInput,
    @Address() address: string,
    @Coming() coming: Newcomer,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const opened = await this.attempts.during(address, null, async () => {
      const passwordHash = await this.invitations.passwordHash(input);
      return this.db.write(SYSTEM, input, (tx) => this.invitations.accept(tx, input, passwordHash, coming));
    });
    return handOver(opened, input, context);
  }

  @Mutation(() => Boolean, { description: 'Ends this session (wylogowanie).' })
  async signOut(
    @Me() me: Actor,
    @Context() context: RequestContext,
    @Args('input', { type: () => SignOutInput, nullable: true }) input?: SignOutInput,
  ): Promise<boolean> {
    const done = await this.db.write(me, input ?? {}, (tx) => this.credentials.signOut(tx));
    context.setSessionCookie?.(null);
    return done;
  }

  @Mutation(() => Fresh, {
    description:
      'Proves by password that it is you, where you have no second factor; for five minutes acts that ask for it may be done. The session gets a new token (potwierdzenie).',
  })
  async reauthenticate(
    @Me() me: Actor,
    @Args('input') input: ReauthenticateInput,
    @Address() address: string,
    @Context() context: RequestContext,
  ): Promise<Fresh> {
    const proof = await outcome(this.signIns.ownProof(me, input.password, address));
    return handBack(await this.db.write(me, input, (tx) => this.signIns.reauthenticate(tx, proof())), context);
  }

  @Mutation(() => Boolean, {
    description: 'Sets a new password and ends your other sessions (zmiana hasła). API tokens go on working.',
  })
  async changePassword(
    @Me() me: Actor,
    @Args('input') input: ChangePasswordInput,
    @Address() address: string,
  ): Promise<boolean> {
    const proof = await outcome(this.signIns.newPassword(me, input, address));
    return this.db.write(me, input, (tx) => this.signIns.changePassword(tx, proof()));
  }
}
