import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import type { CitedVersion } from '#drafts';
import { Electorate, OpeningService, PollKind, PollsService, PollVisibility } from '#voting';
import type { Recommendation } from './recommendation.entity.ts';
import type { PutRecommendationToVoteInput } from './recommendation.inputs.ts';

export const SUBJECT = 'Recommendation';

/** The question that is put to the vote, and to whom: the member convents in the forum, the ordinary members in a convent. */
@Injectable()
export class RecommendationPolls {
  constructor(
    private readonly polls: PollsService,
    private readonly opening: OpeningService,
  ) {}

  async open(
    tx: Tx,
    { id, conventId, forumId, number, title }: Recommendation,
    version: CitedVersion,
    { closesAt, doubleMajority, rules, explanation }: PutRecommendationToVoteInput,
  ): Promise<string> {
    const electorate = forumId ? Electorate.FORUM_CONVENTS : Electorate.CONVENT_MEMBERS;
    const data = {
      ...{ electorate, kind: PollKind.DECISION, visibility: PollVisibility.FORUM, closesAt, doubleMajority, rules },
      ...{ question: `Czy przyjąć rekomendację ${number} „${title}” (wersja ${version.number})?`, explanation },
      ...{ functions: [], options: [], seats: 1, amendsRules: false, secret: false },
    };
    const subject = { type: SUBJECT, id, hash: version.contentHash };
    const poll = await this.polls.create(tx, { bodyId: (conventId ?? forumId)!, data }, { subject });
    await this.opening.open(tx, { pollId: poll.id, expectedVersion: 1 });
    return poll.id;
  }
}
