import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { CirculationOutsider } from '#circulation';
import { Address, Db, Me, Public, SYSTEM, type Actor, type MutationInput, type Tx } from '#core';
import { AttemptsService } from '#identity';
import { one, type Read } from '#reads';
import { OutsiderLinks } from './outsider-links.service.ts';
import { OutsiderLink, OutsiderPass } from './outsider-pass.ts';
import {
  AnswerByLinkInput,
  AnswerDispositionByLinkInput,
  InviteOutsiderInput,
  OutsiderInput,
  RenewOutsiderLinkInput,
  RevokeOutsiderLinkInput,
  SubmitRemarkByLinkInput,
} from './outsiders.inputs.ts';
import { Outsiders } from './outsiders.service.ts';

/** Links, and what is done with them: mutations all, so that a token stands in no address; failures are counted by address. */
@Resolver()
export class OutsiderResolver {
  constructor(
    private readonly db: Db,
    private readonly links: OutsiderLinks,
    private readonly outsiders: Outsiders,
    private readonly attempts: AttemptsService,
  ) {}

  @Mutation(() => OutsiderLink, {
    description: 'Asks an organisation outside the register; answers its link, once (zaproszenie z linkiem).',
  })
  inviteOutsider(@Me() me: Actor, @Args('input') input: InviteOutsiderInput): Promise<OutsiderLink> {
    return this.db.write(me, input, (tx) => this.links.invite(tx, input));
  }

  @Mutation(() => OutsiderLink, {
    description: 'Another link for an outsider; the one before counts no more (nowy link).',
  })
  renewOutsiderLink(@Me() me: Actor, @Args('input') input: RenewOutsiderLinkInput): Promise<OutsiderLink> {
    return this.db.write(me, input, (tx) => this.links.renew(tx, input.outsiderId));
  }

  @Mutation(() => CirculationOutsider, {
    description: 'Takes the link of an outsider back, and erases who held it if wanted (odwołanie linku).',
  })
  async revokeOutsiderLink(
    @Me() me: Actor,
    @Args('input') input: RevokeOutsiderLinkInput,
  ): Promise<Read<CirculationOutsider>> {
    const { id } = await this.db.write(me, input, (tx) => this.links.revoke(tx, input));
    return one(CirculationOutsider, { id });
  }

  @Public()
  @Mutation(() => OutsiderPass, { description: 'What an outsider sees by their link (link imienny).' })
  openOutsiderLink(@Args('input') input: OutsiderInput, @Address() address: string): Promise<OutsiderPass> {
    return this.write(address, input, (tx) => this.outsiders.open(tx, input.token));
  }

  @Public()
  @Mutation(() => OutsiderPass, { description: 'An outsider answers for their organisation (odpowiedź z linku).' })
  answerByLink(@Args('input') input: AnswerByLinkInput, @Address() address: string): Promise<OutsiderPass> {
    return this.write(address, input, (tx) => this.outsiders.answer(tx, input));
  }

  @Public()
  @Mutation(() => OutsiderPass, {
    description: 'An outsider makes a remark; after the close it is taken and marked late (uwaga z linku).',
  })
  submitRemarkByLink(@Args('input') input: SubmitRemarkByLinkInput, @Address() address: string): Promise<OutsiderPass> {
    return this.write(address, input, (tx) => this.outsiders.submit(tx, input));
  }

  @Public()
  @Mutation(() => OutsiderPass, {
    description: 'An outsider takes note of a disposition or upholds the remark (odpowiedź na stanowisko).',
  })
  answerDispositionByLink(
    @Args('input') input: AnswerDispositionByLinkInput,
    @Address() address: string,
  ): Promise<OutsiderPass> {
    return this.write(address, input, (tx) => this.outsiders.reply(tx, input));
  }

  private write(address: string, input: MutationInput, work: (tx: Tx) => Promise<OutsiderPass>): Promise<OutsiderPass> {
    return this.attempts.during(address, null, () => this.db.write(SYSTEM, input, work));
  }
}
