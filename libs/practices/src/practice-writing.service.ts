import { Injectable } from '@nestjs/common';
import { Areas } from '#areas';
import { heldIn, HeldMandates } from '#convents';
import { canonical, Forbidden, newId, NotFound, type Tx } from '#core';
import { Obligations } from '#obligations';
import { cardOf, missingIn } from './card.check.ts';
import type { PracticeCardInput } from './card.inputs.ts';
import { CARD_KEYS, isMany, wordOf, type Card } from './card.ts';
import { GoodPractice } from './good-practice.entity.ts';
import { PracticeAct } from './practice-parts.entity.ts';
import { loadFacts, type PracticeFacts } from './practice.facts.ts';
import type { DraftGoodPracticeInput, SaveGoodPracticeInput, SubmitGoodPracticeInput } from './practice.inputs.ts';
import { PEOPLE, takeReview, type ReviewAction } from './practice.lifecycle.ts';
import { PracticeDraft } from './practice-version.entity.ts';
import { CardIncomplete, NotAMember, OtherConvent, SavedMeanwhile, type Clash } from './practices.errors.ts';
import { PracticeDrafted, PracticeSaved, PracticeSubmitted, PracticeWithdrawn } from './practices.events.ts';
import type { PracticeAudience, PracticeStage } from './words.ts';

type Id = { id: string };

export interface Held {
  readonly practice: GoodPractice;
  readonly draft: PracticeDraft;
  readonly facts: PracticeFacts;
}

