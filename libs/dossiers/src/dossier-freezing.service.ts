import { Injectable } from '@nestjs/common';
import { enclosedTables, type EnclosedTable } from '#circulation';
import { Db, NotFound, SYSTEM, type Tx } from '#core';
import { contentIn } from '#drafts';
import { contentHash, recordFile, Seals } from '#seals';
import type { Dossier } from './dossier.entity.ts';
import type { FreezeDossierInput } from './dossier.inputs.ts';
import { allowSender, dossierLifecycle } from './dossier.lifecycle.ts';
import type { DossierContent, DossierRecord, RecordedRecommendation, RecordedTable } from './dossier-record.ts';
import { bodyOfDossier, DossierSteps } from './dossier-steps.service.ts';
import {
  DossierEmpty,
  DossierFrozenAlready,
  DossierTooLarge,
  NothingToEnclose,
  RecommendationNotAdopted,
} from './dossiers.errors.ts';
import { DossierFrozen } from './dossiers.events.ts';

type Id = { id: string };

interface Item {
  readonly position: number;
  readonly justification: string;
  readonly enclosesRemarks: boolean;
  readonly enclosesDivergences: boolean;
  readonly recommendationId: string;
  readonly number: string | null;
  readonly title: string;
  readonly draftId: string;
  readonly bodyId: string;
  readonly areas: RecordedRecommendation['areas'];
  readonly versionId: string | null;
  readonly version: number;
  readonly contentHash: string;
  readonly content: string;
}

/** With the areas by their numbers; the content is the text that was hashed. */
const ITEMS = `
  SELECT i.position, i.justification, i.encloses_remarks AS "enclosesRemarks", i.encloses_divergences AS "enclosesDivergences",
    i.recommendation_id AS "recommendationId", r.number, v.title, r.draft_id AS "draftId", r.body_id AS "bodyId",
    (SELECT coalesce(json_agg(json_build_object('number', a.number, 'name', a.name_pl) ORDER BY a.number), '[]')
      FROM recommendation_area k JOIN change_area a ON a.id = k.change_area_id WHERE k.recommendation_id = r.id) AS areas,
    v.id AS "versionId", v.number AS version, v.content_hash AS "contentHash", v.content
  FROM dossier_item i LEFT JOIN recommendation r ON r.id = i.recommendation_id
    LEFT JOIN draft_version v ON v.id = r.adopted_version_id
  WHERE i.dossier_id = $1 ORDER BY i.position`;
const CITED = `
  UPDATE dossier_item i SET version_id = v.id, content_hash = v.content_hash
  FROM recommendation r JOIN draft_version v ON v.id = r.adopted_version_id
  WHERE r.id = i.recommendation_id AND i.dossier_id = $1`;
const NAME = `SELECT coalesce((SELECT official_name FROM convent WHERE id = $1), (SELECT name FROM forum WHERE id = $1)) AS name`;

/** What of a record a browser still checks at ease. */
const MOST_BYTES = 15_000_000;

/** Closes a dossier: what it says is put together, hashed, sealed and kept, in a fixed number of statements. */
@Injectable()
export class DossierFreezing {
  constructor(
    private readonly db: Db,
    private readonly seals: Seals,
    private readonly steps: DossierSteps,
  ) {}

  async freeze(tx: Tx, { dossierId, expectedVersion }: FreezeDossierInput): Promise<Id> {
    const { dossier, facts } = await this.steps.hold(tx, dossierId, expectedVersion);
    allowSender(tx, facts);
    if (facts.state !== 'DRAFT') throw DossierFrozenAlready({ state: facts.state });
    const state = dossierLifecycle.take(tx, 'freezeDossier', facts);
    const content = await this.contentOf(tx, dossier);
    const hash = contentHash(content);
    const frozenAt = tx.now;
    await this.keep(tx, { id: dossier.id, frozenAt: frozenAt.toISOString(), content, contentHash: hash });
    await tx.sql(CITED, [dossier.id]);
    await this.steps.step(tx, dossier, { state, contentHash: hash, frozenAt }, 'freezeDossier');
    const about = content.recommendations.map(({ id }) => id);
    tx.emit(DossierFrozen(dossier.id, { contentHash: hash }, [bodyOfDossier(dossier), ...about]));
    return { id: dossier.id };
  }

