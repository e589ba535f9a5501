import type { Tx } from '#core';
import { numbered, raw, sql } from '#reads';
import { seesRemark } from './circulation.policy.ts';
import { DIVERGES } from './remark-tables.service.ts';
import type { RemarkChannel, RemarkClass, Verdict } from './words.ts';

/** A remark as it may go out with a text, for good: nobody from outside the register is named. */
export interface EnclosedRemark {
  readonly number: number;
  readonly submitter: string | null;
  readonly unit: string | null;
  readonly text: string;
  readonly reasons: string | null;
  readonly wording: string | null;
  readonly verdict: Verdict | null;
  readonly verdictReason: string | null;
  readonly kind: RemarkClass;
  readonly channel: RemarkChannel;
  readonly late: boolean;
  readonly divergent: boolean;
}

export interface EnclosedTable {
  readonly draftId: string;
  readonly circulationId: string;
  readonly version: number;
  readonly versionHash: string;
  readonly closedAt: string;
  readonly rows: readonly EnclosedRemark[];
}

const ROW = sql`json_build_object('number', k.number, 'submitter', k.submitter, 'unit', k.unit_path, 'text', k.text,
  'reasons', k.reasons, 'wording', k.wording, 'verdict', k.verdict, 'verdictReason', k.verdict_reason, 'kind', k.kind,
  'channel', k.channel, 'late', k.late, 'divergent', k.divergent)`;
const TABLES = numbered(sql`
  SELECT c.draft_id AS "draftId", c.id AS "circulationId", v.number AS version, v.content_hash AS "versionHash",
    to_char(c.closes_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "closedAt",
    coalesce((SELECT json_agg(${ROW} ORDER BY k.number) FROM (
      SELECT row_number() OVER (ORDER BY r.place, r.id)::int AS number, coalesce(o.official_name, e.name) AS submitter,
        r.unit_path, r.text, r.reasons, r.wording, d.verdict, d.reason AS verdict_reason, r.kind, r.channel, r.late,
        coalesce(${DIVERGES}, false) AS divergent
      FROM remark r LEFT JOIN convent o ON o.id = r.convent_id LEFT JOIN entity e ON e.id = r.entity_id
        LEFT JOIN disposition d ON d.id = r.disposition_id
      WHERE r.circulation_id = c.id AND r.state <> 'WITHDRAWN' AND (${seesRemark(raw('r'), raw('$2::uuid'))})) k), '[]') AS rows
  FROM circulation c JOIN draft_version v ON v.id = c.version_id
  WHERE c.draft_id = ANY (${raw('$1')}) AND c.state = 'CLOSED' ORDER BY c.id`).text;

/** The remark tables of all finished circulations of some drafts, as whoever leads them sees them, in one statement. */
export const enclosedTables = (tx: Tx, draftIds: readonly string[]): Promise<EnclosedTable[]> =>
  tx.sql<EnclosedTable>(TABLES, [draftIds, tx.actor.kind === 'person' ? tx.actor.id : null]);
