import { Injectable } from '@nestjs/common';
import { Forbidden, newId, WrongState, type Tx } from '#core';
import { ConventRules } from './convent-rules.entity.ts';
import { Convent } from './convent.entity.ts';
import { heldIn, OFFICERS } from './convents.policy.ts';
import { AlreadyMember, BasisRequired, DayOutOfRange, KindNotAdmitted } from './convents.errors.ts';
import { MembershipStepped } from './convents.events.ts';
import { Entity } from './entity.entity.ts';
import { HeldMandates } from './held.service.ts';
import { membershipLifecycle, type MembershipAction, type MembershipFacts } from './membership.lifecycle.ts';
import {
  Membership,
  MembershipAct,
  type AdmitMembershipInput,
  type ApplyForMembershipInput,
  type EndMembershipInput,
} from './membership.entity.ts';
import { day, today } from './days.ts';

type Decision = Partial<Pick<MembershipAct, 'reason' | 'basis' | 'effectiveOn'>>;

@Injectable()
export class MembershipsService {
  constructor(private readonly mandates: HeldMandates) {}

  /** Enters an application; by the entity's representative, or by an officer who has it on paper. */
  async apply(tx: Tx, { conventId, entityId, kind, basis }: ApplyForMembershipInput): Promise<{ id: string }> {
    const convent = await tx.lock(Convent, conventId);
    const entity = await tx.lock(Entity, entityId);
    const held = await this.mandates.of(tx);
    const mandate = heldIn(held, entityId, ['REPRESENTATIVE']) ?? heldIn(held, conventId, OFFICERS);
    if (!mandate)
      throw Forbidden({ reason: 'Wniosek składa przedstawiciel podmiotu albo wpisuje go prezydium konwentu.' });
    tx.allow(mandate);
    refuseClosed(convent, entity);
    const rules = await tx.em.findOneBy(ConventRules, { id: conventId });
    if (kind === 'ORDINARY' && rules && !rules.ordinaryKinds.includes(entity.kind))
      throw KindNotAdmitted({ kind: entity.kind });
    await this.refuseSecond(tx, conventId, entityId);

    const membership = {
      id: newId(),
      conventId,
      entityId,
      kind,
      state: 'APPLIED',
      appliedOn: today(tx.now),
      version: 1,
    } as const;
    await tx.constrained(tx.em.insert(Membership, { ...membership, sample: false }), {
      membership_one_application: () => AlreadyMember({ membershipId: '' }),
    });
    await this.record(tx, { ...membership }, 'APPLIED', mandate.id, { basis: basis ?? null });
    return { id: membership.id };
  }

  /** A step that changes the state and nothing else. */
  async step(tx: Tx, action: MembershipAction, membershipId: string, decision: Decision = {}): Promise<{ id: string }> {
    const { membership, facts } = await this.facts(tx, membershipId);
    const state = membershipLifecycle.take(tx, action, facts);
    await tx.edit(Membership, membership, { state });
    await this.record(tx, membership, state, tx.under, decision);
    return { id: membershipId };
  }

  async admit(tx: Tx, { membershipId, from, basis }: AdmitMembershipInput): Promise<{ id: string }> {
    const { membership, facts } = await this.facts(tx, membershipId);
    const state = membershipLifecycle.take(tx, 'admitMembership', facts);
    const { admissionBy } = facts;
    if (admissionBy && admissionBy !== 'CHAIR' && !basis) throw BasisRequired({ admissionBy });
    const latest = today(tx.now);
    const first = from ?? latest;
    if (first > latest) throw DayOutOfRange({ latest });
    await tx.constrained(tx.edit(Membership, membership, { state, valid: `[${first},)` }), {
      membership_one_at_a_time: () => AlreadyMember({ membershipId }),
    });
    await this.record(tx, membership, state, tx.under, { basis: basis ?? null, effectiveOn: first });
    return { id: membershipId };
  }

  async end(tx: Tx, { membershipId, because, on, basis }: EndMembershipInput): Promise<{ id: string }> {
    const { membership, facts } = await this.facts(tx, membershipId);
    const state = membershipLifecycle.take(tx, 'endMembership', facts);
    if (because !== 'RESIGNED' && !heldIn(facts.held, membership.conventId, OFFICERS))
      throw Forbidden({ reason: 'Przedstawiciel podmiotu może z konwentu tylko wystąpić.' });
    const latest = today(tx.now);
    const last = on ?? latest;
    const earliest = /\[([\d-]+)/.exec(membership.valid!)![1]!;
    if (last > latest || last < earliest) throw DayOutOfRange({ earliest, latest });
    await tx.edit(Membership, membership, { state, valid: `[${earliest},${day(last, 1)})`, endedBecause: because });
    await this.record(tx, membership, state, tx.under, { basis, effectiveOn: last });
    return { id: membershipId };
  }

  private async facts(tx: Tx, id: string): Promise<{ membership: Membership; facts: MembershipFacts }> {
    const membership = await tx.lock(Membership, id);
    const { state, conventId, entityId } = membership;
    const rules = await tx.em.findOneBy(ConventRules, { id: conventId });
    const { state: conventState } = await tx.em.findOneByOrFail(Convent, { id: conventId });
    const held = await this.mandates.of(tx);
    const admissionBy = rules?.admissionBy ?? null;
    return { membership, facts: { state, conventId, entityId, admissionBy, conventState, held } };
  }

  private async refuseSecond(tx: Tx, conventId: string, entityId: string): Promise<void> {
    const [other] = await tx.sql<{ id: string }>(
      `SELECT id FROM membership WHERE convent_id = $1 AND entity_id = $2
       AND state IN ('APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED')`,
      [conventId, entityId],
    );
    if (other) throw AlreadyMember({ membershipId: other.id });
  }

  private async record(
    tx: Tx,
    { id, conventId, entityId }: Pick<Membership, 'id' | 'conventId' | 'entityId'>,
    state: Membership['state'],
    mandateId: string | null,
    decision: Decision,
  ): Promise<void> {
    await tx.em.insert(MembershipAct, {
      id: newId(),
      membershipId: id,
      conventId,
      entityId,
      state,
      at: tx.now,
      mandateId,
      ...decision,
    });
    tx.emit(MembershipStepped(id, { state }, [conventId, entityId]));
  }
}

function refuseClosed(convent: Convent, entity: Entity): void {
  const action = 'applyForMembership';
  if (convent.state !== 'ACTIVE' && convent.state !== 'FORMING')
    throw WrongState({ state: convent.state, action, reason: 'Ten konwent nie przyjmuje teraz wniosków.' });
  if (entity.state !== 'ACTIVE')
    throw WrongState({ state: entity.state, action, reason: 'Ten podmiot został zlikwidowany.' });
}
