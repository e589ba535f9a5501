import { Injectable } from '@nestjs/common';
import { Db, NotFound, SYSTEM, type Tx } from '#core';
import { instant, numbered, raw, sql } from '#reads';
import { recordFile, Seals } from '#seals';
import type { DeclarationRecord } from './record.content.ts';

const at = (text: string) => instant(raw(text));

/** The whole record in one statement; instants as JSON has them, UTC with milliseconds. */
const RECORD = numbered(sql`
  SELECT d.id, d.kind, v.content::json AS text, v.content_hash AS "textHash", v.number AS version,
    json_build_object('type', CASE WHEN d.convent_id IS NULL THEN 'Forum' ELSE 'Convent' END, 'id', d.body_id,
      'name', coalesce((SELECT official_name FROM convent WHERE id = d.convent_id), (SELECT name FROM forum WHERE id = d.forum_id))) AS body,
    (SELECT json_agg(json_build_object('number', o.number, 'contentHash', o.content_hash,
      'createdAt', ${at('o.created_at')}, 'frozenAt', ${at('o.frozen_at')}) ORDER BY o.number)
      FROM declaration_version o WHERE o.declaration_id = d.id) AS versions,
    ${at('d.opened_at')} AS "openedAt", ${at('d.deadline')} AS deadline, ${at('d.in_force_at')} AS "inForceAt",
    d.in_force_on::text AS "inForceOn", d.day_known AS "dayKnown", d.reported, d.source,
    (SELECT json_agg(json_build_object('conventId', s.convent_id, 'function', s.function, 'method', s.method,
      'mandate', CASE WHEN m.id IS NOT NULL THEN json_build_object('id', m.id, 'basis', m.basis,
        'from', ${at('lower(m.valid)')}, 'until', ${at('upper(m.valid)')}) END,
      'signedAt', ${at('s.signed_at')}, 'signedOn', s.signed_on::text, 'contentHash', s.content_hash,
      'fileHash', s.file_hash, 'evidenceNote', s.evidence_note) ORDER BY p.position)
      FROM signature s JOIN declaration_party p ON p.id = s.party_id LEFT JOIN mandate m ON m.id = s.mandate_id
      WHERE s.version_id = v.id AND s.voided_at IS NULL) AS signatures,
    (SELECT json_build_object('number', r.number, 'decidedOn', r.decided_on::text, 'basis', r.basis,
      'accepted', r.accepted, 'contentHash', v.content_hash) FROM forum_decision r WHERE r.version_id = v.id) AS decision,
    json_build_object(
      'forum', (SELECT json_build_object('id', f.id, 'name', f.name, 'abbreviation', f.abbreviation)
        FROM forum f WHERE f.declaration_id = d.id),
      'standings', coalesce((SELECT json_agg(json_build_object('conventId', x.convent_id, 'kind', x.kind,
          'from', lower(x.valid)::text, 'until', (upper(x.valid) - 1)::text) ORDER BY x.id)
        FROM forum_standing x WHERE x.declaration_id = d.id
          OR d.kind = 'WITHDRAWAL' AND x.convent_id = d.convent_id AND x.kind = 'MEMBER'
            AND upper(x.valid) > d.in_force_on), '[]')) AS followed
  FROM declaration d JOIN declaration_version v ON v.id = d.current_version_id
  WHERE d.id = ${raw('$1')}`).text;

/** The records that anybody can check without this node. */
@Injectable()
export class Records {
  constructor(
    private readonly seals: Seals,
    private readonly db: Db,
  ) {}

  /** Seals a declaration in the transaction in which it enters into force: so once, or not at all. */
  async seal(tx: Tx, declarationId: string): Promise<void> {
    const [record] = await tx.sql<DeclarationRecord>(RECORD, [declarationId]);
    const sealed = await this.seals.seal(tx, 'declaration', record!);
    await tx.sql(`INSERT INTO declaration_record (declaration_id, file, sealed_at) VALUES ($1, $2, $3)`, [
      declarationId,
      recordFile(sealed),
      sealed.seal.sealedAt,
    ]);
  }

  /** The file to be kept, to the byte; NOT_FOUND for what is not in force or not there. */
  file(declarationId: string): Promise<string> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [row] = await tx.sql<{ file: string }>(`SELECT file FROM declaration_record WHERE declaration_id = $1`, [
        declarationId,
      ]);
      if (!row) throw NotFound({ type: 'Declaration', id: declarationId });
      return row.file;
    });
  }
}