/** What the author's people do with the working text. */
@Injectable()
export class PracticeWriting {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly areas: Areas,
    private readonly obligations: Obligations,
  ) {}

  async draft(tx: Tx, { entityId, card }: DraftGoodPracticeInput): Promise<Id> {
    const [entity] = await tx.sql(`SELECT FROM entity WHERE id = $1`, [entityId]);
    if (!entity) throw NotFound({ type: 'Entity', id: entityId });
    const mandate = heldIn(await this.mandates.of(tx), entityId, PEOPLE);
    if (!mandate) throw Forbidden({ reason: 'Kartę zakłada pracownik albo przedstawiciel podmiotu.' });
    tx.allow(mandate);
    const changes = await this.changesIn(tx, card ?? {});
    const id = newId();
    const none = { conventId: null, audience: null, currentVersionId: null, publishedAt: null, lastCheckedOn: null };
    await tx.em.insert(GoodPractice, {
      ...{ id, entityId, state: 'DRAFT', ...none, sample: false, createdAt: tx.now, version: 1 },
    });
    const lists = { targetGroups: [], moneySources: [], changeAreaIds: [], tags: [], language: 'PL' as const };
    await tx.em.insert(PracticeDraft, {
      ...{ id, ...lists, ...changes, stage: 'DRAFT', agreedAudience: null, reviewerId: null },
      ...{ round: 0, stageSince: tx.now, editedAt: tx.now, version: 1 },
    } as object);
    await this.act(tx, id, 'draftGoodPractice');
    tx.emit(PracticeDrafted(id, {}, [entityId]));
    return { id };
  }

  /** Keeps what was typed; a text saved by somebody else meanwhile is not written over, both come back. */
  async save(tx: Tx, { practiceId, expectedVersion, card }: SaveGoodPracticeInput): Promise<Id> {
    const held = await this.hold(tx, practiceId);
    const { draft } = held;
    takeReview(tx, 'saveGoodPractice', held.facts);
    const changes = await this.changesIn(tx, card, draft.changeAreaIds);
    if (draft.version !== expectedVersion) throw SavedMeanwhile(draft.version, clashes(cardOf(draft), changes));
    await this.reopen(tx, held, changes);
    return { id: practiceId };
  }

  /** Whatever changes the working text makes a draft of it again; what came back stays so until it is handed in. */
  async reopen(tx: Tx, { practice, draft }: Held, changes: Partial<Card> = {}): Promise<void> {
    const stage = draft.stage === 'RETURNED' ? 'RETURNED' : 'DRAFT';
    const since = stage === draft.stage ? {} : { stageSince: tx.now };
    await tx.edit(PracticeDraft, draft, { ...changes, ...since, stage, editedAt: tx.now });
    tx.emit(PracticeSaved(practice.id, {}, [practice.entityId, practice.conventId]));
  }

  async submit(tx: Tx, input: SubmitGoodPracticeInput): Promise<Id> {
    const { practiceId, conventId, expectedVersion, agreedAudience } = input;
    const held = await this.hold(tx, practiceId);
    const { practice, draft } = held;
    const stage = takeReview(tx, 'submitGoodPractice', held.facts);
    await this.refuseStrange(tx, practice, conventId);
    if (draft.version !== expectedVersion) throw SavedMeanwhile(draft.version, []);
    const fields = missingIn(cardOf(draft), tx.now.getUTCFullYear());
    if (fields.length) throw CardIncomplete({ fields });
    await this.move(tx, held, stage, { agreedAudience, reviewerId: null, round: draft.round + 1 }, { conventId });
    await this.act(tx, practiceId, 'submitGoodPractice', { audience: agreedAudience });
    await this.obligations.refresh(tx, [practice.entityId, conventId, practice.conventId]);
    tx.emit(PracticeSubmitted(practiceId, { conventId }, [practice.entityId, conventId]));
    return { id: practiceId };
  }

  /** Before anybody has taken it; what was never published is its author's alone again. */
  async withdraw(tx: Tx, practiceId: string): Promise<Id> {
    const held = await this.hold(tx, practiceId);
    const { practice } = held;
    const stage = takeReview(tx, 'withdrawGoodPractice', held.facts);
    const conventId = practice.currentVersionId ? practice.conventId : null;
    await this.act(tx, practiceId, 'withdrawGoodPractice');
    await this.move(tx, held, stage, { reviewerId: null }, { conventId });
    await this.obligations.refresh(tx, [practice.entityId, practice.conventId]);
    tx.emit(PracticeWithdrawn(practiceId, {}, [practice.entityId, practice.conventId]));
    return { id: practiceId };
  }

  async hold(tx: Tx, practiceId: string): Promise<Held> {
    const practice = await tx.lock(GoodPractice, practiceId);
    const facts = await loadFacts(tx, practiceId);
    const draft = await tx.em.findOneByOrFail(PracticeDraft, { id: practiceId });
    return { practice, draft, facts };
  }

  /** Takes the working text to a stage; what was never published is where its working text is. */
  async move(
    tx: Tx,
    { practice, draft }: Pick<Held, 'practice' | 'draft'>,
    stage: PracticeStage,
    changes: Partial<PracticeDraft>,
    ofPractice: Partial<GoodPractice> = {},
  ): Promise<void> {
    await tx.edit(PracticeDraft, draft, { ...changes, stage, stageSince: tx.now });
    const state = practice.currentVersionId || stage === 'ACCEPTED' ? {} : { state: stage };
    await tx.edit(GoodPractice, practice, { ...ofPractice, ...state });
  }

  async act(
    tx: Tx,
    practiceId: string,
    action: ReviewAction | string,
    told: { reason?: string; audience?: PracticeAudience } = {},
  ): Promise<void> {
    const { reason = null, audience = null } = told;
    const row = { id: newId(), practiceId, action, at: tx.now, reason, audience, mandateId: tx.under };
    await tx.em.insert(PracticeAct, row);
  }

  private async refuseStrange(tx: Tx, practice: GoodPractice, conventId: string): Promise<void> {
    const { entityId, currentVersionId } = practice;
    const [convent] = await tx.sql(`SELECT FROM convent WHERE id = $1`, [conventId]);
    if (!convent) throw NotFound({ type: 'Convent', id: conventId });
    if (currentVersionId && practice.conventId !== conventId) throw OtherConvent({ conventId: practice.conventId! });
    const [member] = await tx.sql(
      `SELECT FROM membership WHERE entity_id = $1 AND convent_id = $2 AND state = 'ACTIVE'`,
      [entityId, conventId],
    );
    if (!member) throw NotAMember();
  }

  /** What an input says of the card; an emptied list is a list, an emptied text is none. */
  private async changesIn(tx: Tx, input: PracticeCardInput, before: readonly string[] = []): Promise<Partial<Card>> {
    const given = CARD_KEYS.filter((key) => input[key] !== undefined);
    const changeAreaIds = await this.areas.chosen(tx, input.changeAreaIds ?? [], before);
    const sent = { ...input, changeAreaIds };
    const empty = (key: keyof Card) => (isMany(key) ? [] : key === 'language' ? 'PL' : null);
    return Object.fromEntries(given.map((key) => [key, sent[key] || empty(key)])) as Partial<Card>;
  }
}

/** The fields whose stored text is not the one that was sent. */
const clashes = (stored: Card, sent: Partial<Card>): Clash[] =>
  CARD_KEYS.filter((key) => key in sent && canonical(stored[key]) !== canonical(sent[key])).map((key) => ({
    ...{ field: wordOf(key), stored: stored[key], sent: sent[key] },
  }));
