import { Injectable } from '@nestjs/common';
import { Db, NotFound, type Actor, type Tx } from '#core';
import { numbered, raw, sql, type Sql } from '#reads';
import { seesCirculation, seesRemark } from './circulation.policy.ts';
import { csvOf, xlsxOf, type RemarkTable, type RemarkTableRow } from './remark-table.ts';

const me = raw('$2::uuid');
const OF =
  numbered(sql`SELECT v.title, v.number AS version FROM circulation c JOIN draft_version v ON v.id = c.version_id
  WHERE c.id = ${raw('$1')} AND (${seesCirculation(raw('c'), me)})`).text;
/** Of substance, and without a disposition, or with one that the author does not take. */
export const DIVERGES = sql`r.kind = 'SUBSTANTIVE' AND (d.id IS NULL OR (d.verdict <> 'ACCEPTED' AND d.reply = 'OBJECTED'))`;
const rows = (which: Sql): string =>
  numbered(sql`SELECT row_number() OVER (ORDER BY r.place, r.id)::int AS number, r.id AS "remarkId",
    coalesce(k.official_name, e.name, r.submitter) AS submitter, r.unit_id AS "unitId", r.unit_path AS unit, r.text, r.reasons, r.wording,
    d.verdict, d.reason AS "verdictReason", r.kind, r.channel, r.late, r.joined_to_id AS "joinedToId"
  FROM remark r LEFT JOIN convent k ON k.id = r.convent_id LEFT JOIN entity e ON e.id = r.entity_id
    LEFT JOIN disposition d ON d.id = r.disposition_id
  WHERE r.circulation_id = ${raw('$1')} AND r.state <> 'WITHDRAWN' AND (${seesRemark(raw('r'), me)}) AND (${which})
  ORDER BY r.place, r.id`).text;
const [ALL, DIVERGENT] = [rows(sql`true`), rows(DIVERGES)];

const FORMS = {
  csv: { type: 'text/csv; charset=utf-8', make: async (table: RemarkTable) => csvOf(table) },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', make: xlsxOf },
};
export type TableForm = keyof typeof FORMS;

type Line = Omit<RemarkTableRow, 'joinedTo'> & { joinedToId: string | null };

/** Joined remarks name the line that they are decided on with, if the reader sees it. */
function linked(lines: readonly Line[]): RemarkTableRow[] {
  const numbers = new Map(lines.map(({ remarkId, number }) => [remarkId, number]));
  return lines.map(({ joinedToId, ...line }) => ({ ...line, joinedTo: numbers.get(joinedToId ?? '') ?? null }));
}

/** The remark table: as data and as files, each reader’s with what they may see. */
@Injectable()
export class RemarkTables {
  constructor(private readonly db: Db) {}

  of(actor: Actor, circulationId: string): Promise<RemarkTable> {
    return this.read(actor, circulationId, ALL);
  }

  /** What those who lead and those who were asked do not agree on. */
  divergences(actor: Actor, circulationId: string): Promise<RemarkTable> {
    return this.read(actor, circulationId, DIVERGENT);
  }

  private async read(actor: Actor, circulationId: string, statement: string): Promise<RemarkTable> {
    return this.db.run(actor, async (tx: Tx) => {
      tx.allow(true);
      const asked = [circulationId, actor.id];
      const [found] = await tx.sql<Omit<RemarkTable, 'rows'>>(OF, asked);
      if (!found) throw NotFound({ type: 'Circulation', id: circulationId });
      return { ...found, rows: linked(await tx.sql<Line>(statement, asked)) };
    });
  }

  async file(actor: Actor, circulationId: string, form: TableForm): Promise<{ type: string; bytes: Buffer }> {
    const { type, make } = FORMS[form];
    return { type, bytes: await make(await this.of(actor, circulationId)) };
  }
}
