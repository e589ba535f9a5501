import { Injectable } from '@nestjs/common';
import { newId, NotFound, type Tx } from '#core';
import type { ProposedAmendment } from '#drafting';
import { changeIn } from './amendment.inputs.ts';
import { amendingText } from './amendment.types.ts';
import { Draft } from './draft.entity.ts';
import type {
  AddDraftAmendmentInput,
  EditDraftAmendmentInput,
  MoveDraftAmendmentInput,
  RemoveDraftAmendmentInput,
} from './draft.inputs.ts';
import { DraftAmendment } from './draft-version.entity.ts';
import { TooManyAmendments } from './drafts.errors.ts';
import { DraftAmendmentsChanged } from './drafts.events.ts';
import { concernsOf, Drafts } from './drafts.service.ts';

type Id = { id: string };

const MOST = 500;

/** Changes of law as data, in their order. */
@Injectable()
export class Amending {
  constructor(private readonly drafts: Drafts) {}

  async add(tx: Tx, { draftId, expectedVersion, change }: AddDraftAmendmentInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, draftId, 'addDraftAmendment', expectedVersion);
    return this.put(tx, draft, changeIn(change, draft.act));
  }

  /** The same for an upper lib's act, which has said already under which mandate. */
  async addFor(tx: Tx, draftId: string, proposed: ProposedAmendment): Promise<Id> {
    return this.put(tx, await tx.lock(Draft, draftId), proposed);
  }

  private async put(tx: Tx, draft: Draft, proposed: ProposedAmendment): Promise<Id> {
    const all = await this.all(tx, draft.id);
    if (all.length >= MOST) throw TooManyAmendments({ max: MOST });
    const id = newId();
    const row = { id, draftId: draft.id, position: all.length + 1, proposed, at: tx.now, mandateId: tx.under };
    await tx.em.insert(DraftAmendment, row as object);
    return this.changed(tx, draft, 'addDraftAmendment', id, null);
  }

  async edit(tx: Tx, { draftId, expectedVersion, amendmentId, change }: EditDraftAmendmentInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, draftId, 'editDraftAmendment', expectedVersion);
    const { row } = await this.among(tx, draftId, amendmentId);
    const proposed = changeIn(change, draft.act);
    await tx.em.update(DraftAmendment, { id: row.id }, { proposed, at: tx.now, mandateId: tx.under } as object);
    return this.changed(tx, draft, 'editDraftAmendment', row.id, row.proposed);
  }

  async move(tx: Tx, { draftId, expectedVersion, amendmentId, position }: MoveDraftAmendmentInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, draftId, 'moveDraftAmendment', expectedVersion);
    const { row, others } = await this.among(tx, draftId, amendmentId);
    await this.order(tx, others.toSpliced(Math.min(position - 1, others.length), 0, row));
    return this.changed(tx, draft, 'moveDraftAmendment', row.id, null);
  }

  async remove(tx: Tx, { draftId, expectedVersion, amendmentId }: RemoveDraftAmendmentInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, draftId, 'removeDraftAmendment', expectedVersion);
    const { row, others } = await this.among(tx, draftId, amendmentId);
    await tx.em.delete(DraftAmendment, { id: row.id });
    await this.order(tx, others);
    return this.changed(tx, draft, 'removeDraftAmendment', row.id, row.proposed);
  }

  /** All of a draft in their order. */
  all(tx: Tx, draftId: string): Promise<DraftAmendment[]> {
    return tx.em.find(DraftAmendment, { where: { draftId }, order: { position: 'ASC' } });
  }

  private async among(tx: Tx, draftId: string, id: string): Promise<{ row: DraftAmendment; others: DraftAmendment[] }> {
    const all = await this.all(tx, draftId);
    const row = all.find((each) => each.id === id.toLowerCase());
    if (!row) throw NotFound({ type: 'DraftAmendment', id });
    return { row, others: all.filter((each) => each !== row) };
  }

  private async order(tx: Tx, rows: readonly DraftAmendment[]): Promise<void> {
    await tx.sql(
      `UPDATE draft_amendment a SET position = n.position FROM unnest($1::uuid[]) WITH ORDINALITY AS n (id, position)
       WHERE a.id = n.id AND a.position <> n.position`,
      [rows.map(({ id }) => id)],
    );
  }

  /** Whatever changed, all of them still make amending provisions. */
  private async changed(
    tx: Tx,
    draft: Draft,
    action: string,
    amendmentId: string,
    amendmentBefore: ProposedAmendment | null,
  ): Promise<Id> {
    amendingText((await this.all(tx, draft.id)).map(({ proposed }) => proposed));
    await this.drafts.changed(tx, draft);
    await this.drafts.act(tx, draft, action, { amendmentId, amendmentBefore });
    tx.emit(DraftAmendmentsChanged(draft.id, { amendmentId }, concernsOf(draft)));
    return { id: draft.id };
  }
}
