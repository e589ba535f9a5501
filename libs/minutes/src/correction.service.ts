import { Injectable } from '@nestjs/common';
import { Forbidden, newId, NotFound, WrongState, type Tx } from '#core';
import {
  Correction,
  CorrectionAnswer,
  type AnswerCorrectionInput,
  type CorrectMinutesInput,
  type WithdrawCorrectionInput,
} from './correction.entity.ts';
import { Minutes } from './minutes.entity.ts';
import { UnitUnknown, WordingMissing } from './minutes.errors.ts';
import { CorrectionMade, CorrectionSettled } from './minutes.events.ts';
import { loadMinutesFacts, type MinutesFacts } from './minutes.facts.ts';
import { minutesLifecycle } from './minutes.lifecycle.ts';
import { KEEPS, keeper } from './minutes.policy.ts';
import { MinutesService } from './minutes.service.ts';
import { correctionStateNames, minutesStateNames } from './minutes.words.ts';

type Id = { id: string };

/** Remarks on circulated minutes, and what became of each. */
@Injectable()
export class Corrections {
  constructor(private readonly minutes: MinutesService) {}

  /** Whether it is late is decided by the database's clock, once nobody else can change the minutes. */
  async make(tx: Tx, { minutesId, unitId, text, wording }: CorrectMinutesInput): Promise<Id> {
    const minutes = await this.minutes.held(tx, minutesId);
    const facts = await loadMinutesFacts(tx, minutesId);
    minutesLifecycle.take(tx, 'correctMinutes', facts);
    const { units } = await this.minutes.current(tx, minutes);
    if (!units.some(({ id }) => id === unitId)) throw UnitUnknown();
    const [{ at, late }] = (await tx.sql<{ at: Date; late: boolean }>(
      `SELECT clock_timestamp() AS at, clock_timestamp() >= $1::timestamptz AS late`,
      [minutes.correctUntil],
    )) as [{ at: Date; late: boolean }];
    const id = newId();
    await tx.em.insert(Correction, {
      ...{ id, minutesId, versionId: minutes.currentVersionId, unitId, state: 'OPEN', text, wording: wording ?? null },
      ...{ late, personId: tx.actor.id, mandateId: tx.under, at },
    });
    tx.emit(CorrectionMade(minutesId, { correctionId: id, late }, [...facts.bodies]));
    await this.minutes.refresh(tx, minutesId);
    return { id };
  }

  /** Its author takes it back. */
  async withdraw(tx: Tx, { correctionId }: WithdrawCorrectionInput): Promise<Id> {
    const { correction, facts } = await this.opened(tx, correctionId);
    if (correction.personId !== tx.actor.id) throw Forbidden({ reason: 'Sprostowanie wycofuje ten, kto je zgłosił.' });
    tx.allow(true);
    this.refuseSettled(correction, 'withdrawCorrection');
    await this.settle(tx, correction, facts, { state: 'WITHDRAWN' });
    return { id: correctionId };
  }

  /** Accepting changes the text in the same act; so it is no longer possible once the text stands. */
  async answer(tx: Tx, { correctionId, answer, reason, wording }: AnswerCorrectionInput): Promise<Id> {
    const { correction, minutes, facts } = await this.opened(tx, correctionId);
    const mandate = keeper(facts);
    if (!mandate) throw Forbidden({ reason: KEEPS });
    tx.allow(mandate);
    this.refuseSettled(correction, 'answerCorrection');
    const isAccepted = answer === CorrectionAnswer.ACCEPTED;
    if (isAccepted !== Boolean(wording)) throw WordingMissing();
    const carriedById = isAccepted ? await this.carryOut(tx, minutes, facts, correction.unitId, wording!) : null;
    const state = isAccepted ? 'ACCEPTED' : 'REJECTED';
    await this.settle(tx, correction, facts, { state, answer: reason, answeredUnderId: mandate.id, carriedById });
    return { id: correctionId };
  }

  private async carryOut(tx: Tx, minutes: Minutes, facts: MinutesFacts, unitId: string, wording: string) {
    if (facts.state !== 'CIRCULATED' || facts.silent) {
      const reason = `Tekst protokołu już się nie zmienia: jego stan to „${minutesStateNames[facts.silent ? 'APPROVED' : facts.state]}”.`;
      throw WrongState({ state: facts.state, action: 'answerCorrection', reason });
    }
    const text = await this.minutes.current(tx, minutes);
    const units = text.units.map((unit) => (unit.id === unitId ? { ...unit, text: wording } : unit));
    const versionId = await this.minutes.reword(tx, minutes, { ...text, units });
    await this.minutes.act(tx, minutes, 'answerCorrection');
    return versionId;
  }

  /** The correction, after the minutes that it belongs to are held. */
  private async opened(tx: Tx, id: string) {
    const seen = await tx.em.findOneBy(Correction, { id });
    if (!seen) throw NotFound({ type: 'Correction', id });
    const minutes = await this.minutes.held(tx, seen.minutesId);
    const correction = await tx.lock(Correction, id);
    return { correction, minutes, facts: await loadMinutesFacts(tx, minutes.id) };
  }

  private refuseSettled({ state }: Correction, action: string): void {
    if (state === 'OPEN') return;
    throw WrongState({ state, action, reason: `Nie można tego zrobić w stanie „${correctionStateNames[state]}”.` });
  }

  private async settle(tx: Tx, { id, minutesId }: Correction, { bodies }: MinutesFacts, changes: Partial<Correction>) {
    const [row] = await tx.sql<{ at: Date }>(`SELECT clock_timestamp() AS at`);
    await tx.em.update(Correction, { id }, { ...changes, settledAt: row!.at });
    tx.emit(CorrectionSettled(minutesId, { correctionId: id, state: changes.state! }, [...bodies]));
    await this.minutes.refresh(tx, minutesId);
  }
}
