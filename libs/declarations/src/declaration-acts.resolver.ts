import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { FreshProof } from '#identity';
import { one, type Read } from '#reads';
import { Poll } from '#voting';
import { DraftAccessionPollInput, RecordForumDecisionInput, SubmitAccessionInput } from './accession.inputs.ts';
import { Accessions } from './accessions.service.ts';
import { Declaration } from './declaration.entity.ts';
import {
  DraftDeclarationInput,
  EditDeclarationInput,
  ExtendDeadlineInput,
  OpenDeclarationInput,
  RecordSignatureInput,
  ReviseDeclarationInput,
  ShareDeclarationInput,
  SignDeclarationInput,
  WithdrawDeclarationInput,
} from './declaration.inputs.ts';
import { Drafting } from './drafting.service.ts';
import { Opening } from './opening.service.ts';
import { Recording } from './recording.service.ts';
import { ReportDeclarationInput } from './report.inputs.ts';
import { Reported } from './reported.service.ts';
import { Signing } from './signing.service.ts';

type Answer = Promise<Read<Declaration>>;

@Resolver()
export class DeclarationActsResolver {
  constructor(
    private readonly db: Db,
    private readonly drafting: Drafting,
    private readonly accessions: Accessions,
    private readonly opening: Opening,
    private readonly signing: Signing,
    private readonly recording: Recording,
    private readonly reported: Reported,
  ) {}

  @Mutation(() => Declaration, { description: 'An officer begins a declaration of their convent or the forum.' })
  draftDeclaration(@Me() me: Actor, @Args('input') input: DraftDeclarationInput): Answer {
    return this.write(me, input, (tx) => this.drafting.draft(tx, input));
  }

  @Mutation(() => Declaration, { description: 'Words a draft anew; TEXT_FROZEN once it is open.' })
  editDeclaration(@Me() me: Actor, @Args('input') input: EditDeclarationInput): Answer {
    return this.write(me, input, (tx) => this.drafting.edit(tx, input));
  }

  @Mutation(() => Declaration, { description: 'Shows a draft to the officers of other bodies (udostępnienie).' })
  shareDeclaration(@Me() me: Actor, @Args('input') input: ShareDeclarationInput): Answer {
    return this.write(me, input, (tx) => this.drafting.share(tx, input));
  }

  @Mutation(() => Declaration, { description: 'Asks the forum to decide on an accession (wniosek do forum).' })
  submitAccession(@Me() me: Actor, @Args('input') input: SubmitAccessionInput): Answer {
    return this.write(me, input, (tx) => this.drafting.submit(tx, input.declarationId));
  }

  @Mutation(() => Declaration, { description: 'An officer of the forum records its resolution on an accession.' })
  recordForumDecision(@Me() me: Actor, @Args('input') input: RecordForumDecisionInput): Answer {
    return this.write(me, input, (tx) => this.drafting.decide(tx, input));
  }

  @Mutation(() => Poll, {
    description: 'An officer of the forum puts an accession to the vote of its members (głosowanie o przyjęciu).',
  })
  async draftAccessionPoll(@Me() me: Actor, @Args('input') input: DraftAccessionPollInput): Promise<Read<Poll>> {
    const { id } = await this.db.write(me, input, (tx) => this.accessions.poll(tx, input));
    return one(Poll, { id });
  }

  @Mutation(() => Declaration, { description: 'Freezes the text and opens it for signature until the deadline.' })
  openDeclaration(@Me() me: Actor, @Args('input') input: OpenDeclarationInput): Answer {
    return this.write(me, input, (tx) => this.opening.open(tx, input));
  }

  @Mutation(() => Declaration, { description: 'A new version of an open text; it voids the signatures given so far.' })
  reviseDeclaration(@Me() me: Actor, @Args('input') input: ReviseDeclarationInput): Answer {
    return this.write(me, input, (tx) => this.opening.revise(tx, input));
  }

  @Mutation(() => Declaration, { description: 'Gives more time to sign; all who take part are told.' })
  extendDeadline(@Me() me: Actor, @Args('input') input: ExtendDeadlineInput): Answer {
    return this.write(me, input, (tx) => this.opening.extend(tx, input));
  }

  @FreshProof()
  @Mutation(() => Declaration, { description: 'Signs a version for a convent, by its exact hash (podpis).' })
  signDeclaration(@Me() me: Actor, @Args('input') input: SignDeclarationInput): Answer {
    return this.write(me, input, (tx) => this.signing.sign(tx, input));
  }

  @FreshProof()
  @Mutation(() => Declaration, {
    description: 'An officer of a party enters a signature from paper or PDF, with its file.',
  })
  recordSignature(@Me() me: Actor, @Args('input') input: RecordSignatureInput): Answer {
    return this.write(me, input, (tx) => this.recording.record(tx, input));
  }

  @Mutation(() => Declaration, { description: 'Takes a declaration back before it is in force (wycofanie).' })
  withdrawDeclaration(@Me() me: Actor, @Args('input') input: WithdrawDeclarationInput): Answer {
    return this.write(me, input, (tx) => this.opening.withdraw(tx, input));
  }

  @FreshProof()
  @Mutation(() => Declaration, {
    description: 'The operator enters a declaration of the past, as the documents report it, before work begins here.',
  })
  reportDeclaration(@Me() me: Actor, @Args('input') input: ReportDeclarationInput): Answer {
    return this.write(me, input, (tx) => this.reported.record(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Declaration, { id });
  }
}
