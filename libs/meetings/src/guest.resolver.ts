import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Address, Db, Public, SYSTEM, type MutationInput, type Tx } from '#core';
import { AttemptsService } from '#identity';
import { Guests } from './guests.service.ts';
import { AnswerAsGuestInput, GuestInput, GuestPass, OpenGuestLinkInput } from './registration.inputs.ts';

/** For people without an account. Mutations all, so that a key stands in no address; failures are counted by address. */
@Resolver()
export class GuestResolver {
  constructor(
    private readonly db: Db,
    private readonly guests: Guests,
    private readonly attempts: AttemptsService,
  ) {}

  @Public()
  @Mutation(() => GuestPass, { description: 'Exchanges a one-time link for a key (link dla gościa).' })
  openGuestLink(@Args('input') input: OpenGuestLinkInput, @Address() address: string): Promise<GuestPass> {
    return this.write(address, input, (tx) => this.guests.open(tx, input.token));
  }

  @Public()
  @Mutation(() => GuestPass, { description: 'What a guest sees now; changes nothing.' })
  showGuestPass(@Args('input') input: GuestInput, @Address() address: string): Promise<GuestPass> {
    return this.write(address, input, (tx) => this.guests.show(tx, input.key));
  }

  @Public()
  @Mutation(() => GuestPass, { description: 'A guest answers, registers or withdraws (odpowiedź gościa).' })
  answerAsGuest(@Args('input') input: AnswerAsGuestInput, @Address() address: string): Promise<GuestPass> {
    return this.write(address, input, (tx) => this.guests.answer(tx, input));
  }

  @Public()
  @Mutation(() => GuestPass, { description: 'A guest joins online (dołączenie gościa).' })
  joinAsGuest(@Args('input') input: GuestInput, @Address() address: string): Promise<GuestPass> {
    return this.write(address, input, (tx) => this.guests.join(tx, input.key));
  }

  private write(address: string, input: MutationInput, work: (tx: Tx) => Promise<GuestPass>): Promise<GuestPass> {
    return this.attempts.during(address, null, () => this.db.write(SYSTEM, input, work));
  }
}
