import { Injectable } from '@nestjs/common';
import { Forbidden, newId, NotFound, type Tx } from '#core';
import { CirculationAnswer, CirculationParty } from './circulation-party.entity.ts';
import { Circulation } from './circulation.entity.ts';
import { CirculationNotBegun, CirculationOver, ObjectionWithoutReason } from './circulation.errors.ts';
import { CirculationAnswered, CirculationClosed } from './circulation.events.ts';
import { loadFacts, type CirculationFacts } from './circulation.facts.ts';
import type { AnswerCirculationInput } from './circulation.inputs.ts';
import { ANSWERS, circulationLifecycle, notIn } from './circulation.lifecycle.ts';
import { speaksFor } from './circulation.policy.ts';
import { Circulations, concernsOf } from './circulations.service.ts';

type Id = { id: string };
type Said = Pick<AnswerCirculationInput, 'answer' | 'reason'>;
type Stored = Pick<CirculationAnswer, 'answer' | 'reason' | 'byLink'>;

const AT_ONCE = 50;

/** Answers of organisations, until the clock ends the circulation and writes down what silence means. */
@Injectable()
export class Answering {
  constructor(private readonly circulations: Circulations) {}

  /** Gives the answer of an organisation, or another one; those before it are kept. */
  async answer(tx: Tx, input: AnswerCirculationInput): Promise<Id> {
    const circulation = await this.circulations.hold(tx, input.circulationId);
    const facts = await loadFacts(tx, circulation.id);
    const organisationId = input.organisationId.toLowerCase();
    if (!circulation.circle.includes(organisationId)) throw NotFound({ type: 'CirculationParty', id: organisationId });
    const mandate = speaksFor(facts.held, organisationId);
    if (!mandate) throw Forbidden({ reason: ANSWERS });
    tx.allow(mandate);
    refuseAtThisTime(circulation, facts);
    circulationLifecycle.take(tx, 'answerCirculation', facts);
    return this.give(tx, circulation, organisationId, { ...saidIn(input), byLink: false });
  }

  /** The answer of an outsider, within their act, which holds the circulation. */
  async answerByLink(tx: Tx, circulation: Circulation, outsiderId: string, input: Said): Promise<Id> {
    const facts = await loadFacts(tx, circulation.id);
    refuseAtThisTime(circulation, facts);
    if (facts.state !== 'OPEN') throw notIn(facts.state, 'answerByLink');
    return this.give(tx, circulation, outsiderId, { ...saidIn(input), byLink: true });
  }

  private async give(tx: Tx, circulation: Circulation, bodyId: string, said: Stored): Promise<Id> {
    const partyId = await this.store(tx, circulation, bodyId, said);
    tx.emit(CirculationAnswered(circulation.id, { partyId }, [...concernsOf(circulation), bodyId]));
    await this.circulations.awaited(tx, { ...circulation, circle: [bodyId] });
    return { id: circulation.id };
  }

  /** The clock job: closes what is over, each with what silence means; says how many. */
  async closeDue(tx: Tx): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    const due = await tx.sql<Id>(
      `SELECT id FROM circulation WHERE state = 'OPEN' AND closes_at <= $1 ORDER BY id LIMIT ${AT_ONCE}`,
      [tx.now],
    );
    let closed = 0;
    for (const { id } of due) {
      const circulation = await this.circulations.hold(tx, id);
      if (circulation.state !== 'OPEN' || circulation.closesAt > tx.now) continue; // extended or closed meanwhile
      await this.close(tx, circulation);
      closed++;
    }
    return closed;
  }

  /** It ended at the closing time itself, whenever the clock came to write it down. */
  private async close(tx: Tx, circulation: Circulation): Promise<void> {
    const { id, silence, closesAt } = circulation;
    const silent = await tx.sql(
      `WITH given AS (INSERT INTO circulation_answer (id, party_id, circulation_id, body_id, answer, silent, at)
         SELECT uuidv7(), p.id, p.circulation_id, p.body_id, $2, true, $3 FROM circulation_party p
         WHERE p.circulation_id = $1 AND p.answer_id IS NULL AND NOT EXISTS (
           SELECT FROM circulation_outsider o WHERE o.id = p.outsider_id AND o.revoked_at IS NOT NULL)
         RETURNING id, party_id)
       UPDATE circulation_party p SET answer_id = g.id FROM given g WHERE p.id = g.party_id RETURNING p.id`,
      [id, silence, closesAt],
    );
    const state = 'CLOSED';
    await tx.em.update(Circulation, { id }, { state, endedAt: closesAt });
    await this.circulations.act(tx, { ...circulation, state }, 'deadline', { at: closesAt });
    tx.emit(CirculationClosed(id, { silent: silent.length }, concernsOf(circulation)));
    await this.circulations.awaited(tx, circulation);
  }

  private async store(tx: Tx, { id: circulationId }: Circulation, bodyId: string, said: Stored): Promise<string> {
    const [party] = await tx.sql<Id>(`SELECT id FROM circulation_party WHERE circulation_id = $1 AND body_id = $2`, [
      ...[circulationId, bodyId],
    ]);
    const [id, partyId] = [newId(), party!.id];
    const given = { ...said, silent: false, at: tx.now, mandateId: tx.under };
    await tx.em.insert(CirculationAnswer, { id, partyId, circulationId, bodyId, ...given });
    await tx.em.update(CirculationParty, { id: partyId }, { answerId: id });
    return partyId;
  }
}

/** An objection says why. */
function saidIn({ answer, reason = null }: Said): Pick<Stored, 'answer' | 'reason'> {
  if (answer === 'OBJECTS_TO_PROCEDURE' && !reason) throw ObjectionWithoutReason();
  return { answer, reason };
}

/** By the clock, with codes of their own; whatever else the state forbids, the lifecycle says. */
function refuseAtThisTime({ opensAt, closesAt }: Circulation, facts: CirculationFacts): void {
  if (facts.state === 'CLOSED') throw CirculationOver({ closesAt: closesAt.toISOString() });
  if (facts.state === 'OPEN' && !facts.hasBegun) throw CirculationNotBegun({ opensAt: opensAt.toISOString() });
  if (facts.state === 'OPEN' && facts.isOver) throw CirculationOver({ closesAt: closesAt.toISOString() });
}
