import { Injectable } from '@nestjs/common';
import { HeldMandates } from '#convents';
import { Forbidden, newId, NotFound, type Tx } from '#core';
import { Obligations } from '#obligations';
import { Meeting } from '#meetings';
import { Minutes, MinutesAct, MinutesVersion } from './minutes.entity.ts';
import { CorrectionsOpen, CorrectUntilWrong, MinutesAlready, MinutesTooEarly, UnitsWrong } from './minutes.errors.ts';
import {
  MinutesApproved,
  MinutesCirculated,
  MinutesDrafted,
  MinutesEdited,
  MinutesExtended,
  MinutesPublished,
} from './minutes.events.ts';
import { loadMinutesFacts } from './minutes.facts.ts';
import type {
  ApproveMinutesInput,
  CirculateMinutesInput,
  DraftMinutesInput,
  EditMinutesInput,
  ExtendMinutesInput,
  PublishMinutesInput,
} from './minutes.inputs.ts';
import { minutesLifecycle } from './minutes.lifecycle.ts';
import { KEEPS, keeper } from './minutes.policy.ts';
import { refuseMissingResults } from './minutes.polls.ts';
import { MinutesRecords } from './minutes.record.ts';
import { loadSources } from './minutes.sources.ts';
import { drafted, sealedMinutes, type MinutesText } from './minutes.text.ts';
import { Recordings } from './recording.service.ts';

type Id = { id: string };

