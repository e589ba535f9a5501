import { Injectable } from '@nestjs/common';
import {
  Circulation,
  circulationLifecycle,
  Circulations,
  Dispositions,
  loadFacts,
  type RemarkChannel,
  type RemarkClass,
} from '#circulation';
import { Db, newId, NotFound, type Actor, type Tx } from '#core';
import { flat, Freezing } from '#drafts';
import {
  blocks,
  cleanText,
  decide,
  inTurns,
  NothingToImport,
  TableReading,
  type Chosen,
  type Override,
  type Sheet,
  type TableFile,
} from '#imports';
import { Recording, type RecordedRemark } from './recording.service.ts';
import { mapRemarkColumns, type RemarkColumn, type RemarkMapping } from './remark-columns.ts';
import {
  findAlike,
  findTwins,
  reportOf,
  type KnownRemark,
  type RemarkImportReport,
  type Row,
} from './remark-report.ts';
import { readRemarkRow, type KnownRemarks } from './remark-row.ts';
import { submittersIn } from './submitters.ts';
import { citedUnits } from './unit-matching.ts';

/** A remark and its reasons in one cell are as long as a cell of a spreadsheet can be. */
export const REMARK_LIMITS = { rows: 5_000, cell: 32_767 } as const;

/** A remark table, and how to read it. */
export interface RemarkUpload {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly circulationId: string;
  readonly columns?: Override<RemarkColumn>;
  /** Whose the rows are that name nobody. */
  readonly submitter?: string;
  readonly kind?: RemarkClass;
  readonly channel?: Exclude<RemarkChannel, 'PLATFORM'>;
  /** When the table came, for what is late; now when absent. */
  readonly receivedAt?: Date;
}

const KNOWN = `
  SELECT r.id, r.unit_id AS "unitId", coalesce(k.official_name, e.name, r.submitter) AS submitter, r.text, r.reasons,
    r.wording, r.state, r.joined_to_id IS NOT NULL AS "isJoined", d.verdict, d.reason AS "verdictReason"
  FROM remark r LEFT JOIN convent k ON k.id = r.convent_id LEFT JOIN entity e ON e.id = r.entity_id
    LEFT JOIN disposition d ON d.id = r.disposition_id
  WHERE r.circulation_id = $1 ORDER BY r.id`;

/**
 * Remarks from a filled table. Nothing of it is kept between preview and commit: the commit reads the same file again,
 * finds anew what came meanwhile, and takes all good rows with their dispositions, or none at all.
 */
@Injectable()
export class RemarkImports {
  private readonly files = new TableReading<RemarkUpload, RemarkMapping>(REMARK_LIMITS, (header, upload) =>
    mapRemarkColumns(header, upload.columns, upload.submitter !== undefined),
  );

  constructor(
    private readonly db: Db,
    private readonly circulations: Circulations,
    private readonly dispositions: Dispositions,
    private readonly recording: Recording,
    private readonly freezing: Freezing,
  ) {}

  /** Refuses whoever may not import, before anyone reads their file. */
  async admit(actor: Actor, circulationId: string): Promise<void> {
    await this.db.run(actor, (tx) => this.permitted(tx, circulationId));
  }

  preview(actor: Actor, upload: RemarkUpload): Promise<RemarkImportReport> {
    return this.files.read(upload, (sheet) =>
      this.db.run(actor, async (tx) => {
        const circulation = await this.permitted(tx, upload.circulationId);
        return reportOf(sheet, await this.rows(tx, circulation, sheet, upload));
      }),
    );
  }

  commit(actor: Actor, upload: RemarkUpload, chosen: Chosen): Promise<RemarkImportReport> {
    const work = (sheet: Sheet<RemarkMapping>) =>
      this.db.run(actor, async (tx) => {
        await this.circulations.hold(tx, upload.circulationId);
        const circulation = await this.permitted(tx, upload.circulationId);
        const rows = await this.rows(tx, circulation, sheet, upload);
        decide(rows, chosen);
        await this.take(tx, circulation, rows);
        return reportOf(sheet, rows);
      });
    return this.files.read(upload, work, chosen);
  }

  private async take(tx: Tx, circulation: Circulation, rows: readonly Row[]): Promise<void> {
    const fresh = rows.filter(({ verdict }) => verdict === 'READY');
    const answered = rows.filter(({ verdict }) => verdict === 'DISPOSES');
    if (!fresh.length && !answered.length) throw NothingToImport();
    const ids = fresh.length ? await this.recording.recordAllFor(tx, circulation, fresh.map(recorded)) : [];
    fresh.forEach((row, at) => Object.assign(row, { verdict: 'IMPORTED', remarkId: ids[at]! }));
    for (const row of answered) Object.assign(row, { verdict: 'DISPOSED', remarkId: (row.twin as KnownRemark).id });
    const dispositions = [...fresh, ...answered].flatMap(({ remarkId, read: { verdict, verdictReason } }) =>
      verdict ? [{ remarkId: remarkId!, verdict, reason: verdictReason }] : [],
    );
    if (!dispositions.length) return;
    await this.dispositions.dispose(tx, { clientMutationId: newId(), circulationId: circulation.id, dispositions });
  }

  /** Whoever writes down what came another way may do so for a whole table, and may decide on it too. */
  private async permitted(tx: Tx, id: string): Promise<Circulation> {
    const circulation = await tx.em.findOneBy(Circulation, { id });
    if (!circulation) throw NotFound({ type: 'Circulation', id });
    circulationLifecycle.take(tx, 'recordRemark', await loadFacts(tx, circulation.id));
    return circulation;
  }

  private async rows(
    tx: Tx,
    circulation: Circulation,
    { table, mapping }: Sheet<RemarkMapping>,
    upload: RemarkUpload,
  ): Promise<Row[]> {
    const units = flat((await this.freezing.version(tx, circulation.versionId)).content);
    const known: KnownRemarks = {
      units: citedUnits(units),
      submitters: await submittersIn(tx, circulation, namesIn(table, mapping, upload)),
      ...(upload.submitter && { submitter: upload.submitter }),
      ...{ kind: upload.kind ?? 'SUBSTANTIVE', channel: upload.channel ?? 'EMAIL' },
      late: circulation.closesAt <= (upload.receivedAt ?? tx.now),
    };
    const rows: Row[] = [];
    await inTurns(table.rows, ({ line, cells }) => {
      const read = readRemarkRow(cells, mapping, known);
      rows.push({ line, read, verdict: read.problems.some(blocks) ? 'BAD' : 'READY' });
    });
    const there = await tx.sql<KnownRemark>(KNOWN, [circulation.id]);
    await findTwins(rows, there);
    await findAlike(rows, there);
    return rows;
  }
}

function recorded({ read }: Row): RecordedRemark {
  const { organisation, submitter, unit, kind, channel, text, wording, reasons, late } = read;
  return {
    ...{ unitId: unit.unit?.id ?? null, kind, channel, text, wording, reasons, late },
    conventId: organisation?.conventId ?? null,
    entityId: organisation?.entityId ?? null,
    submitter: organisation ? null : submitter,
  };
}

function namesIn({ rows }: TableFile, { columns }: RemarkMapping, { submitter }: RemarkUpload): string[] {
  const at = columns.SUBMITTER ?? -1;
  return [...new Set([submitter ?? '', ...rows.map(({ cells }) => cleanText(cells[at] ?? ''))])];
}
