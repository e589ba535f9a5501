import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Busy, Db, newId, NotFound, SYSTEM, type Actor, type Tx } from '#core';
import { EntitiesService, type Held } from '#convents';
import { Reader } from '#reads';
import { cleanText } from './cell-text.ts';
import { EntityField, mapColumns, type ColumnMapping, type ColumnOverride } from './entity-columns.ts';
import { EntityImport, EntityImportState } from './entity-import.entity.ts';
import { concerned } from './entity-imports.service.ts';
import { voivodeshipName } from './entity-words.ts';
import { ColumnsMissing } from './imports.errors.ts';
import { EntityImportFailed, EntityImportPreviewed, EntityImportUploaded } from './imports.events.ts';
import { Progress } from './long-work.ts';
import {
  countsOf,
  findDuplicates,
  readRows,
  registered,
  storeColumns,
  storeRows,
  type PreviewRow,
} from './preview-rows.ts';
import { tableOf, type TableFile } from './table-file.ts';

/** A file of entities, and how to read it. */
export interface EntityUpload {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** TERYT for rows that name no voivodeship. */
  readonly voivodeship?: string;
  readonly columns?: ColumnOverride;
  /** Whether the entities will be marked as sample data. */
  readonly sample?: boolean;
  readonly onProgress?: (percent: number) => void;
}

/** Comparing a large file keeps a processor busy for seconds. */
const AT_ONCE = 2;
const LONGEST_NAME = 200;
const MATCHED = 60;

