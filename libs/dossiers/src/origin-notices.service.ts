import { Injectable } from '@nestjs/common';
import { Forbidden, type Tx } from '#core';
import { Obligations } from '#obligations';
import { loadNoticeFacts } from './dossier.facts.ts';
import { noticeLifecycle } from './dossier.lifecycle.ts';
import { NoticeRead } from './dossiers.errors.ts';
import { AnswerAcknowledged } from './dossiers.events.ts';
import { readerOf, READS } from './dossiers.policy.ts';
import { AnswerNotice } from './follow-up.entity.ts';
import type { AcknowledgeAnswerInput } from './response.inputs.ts';
import type { RecommendationOutcome } from './words.ts';

type Id = { id: string };

/** Tells the organisations behind every proposal, and takes down that they know. */
@Injectable()
export class OriginNotices {
  constructor(private readonly obligations: Obligations) {}

  /** Of an answer; says whom. Who entered it needs no telling. */
  ofResponse(tx: Tx, recommendationIds: readonly string[], responseId: string, besides: string): Promise<string[]> {
    return this.tell(tx, [recommendationIds, null, null, responseId, tx.now, besides]);
  }

  ofOutcome(tx: Tx, id: string, outcome: RecommendationOutcome, reason: string, besides: string): Promise<string[]> {
    return this.tell(tx, [[id], outcome, reason, null, tx.now, besides]);
  }

  /** With it goes what they were told before of the same recommendation. */
  async acknowledge(tx: Tx, { noticeId }: AcknowledgeAnswerInput): Promise<Id> {
    const notice = await tx.lock(AnswerNotice, noticeId);
    const facts = await loadNoticeFacts(tx, noticeId);
    const under = readerOf(facts.held, facts.bodyId);
    if (!under) throw Forbidden({ reason: READS });
    tx.allow(under);
    if (facts.state === 'READ') throw NoticeRead();
    noticeLifecycle.take(tx, 'acknowledgeAnswer', facts);
    await tx.sql(
      `UPDATE answer_notice SET read_at = $4, mandate_id = $5
       WHERE recommendation_id = $1 AND body_id = $2 AND id <= $3 AND read_at IS NULL`,
      [notice.recommendationId, facts.bodyId, notice.id, tx.now, tx.under],
    );
    await this.obligations.refresh(tx, [facts.bodyId]);
    tx.emit(AnswerAcknowledged(notice.recommendationId, { noticeId: notice.id }, [facts.bodyId]));
    return { id: notice.id };
  }

  private async tell(tx: Tx, values: unknown[]): Promise<string[]> {
    const [row] = await tx.sql<{ told: string[] }>(`SELECT tell_origins($1, $2, $3, $4, $5, $6) AS told`, values);
    await this.obligations.refresh(tx, row!.told);
    return row!.told;
  }
}
