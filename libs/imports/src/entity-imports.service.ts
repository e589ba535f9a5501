import { Injectable } from '@nestjs/common';
import { NotFound, type Tx } from '#core';
import { HeldMandates } from '#convents';
import { RowVerdict, EntityImportRow } from './entity-import-row.entity.ts';
import { EntityImport, type DecideEntityImportRowInput } from './entity-import.entity.ts';
import { entityImportLifecycle, type EntityImportFacts } from './entity-import.lifecycle.ts';
import { RowNotImportable } from './imports.errors.ts';
import { EntityImportCommitted, EntityImportDiscarded, EntityImportRowDecided } from './imports.events.ts';

/** So many rows a statement: each ends well within the time that a statement may take. */
const SLICE = 2_000;
const COMMITS = 1_201_808;

/** What entered the register since the preview would come in twice. */
const FIND_TWINS = `
  UPDATE entity_import_row r
  SET verdict = 'DUPLICATE', duplicate_of_id = e.id, duplicate_of_line = NULL, duplicate_score = 1,
      duplicate_reason = 'SIMILAR_NAME'
  FROM entity e
  WHERE r.import_id = $1 AND r.verdict = 'READY' AND NOT r.decided
    AND e.state = 'ACTIVE' AND e.name = r.name AND e.kind = r.kind AND e.voivodeship_id = r.voivodeship_id
    AND e.town IS NOT DISTINCT FROM r.town AND e.nip IS NOT DISTINCT FROM r.nip
    AND e.regon IS NOT DISTINCT FROM r.regon AND e.krs IS NOT DISTINCT FROM r.krs`;

const IMPORT_SLICE = `
  WITH chosen AS MATERIALIZED (
    SELECT uuidv7() AS made_id, r.* FROM entity_import_row r
    WHERE r.import_id = $1 AND r.verdict = 'READY' ORDER BY r.line LIMIT $2),
  made AS (
    INSERT INTO entity (id, kind, name, town, postal_code, street, voivodeship_id, founder_name, founder_kind, nip,
      regon, krs, source, sample)
    SELECT c.made_id, c.kind, c.name, c.town, c.postal_code, c.street, c.voivodeship_id, c.founder_name,
      c.founder_kind, c.nip, c.regon, c.krs, coalesce(c.source, i.file_name), i.sample
    FROM chosen c JOIN entity_import i ON i.id = c.import_id)
  UPDATE entity_import_row r SET verdict = 'IMPORTED', entity_id = c.made_id FROM chosen c WHERE r.id = c.id
  RETURNING 1`;

const COUNT = `
  SELECT count(*) FILTER (WHERE verdict = 'READY')::int AS "rowsReady",
    count(*) FILTER (WHERE verdict = 'DUPLICATE')::int AS "rowsDuplicate",
    count(*) FILTER (WHERE verdict = 'BAD')::int AS "rowsBad",
    count(*) FILTER (WHERE verdict = 'SKIPPED')::int AS "rowsSkipped",
    count(*) FILTER (WHERE verdict = 'IMPORTED')::int AS "rowsImported"
  FROM entity_import_row WHERE import_id = $1`;

type Counts = Pick<EntityImport, 'rowsReady' | 'rowsDuplicate' | 'rowsBad' | 'rowsSkipped' | 'rowsImported'>;

@Injectable()
export class EntityImports {
  constructor(private readonly mandates: HeldMandates) {}

  /** Puts all ready rows into the register, in the caller's one transaction. */
  async commit(tx: Tx, importId: string, onProgress?: (done: number) => void): Promise<{ id: string }> {
    const { entityImport, facts } = await this.facts(tx, importId);
    const state = entityImportLifecycle.take(tx, 'commitEntityImport', facts);
    await tx.sql(`SELECT pg_advisory_xact_lock($1)`, [COMMITS]);
    await tx.sql(FIND_TWINS, [importId]);
    let done = 0;
    for (let made = SLICE; made === SLICE;) {
      made = (await tx.sql(IMPORT_SLICE, [importId, SLICE])).length;
      done += made;
      onProgress?.(done);
    }
    const changes = { state: state as EntityImport['state'], committedAt: tx.now };
    await tx.edit(EntityImport, entityImport, { ...changes, ...(await countRows(tx, importId)) });
    tx.emit(EntityImportCommitted(importId, { entities: done }, concerned(entityImport)));
    return { id: importId };
  }

  async discard(tx: Tx, importId: string): Promise<{ id: string }> {
    const { entityImport, facts } = await this.facts(tx, importId);
    const state = entityImportLifecycle.take(tx, 'discardEntityImport', facts);
    await tx.edit(EntityImport, entityImport, { state: state as EntityImport['state'] });
    tx.emit(EntityImportDiscarded(importId, {}, concerned(entityImport)));
    return { id: importId };
  }

  /** The import is locked before its row, as the commit does. */
  async decide(tx: Tx, { rowId, take }: DecideEntityImportRowInput): Promise<{ id: string }> {
    const found = await tx.em.findOneBy(EntityImportRow, { id: rowId });
    if (!found) throw NotFound({ type: 'EntityImportRow', id: rowId });
    const { entityImport, facts } = await this.facts(tx, found.importId);
    entityImportLifecycle.take(tx, 'decideEntityImportRow', facts);
    const { verdict, line } = await tx.lock(EntityImportRow, rowId);
    if (verdict === RowVerdict.BAD) throw RowNotImportable({ line });
    const next = take ? RowVerdict.READY : RowVerdict.SKIPPED;
    await tx.em.update(EntityImportRow, { id: rowId }, { verdict: next, decided: true });
    await tx.edit(EntityImport, entityImport, await countRows(tx, entityImport.id));
    tx.emit(EntityImportRowDecided(entityImport.id, { rowId, take }, concerned(entityImport)));
    return { id: rowId };
  }

  private async facts(tx: Tx, id: string): Promise<{ entityImport: EntityImport; facts: EntityImportFacts }> {
    const entityImport = await tx.lock(EntityImport, id);
    const { state, bodyId, rowsReady } = entityImport;
    const bySystem = tx.actor.kind === 'system';
    return { entityImport, facts: { state, bodyId, rowsReady, bySystem, held: await this.mandates.of(tx) } };
  }
}

/** The topics of an import's events. */
export const concerned = ({ bodyId, personId }: Pick<EntityImport, 'bodyId' | 'personId'>) => [bodyId, personId];

async function countRows(tx: Tx, importId: string): Promise<Counts> {
  const [counts] = await tx.sql<Counts>(COUNT, [importId]);
  return counts!;
}
