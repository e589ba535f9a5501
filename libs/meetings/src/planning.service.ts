import { Injectable } from '@nestjs/common';
import { heldIn, HeldMandates, officialBodyOf } from '#convents';
import { Forbidden, newId, VersionConflict, type Tx } from '#core';
import { MeetingActs } from './meeting-acts.service.ts';
import { MeetingBody } from './meeting-body.entity.ts';
import { Meeting } from './meeting.entity.ts';
import { CONVENERS } from './meeting.lifecycle.ts';
import type { EditMeetingInput, MeetingDataInput, PlanMeetingInput, SetOnlineLinkInput } from './meeting.inputs.ts';
import {
  LinkWrong,
  MoveIsAnAct,
  PlaceMissing,
  RecordWrong,
  SeatsForMode,
  SeatsTaken,
  TimesWrong,
} from './meetings.errors.ts';
import { MeetingEdited, MeetingPartnerAgreed, MeetingPlanned, MeetingRecorded } from './meetings.events.ts';
import { Seats } from './seats.service.ts';

type Id = { id: string };

/** From the plan to what can still be changed of a convened meeting. */
@Injectable()
export class Planning {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly acts: MeetingActs,
    private readonly seats: Seats,
  ) {}

  /** What is entered afterwards says out of what, and lies in the past. */
  async plan(
    tx: Tx,
    { bodyId, kind, data, partnerIds }: PlanMeetingInput,
    recordedFrom: string | null = null,
  ): Promise<Id> {
    const lead = await officialBodyOf(tx, bodyId, 'OrganisingBody');
    const mandate = heldIn(await this.mandates.of(tx), bodyId, CONVENERS);
    if (!mandate) throw Forbidden({ reason: 'Spotkanie planuje prezydium konwentu albo forum.' });
    tx.allow(mandate);
    await (recordedFrom ? refuseLive(tx, data) : refuseTimes(tx, data));
    refuseOdd(data);
    const [id, state] = [newId(), 'PLANNED' as const];
    const lists = { bodies: [bodyId], asked: [], readers: [], participants: [] };
    const counts = { takenOnSite: 0, takenOnline: 0, waiting: 0, sequence: 0, version: 1 };
    const row = { id, kind, state, recordedFrom, ...columns(data), ...lists, ...counts, createdAt: tx.now };
    await tx.em.insert(Meeting, row);
    const bodies: Partial<MeetingBody>[] = [
      { id: newId(), meetingId: id, ...lead, lead: true, agreedAt: tx.now, mandateId: mandate.id },
    ];
    for (const partnerId of partnerIds.filter((each) => each !== bodyId))
      bodies.push({
        id: newId(),
        meetingId: id,
        ...(await officialBodyOf(tx, partnerId, 'OrganisingBody')),
        lead: false,
      });
    await tx.em.insert(MeetingBody, bodies);
    await this.acts.record(tx, { id, state }, recordedFrom ? 'recordMeeting' : 'planMeeting');
    const told = recordedFrom ? MeetingRecorded : MeetingPlanned;
    return this.acts.tell(tx, id, (concerns) => told(id, { kind }, concerns));
  }

  async edit(tx: Tx, { meetingId, expectedVersion, data }: EditMeetingInput): Promise<Id> {
    const { meeting, facts } = await this.acts.take(tx, 'editMeeting', meetingId);
    if (meeting.version !== expectedVersion) throw VersionConflict({ currentVersion: meeting.version });
    const isSame =
      +meeting.startsAt === +data.startsAt && +meeting.endsAt === +data.endsAt && meeting.mode === data.mode;
    if (facts.state === 'CONVENED' && !(isSame && meeting.place === (data.place ?? null))) throw MoveIsAnAct();
    await (facts.recorded ? refuseLive(tx, data) : refuseTimes(tx, data));
    refuseOdd(data);
    refuseTaken(meeting.takenOnSite, data.seatsOnSite);
    refuseTaken(meeting.takenOnline, data.seatsOnline);
    const sequence = meeting.sequence + (meeting.state === 'PLANNED' ? 0 : 1);
    await tx.edit(Meeting, meeting, { ...columns(data), sequence });
    await extendGuestLinks(tx, meetingId, data.endsAt);
    await this.acts.record(tx, meeting, 'editMeeting');
    await this.seats.moveUp(tx, meetingId);
    return this.acts.tell(tx, meetingId, (concerns) => MeetingEdited(meetingId, {}, concerns));
  }

  /** Another body agrees to organise it, by an act of its own. */
  async agree(tx: Tx, meetingId: string): Promise<Id> {
    const { meeting, facts } = await this.acts.take(tx, 'agreeToOrganise', meetingId);
    const bodyId = facts.held.find(({ id }) => id === tx.under)!.bodyId;
    await this.acts.record(tx, meeting, 'agreeToOrganise');
    await tx.sql(`UPDATE meeting_body SET agreed_at = $3, mandate_id = $4 WHERE meeting_id = $1 AND body_id = $2`, [
      ...[meetingId, bodyId, tx.now, tx.under],
    ]);
    return this.acts.tell(tx, meetingId, (concerns) => MeetingPartnerAgreed(meetingId, { bodyId }, concerns));
  }

  async setLink(tx: Tx, { meetingId, url }: SetOnlineLinkInput): Promise<Id> {
    const { meeting } = await this.acts.take(tx, 'setOnlineLink', meetingId);
    if (url && (meeting.mode === 'ON_SITE' || !isAddress(url))) throw LinkWrong();
    await tx.sql(`SELECT set_online_link($1, $2)`, [meetingId, url ?? null]);
    await this.acts.record(tx, meeting, 'setOnlineLink');
    return this.acts.tell(tx, meetingId, (concerns) => MeetingEdited(meetingId, {}, concerns));
  }
}

