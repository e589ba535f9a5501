import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor, type MutationInput, type Tx } from '#core';
import { one, type Read } from '#reads';
import { RecommendationEvidence } from './recommendation-evidence.service.ts';
import { RecommendationRounds } from './recommendation-rounds.service.ts';
import { RecommendationVotes } from './recommendation-votes.service.ts';
import { Recommendation } from './recommendation.entity.ts';
import {
  AddRecommendationPracticeInput,
  CirculateRecommendationInput,
  CreateRecommendationInput,
  EditRecommendationInput,
  PutRecommendationToVoteInput,
  RemoveRecommendationPracticeInput,
  ReviseRecommendationInput,
  TakeUpProposalsInput,
} from './recommendation.inputs.ts';
import { Recommendations } from './recommendations.service.ts';

type Answer = Promise<Read<Recommendation>>;

@Resolver()
export class RecommendationActsResolver {
  constructor(
    private readonly db: Db,
    private readonly recommendations: Recommendations,
    private readonly evidence: RecommendationEvidence,
    private readonly rounds: RecommendationRounds,
    private readonly votes: RecommendationVotes,
  ) {}

  @Mutation(() => Recommendation, {
    description:
      'A convent or the forum begins a recommendation, with the next number of the year (nowa rekomendacja).',
  })
  createRecommendation(@Me() me: Actor, @Args('input') input: CreateRecommendationInput): Answer {
    return this.write(me, input, (tx) => this.recommendations.create(tx, input));
  }

  @Mutation(() => Recommendation, { description: 'Another title, other areas (zmiana rekomendacji).' })
  editRecommendation(@Me() me: Actor, @Args('input') input: EditRecommendationInput): Answer {
    return this.write(me, input, (tx) => this.recommendations.edit(tx, input));
  }

  @Mutation(() => Recommendation, { description: 'Takes up further proposals (podjęcie postulatów).' })
  takeUpProposals(@Me() me: Actor, @Args('input') input: TakeUpProposalsInput): Answer {
    return this.write(me, input, (tx) => this.recommendations.takeUp(tx, input));
  }

  @Mutation(() => Recommendation, { description: 'Cites a good practice as evidence (dodanie dowodu).' })
  addRecommendationPractice(@Me() me: Actor, @Args('input') input: AddRecommendationPracticeInput): Answer {
    return this.write(me, input, (tx) => this.evidence.add(tx, input));
  }

  @Mutation(() => Recommendation, { description: 'No longer cites a practice; it stays among the acts (usunięcie).' })
  removeRecommendationPractice(@Me() me: Actor, @Args('input') input: RemoveRecommendationPracticeInput): Answer {
    return this.write(me, input, (tx) => this.evidence.remove(tx, input));
  }

  @Mutation(() => Recommendation, {
    description: 'Freezes the text and sends it round; it stays as it is until the end (skierowanie w obieg).',
  })
  circulateRecommendation(@Me() me: Actor, @Args('input') input: CirculateRecommendationInput): Answer {
    return this.write(me, input, (tx) => this.rounds.circulate(tx, input));
  }

  @Mutation(() => Recommendation, { description: 'Back to drafting, for a new version (ponowna redakcja).' })
  reviseRecommendation(@Me() me: Actor, @Args('input') input: ReviseRecommendationInput): Answer {
    return this.write(me, input, (tx) => this.rounds.revise(tx, input));
  }

  @Mutation(() => Recommendation, {
    description: 'Opens the vote on the last version; its published result decides (poddanie pod głosowanie).',
  })
  putRecommendationToVote(@Me() me: Actor, @Args('input') input: PutRecommendationToVoteInput): Answer {
    return this.write(me, input, (tx) => this.votes.put(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Recommendation, { id });
  }
}
