import { Injectable } from '@nestjs/common';
import { Db, NotFound, SYSTEM, type Tx } from '#core';
import { instant, numbered, raw, sql } from '#reads';
import { recordFile, Seals } from '#seals';
import type { MinutesRecord } from './minutes.check.ts';
import { POLL_RECORDS } from './minutes.polls.ts';

const at = (text: string) => instant(raw(text));
const MEETING = raw('$1');

/** The whole record in one statement: organisations and functions, no names; instants in UTC. */
const RECORD = numbered(sql`
  SELECT n.id, v.content::json AS text, v.content_hash AS "textHash", v.number AS version,
    json_build_object('kind', m.kind, 'mode', m.mode, 'title', m.title, 'place', m.place, 'host', m.host, 'recordedFrom', m.recorded_from,
      'startsAt', ${at('m.starts_at')}, 'endsAt', ${at('m.ends_at')}, 'beganAt', ${at('m.began_at')}, 'closedAt', ${at('m.closed_at')},
      'organisers', (SELECT json_agg(json_build_object('id', b.body_id, 'name', coalesce(c.official_name, f.name)) ORDER BY b.lead DESC, b.id)
        FROM meeting_body b LEFT JOIN convent c ON c.id = b.convent_id LEFT JOIN forum f ON f.id = b.forum_id
        WHERE b.meeting_id = m.id AND b.agreed_at IS NOT NULL)) AS meeting,
    (SELECT json_agg(json_build_object('number', o.number, 'contentHash', o.content_hash, 'createdAt', ${at('o.created_at')}) ORDER BY o.number)
      FROM minutes_version o WHERE o.minutes_id = n.id) AS versions,
    coalesce((SELECT json_agg(p ORDER BY p."bodyId", p.function, p.mode) FROM (
      SELECT a.body_id AS "bodyId", a.function, a.mode, count(DISTINCT a.attendee)::int AS count
      FROM attendance a WHERE a.meeting_id = n.id GROUP BY 1, 2, 3) p), '[]') AS attendance,
    coalesce((SELECT json_agg(json_build_object('id', c.id, 'text', c.text, 'areas', (
        SELECT coalesce(json_agg(x.slug ORDER BY x.slug), '[]') FROM conclusion_area ca JOIN change_area x ON x.id = ca.change_area_id
        WHERE ca.conclusion_id = c.id)) ORDER BY c.id)
      FROM conclusion c WHERE c.meeting_id = n.id AND c.withdrawn_at IS NULL), '[]') AS conclusions,
    coalesce((SELECT json_agg(json_build_object('id', r.id, 'bodyId', r.body_id, 'number', r.ordinal || '/' || r.year, 'title', r.title,
        'text', r.text, 'basis', r.basis, 'pollId', r.poll_id, 'adoptedOn', r.adopted_on::text) ORDER BY r.id)
      FROM resolution r WHERE r.meeting_id = n.id), '[]') AS resolutions,
    ${raw(POLL_RECORDS)} AS polls,
    json_build_object('by', n.approved_by, 'at', ${at('n.approved_at')}, 'basis', n.approval_basis,
      'correctUntil', ${at('n.correct_until')}) AS approval,
    (SELECT json_build_object('accepted', count(*) FILTER (WHERE c.state = 'ACCEPTED'),
        'rejected', count(*) FILTER (WHERE c.state = 'REJECTED')) FROM correction c WHERE c.minutes_id = n.id) AS corrections,
    ${at('n.published_at')} AS "publishedAt"
  FROM minutes n JOIN minutes_version v ON v.id = n.current_version_id JOIN meeting m ON m.id = n.id
  WHERE n.id = ${MEETING}`).text;

/** The records of minutes that anybody can check without this node. */
@Injectable()
export class MinutesRecords {
  constructor(
    private readonly seals: Seals,
    private readonly db: Db,
  ) {}

  /** Seals minutes in the transaction in which they are published: so once, or not at all. */
  async seal(tx: Tx, minutesId: string): Promise<void> {
    const [record] = await tx.sql<MinutesRecord>(RECORD, [minutesId]);
    const sealed = await this.seals.seal(tx, 'minutes', record!);
    await tx.sql(`INSERT INTO minutes_record (minutes_id, file, sealed_at) VALUES ($1, $2, $3)`, [
      minutesId,
      recordFile(sealed),
      sealed.seal.sealedAt,
    ]);
  }

  /** The file to be kept, to the byte; NOT_FOUND for what is not published or not there. */
  file(minutesId: string): Promise<string> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [row] = await tx.sql<{ file: string }>(`SELECT file FROM minutes_record WHERE minutes_id = $1`, [
        minutesId,
      ]);
      if (!row) throw NotFound({ type: 'Minutes', id: minutesId });
      return row.file;
    });
  }
}
