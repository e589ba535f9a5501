import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Address, contextOf, Db, Me, Public, SYSTEM, type Actor, type RequestContext } from '#core';
import { AttemptsService } from './attempts.service.ts';
import { CredentialsService } from './credentials.service.ts';
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
  type Opened,
} from './sign-in.entity.ts';
import { outcome, SignInService } from './sign-in.service.ts';

/** What the browser or program calls itself. */
const Client = createParamDecorator((_: unknown, execution: ExecutionContext) => contextOf(execution).client ?? null);

/** Gives the token away: into the browser's cookie if it was asked for, into the answer otherwise. */
function handOver(opened: Opened, { cookie }: { cookie: boolean }, { setSessionCookie }: RequestContext): SignedIn {
  if (!cookie || !setSessionCookie) return opened;
  setSessionCookie(opened.token, new Date(opened.expiresAt));
  return { ...opened, token: null };
}

/** The mutations that need no actor are the system's acts: nobody is signed in yet, or somebody else is. */
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
    @Client() client: string | null,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const proof = await outcome(this.signIns.proof(input, address));
    const opened = await this.db.write(SYSTEM, input, (tx) => this.signIns.signIn(tx, proof(), client));
    return handOver(opened, input, context);
  }

  @Public()
  @Mutation(() => SignedIn, { description: 'Signs in by a one-time link (link logowania).' })
  async signInWithLink(
    @Args('input') input: SignInWithLinkInput,
    @Address() address: string,
    @Client() client: string | null,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const opened = await this.attempts.during(address, null, () =>
      this.db.write(SYSTEM, input, (tx) => this.links.open(tx, input.token, client)),
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
    @Client() client: string | null,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const opened = await this.attempts.during(address, null, async () => {
      const passwordHash = await this.invitations.passwordHash(input);
      return this.db.write(SYSTEM, input, (tx) => this.invitations.accept(tx, input, passwordHash, client));
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
      'Proves by password that it is you; for five minutes acts that ask for it may be done (potwierdzenie).',
  })
  async reauthenticate(
    @Me() me: Actor,
    @Args('input') input: ReauthenticateInput,
    @Address() address: string,
  ): Promise<Fresh> {
    const proof = await outcome(this.signIns.ownProof(me, input.password, address));
    return this.db.write(me, input, (tx) => this.signIns.reauthenticate(tx, proof()));
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
