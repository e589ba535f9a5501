import { Injectable } from '@nestjs/common';
import { Db, Forbidden, newId, type Actor, type Tx } from '#core';
import { HeldMandates } from '#convents';
import { PEOPLE, PracticeWriting } from '#practices';
import type { Override } from './column-mapping.ts';
import { NothingToImport } from './imports.errors.ts';
import { inTurns } from './long-work.ts';
import { areasByName, type Area } from './practice-cells.ts';
import { mapPracticeColumns, type PracticeColumn, type PracticeMapping } from './practice-columns.ts';
import { findTwins, reportOf, type KnownTitle, type PracticeImportReport, type Row } from './practice-report.ts';
import { readPracticeRow, type Author, type Known } from './practice-row.ts';
import { blocks } from './row-problems.ts';
import { decide, TableReading, type Chosen, type Sheet } from './table-imports.ts';

/** A card's texts are longer than an entity's data, and its file shorter. */
export const PRACTICE_LIMITS = { rows: 500, cell: 10_000 } as const;

/** A file of practices, and how to read it. */
export interface PracticeUpload {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** Whose the rows are that name nobody. */
  readonly entityId?: string;
  readonly columns?: Override<PracticeColumn>;
}

const COMMITS = 1_201_809;
const WHO = 'Dobre praktyki wczytuje pracownik albo przedstawiciel podmiotu, do którego należą.';

const TITLES = `
  SELECT p.id, p.entity_id AS "entityId", t.title FROM good_practice p
  JOIN LATERAL (SELECT d.title FROM practice_draft d WHERE d.id = p.id
    UNION SELECT v.title FROM practice_version v WHERE v.id = p.current_version_id) t ON t.title IS NOT NULL
  WHERE p.entity_id = ANY ($1) ORDER BY p.id`;

/**
 * Cards from a file. Nothing of it is kept between preview and commit: the commit reads the same file again, finds
 * anew what came meanwhile, and begins a draft for each good row, or none at all.
 */
@Injectable()
export class PracticeImports {
  private readonly files = new TableReading<PracticeUpload, PracticeMapping>(PRACTICE_LIMITS, (header, upload) =>
    mapPracticeColumns(header, upload.columns, upload.entityId !== undefined),
  );

  constructor(
    private readonly db: Db,
    private readonly mandates: HeldMandates,
    private readonly writing: PracticeWriting,
  ) {}

  /** Refuses whoever may not import, before anyone reads their file. */
  async admit(actor: Actor, entityId?: string): Promise<void> {
    await this.db.run(actor, (tx) => this.authors(tx, entityId));
  }

  preview(actor: Actor, upload: PracticeUpload): Promise<PracticeImportReport> {
    return this.files.read(upload, (sheet) =>
      this.db.run(actor, async (tx) => reportOf(sheet, await this.rows(tx, sheet, upload))),
    );
  }

  commit(actor: Actor, upload: PracticeUpload, chosen: Chosen): Promise<PracticeImportReport> {
    const work = (sheet: Sheet<PracticeMapping>) =>
      this.db.run(actor, async (tx) => {
        await tx.sql(`SELECT pg_advisory_xact_lock($1)`, [COMMITS]);
        const rows = await this.rows(tx, sheet, upload);
        decide(rows, chosen);
        const good = rows.filter(({ verdict }) => verdict === 'READY');
        if (!good.length) throw NothingToImport();
        for (const row of good) await this.begin(tx, row);
        return reportOf(sheet, rows);
      });
    return this.files.read(upload, work, chosen);
  }

  /** As a person would begin it over the form, with the same checks. */
  private async begin(tx: Tx, row: Row): Promise<void> {
    const { author, card } = row.read;
    const { id } = await this.writing.draft(tx, { clientMutationId: newId(), entityId: author!.id, card });
    Object.assign(row, { verdict: 'IMPORTED', practiceId: id });
  }

  private async authors(tx: Tx, entityId: string | undefined): Promise<Author[]> {
    const own = (await this.mandates.of(tx)).filter((held) => PEOPLE.includes(held.function));
    const grounds = entityId ? own.find(({ bodyId }) => bodyId === entityId) : own[0];
    if (!grounds) throw Forbidden({ reason: WHO });
    tx.allow(grounds);
    return tx.sql<Author>(`SELECT id, name, nip, regon, krs FROM entity WHERE id = ANY ($1) ORDER BY id`, [
      own.map(({ bodyId }) => bodyId),
    ]);
  }

  private async rows(tx: Tx, { table, mapping }: Sheet<PracticeMapping>, { entityId }: PracticeUpload): Promise<Row[]> {
    const authors = await this.authors(tx, entityId);
    const areas = areasByName(
      await tx.sql<Area>(
        `SELECT id, slug, name_pl AS "namePl", name_en AS "nameEn" FROM change_area WHERE state = 'CURRENT'`,
      ),
    );
    const known: Known = { authors, areas, year: tx.now.getUTCFullYear(), ...(entityId && { entityId }) };
    const rows: Row[] = [];
    await inTurns(table.rows, ({ line, cells }) => {
      const read = readPracticeRow(cells, mapping, known);
      rows.push({ line, read, verdict: read.problems.some(blocks) ? 'BAD' : 'READY' });
    });
    findTwins(rows, await tx.sql<KnownTitle>(TITLES, [authors.map(({ id }) => id)]));
    return rows;
  }
}
