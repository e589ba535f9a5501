import { Injectable } from '@nestjs/common';
import { today } from '#convents';
import { newId, type Tx } from '#core';
import { Obligations } from '#obligations';
import { cardOf, frozenCard } from './card.check.ts';
import { GoodPractice } from './good-practice.entity.ts';
import { PracticeAttachment, PracticeRemark } from './practice-parts.entity.ts';
import type { PracticeAudienceInput, ReturnGoodPracticeInput } from './practice.inputs.ts';
import { practiceLifecycle, takeReview } from './practice.lifecycle.ts';
import { PracticeArea, PracticeVersion } from './practice-version.entity.ts';
import { PracticeWriting, type Held } from './practice-writing.service.ts';
import { AudienceNarrower, AudienceNotAgreed } from './practices.errors.ts';
import { PracticePublished, PracticeReturned, PracticeTaken, PracticeWidened } from './practices.events.ts';
import { REACH, type PracticeAudience } from './words.ts';

type Id = { id: string };

/** What the convent does with a card that was handed in. */
@Injectable()
export class PracticeReviewing {
  constructor(
    private readonly writing: PracticeWriting,
    private readonly obligations: Obligations,
  ) {}

  /** One of those who may gets it; another after them only once their mandate is over. */
  async take(tx: Tx, practiceId: string): Promise<Id> {
    const held = await this.writing.hold(tx, practiceId);
    const stage = takeReview(tx, 'takePracticeReview', held.facts);
    await this.writing.move(tx, held, stage, { reviewerId: tx.under });
    await this.writing.act(tx, practiceId, 'takePracticeReview');
    await this.told(tx, held.practice);
    tx.emit(PracticeTaken(practiceId, {}, bodies(held)));
    return { id: practiceId };
  }

  async return(tx: Tx, { practiceId, remarks }: ReturnGoodPracticeInput): Promise<Id> {
    const held = await this.writing.hold(tx, practiceId);
    const stage = takeReview(tx, 'returnGoodPractice', held.facts);
    const { round } = held.draft;
    const common = { practiceId, round, at: tx.now, mandateId: tx.under };
    await tx.em.insert(
      PracticeRemark,
      remarks.map(({ field, text }) => ({ ...common, id: newId(), field, text })),
    );
    await this.writing.move(tx, held, stage, {});
    await this.writing.act(tx, practiceId, 'returnGoodPractice');
    await this.told(tx, held.practice);
    tx.emit(PracticeReturned(practiceId, { remarks: remarks.length }, bodies(held)));
    return { id: practiceId };
  }

  /** Makes a version of what was handed in, which nobody changes any more. */
  async publish(tx: Tx, { practiceId, audience }: PracticeAudienceInput): Promise<Id> {
    const held = await this.writing.hold(tx, practiceId);
    const stage = takeReview(tx, 'publishGoodPractice', held.facts);
    const { practice, draft } = held;
    refuseReach(audience, draft.agreedAudience, practice.audience);
    const attachments = await tx.em.find(PracticeAttachment, {
      ...{ where: { practiceId, removed: false }, order: { id: 'ASC' } },
    });
    const version = await this.freeze(tx, held, attachments);
    const ofPractice = { state: 'PUBLISHED' as const, audience, currentVersionId: version };
    const publishedAt = practice.publishedAt ?? tx.now;
    await this.writing.move(tx, held, stage, {}, { ...ofPractice, publishedAt, lastCheckedOn: today(tx.now) });
    await tx.em.update(PracticeAttachment, { practiceId, removed: false }, { published: true });
    await this.writing.act(tx, practiceId, 'publishGoodPractice', { audience });
    await this.told(tx, practice);
    tx.emit(PracticePublished(practiceId, { versionId: version, audience }, [...bodies(held), ...draft.changeAreaIds]));
    return { id: practiceId };
  }

  /** Opens what is published to more readers, as far as its author agreed. */
  async widen(tx: Tx, { practiceId, audience }: PracticeAudienceInput): Promise<Id> {
    const held = await this.writing.hold(tx, practiceId);
    practiceLifecycle.take(tx, 'widenPracticeAudience', held.facts);
    refuseReach(audience, held.draft.agreedAudience, held.practice.audience);
    await tx.edit(GoodPractice, held.practice, { audience });
    await this.writing.act(tx, practiceId, 'widenPracticeAudience', { audience });
    const { currentVersionId } = held.practice;
    const areas = await tx.em.findBy(PracticeArea, { versionId: currentVersionId! });
    const concerned = [...bodies(held), ...areas.map(({ changeAreaId }) => changeAreaId)];
    tx.emit(PracticeWidened(practiceId, { audience }, concerned));
    return { id: practiceId };
  }

  private async freeze(tx: Tx, { practice, draft }: Held, attachments: PracticeAttachment[]): Promise<string> {
    const { id: practiceId, entityId } = practice;
    const [last] = await tx.sql<{ number: number }>(
      `SELECT coalesce(max(number), 0) AS number FROM practice_version WHERE practice_id = $1`,
      [practiceId],
    );
    const [id, card, number] = [newId(), cardOf(draft), last!.number + 1];
    const files = attachments.map(({ id, title, altText, mediaType, sha256 }) => ({
      ...{ id, title, altText, mediaType, sha256 },
    }));
    const frozen = frozenCard({ practiceId, entityId, number, card, attachments: files });
    await tx.em.insert(PracticeVersion, {
      ...{ id, practiceId, number, ...card, publishedAt: tx.now, mandateId: tx.under },
      ...frozen,
    } as object);
    await tx.em.insert(
      PracticeArea,
      card.changeAreaIds.map((changeAreaId) => ({ id: newId(), practiceId, versionId: id, changeAreaId })),
    );
    return id;
  }

  private told = (tx: Tx, { entityId, conventId }: GoodPractice): Promise<void> =>
    this.obligations.refresh(tx, [entityId, conventId]);
}

const bodies = ({ practice: { entityId, conventId } }: Held): (string | null)[] => [entityId, conventId];

function refuseReach(audience: PracticeAudience, agreed: PracticeAudience | null, before: PracticeAudience | null) {
  if (REACH.indexOf(audience) > REACH.indexOf(agreed ?? 'CONVENT')) throw AudienceNotAgreed({ agreed: agreed ?? '' });
  if (before && REACH.indexOf(audience) < REACH.indexOf(before)) throw AudienceNarrower({ audience: before });
}
