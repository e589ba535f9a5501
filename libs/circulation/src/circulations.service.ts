import { Injectable } from '@nestjs/common';
import { heldIn, HeldMandates } from '#convents';
import { Forbidden, newId, NotFound, WrongState, type Tx } from '#core';
import { Draft, Freezing } from '#drafts';
import { Obligations } from '#obligations';
import { resolveCircle, type Asked } from './circle.ts';
import { CirculationParty } from './circulation-party.entity.ts';
import { Circulation, CirculationAct } from './circulation.entity.ts';
import { CirculationNotLonger, CirculationTimesWrong } from './circulation.errors.ts';
import { CirculationCancelled, CirculationExtended, CirculationStarted } from './circulation.events.ts';
import { loadFacts } from './circulation.facts.ts';
import type { CancelCirculationInput, ExtendCirculationInput, StartCirculationInput } from './circulation.inputs.ts';
import { circulationLifecycle, type CirculationAction } from './circulation.lifecycle.ts';
import { LEADS } from './circulation.policy.ts';

type Id = { id: string };

/** Whom a change concerns beside the circulation itself. */
export const concernsOf = ({ conventId, forumId, draftId }: Circulation): (string | null)[] => [
  conventId ?? forumId,
  draftId,
];

/** Circulations themselves: their beginning, a later end, and being called off. */
@Injectable()
export class Circulations {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly freezing: Freezing,
    private readonly obligations: Obligations,
  ) {}

  async start(tx: Tx, input: StartCirculationInput): Promise<Id> {
    const { draftId } = await this.freezing.version(tx, input.versionId);
    const draft = await this.draftOf(tx, draftId);
    const mandate = heldIn(await this.mandates.of(tx), draft.conventId ?? draft.forumId, LEADS);
    if (!mandate) throw Forbidden({ reason: 'Projekt kieruje w obieg prezydium konwentu (forum), który go prowadzi.' });
    tx.allow(mandate);
    return this.startFor(tx, input);
  }

  /** Begins one within another act, which has said already under which mandate. */
  async startFor(tx: Tx, input: StartCirculationInput, { sample = false } = {}): Promise<Id> {
    const { draftId } = await this.freezing.version(tx, input.versionId);
    const draft = await this.draftOf(tx, draftId);
    if (draft.state === 'ARCHIVED') {
      const reason = 'Projekt jest w archiwum: jego wersji nie kieruje się już w obieg.';
      throw WrongState({ state: draft.state, action: 'startCirculation', reason });
    }
    const { opensAt, closesAt } = timesIn(tx, input);
    const asked = await resolveCircle(tx, input.circle);
    const circulation = {
      ...{ id: newId(), conventId: draft.conventId, forumId: draft.forumId, draftId, versionId: input.versionId },
      ...{ state: 'OPEN' as const, note: input.note ?? null, opensAt, closesAt, silence: input.silence },
      ...{ circle: asked.map(({ bodyId }) => bodyId), wholeForum: input.circle.wholeForum },
      ...{ sample, startedAt: tx.now, endedAt: null },
    };
    await tx.em.insert(Circulation, circulation);
    await this.enlist(tx, circulation.id, asked);
    await this.act(tx, circulation as Circulation, 'startCirculation', { closesAt });
    tx.emit(CirculationStarted(circulation.id, { versionId: input.versionId }, concernsOf(circulation as Circulation)));
    await this.awaited(tx, circulation as Circulation);
    return { id: circulation.id };
  }

  /** Never shorter: whoever counts on the time that was given has it. */
  async extend(tx: Tx, { circulationId, closesAt, reason }: ExtendCirculationInput): Promise<Id> {
    const circulation = await this.taken(tx, circulationId, 'extendCirculation');
    if (closesAt <= circulation.closesAt) throw CirculationNotLonger({ closesAt: circulation.closesAt.toISOString() });
    await tx.em.update(Circulation, { id: circulationId }, { closesAt });
    await this.act(tx, circulation, 'extendCirculation', { reason, closesAt });
    tx.emit(CirculationExtended(circulationId, {}, concernsOf(circulation)));
    await this.awaited(tx, circulation);
    return { id: circulationId };
  }

  async cancel(tx: Tx, { circulationId, reason }: CancelCirculationInput): Promise<Id> {
    const circulation = await this.taken(tx, circulationId, 'cancelCirculation');
    const state = 'CANCELLED';
    await tx.em.update(Circulation, { id: circulationId }, { state, endedAt: tx.now });
    await this.act(tx, { ...circulation, state }, 'cancelCirculation', { reason });
    tx.emit(CirculationCancelled(circulationId, {}, concernsOf(circulation)));
    await this.awaited(tx, circulation);
    return { id: circulationId };
  }

  /**
   * The circulation as it is and stays until the commit. Whoever answers or closes takes their turn in a queue of its
   * own, since they may not change the row themselves; NOT_FOUND for what the actor may not see.
   */
  async hold(tx: Tx, id: string): Promise<Circulation> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('circulation ' || $1, 0))`, [id.toLowerCase()]);
    const circulation = await tx.em.findOneBy(Circulation, { id });
    if (!circulation) throw NotFound({ type: 'Circulation', id });
    return circulation;
  }

  /** Writes down an act with its mandate. */
  async act(
    tx: Tx,
    { id: circulationId, state }: Circulation,
    action: string,
    told: Partial<Pick<CirculationAct, 'reason' | 'closesAt' | 'at'>> = {},
  ): Promise<void> {
    const nothing = { reason: null, closesAt: null };
    await tx.em.insert(CirculationAct, {
      ...{ id: newId(), circulationId, action, state, at: tx.now, ...nothing, ...told },
      mandateId: tx.under,
    });
  }

  /** Writes down anew what waits for whom. */
  async awaited(tx: Tx, { circle, conventId, forumId }: Circulation): Promise<void> {
    await this.obligations.refresh(tx, [...circle, (conventId ?? forumId)!]);
  }

  private async taken(tx: Tx, id: string, action: CirculationAction): Promise<Circulation> {
    const circulation = await this.hold(tx, id);
    circulationLifecycle.take(tx, action, await loadFacts(tx, id));
    return circulation;
  }

  /** The draft of a version that the actor reads, which may itself be hidden from them: then it is not theirs to send. */
  private async draftOf(tx: Tx, id: string): Promise<Draft> {
    const draft = await tx.em.findOneBy(Draft, { id });
    if (!draft) throw Forbidden({ reason: 'Projekt kieruje w obieg prezydium konwentu (forum), który go prowadzi.' });
    return draft;
  }

  private async enlist(tx: Tx, circulationId: string, asked: readonly Asked[]): Promise<void> {
    const rows = asked.map(({ id, conventId, entityId }) => ({
      id,
      circulationId,
      conventId,
      entityId,
      answerId: null,
    }));
    await tx.em.insert(CirculationParty, rows);
  }
}

function timesIn(tx: Tx, { opensAt, closesAt }: StartCirculationInput): { opensAt: Date; closesAt: Date } {
  const opens = opensAt ?? tx.now;
  if (opens < tx.now || closesAt <= opens) throw CirculationTimesWrong();
  return { opensAt: opens, closesAt };
}
