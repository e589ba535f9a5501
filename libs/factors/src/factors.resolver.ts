import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Address, Db, Me, type Actor } from '#core';
import { FreshProof, OwnAffair } from '#identity';
import { one, type Read } from '#reads';
import {
  AddPasskeyInput,
  ConfirmTotpInput,
  EnrolFactorInput,
  NewFactor,
  PasskeyOptions,
  RecoveryCodes,
  RemoveFactorInput,
  RenameFactorInput,
  TotpEnrolment,
} from './factor.inputs.ts';
import { FactorsService } from './factors.service.ts';
import { PasskeysService } from './passkeys.service.ts';
import { SecondFactor } from './second-factor.entity.ts';
import { ProofAttempts } from './second-step.service.ts';
import { TotpService } from './totp.service.ts';

const NONE = { type: () => EnrolFactorInput, nullable: true } as const;

@OwnAffair()
@Resolver(() => SecondFactor)
export class FactorsResolver {
  constructor(
    private readonly db: Db,
    private readonly factors: FactorsService,
    private readonly totp: TotpService,
    private readonly passkeys: PasskeysService,
    private readonly attempts: ProofAttempts,
  ) {}

  @FreshProof()
  @Mutation(() => TotpEnrolment, {
    description: 'Begins to add an authenticator app (dodanie aplikacji z kodami); it counts from confirmTotp on.',
  })
  enrolTotp(@Me() me: Actor, @Args('input', NONE) input?: EnrolFactorInput): Promise<TotpEnrolment> {
    return this.db.write(me, input ?? {}, (tx) => this.totp.enrol(tx));
  }

  @Mutation(() => NewFactor, {
    description:
      'Adds the authenticator app by its first code, in the session that began, and ends your other sessions.',
  })
  confirmTotp(@Me() me: Actor, @Args('input') input: ConfirmTotpInput, @Address() address: string): Promise<NewFactor> {
    return this.attempts.ofOwn(me, address, () => this.db.write(me, input, (tx) => this.totp.confirm(tx, input)));
  }

  @FreshProof()
  @Mutation(() => PasskeyOptions, { description: 'Begins to add a passkey (dodanie klucza dostępu).' })
  enrolPasskey(@Me() me: Actor, @Args('input', NONE) input?: EnrolFactorInput): Promise<PasskeyOptions> {
    return this.db.write(me, input ?? {}, (tx) => this.passkeys.enrol(tx));
  }

  @Mutation(() => NewFactor, {
    description: 'Adds the passkey that was made, in the session that began, and ends your other sessions.',
  })
  addPasskey(@Me() me: Actor, @Args('input') input: AddPasskeyInput): Promise<NewFactor> {
    return this.attempts.answering(input.attestation, () =>
      this.db.write(me, input, (tx) => this.passkeys.add(tx, input)),
    );
  }

  @Mutation(() => SecondFactor, { description: 'Calls a factor of yours otherwise (zmiana nazwy składnika).' })
  async renameFactor(@Me() me: Actor, @Args('input') input: RenameFactorInput): Promise<Read<SecondFactor>> {
    await this.db.write(me, input, (tx) => this.factors.rename(tx, input.id, input.name));
    return one(SecondFactor, { id: input.id });
  }

  @FreshProof()
  @Mutation(() => Boolean, {
    description:
      'Removes a factor of yours and ends your other sessions (usunięcie składnika). Needs a fresh proof of identity.',
  })
  removeFactor(@Me() me: Actor, @Args('input') input: RemoveFactorInput): Promise<boolean> {
    return this.db.write(me, input, (tx) => this.factors.remove(tx, input.id));
  }

  @FreshProof()
  @Mutation(() => RecoveryCodes, {
    description: 'Makes ten new recovery codes; the older ones no longer work (nowe kody odzyskiwania).',
  })
  renewRecoveryCodes(@Me() me: Actor, @Args('input', NONE) input?: EnrolFactorInput): Promise<RecoveryCodes> {
    return this.db.write(me, input ?? {}, async (tx) => ({ codes: await this.factors.renewCodes(tx) }));
  }
}