/** The minutes of a meeting from the first draft to what is published. */
@Injectable()
export class MinutesService {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly obligations: Obligations,
    private readonly recordings: Recordings,
    private readonly records: MinutesRecords,
  ) {}

  /** Begins the minutes with what is known: opening, who was there, agenda and what came of each item. */
  async draft(tx: Tx, { meetingId }: DraftMinutesInput): Promise<Id> {
    const meeting = await tx.lock(Meeting, meetingId);
    const mandate = keeper({ held: await this.mandates.of(tx), bodies: meeting.bodies });
    if (tx.actor.kind !== 'system') {
      if (!mandate) throw Forbidden({ reason: KEEPS });
      tx.allow(mandate);
    }
    if (!['IN_SESSION', 'CLOSED'].includes(meeting.state)) throw MinutesTooEarly();
    if (await tx.em.existsBy(Minutes, { id: meetingId })) throw MinutesAlready();
    await refuseMissingResults(tx, meetingId);
    const currentVersionId = newId();
    const minutes = { id: meetingId, state: 'DRAFT' as const, currentVersionId, createdAt: tx.now, version: 1 };
    await tx.em.insert(Minutes, minutes);
    await this.write(tx, meetingId, 1, drafted(await loadSources(tx, meetingId)), currentVersionId);
    await this.act(tx, minutes, 'draftMinutes');
    tx.emit(MinutesDrafted(meetingId, {}, meeting.bodies));
    return { id: meetingId };
  }

  /** Another wording is another version: none is lost. */
  async edit(tx: Tx, { minutesId, expectedVersion, title, units }: EditMinutesInput): Promise<Id> {
    const minutes = await tx.lock(Minutes, minutesId, expectedVersion);
    const { bodies } = await this.step(tx, minutes, 'editMinutes');
    const isOnce = new Set(units.map(({ id }) => id)).size === units.length;
    if (!isOnce || !units.some(({ text }) => text)) throw UnitsWrong();
    const text = { title, units: units.map((unit) => ({ ...unit, agendaItemId: unit.agendaItemId ?? null })) };
    const versionId = await this.reword(tx, minutes, text);
    await this.act(tx, minutes, 'editMinutes');
    tx.emit(MinutesEdited(minutesId, { versionId }, [...bodies]));
    return { id: minutesId };
  }

  async circulate(tx: Tx, { minutesId, expectedVersion, until }: CirculateMinutesInput): Promise<Id> {
    const minutes = await tx.lock(Minutes, minutesId, expectedVersion);
    const { bodies } = await this.step(tx, minutes, 'circulateMinutes');
    await refuseMissingResults(tx, minutesId);
    await this.refuseNotLater(tx, until, null);
    await tx.edit(Minutes, minutes, { state: 'CIRCULATED', circulatedAt: tx.now, correctUntil: until });
    await this.act(tx, { ...minutes, state: 'CIRCULATED' }, 'circulateMinutes');
    tx.emit(MinutesCirculated(minutesId, { versionId: minutes.currentVersionId }, [...bodies]));
    await this.refresh(tx, minutesId);
    return { id: minutesId };
  }

  async extend(tx: Tx, { minutesId, until, reason }: ExtendMinutesInput): Promise<Id> {
    const minutes = await tx.lock(Minutes, minutesId);
    const { bodies } = await this.step(tx, minutes, 'extendMinutes');
    await this.refuseNotLater(tx, until, minutes.correctUntil);
    await tx.edit(Minutes, minutes, { correctUntil: until });
    await this.act(tx, minutes, 'extendMinutes', reason);
    tx.emit(MinutesExtended(minutesId, {}, [...bodies]));
    await this.refresh(tx, minutesId);
    return { id: minutesId };
  }

  /** Approves exactly the version that was read; the recordings go with it. */
  async approve(tx: Tx, { minutesId, expectedVersion, basis }: ApproveMinutesInput): Promise<Id> {
    const minutes = await tx.lock(Minutes, minutesId, expectedVersion);
    const { bodies, open } = await this.step(tx, minutes, 'approveMinutes');
    if (open) throw CorrectionsOpen({ open });
    const approval = { approvedAt: tx.now, approvedBy: 'ACT' as const, approvalBasis: basis };
    await tx.edit(Minutes, minutes, { state: 'APPROVED', ...approval });
    await this.act(tx, { ...minutes, state: 'APPROVED' }, 'approveMinutes', basis);
    tx.emit(MinutesApproved(minutesId, { by: 'ACT' }, [...bodies]));
    await this.recordings.end(tx, minutesId, 'MINUTES_APPROVED');
    await this.refresh(tx, minutesId);
    return { id: minutesId };
  }

  /** Holds the meeting first, as whoever writes down what came of it does. */
  async publish(tx: Tx, { minutesId, expectedVersion }: PublishMinutesInput): Promise<Id> {
    if (!(await tx.em.existsBy(Minutes, { id: minutesId }))) throw NotFound({ type: 'Minutes', id: minutesId });
    await tx.lock(Meeting, minutesId);
    const minutes = await tx.lock(Minutes, minutesId, expectedVersion);
    const { bodies } = await this.step(tx, minutes, 'publishMinutes');
    await tx.edit(Minutes, minutes, { state: 'PUBLISHED', publishedAt: tx.now });
    await tx.sql(
      `UPDATE meeting SET published_at = coalesce(published_at, $2), minutes_at = $2, version = version + 1 WHERE id = $1`,
      [minutesId, tx.now],
    );
    await this.act(tx, { ...minutes, state: 'PUBLISHED' }, 'publishMinutes');
    await this.records.seal(tx, minutesId);
    tx.emit(MinutesPublished(minutesId, { versionId: minutes.currentVersionId }, [...bodies]));
    return { id: minutesId };
  }

  /** Writes a new version and makes it the one that counts. */
  async reword(tx: Tx, minutes: Minutes, text: MinutesText): Promise<string> {
    const [last] = await tx.sql<{ number: number }>(
      `SELECT max(number)::int AS number FROM minutes_version WHERE minutes_id = $1`,
      [minutes.id],
    );
    const id = newId();
    await this.write(tx, minutes.id, last!.number + 1, text, id);
    await tx.edit(Minutes, minutes, { currentVersionId: id });
    return id;
  }

  /** The text as it stands. */
  async current(tx: Tx, { currentVersionId: id }: Minutes): Promise<MinutesText> {
    return JSON.parse((await tx.em.findOneByOrFail(MinutesVersion, { id })).content) as MinutesText;
  }

  /** Writes down an act with its mandate. */
  async act(tx: Tx, { id, state }: Pick<Minutes, 'id' | 'state'>, action: string, reason: string | null = null) {
    const act = { id: newId(), minutesId: id, action, state, at: tx.now, reason, mandateId: tx.under };
    await tx.em.insert(MinutesAct, act);
  }

  /** Takes the turn of minutes that the actor sees, though they may not change them. */
  async held(tx: Tx, id: string): Promise<Minutes> {
    if (!(await tx.em.existsBy(Minutes, { id }))) throw NotFound({ type: 'Minutes', id });
    await tx.sql(`SELECT hold_minutes($1)`, [id]);
    return tx.em.findOneByOrFail(Minutes, { id });
  }

  /** What is awaited of all whom the meeting concerned. */
  async refresh(tx: Tx, meetingId: string): Promise<void> {
    const rows = await tx.sql<{ id: string }>(
      `SELECT unnest(bodies) AS id FROM meeting WHERE id = $1 UNION
       SELECT coalesce(body_id, person_id) FROM attendance WHERE meeting_id = $1 AND num_nonnulls(body_id, person_id) > 0`,
      [meetingId],
    );
    await this.obligations.refresh(
      tx,
      rows.map(({ id }) => id),
    );
  }

  private async step(tx: Tx, minutes: Minutes, action: Parameters<typeof minutesLifecycle.take>[1]) {
    const facts = await loadMinutesFacts(tx, minutes.id);
    minutesLifecycle.take(tx, action, facts);
    return facts;
  }

  private async write(tx: Tx, minutesId: string, number: number, text: MinutesText, id: string): Promise<void> {
    const version = { id, minutesId, number, ...sealedMinutes(text), createdAt: tx.now, mandateId: tx.under };
    await tx.em.insert(MinutesVersion, version);
  }

  private async refuseNotLater(tx: Tx, until: Date, before: Date | null): Promise<void> {
    const [row] = await tx.sql<{ later: boolean }>(
      `SELECT $1::timestamptz > clock_timestamp() AND coalesce($1 > $2::timestamptz, true) AS later`,
      [until, before],
    );
    if (!row!.later) throw CorrectUntilWrong();
  }
}