  /** The sealed record to the byte; NOT_FOUND for what is not frozen or not there. */
  file(dossierId: string): Promise<string> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [row] = await tx.sql<{ file: string }>(`SELECT file FROM dossier_record WHERE dossier_id = $1`, [
        dossierId,
      ]);
      if (!row) throw NotFound({ type: 'Dossier', id: dossierId });
      return row.file;
    });
  }

  private async contentOf(tx: Tx, dossier: Dossier): Promise<DossierContent> {
    const items = await tx.sql<Item>(ITEMS, [dossier.id]);
    if (!items.length) throw DossierEmpty();
    refuseNotAdopted(items);
    const tables = await this.tablesOf(tx, items, bodyOfDossier(dossier));
    const { title, letter, conventId } = dossier;
    const id = bodyOfDossier(dossier);
    const [named] = await tx.sql<{ name: string }>(NAME, [id]);
    const body = { type: conventId ? ('Convent' as const) : ('Forum' as const), id, name: named!.name };
    return { title, body, letter, recommendations: items.map((item) => recorded(item, tables)) };
  }

  /** Only whoever leads a recommendation sees all that was remarked on it, and may send it out. */
  private async tablesOf(tx: Tx, items: readonly Item[], bodyId: string): Promise<EnclosedTable[]> {
    const enclosing = items.filter((each) => each.enclosesRemarks || each.enclosesDivergences);
    if (!enclosing.length) return [];
    const drafts = enclosing.filter((each) => each.bodyId === bodyId).map(({ draftId }) => draftId);
    const tables = await enclosedTables(tx, drafts);
    const without = enclosing.filter(({ draftId }) => !tables.some((each) => each.draftId === draftId));
    if (without.length)
      throw NothingToEnclose({
        recommendationIds: without.map(({ recommendationId }) => recommendationId),
        numbers: without.map(({ number }) => number!),
      });
    return tables;
  }

  private async keep(tx: Tx, record: DossierRecord): Promise<void> {
    const sealed = await this.seals.seal(tx, 'dossier', record);
    const file = recordFile(sealed);
    if (Buffer.byteLength(file) > MOST_BYTES) throw DossierTooLarge({ most: MOST_BYTES });
    await tx.sql(`INSERT INTO dossier_record (dossier_id, file, sealed_at) VALUES ($1, $2, $3)`, [
      ...[record.id, file, sealed.seal.sealedAt],
    ]);
  }
}

/** Also what is no longer to be seen by whoever closes the dossier: an adopted one is seen by everybody. */
function refuseNotAdopted(items: readonly Item[]): void {
  const open = items.filter(({ versionId }) => versionId === null);
  if (!open.length) return;
  throw RecommendationNotAdopted({
    recommendationIds: open.map(({ recommendationId }) => recommendationId),
    numbers: open.flatMap(({ number }) => number ?? []),
  });
}

function recorded(item: Item, tables: readonly EnclosedTable[]): RecordedRecommendation {
  const { position, recommendationId: id, number, title, areas, justification, draftId } = item;
  const own: RecordedTable[] = tables
    .filter((each) => each.draftId === draftId)
    .map(({ circulationId, version, versionHash, closedAt, rows }) => ({
      ...{ circulationId, version, versionHash, closedAt, rows },
    }));
  const divergent = own.map((each) => ({ ...each, rows: each.rows.filter((row) => row.divergent) }));
  const adopted = { versionId: item.versionId!, version: item.version, contentHash: item.contentHash };
  return {
    ...{ position, id, number: number!, title, areas, justification },
    adopted: { ...adopted, text: contentIn(item.content) },
    remarks: item.enclosesRemarks ? own : null,
    divergences: item.enclosesDivergences ? divergent : null,
  };
}
