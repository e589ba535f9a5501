import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Db, hashOf, newId, newSecret, NotFound, SYSTEM, type Actor, type Tx } from '#core';
import {
  CalendarToken,
  type CreateCalendarTokenInput,
  type NewCalendarToken,
  type RevokeCalendarTokenInput,
} from './calendar.entity.ts';
import { feedOf, invitationOf, type CalendarMeeting } from './calendar.text.ts';
import { CalendarTokenTooMany } from './meetings.errors.ts';
import { CalendarTokenMade, CalendarTokenRevoked } from './meetings.events.ts';

const MOST = 10;
/** Never the online link, which only the confirmed see, and only from its time. */
const COLUMNS = `m.id, m.title, m.state, m.starts_at AS "startsAt", m.ends_at AS "endsAt", m.place, m.description, m.sequence,
  greatest(m.created_at, (SELECT max(a.at) FROM meeting_act a WHERE a.meeting_id = m.id)) AS "changedAt"`;

/** All registrations end with a meeting that is called off; whoever withdrew before is not bothered with it. */
const CALLED_OFF = `(SELECT max(a.at) FROM meeting_act a WHERE a.meeting_id = m.id AND a.action = 'cancelMeeting')`;

/** Meetings for calendar programs: one by its address, or all of a person’s under a secret one. */
@Injectable()
export class Calendars {
  constructor(private readonly db: Db) {}

  async create(tx: Tx, { name }: CreateCalendarTokenInput): Promise<NewCalendarToken> {
    tx.allow(true);
    const personId = tx.actor.id;
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('calendars of ' || $1, 0))`, [personId]);
    const [row] = await tx.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM calendar_token WHERE person_id = $1 AND revoked_at IS NULL`,
      [personId],
    );
    if (row!.n >= MOST) throw CalendarTokenTooMany();
    const { secret, hash: tokenHash } = newSecret();
    const id = newId();
    await tx.em.insert(CalendarToken, { id, personId, tokenHash, name, createdAt: tx.now });
    tx.emit(CalendarTokenMade(id, {}, [personId]));
    return { id, path: `/calendars/${secret}.ics` };
  }

  async revoke(tx: Tx, { id }: RevokeCalendarTokenInput): Promise<{ id: string }> {
    const token = await tx.lock(CalendarToken, id);
    tx.allow(true);
    if (!token.revokedAt) await tx.em.update(CalendarToken, { id }, { revokedAt: tx.now });
    tx.emit(CalendarTokenRevoked(id, {}, [tx.actor.id]));
    return { id };
  }

  /** One meeting for whoever may see it; the signed-out see what is published. */
  meeting(actor: Actor | null, id: string): Promise<string> {
    return this.db.run(actor ?? SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [meeting] = isUUID(id)
        ? await tx.sql<CalendarMeeting>(
            `SELECT ${COLUMNS} FROM meeting m WHERE m.id = $1 AND (m.published_at IS NOT NULL OR $2)`,
            [id, actor !== null],
          )
        : [];
      if (!meeting) throw NotFound({ type: 'Meeting', id });
      return invitationOf(meeting);
    });
  }

  /** All that a person is asked to or takes part in; NOT_FOUND for an address that is closed or never was. */
  async feed(secret: string): Promise<string> {
    const personId = await this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [token] = await tx.sql<{ personId: string }>(
        `SELECT person_id AS "personId" FROM calendar_token WHERE token_hash = $1 AND revoked_at IS NULL`,
        [hashOf(secret)],
      );
      if (!token) throw NotFound({ type: 'CalendarToken' });
      return token.personId;
    });
    return this.db.run({ kind: 'person', id: personId, scopes: ['READ'] }, async (tx: Tx) => {
      tx.allow(true);
      return feedOf(
        await tx.sql<CalendarMeeting>(
          `SELECT ${COLUMNS} FROM meeting m
           WHERE m.convened_at IS NOT NULL AND m.ends_at > now() - interval '1 year'
             AND (m.readers @> ARRAY[$1::uuid] OR m.readers && (SELECT bodies_of($1)))
             AND NOT (EXISTS (SELECT FROM registration r WHERE r.meeting_id = m.id AND r.person_id = $1)
               AND NOT EXISTS (SELECT FROM registration r WHERE r.meeting_id = m.id AND r.person_id = $1
                 AND (r.state IN ('CONFIRMED', 'WAITLISTED') OR r.decided_at = ${CALLED_OFF})))
           ORDER BY m.starts_at, m.id LIMIT 500`,
          [personId],
        ),
      );
    });
  }
}