/** Checks uploaded files in the background, in transactions of its own, of which the one with the rows is whole or nothing. */
@Injectable()
export class EntityPreviews implements BeforeApplicationShutdown {
  private readonly log = new Logger(EntityPreviews.name);
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly db: Db,
    private readonly reader: Reader,
    private readonly entities: EntitiesService,
  ) {}

  /** Refuses whoever may not import, before anyone reads their file. */
  async admit(actor: Actor): Promise<void> {
    await this.db.run(actor, (tx) => this.grounds(tx));
  }

  /** Answers as soon as the file is known to be a table of entities; `checked` says when its preview stands. */
  async begin(actor: Actor, upload: EntityUpload): Promise<{ id: string; checked: Promise<void> }> {
    if (this.running.size >= AT_ONCE) throw Busy();
    const begun = this.read(actor, upload);
    const work = begun.then(({ checked }) => checked).finally(() => this.running.delete(quiet));
    const quiet = work.catch(() => undefined);
    this.running.add(quiet);
    return { id: (await begun).id, checked: work };
  }

  /** Uploads and checks a file; the import's id, once its preview stands. */
  async preview(actor: Actor, upload: EntityUpload): Promise<string> {
    const { id, checked } = await this.begin(actor, upload);
    await checked;
    return id;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async read(actor: Actor, upload: EntityUpload): Promise<{ id: string; checked: Promise<void> }> {
    if (upload.voivodeship && !voivodeshipName(upload.voivodeship))
      throw NotFound({ type: 'Voivodeship', id: upload.voivodeship });
    const table = await tableOf(upload);
    const mapping = mappingOf(table, upload);
    const { id } = await this.db.run(actor, (tx) => this.enter(tx, upload, table, mapping));
    return { id, checked: this.check(id, upload, table, mapping) };
  }

  private async grounds(tx: Tx): Promise<Held | null> {
    const bySystem = tx.actor.kind === 'system';
    const mandate = bySystem ? null : await this.entities.mayRegister(tx);
    tx.allow(mandate ?? bySystem);
    return mandate;
  }

  private async enter(tx: Tx, upload: EntityUpload, table: TableFile, mapping: ColumnMapping): Promise<{ id: string }> {
    const mandate = await this.grounds(tx);
    const id = newId();
    const whose = { personId: mandate && tx.actor.id, mandateId: mandate?.id ?? null, bodyId: mandate?.bodyId ?? null };
    await tx.em.insert(EntityImport, {
      ...{ id, ...whose, encoding: table.encoding, separator: table.separator },
      fileName: cleanText(upload.name).slice(0, LONGEST_NAME),
      voivodeshipId: upload.voivodeship ?? null,
      sample: upload.sample ?? false,
      state: EntityImportState.CHECKING,
      rowsTotal: table.rows.length,
      createdAt: tx.now,
    });
    await storeColumns(tx, id, table.header, mapping);
    tx.emit(EntityImportUploaded(id, {}, concerned(whose)));
    return { id };
  }

  private async check(id: string, upload: EntityUpload, table: TableFile, mapping: ColumnMapping): Promise<void> {
    const progress = new Progress((percent) => this.tell(id, percent, upload));
    const step = (from: number, to: number) => (done: number, of: number) => {
      this.stopping.signal.throwIfAborted();
      progress.at(from, to, done, of);
    };
    try {
      const rows = await readRows(table.rows, mapping, upload.voivodeship);
      await findDuplicates(rows, await registered(this.reader), step(0, MATCHED));
      await this.db.run(SYSTEM, (tx) => this.store(tx, id, rows, step(MATCHED, 100)));
      await progress.settled();
      upload.onProgress?.(100);
    } catch (error) {
      this.log.error(`the check of import ${id} broke off: ${(error as Error).message}`);
      await progress.settled();
      await this.fail(id);
      throw error;
    }
  }

  /** The preview becomes visible as a whole, unless somebody gave the import up meanwhile. */
  private async store(tx: Tx, id: string, rows: PreviewRow[], onProgress: (done: number, of: number) => void) {
    tx.allow(true);
    await storeRows(tx, id, rows, onProgress);
    const { ready, duplicate, bad } = countsOf(rows);
    const [stored] = await tx.sql<Pick<EntityImport, 'bodyId' | 'personId'>>(
      `UPDATE entity_import SET state = 'PREVIEWED', percent_done = 100, version = version + 1,
         rows_ready = $2, rows_duplicate = $3, rows_bad = $4
       WHERE id = $1 AND state = 'CHECKING' RETURNING body_id AS "bodyId", person_id AS "personId"`,
      [id, ready, duplicate, bad],
    );
    if (!stored) throw new Error('it was given up meanwhile');
    tx.emit(EntityImportPreviewed(id, {}, concerned(stored)));
  }

  /** Seen at once by others, unlike the rows: a small transaction of its own, which wakes the subscriptions. */
  private async tell(id: string, percent: number, { onProgress }: EntityUpload): Promise<void> {
    onProgress?.(percent);
    await this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      await tx.sql(`UPDATE entity_import SET percent_done = $2 WHERE id = $1 AND state = 'CHECKING'`, [id, percent]);
      await tx.sql(`SELECT pg_notify('event', $1)`, [id]);
    });
  }

  private async fail(id: string): Promise<void> {
    const write = this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [failed] = await tx.sql<Pick<EntityImport, 'bodyId' | 'personId'>>(
        `UPDATE entity_import SET state = 'FAILED', version = version + 1 WHERE id = $1 AND state = 'CHECKING'
         RETURNING body_id AS "bodyId", person_id AS "personId"`,
        [id],
      );
      if (failed) tx.emit(EntityImportFailed(id, {}, concerned(failed)));
    });
    await write.catch((error: Error) => this.log.error(`import ${id} stays unfinished: ${error.message}`));
  }
}

/** The kind can be read from a name and the voivodeship can be given with the file; a name is needed. */
function mappingOf({ header }: TableFile, { columns, voivodeship }: EntityUpload): ColumnMapping {
  const mapping = mapColumns(header, columns);
  const needed = voivodeship ? [EntityField.NAME] : [EntityField.NAME, EntityField.VOIVODESHIP];
  const fields = mapping.missing.filter((field) => needed.includes(field));
  if (fields.length || mapping.notFound.length)
    throw ColumnsMissing({ fields, notFound: mapping.notFound, headers: header });
  return mapping;
}
