import { Injectable } from '@nestjs/common';
import { Areas } from '#areas';
import { HeldMandates, type Held } from '#convents';
import { Forbidden, newId, NotFound, WrongState, type Tx } from '#core';
import { AgendaItem, AgendaItemElsewhere, Meeting } from '#meetings';
import {
  Conclusion,
  ConclusionArea,
  type EditConclusionInput,
  type RecordConclusionInput,
  type WithdrawConclusionInput,
} from './conclusion.entity.ts';
import { MeetingNotBegun, OutcomesFrozen } from './minutes.errors.ts';
import { ConclusionEdited, ConclusionRecorded, ConclusionWithdrawn } from './minutes.events.ts';
import { KEEPS, keeper } from './minutes.policy.ts';

type Id = { id: string };

/** What comes of a meeting is written down from its beginning until the minutes are approved. */
@Injectable()
export class Outcomes {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly areas: Areas,
  ) {}

  /** The meeting, held, of somebody who may write down what comes of it now. */
  async opened(tx: Tx, meetingId: string, agendaItemId?: string | null): Promise<{ meeting: Meeting; held: Held[] }> {
    const meeting = await tx.lock(Meeting, meetingId);
    const held = await this.mandates.of(tx);
    const mandate = keeper({ held, bodies: meeting.bodies });
    if (!mandate) throw Forbidden({ reason: KEEPS });
    tx.allow(mandate);
    if (!['IN_SESSION', 'CLOSED'].includes(meeting.state)) throw MeetingNotBegun();
    const [frozen] = await tx.sql(
      `SELECT FROM minutes WHERE id = $1 AND (state IN ('APPROVED', 'PUBLISHED')
         OR state = 'CIRCULATED' AND correct_until <= clock_timestamp()) FOR UPDATE`,
      [meetingId],
    );
    if (frozen) throw OutcomesFrozen();
    if (agendaItemId && !(await tx.em.existsBy(AgendaItem, { id: agendaItemId, meetingId })))
      throw AgendaItemElsewhere();
    return { meeting, held };
  }

  async conclude(tx: Tx, { meetingId, agendaItemId, text, changeAreaIds }: RecordConclusionInput): Promise<Id> {
    const { meeting } = await this.opened(tx, meetingId, agendaItemId);
    const id = newId();
    await tx.em.insert(Conclusion, {
      ...{
        id,
        meetingId,
        agendaItemId: agendaItemId ?? null,
        text,
        createdAt: tx.now,
        mandateId: tx.under,
        version: 1,
      },
    });
    await this.about(tx, id, changeAreaIds);
    tx.emit(ConclusionRecorded(meetingId, { conclusionId: id }, meeting.bodies));
    return { id };
  }

  async edit(tx: Tx, { conclusionId, expectedVersion, text, changeAreaIds }: EditConclusionInput): Promise<Id> {
    const { conclusion, meeting } = await this.standing(tx, conclusionId, expectedVersion, 'editConclusion');
    await tx.edit(Conclusion, conclusion, { text });
    const gone = await tx.sql<{ id: string }>(
      `DELETE FROM conclusion_area WHERE conclusion_id = $1 RETURNING change_area_id AS id`,
      [conclusionId],
    );
    await this.about(
      tx,
      conclusionId,
      changeAreaIds,
      gone.map(({ id }) => id),
    );
    tx.emit(ConclusionEdited(meeting.id, { conclusionId }, meeting.bodies));
    return { id: conclusionId };
  }

  async withdraw(tx: Tx, { conclusionId, expectedVersion }: WithdrawConclusionInput): Promise<Id> {
    const { conclusion, meeting } = await this.standing(tx, conclusionId, expectedVersion, 'withdrawConclusion');
    await tx.edit(Conclusion, conclusion, { withdrawnAt: tx.now });
    tx.emit(ConclusionWithdrawn(meeting.id, { conclusionId }, meeting.bodies));
    return { id: conclusionId };
  }

  /** The meeting is held before its conclusion, by everybody in this order. */
  private async standing(tx: Tx, id: string, expectedVersion: number, action: string) {
    const seen = await tx.em.findOneBy(Conclusion, { id });
    if (!seen) throw NotFound({ type: 'Conclusion', id });
    const { meeting } = await this.opened(tx, seen.meetingId);
    const conclusion = await tx.lock(Conclusion, id, expectedVersion);
    if (conclusion.withdrawnAt) throw WrongState({ state: 'WITHDRAWN', action, reason: 'Ten wniosek wycofano.' });
    return { conclusion, meeting };
  }

  private async about(tx: Tx, conclusionId: string, areas: readonly string[], before: string[] = []): Promise<void> {
    const chosen = await this.areas.chosen(tx, areas, before);
    const rows = chosen.map((changeAreaId) => ({ id: newId(), conclusionId, changeAreaId }));
    await tx.em.insert(ConclusionArea, rows);
  }
}
