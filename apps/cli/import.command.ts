import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'nest-commander';
import type { INestApplicationContext } from '@nestjs/common';
import { Db, SYSTEM, type Tx } from '#core';
import { EntityImports, EntityPreviews, ImportsModule, type EntityUpload } from '#imports';
import { Base } from './base.command.ts';
import { answer, Misuse, say, type CommonOptions } from './output.ts';
import { withProgress } from './progress.ts';

interface ImportOptions extends CommonOptions {
  readonly voivodeship?: string;
  readonly columns?: EntityUpload['columns'];
  readonly sample?: boolean;
  readonly dryRun?: boolean;
}

interface Counts {
  readonly rowsTotal: number;
  readonly rowsReady: number;
  readonly rowsDuplicate: number;
  readonly rowsBad: number;
}

interface BadRow {
  readonly line: number;
  readonly name: string | null;
  readonly problems: string[];
}

const SHOWN = 20;

@Command({
  name: 'import-entities',
  arguments: '<file>',
  description: 'Wczytuje podmioty z CSV lub XLSX: sprawdza, pokazuje złe wiersze, zapisuje dobre.',
})
export class ImportEntitiesCommand extends Base {
  @Option({ flags: '--voivodeship <teryt>', description: 'województwo wierszy, które go nie podają, np. 22' })
  voivodeship(teryt: string): string {
    return teryt;
  }

  @Option({ flags: '--columns <json>', description: 'które nagłówki są którymi polami, np. {"NAME":"Nazwa ośrodka"}' })
  columns(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new Misuse('--columns ma być obiektem JSON, np. {"NAME":"Nazwa ośrodka"}.');
    }
  }

  @Option({ flags: '--sample', description: 'oznacza podmioty jako dane przykładowe' })
  sample(): boolean {
    return true;
  }

  @Option({ flags: '--dry-run', description: 'tylko sprawdza, niczego nie zapisuje' })
  dryRun(): boolean {
    return true;
  }

  protected async work([file = '']: string[], options: ImportOptions): Promise<void> {
    const bytes = await readFile(file).catch((error: Error) => {
      throw new Misuse(`Nie można odczytać pliku ${file}: ${error.message}`);
    });
    await this.withServices([ImportsModule], (app) => this.load(app, file, bytes, options));
  }

  private async load(
    app: INestApplicationContext,
    file: string,
    bytes: Uint8Array,
    options: ImportOptions,
  ): Promise<void> {
    const { json, dryRun, voivodeship, columns, sample } = options;
    const db = app.get(Db);
    const importId = await withProgress('Sprawdzanie', (onProgress) =>
      app
        .get(EntityPreviews)
        .preview(SYSTEM, { bytes, name: basename(file), voivodeship, columns, sample, onProgress }),
    );
    const { counts, bad } = await db.run(SYSTEM, (tx) => report(tx, importId));
    const imports = app.get(EntityImports);
    if (dryRun) await db.run(SYSTEM, (tx) => imports.discard(tx, importId));
    else
      await withProgress('Zapisywanie', (onProgress) =>
        db.run(SYSTEM, (tx) =>
          imports.commit(tx, importId, (done) => onProgress((100 * done) / Math.max(1, counts.rowsReady))),
        ),
      );
    for (const { line, name, problems } of bad.slice(0, SHOWN))
      say(`wiersz ${line}${name ? ` (${name})` : ''}: ${problems.join(' ')}`);
    if (bad.length > SHOWN) say(`… i jeszcze ${bad.length - SHOWN} złych wierszy; wszystkie pokazuje --json`);
    const done = dryRun ? 'Niczego nie zapisano. Do zapisania' : 'Zapisano';
    const text = `${done}: ${counts.rowsReady} z ${counts.rowsTotal}. Prawdopodobnie już są: ${counts.rowsDuplicate}. Złe: ${counts.rowsBad}.`;
    answer(json, text, { importId, committed: !dryRun, ...counts, bad });
  }
}

async function report(tx: Tx, importId: string): Promise<{ counts: Counts; bad: BadRow[] }> {
  tx.allow(true);
  const [counts] = await tx.sql<Counts>(
    `SELECT rows_total AS "rowsTotal", rows_ready AS "rowsReady", rows_duplicate AS "rowsDuplicate", rows_bad AS "rowsBad"
     FROM entity_import WHERE id = $1`,
    [importId],
  );
  const bad = await tx.sql<BadRow>(
    `SELECT r.line, r.name, array_agg(p.message ORDER BY p.id) AS problems FROM entity_import_row r
     JOIN entity_import_problem p ON p.row_id = r.id
     WHERE r.import_id = $1 AND r.verdict = 'BAD' AND p.severity = 'ERROR' GROUP BY r.line, r.name ORDER BY r.line`,
    [importId],
  );
  return { counts: counts!, bad };
}
