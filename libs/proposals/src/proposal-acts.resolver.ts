import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { MergeAnswers } from './merge-answers.service.ts';
import { Proposal } from './proposal.entity.ts';
import { ProposalMerge } from './proposal-merge.entity.ts';
import {
  AgreeToProposalMergeInput,
  DraftProposalInput,
  EditProposalInput,
  EndProposalMergeInput,
  ObjectToProposalMergeInput,
  ProposalReasonInput,
  ProposalStepInput,
  ProposeProposalMergeInput,
  SubmitProposalInput,
  WithdrawProposalInput,
} from './proposal.inputs.ts';
import { ProposalMerging } from './proposal-merging.service.ts';
import { ProposalReviewing } from './proposal-reviewing.service.ts';
import { ProposalWriting } from './proposal-writing.service.ts';

type Answer = Promise<Read<Proposal>>;
type Merged = Promise<Read<ProposalMerge>>;
type Work = (tx: Tx) => Promise<{ id: string }>;

@Resolver()
export class ProposalActsResolver {
  constructor(
    private readonly db: Db,
    private readonly writing: ProposalWriting,
    private readonly reviewing: ProposalReviewing,
    private readonly merging: ProposalMerging,
    private readonly answers: MergeAnswers,
  ) {}

  @Mutation(() => Proposal, { description: 'An entity, a convent or the forum begins a proposal (nowy postulat).' })
  draftProposal(@Me() me: Actor, @Args('input') input: DraftProposalInput): Answer {
    return this.write(me, input, (tx) => this.writing.draft(tx, input));
  }

  @Mutation(() => Proposal, { description: 'Words a draft anew (zmiana szkicu).' })
  editProposal(@Me() me: Actor, @Args('input') input: EditProposalInput): Answer {
    return this.write(me, input, (tx) => this.writing.edit(tx, input));
  }

  @Mutation(() => Proposal, { description: 'Submits a draft to the body that reviews it (złożenie).' })
  submitProposal(@Me() me: Actor, @Args('input') input: SubmitProposalInput): Answer {
    return this.write(me, input, (tx) => this.writing.submit(tx, input));
  }

  @Mutation(() => Proposal, {
    description:
      'Its origin takes it back, until it is taken up; a merge that waits for answers ends by it (wycofanie).',
  })
  withdrawProposal(@Me() me: Actor, @Args('input') input: WithdrawProposalInput): Answer {
    return this.write(me, input, (tx) => this.writing.withdraw(tx, input));
  }

  @Mutation(() => Proposal, { description: 'Begins the review; its audience reads it from now on (podjęcie).' })
  takeProposalUnderReview(@Me() me: Actor, @Args('input') input: ProposalStepInput): Answer {
    return this.write(me, input, (tx) => this.reviewing.begin(tx, input));
  }

  @Mutation(() => Proposal, { description: 'Does not follow it, with the reason (nieuwzględnienie).' })
  declineProposal(@Me() me: Actor, @Args('input') input: ProposalReasonInput): Answer {
    return this.write(me, input, (tx) => this.reviewing.decline(tx, input));
  }

  @Mutation(() => Proposal, { description: 'A convent hands it on to the forum for review (przekazanie do forum).' })
  forwardProposal(@Me() me: Actor, @Args('input') input: ProposalReasonInput): Answer {
    return this.write(me, input, (tx) => this.reviewing.forward(tx, input));
  }

  @Mutation(() => ProposalMerge, {
    description: 'Proposes to make one of several; the organisations behind them are asked (propozycja połączenia).',
  })
  proposeProposalMerge(@Me() me: Actor, @Args('input') input: ProposeProposalMergeInput): Merged {
    return this.merge(me, input, (tx) => this.merging.propose(tx, input));
  }

  @Mutation(() => ProposalMerge, { description: 'An organisation agrees; the last one merges them (zgoda).' })
  agreeToProposalMerge(@Me() me: Actor, @Args('input') input: AgreeToProposalMergeInput): Merged {
    return this.merge(me, input, (tx) => this.answers.agree(tx, input));
  }

  @Mutation(() => ProposalMerge, { description: 'An organisation objects, which ends the merge (sprzeciw).' })
  objectToProposalMerge(@Me() me: Actor, @Args('input') input: ObjectToProposalMergeInput): Merged {
    return this.merge(me, input, (tx) => this.answers.object(tx, input));
  }

  @Mutation(() => ProposalMerge, { description: 'Who proposed a merge calls it off (odwołanie połączenia).' })
  callOffProposalMerge(@Me() me: Actor, @Args('input') input: EndProposalMergeInput): Merged {
    return this.merge(me, input, (tx) => this.merging.callOff(tx, input));
  }

  @Mutation(() => ProposalMerge, {
    description: 'Takes a merge apart again, until the one is taken up, declined or merged on (cofnięcie połączenia).',
  })
  undoProposalMerge(@Me() me: Actor, @Args('input') input: EndProposalMergeInput): Merged {
    return this.merge(me, input, (tx) => this.merging.undo(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: Work): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Proposal, { id });
  }

  private async merge(me: Actor, input: MutationInput, work: Work): Merged {
    const { id } = await this.db.write(me, input, work);
    return one(ProposalMerge, { id });
  }
}
