import { Injectable } from '@nestjs/common';
import { HeldMandates } from '#convents';
import { Forbidden, newId, NotFound, WrongState, type Tx } from '#core';
import { Files, MEDIA_TYPES, type MediaType } from '#files';
import { Obligations } from '#obligations';
import { Meeting } from '#meetings';
import { ConsentMissing, NotPresent, RecordingPlaceWrong, RecordingTooLate } from './minutes.errors.ts';
import { ConsentGiven, RecordingAdded, RecordingDeleted, RecordingEnded } from './minutes.events.ts';
import { KEEPS, keeper } from './minutes.policy.ts';
import { recordingStateNames, type RecordingEnd } from './minutes.words.ts';
import {
  Recording,
  type AddRecordingInput,
  type ConfirmRecordingDeletedInput,
  type ConsentToRecordingInput,
} from './recording.entity.ts';

type Id = { id: string };
const AT_ONCE = 100;
const ANY_TYPE = Object.keys(MEDIA_TYPES) as MediaType[];

/** What is recorded of a meeting: only with everybody's consent, and only until the minutes are approved. */
@Injectable()
export class Recordings {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly files: Files,
    private readonly obligations: Obligations,
  ) {}

  /** Whoever withdraws their consent later ends the recordings there are. */
  async consent(tx: Tx, { meetingId, consents }: ConsentToRecordingInput): Promise<Id> {
    const personId = tx.actor.id;
    const meeting = await tx.em.findOneBy(Meeting, { id: meetingId });
    if (!meeting) throw NotFound({ type: 'Meeting', id: meetingId });
    if (!meeting.readers.includes(personId)) {
      const held = await this.mandates.of(tx);
      if (!held.some(({ bodyId }) => meeting.readers.includes(bodyId))) throw NotPresent();
    }
    tx.allow(true);
    await tx.sql(`SELECT hold_meeting($1)`, [meetingId]);
    const [row] = await tx.sql<Id>(
      `INSERT INTO recording_consent (id, meeting_id, person_id, consents, at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (meeting_id, person_id) DO UPDATE SET consents = $4, at = $5 RETURNING id`,
      [newId(), meetingId, personId, consents, tx.now],
    );
    tx.emit(ConsentGiven(meetingId, { personId, consents }));
    if (!consents) await this.end(tx, meetingId, 'CONSENT_WITHDRAWN');
    return row!;
  }

  async add(tx: Tx, { meetingId, fileId, address }: AddRecordingInput): Promise<Id> {
    const meeting = await tx.lock(Meeting, meetingId);
    const mandate = keeper({ held: await this.mandates.of(tx), bodies: meeting.bodies });
    if (!mandate) throw Forbidden({ reason: KEEPS });
    tx.allow(mandate);
    if (Boolean(fileId) === Boolean(address)) throw RecordingPlaceWrong();
    await this.refuseUnwanted(tx, meetingId);
    const id = newId();
    if (fileId)
      await this.files.use(tx, fileId, {
        ...{ subjectType: 'meeting_recording', subjectId: id, mediaTypes: ANY_TYPE },
        ...{ isPublic: false, audience: meeting.bodies },
      });
    await tx.em.insert(Recording, {
      ...{ id, meetingId, state: 'KEPT', fileId: fileId ?? null, address: address ?? null },
      ...{ addedAt: tx.now, mandateId: mandate.id },
    });
    tx.emit(RecordingAdded(meetingId, { recordingId: id }));
    return { id };
  }

  /** An officer says that what lay at an outside address is no longer there; the address is forgotten. */
  async confirm(tx: Tx, { recordingId }: ConfirmRecordingDeletedInput): Promise<Id> {
    const recording = await tx.lock(Recording, recordingId);
    const meeting = await tx.em.findOneByOrFail(Meeting, { id: recording.meetingId });
    const mandate = keeper({ held: await this.mandates.of(tx), bodies: meeting.bodies });
    if (!mandate) throw Forbidden({ reason: KEEPS });
    tx.allow(mandate);
    const { state } = recording;
    if (state !== 'REMOVAL_DUE') {
      const reason = `Nie można tego zrobić w stanie „${recordingStateNames[state]}”.`;
      throw WrongState({ state, action: 'confirmRecordingDeleted', reason });
    }
    const deleted = { state: 'DELETED' as const, address: null, deletedAt: tx.now, deletedUnderId: mandate.id };
    await tx.em.update(Recording, { id: recordingId }, deleted);
    tx.emit(RecordingDeleted(recording.meetingId, { recordingId }));
    await this.obligations.refresh(tx, meeting.bodies);
    return { id: recordingId };
  }

  /** Lets files go at once; what lies outside waits for somebody to delete it there. */
  async end(tx: Tx, meetingId: string, because: RecordingEnd): Promise<void> {
    const ended = await tx.sql<{ id: string; outside: boolean }>(`SELECT id, outside FROM end_recordings($1, $2)`, [
      meetingId,
      because,
    ]);
    for (const { id, outside } of ended) {
      tx.emit(RecordingEnded(meetingId, { recordingId: id, because }));
      if (outside) continue;
      await this.files.release(tx, id);
      tx.emit(RecordingDeleted(meetingId, { recordingId: id }));
    }
    if (!ended.length) return;
    const [meeting] = await tx.sql<{ bodies: string[] }>(`SELECT bodies FROM meeting WHERE id = $1`, [meetingId]);
    await this.obligations.refresh(tx, meeting!.bodies);
  }

  /** Ends the recordings of meetings whose minutes nobody approved within a year; the clock's. Says of how many meetings. */
  async endOld(tx: Tx, at: Date = tx.now): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    const old = await tx.sql<{ id: string }>(
      `SELECT DISTINCT m.id FROM recording r JOIN meeting m ON m.id = r.meeting_id WHERE r.state = 'KEPT'
         AND greatest(m.ends_at, r.added_at) < $1::timestamptz - interval '1 year' ORDER BY m.id LIMIT ${AT_ONCE}`,
      [at],
    );
    for (const { id } of old) await this.end(tx, id, 'KEPT_TOO_LONG');
    return old.length;
  }

  /** A guest without an account cannot consent here: a meeting with one is not recorded. */
  private async refuseUnwanted(tx: Tx, meetingId: string): Promise<void> {
    const [row] = await tx.sql<{ late: boolean; missing: number }>(
      `SELECT EXISTS (SELECT FROM minutes n WHERE n.id = $1 AND n.state IN ('APPROVED', 'PUBLISHED')) AS late,
         (SELECT count(DISTINCT a.attendee)::int FROM attendance a WHERE a.meeting_id = $1 AND NOT EXISTS (
            SELECT FROM recording_consent c WHERE c.meeting_id = $1 AND c.person_id = a.person_id AND c.consents))
         + (SELECT count(*)::int FROM recording_consent c WHERE c.meeting_id = $1 AND NOT c.consents
            AND NOT EXISTS (SELECT FROM attendance a WHERE a.meeting_id = $1 AND a.person_id = c.person_id)) AS missing`,
      [meetingId],
    );
    if (row!.late) throw RecordingTooLate();
    if (row!.missing) throw ConsentMissing({ missing: row!.missing });
  }
}