/** By the clock of the database; what is past cannot be planned. */
export async function refuseTimes(
  tx: Tx,
  data: Pick<MeetingDataInput, 'startsAt' | 'endsAt' | 'registrationOpensAt' | 'registrationClosesAt'>,
): Promise<void> {
  const { startsAt, endsAt, registrationOpensAt: opens, registrationClosesAt: closes } = data;
  const [row] = await tx.sql<{ fits: boolean }>(
    `SELECT $1::timestamptz > clock_timestamp() AND $2::timestamptz > $1 AND coalesce($4::timestamptz <= $1, true)
       AND coalesce($3::timestamptz < coalesce($4::timestamptz, $1), true) AS fits`,
    [startsAt, endsAt, opens ?? null, closes ?? null],
  );
  if (!row!.fits) throw TimesWrong();
}

/** What was held is over, and nobody registers for it any more. */
async function refuseLive(tx: Tx, data: MeetingDataInput): Promise<void> {
  const { startsAt, endsAt, registrationOpensAt, registrationClosesAt, seatsOnSite, seatsOnline } = data;
  const live = [registrationOpensAt, registrationClosesAt, seatsOnSite, seatsOnline];
  const [row] = await tx.sql<{ over: boolean }>(
    `SELECT $2::timestamptz > $1::timestamptz AND $2 <= clock_timestamp() AS over`,
    [startsAt, endsAt],
  );
  if (!row!.over || live.some((each) => each !== null && each !== undefined)) throw RecordWrong();
}

export function refuseOdd({
  mode,
  place,
  seatsOnSite,
  seatsOnline,
}: Pick<MeetingDataInput, 'mode' | 'place' | 'seatsOnSite' | 'seatsOnline'>): void {
  if (mode !== 'ONLINE' && !place) throw PlaceMissing();
  if ((mode === 'ONLINE' && seatsOnSite) || (mode === 'ON_SITE' && seatsOnline)) throw SeatsForMode();
}

function refuseTaken(taken: number, seats: number | null | undefined): void {
  if (typeof seats === 'number' && seats < taken) throw SeatsTaken({ taken });
}

/** So that no link that was sent out ends before the meeting does. */
export const extendGuestLinks = (tx: Tx, meetingId: string, endsAt: Date): Promise<object[]> =>
  tx.sql(
    `UPDATE meeting_guest SET link_expires_at = $2 WHERE meeting_id = $1 AND link_expires_at IS DISTINCT FROM $2`,
    [...[meetingId, endsAt]],
  );

const columns = ({ title, description, mode, place, host, startsAt, endsAt, ...rest }: MeetingDataInput) => ({
  ...{ title, description: description ?? null, mode, place: place ?? null, host: host ?? null, startsAt, endsAt },
  registrationOpensAt: rest.registrationOpensAt ?? null,
  registrationClosesAt: rest.registrationClosesAt ?? null,
  ...{ seatsOnSite: rest.seatsOnSite ?? null, seatsOnline: rest.seatsOnline ?? null, linkMinutes: rest.linkMinutes },
});

const isAddress = (url: string): boolean => url.startsWith('https://') && URL.canParse(url);
