import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '#core';
import { Drafts, type CitedVersion } from '#drafts';
import { ProposalReviewing } from '#proposals';
import { PollSubjects, type Decided } from '#voting';
import { Recommendation } from './recommendation.entity.ts';
import type { RecommendationFacts } from './recommendation.facts.ts';
import type { PutRecommendationToVoteInput } from './recommendation.inputs.ts';
import { allow, recommendationLifecycle } from './recommendation.lifecycle.ts';
import { RecommendationPolls, SUBJECT } from './recommendation-polls.service.ts';
import { RecommendationRounds } from './recommendation-rounds.service.ts';
import { RecommendationSteps } from './recommendation-steps.service.ts';
import { NotCirculated, NotLastVersion, RemarksUndisposed, VoteBeforeClose } from './recommendations.errors.ts';
import { RecommendationDecided, RecommendationPutToVote } from './recommendations.events.ts';
import type { RecommendationState } from './words.ts';

type Id = { id: string };

const ACTION = 'putRecommendationToVote';
const DECIDED: Partial<Record<Decided['outcome'], RecommendationState>> = { ADOPTED: 'ADOPTED', REJECTED: 'REJECTED' };

/** The vote on a version, and what its published result makes of the recommendation. */
@Injectable()
export class RecommendationVotes implements OnModuleInit {
  constructor(
    private readonly steps: RecommendationSteps,
    private readonly rounds: RecommendationRounds,
    private readonly polls: RecommendationPolls,
    private readonly drafts: Drafts,
    private readonly subjects: PollSubjects,
    private readonly reviewing: ProposalReviewing,
  ) {}

  onModuleInit(): void {
    this.subjects.on(SUBJECT, (tx, decided) => this.published(tx, decided));
  }

  /** Opens the poll at once; anew where the last one decided nothing or was cancelled. */
  async put(tx: Tx, input: PutRecommendationToVoteInput): Promise<Id> {
    const { recommendationId: id, expectedVersion, contentHash } = input;
    const { recommendation, facts } = await this.steps.hold(tx, id, expectedVersion);
    allow(tx, ACTION, facts);
    await refuseUnready(tx, recommendation, facts);
    const state = recommendationLifecycle.take(tx, ACTION, facts);
    const version = await this.rounds.votable(tx, recommendation);
    if (version.contentHash !== contentHash) throw NotLastVersion({ contentHash: version.contentHash });
    const pollId = await this.polls.open(tx, recommendation, version, input);
    if (facts.state === 'CONSOLIDATING') await this.lock(tx, recommendation, version);
    const changes = { state, votedVersionId: version.id, votedAt: recommendation.votedAt ?? tx.now };
    const event = RecommendationPutToVote(id, { pollId, versionId: version.id }, [pollId]);
    await this.steps.step(tx, recommendation, changes, { action: ACTION, event });
    await this.reviewing.follow(tx, [id], { action: ACTION });
    return { id };
  }

  /** With the publication of a poll. Without a quorum, or with equal votes, nothing is decided: it is voted on again. */
  private async published(tx: Tx, { pollId, subject, outcome }: Decided): Promise<void> {
    const recommendation = await tx.lock(Recommendation, subject.id);
    const { id, number, votedVersionId } = recommendation;
    const [voted] = await tx.sql(`SELECT FROM draft_version WHERE id = $1 AND content_hash = $2`, [
      ...[votedVersionId, subject.hash],
    ]);
    if (recommendation.state !== 'IN_VOTE' || !voted) return;
    const state = DECIDED[outcome];
    const adopted = state === 'ADOPTED' ? { adoptedVersionId: votedVersionId, adoptedAt: tx.now } : {};
    const event = RecommendationDecided(id, { state: state ?? 'IN_VOTE', pollId }, [pollId]);
    const action = state ? `vote${state[0]}${state.slice(1).toLowerCase()}` : 'voteUndecided';
    await this.steps.step(tx, recommendation, { ...(state ? { state } : {}), ...adopted }, { action, event });
    const reason =
      state === 'REJECTED' ? `Rekomendacja ${number} nie uzyskała w głosowaniu potrzebnej większości.` : null;
    if (state) await this.reviewing.follow(tx, [id], { action, reason });
  }

  private lock(tx: Tx, { draftId, number }: Recommendation, version: CitedVersion): Promise<void> {
    return this.drafts.lock(tx, draftId, `${number}: wersja ${version.number} pod głosowaniem`);
  }
}

/** What must have come before, each with a code of its own. */
async function refuseUnready(tx: Tx, { state, draftId }: Recommendation, facts: RecommendationFacts): Promise<void> {
  if (state === 'IN_CIRCULATION' || (state === 'CONSOLIDATING' && facts.circulating)) {
    const [last] = await tx.sql<{ closesAt: Date }>(
      `SELECT closes_at AS "closesAt" FROM circulation WHERE draft_id = $1 ORDER BY state = 'OPEN' DESC, closes_at DESC LIMIT 1`,
      [draftId],
    );
    throw VoteBeforeClose({ closesAt: last!.closesAt.toISOString() });
  }
  if (state !== 'CONSOLIDATING' || facts.voting) return;
  if (!facts.circulated) throw NotCirculated();
  if (facts.undisposed) throw RemarksUndisposed({ count: facts.undisposed });
}
