import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { GuestErased } from './meetings.events.ts';

/** So long after a meeting is over, or was to be, or was entered, the organisers may still need to know its guests. */
const KEPT_DAYS = 30;
const AT_ONCE = 200;
const ERASED = 'Gość';

/** The clock job that erases who the guests of past meetings were; that somebody came, and for how long, stays. */
@Injectable()
export class GuestErasure {
  /** Says of how many guests; `at` is the instant that the clock shows. */
  async erase(tx: Tx, at: Date = tx.now): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    const erased = await tx.sql<{ id: string; meetingId: string }>(
      `UPDATE meeting_guest SET name = $2, email = NULL, organisation = NULL, link_hash = NULL, key_hash = NULL,
         erased_at = $1, version = version + 1
       WHERE id IN (SELECT g.id FROM meeting_guest g JOIN meeting m ON m.id = g.meeting_id
         WHERE g.erased_at IS NULL AND m.state IN ('CLOSED', 'CANCELLED')
           AND greatest(coalesce(m.closed_at, m.ends_at), CASE WHEN m.recorded_from IS NOT NULL THEN m.convened_at END) <= $1::timestamptz - $3 * interval '1 day'
         ORDER BY g.id LIMIT ${AT_ONCE} FOR UPDATE OF g SKIP LOCKED)
       RETURNING id, meeting_id AS "meetingId"`,
      [at, ERASED, KEPT_DAYS],
    );
    const ids = erased.map(({ id }) => id);
    for (const table of ['registration', 'attendance'])
      await tx.sql(`UPDATE ${table} SET name = $2 WHERE guest_id = ANY ($1)`, [ids, ERASED]);
    await tx.sql(`UPDATE meeting_invitation SET note = NULL WHERE guest_id = ANY ($1)`, [ids]);
    for (const { id, meetingId } of erased) tx.emit(GuestErased(meetingId, { guestId: id }));
    return erased.length;
  }
}
