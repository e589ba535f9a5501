import { Injectable } from '@nestjs/common';
import { heldIn, HeldMandates, officialBodyOf } from '#convents';
import { Forbidden, newId, VersionConflict, WrongState, type Tx } from '#core';
import { formatActCitation, type ActRef } from '#drafting';
import { actIn } from './amendment.inputs.ts';
import { Draft, DraftAct } from './draft.entity.ts';
import { loadFacts } from './draft.facts.ts';
import type { ArchiveDraftInput, CreateDraftInput, EditDraftInput } from './draft.inputs.ts';
import { draftLifecycle, LEADS, refuseBound, type DraftAction, type EditAction } from './draft.lifecycle.ts';
import { DraftArchived, DraftCreated, DraftEdited, DraftLocked, DraftUnlocked } from './drafts.events.ts';
import { stateNames, type DraftForm, type DraftState } from './words.ts';
import { WorkingText } from './working-text.entity.ts';

type Id = { id: string };

/** What a draft begins with. */
export interface DraftFields {
  readonly bodyId: string;
  readonly title: string;
  readonly form: DraftForm;
  readonly act?: ActRef | null;
  readonly sample?: boolean;
}

/** What an act says of itself. */
type Told = Partial<
  Pick<DraftAct, 'reason' | 'conventId' | 'forumId' | 'memberId' | 'amendmentId' | 'amendmentBefore'>
>;

/** Whom a change of a draft concerns beside itself. */
export const concernsOf = ({
  conventId,
  forumId,
  sharedWith,
}: Pick<Draft, 'conventId' | 'forumId' | 'sharedWith'>): string[] => [
  ...new Set([conventId ?? forumId!, ...sharedWith]),
];

/** Drafts themselves: their beginning, their states, and what other acts rest on them. */
@Injectable()
export class Drafts {
  constructor(private readonly mandates: HeldMandates) {}

  async create(tx: Tx, { bodyId, title, form, act }: CreateDraftInput): Promise<Id> {
    const { conventId, forumId } = await officialBodyOf(tx, bodyId, 'DraftBody');
    const mandate = heldIn(await this.mandates.of(tx), conventId ?? forumId, LEADS);
    if (!mandate) throw Forbidden({ reason: 'Projekt zakłada prezydium konwentu (forum) albo koordynator forum.' });
    tx.allow(mandate);
    return this.createFor(tx, { bodyId, title, form, act: act ? actIn(act) : null });
  }

  /** Begins a draft within another act, which has said already under which mandate. */
  async createFor(tx: Tx, { bodyId, title, form, act = null, sample = false }: DraftFields): Promise<Id> {
    const { conventId, forumId } = await officialBodyOf(tx, bodyId, 'DraftBody');
    const id = newId();
    const nobody = { sharedWith: [], forForum: false, isPublic: false, currentVersionId: null };
    await tx.em.insert(Draft, {
      ...{ id, conventId, forumId, title, form, act, state: 'OPEN', ...nobody, sample },
      ...{ createdAt: tx.now, changedAt: tx.now, version: 1 },
    } as object);
    await tx.em.insert(WorkingText, { id, heading: '' });
    await this.act(tx, { id, state: 'OPEN' }, 'createDraft');
    tx.emit(DraftCreated(id, {}, [conventId ?? forumId]));
    return { id };
  }

  async edit(tx: Tx, { draftId, expectedVersion, title, act }: EditDraftInput): Promise<Id> {
    const draft = await this.hold(tx, draftId, 'editDraft', expectedVersion);
    await this.changed(tx, draft, { title, ...(act === undefined ? {} : { act: act && actIn(act) }) });
    const before = draft.act ? `${draft.title} (${draft.act.name} ${formatActCitation(draft.act)})` : draft.title;
    await this.act(tx, draft, 'editDraft', { reason: before });
    tx.emit(DraftEdited(draftId, {}, concernsOf(draft)));
    return { id: draftId };
  }

  async archive(tx: Tx, { draftId, reason }: ArchiveDraftInput): Promise<Id> {
    const draft = await this.hold(tx, draftId, 'archiveDraft');
    await this.changed(tx, draft, { state: 'ARCHIVED' });
    await this.act(tx, { ...draft, state: 'ARCHIVED' }, 'archiveDraft', { reason });
    tx.emit(DraftArchived(draftId, {}, concernsOf(draft)));
    return { id: draftId };
  }

  /** Keeps the text as it is while another act rests on it, such as a circulation; that act says who may. */
  async lock(tx: Tx, draftId: string, reason: string): Promise<void> {
    const draft = await this.turn(tx, draftId, 'OPEN', 'LOCKED', reason);
    tx.emit(DraftLocked(draftId, {}, concernsOf(draft)));
  }

  /** Lets the text be changed again. */
  async unlock(tx: Tx, draftId: string, reason: string): Promise<void> {
    const draft = await this.turn(tx, draftId, 'LOCKED', 'OPEN', reason);
    tx.emit(DraftUnlocked(draftId, {}, concernsOf(draft)));
  }

  /** The draft locked for an act of its lifecycle, which the actor may do now. */
  async hold(tx: Tx, draftId: string, action: DraftAction): Promise<Draft>;
  async hold(tx: Tx, draftId: string, action: EditAction, expectedVersion: number): Promise<Draft>;
  async hold(tx: Tx, draftId: string, action: DraftAction, expectedVersion?: number): Promise<Draft> {
    const draft = await tx.lock(Draft, draftId);
    const facts = await loadFacts(tx, draftId);
    refuseBound(action, facts);
    draftLifecycle.take(tx, action, facts);
    if (expectedVersion !== undefined && draft.version !== expectedVersion)
      throw VersionConflict({ currentVersion: draft.version });
    return draft;
  }

  /** Changes columns and counts the version up; answers the new version. */
  async changed(tx: Tx, draft: Draft, changes: Partial<Draft> = {}): Promise<number> {
    await tx.edit(Draft, draft, { ...changes, changedAt: tx.now });
    return draft.version + 1;
  }

  /** Writes down an act with its mandate. */
  async act(tx: Tx, { id: draftId, state }: Pick<Draft, 'id' | 'state'>, action: string, told: Told = {}): Promise<Id> {
    const id = newId();
    const nothing = { reason: null, conventId: null, forumId: null, memberId: null, amendmentId: null };
    await tx.em.insert(DraftAct, {
      ...{ id, draftId, action, state, at: tx.now, ...nothing, amendmentBefore: null, ...told },
      mandateId: tx.under,
    } as object);
    return { id };
  }

  private async turn(tx: Tx, draftId: string, from: DraftState, to: DraftState, reason: string): Promise<Draft> {
    const draft = await tx.lock(Draft, draftId);
    const action = to === 'LOCKED' ? 'lockDraft' : 'unlockDraft';
    if (draft.state !== from) {
      const why = `Nie można tego zrobić w stanie „${stateNames[draft.state]}”.`;
      throw WrongState({ state: draft.state, action, reason: why });
    }
    await this.changed(tx, draft, { state: to });
    await this.act(tx, { ...draft, state: to }, action, { reason });
    return draft;
  }
}
