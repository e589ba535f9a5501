import { Injectable } from '@nestjs/common';
import { newId, NotFound, type Tx } from '#core';
import { Draft, DraftMember } from './draft.entity.ts';
import type { AddDraftMemberInput, DraftActInput, RemoveDraftMemberInput, ShareDraftInput } from './draft.inputs.ts';
import { AlreadyOnTeam, AlreadyShared, MandateNotInForce, TeamFull } from './drafts.errors.ts';
import { DraftPublished, DraftShared, DraftTeamChanged } from './drafts.events.ts';
import { concernsOf, Drafts } from './drafts.service.ts';

type Id = { id: string };

const MOST_MEMBERS = 50;

/** Who writes a draft, and who reads what was frozen of it. */
@Injectable()
export class DraftSharing {
  constructor(private readonly drafts: Drafts) {}

  /** A mandate of any body or entity that the actor may see; it counts here as long as it counts there. */
  async addMember(tx: Tx, { draftId, mandateId }: AddDraftMemberInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, draftId, 'addDraftMember');
    const [mandate] = await tx.sql<{ personId: string; inForce: boolean }>(
      `SELECT person_id AS "personId", state = 'ACTIVE' AND valid @> now() AS "inForce" FROM mandate WHERE id = $1`,
      [mandateId],
    );
    if (!mandate) throw NotFound({ type: 'Mandate', id: mandateId });
    if (!mandate.inForce) throw MandateNotInForce();
    const [{ count }] = (await tx.sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM draft_member WHERE draft_id = $1 AND removed_at IS NULL`,
      [draftId],
    )) as [{ count: number }];
    if (count >= MOST_MEMBERS) throw TeamFull({ max: MOST_MEMBERS });
    const id = newId();
    const member = { id, draftId, personId: mandate.personId, mandateId, addedAt: tx.now, removedAt: null };
    await tx.constrained(tx.em.insert(DraftMember, member), { draft_member_once: AlreadyOnTeam });
    return this.teamChanged(tx, draft, 'addDraftMember', id);
  }

  async removeMember(tx: Tx, { memberId }: RemoveDraftMemberInput): Promise<Id> {
    const [found] = await tx.sql<{ draftId: string }>(
      `SELECT draft_id AS "draftId" FROM draft_member WHERE id = $1 AND removed_at IS NULL`,
      [memberId],
    );
    if (!found) throw NotFound({ type: 'DraftMember', id: memberId });
    const draft = await this.drafts.hold(tx, found.draftId, 'removeDraftMember');
    const [gone] = await tx.sql(
      `UPDATE draft_member SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL RETURNING id`,
      [memberId, tx.now],
    );
    if (!gone) throw NotFound({ type: 'DraftMember', id: memberId }); // somebody else was first
    return this.teamChanged(tx, draft, 'removeDraftMember', memberId);
  }

  /** Opens the versions to bodies and everybody in them; of the forum that is every member convent with its entities. */
  async share(tx: Tx, { draftId, bodyIds }: ShareDraftInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, draftId, 'shareDraft');
    const wanted = [...new Set(bodyIds.map((id) => id.toLowerCase()))];
    const bodies = await tx.sql<{ id: string; forum: boolean }>(
      `SELECT id, false AS forum FROM convent WHERE id = ANY ($1) UNION ALL SELECT id, true FROM forum WHERE id = ANY ($1)`,
      [wanted],
    );
    const unknown = wanted.find((id) => !bodies.some((body) => body.id === id));
    if (unknown) throw NotFound({ type: 'DraftBody', id: unknown });
    const fresh = bodies.filter(({ id }) => !draft.sharedWith.includes(id));
    if (!fresh.length) throw AlreadyShared();
    const bodyIdsNow = fresh.map(({ id }) => id);
    const sharedWith = [...draft.sharedWith, ...bodyIdsNow];
    const forForum = draft.forForum || fresh.some(({ forum }) => forum);
    await this.drafts.changed(tx, draft, { sharedWith, forForum });
    for (const { id, forum } of fresh)
      await this.drafts.act(tx, draft, 'shareDraft', forum ? { forumId: id } : { conventId: id });
    tx.emit(DraftShared(draftId, { bodyIds: bodyIdsNow }, concernsOf({ ...draft, sharedWith } as Draft)));
    return { id: draftId };
  }

  async publish(tx: Tx, { draftId }: DraftActInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, draftId, 'publishDraft');
    await this.drafts.changed(tx, draft, { isPublic: true });
    await this.drafts.act(tx, draft, 'publishDraft');
    tx.emit(DraftPublished(draftId, {}, concernsOf(draft)));
    return { id: draftId };
  }

  private async teamChanged(tx: Tx, draft: Draft, action: string, memberId: string): Promise<Id> {
    await this.drafts.changed(tx, draft);
    await this.drafts.act(tx, draft, action, { memberId });
    tx.emit(DraftTeamChanged(draft.id, { memberId }, concernsOf(draft)));
    return { id: draft.id };
  }
}
