import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Address, Db, Me, Public, SYSTEM, type Actor, type RequestContext } from '#core';
import { AttemptsService, Coming, Fresh, handBack, handOver, OwnAffair, SignedIn, type Newcomer } from '#identity';
import {
  EnrolFactorInput,
  FinishSignInInput,
  PasskeyOptions,
  ReauthenticateWithFactorInput,
  SignInWithPasskeyInput,
  StartPasskeySignInInput,
} from './factor.inputs.ts';
import { ProofAttempts, SecondStepService } from './second-step.service.ts';

@OwnAffair()
@Resolver()
export class SecondStepResolver {
  constructor(
    private readonly db: Db,
    private readonly steps: SecondStepService,
    private readonly proofs: ProofAttempts,
    private readonly attempts: AttemptsService,
  ) {}

  @Public()
  @Mutation(() => SignedIn, { description: 'Gives the second proof of a sign-in (drugi krok logowania).' })
  async finishSignIn(
    @Args('input') input: FinishSignInInput,
    @Address() address: string,
    @Coming() coming: Newcomer,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const personId = await this.steps.personBehind(input.token);
    const opened = await this.proofs.during(input, personId, address, () =>
      this.db.write(SYSTEM, input, (tx) => this.steps.finish(tx, input, coming)),
    );
    return handOver(opened, input, context);
  }

  @Public()
  @Mutation(() => PasskeyOptions, {
    description:
      'Asks for a passkey: to sign in by it alone, or as the second step of a sign-in (logowanie kluczem dostępu).',
  })
  async startPasskeySignIn(
    @Address() address: string,
    @Args('input', { type: () => StartPasskeySignInInput, nullable: true }) input?: StartPasskeySignInInput,
  ): Promise<PasskeyOptions> {
    await this.attempts.starting(address);
    return this.db.write(SYSTEM, input ?? {}, (tx) => this.steps.askAtSignIn(tx, input?.token));
  }

  @Public()
  @Mutation(() => SignedIn, { description: 'Signs in by a passkey alone (logowanie kluczem dostępu).' })
  async signInWithPasskey(
    @Args('input') input: SignInWithPasskeyInput,
    @Coming() coming: Newcomer,
    @Context() context: RequestContext,
  ): Promise<SignedIn> {
    const opened = await this.proofs.answering(input.passkey, () =>
      this.db.write(SYSTEM, input, (tx) => this.steps.signIn(tx, input, coming)),
    );
    return handOver(opened, input, context);
  }

  @Mutation(() => PasskeyOptions, { description: 'Asks for a passkey of yours, for reauthenticateWithFactor.' })
  startPasskeyProof(
    @Me() me: Actor,
    @Args('input', { type: () => EnrolFactorInput, nullable: true }) input?: EnrolFactorInput,
  ): Promise<PasskeyOptions> {
    return this.db.write(me, input ?? {}, (tx) => this.steps.askAgain(tx));
  }

  @Mutation(() => Fresh, {
    description:
      'Proves by a second factor that it is you; for five minutes acts that ask for it may be done. The session gets a new token (potwierdzenie).',
  })
  async reauthenticateWithFactor(
    @Me() me: Actor,
    @Args('input') input: ReauthenticateWithFactorInput,
    @Address() address: string,
    @Context() context: RequestContext,
  ): Promise<Fresh> {
    const fresh = await this.proofs.during(input, me.id, address, () =>
      this.db.write(me, input, (tx) => this.steps.prove(tx, input)),
    );
    return handBack(fresh, context);
  }
}
