import { Injectable } from '@nestjs/common';
import {
  Circulation,
  circulationConcerns,
  circulationLifecycle,
  Circulations,
  loadFacts,
  Remarks,
  RemarkTables,
} from '#circulation';
import { Db, NotFound, type Actor, type Tx } from '#core';
import { flat, Freezing } from '#drafts';
import { anchored, type RemarkAnchors } from './anchors.ts';
import { CirculationNotOver, CirculationsOfTwoDrafts, RemarkResolved } from './remarks.errors.ts';
import { RemarksCarried } from './remarks.events.ts';
import type { CarryRemarksInput } from './remarks.inputs.ts';

type Id = { id: string };

const UNRESOLVED = `(r.state = 'SUBMITTED' OR (r.state = 'DISPOSED' AND EXISTS (SELECT FROM disposition d
  WHERE d.id = r.disposition_id AND d.verdict <> 'ACCEPTED' AND d.reply = 'OBJECTED')))`;

const WANTED = `SELECT r.id, r.unit_id AS "unitId", ${UNRESOLVED} AS open FROM remark r
  WHERE r.circulation_id = $1 AND (r.id = ANY ($2) OR ($2::uuid[] IS NULL AND ${UNRESOLVED})) ORDER BY r.id`;

/** The author, their organisation, channel and words are those of the original, which stays where it is. */
const CARRIED = `
  INSERT INTO remark (id, circulation_id, unit_id, unit_path, place, state, kind, channel, late, convent_id, entity_id,
    submitter, text, wording, reasons, person_id, mandate_id, at, carried_from_id)
  SELECT uuidv7(), $1, w."unitId", w.path, w.place, 'SUBMITTED', r.kind, r.channel, false, r.convent_id, r.entity_id,
    r.submitter, r.text, r.wording, r.reasons, r.person_id, $3, $4, r.id
  FROM json_to_recordset($2) AS w (id uuid, "unitId" uuid, path text, place int) JOIN remark r ON r.id = w.id
  ON CONFLICT (carried_from_id, circulation_id) WHERE carried_from_id IS NOT NULL DO NOTHING`;

/** From one version to the next: where remarks stand there, and those that nobody resolved put on the table again. */
@Injectable()
export class Carrying {
  constructor(
    private readonly db: Db,
    private readonly circulations: Circulations,
    private readonly remarks: Remarks,
    private readonly tables: RemarkTables,
    private readonly freezing: Freezing,
  ) {}

  /** What a version, or the working text, made of the units that the reader sees remarks on. */
  async anchors(actor: Actor, circulationId: string, versionId: string | null): Promise<RemarkAnchors> {
    const { rows } = await this.tables.of(actor, circulationId);
    return this.db.run(actor, async (tx: Tx) => {
      tx.allow(true);
      const circulation = await this.seen(tx, circulationId);
      return anchored(rows, await this.freezing.compare(tx, circulation.versionId, versionId));
    });
  }

  /** Once each: what was carried before is not carried again. */
  async carry(tx: Tx, { circulationId, fromId, remarkIds }: CarryRemarksInput): Promise<Id> {
    const circulation = await this.circulations.hold(tx, circulationId);
    circulationLifecycle.take(tx, 'carryRemarks', await loadFacts(tx, circulation.id));
    const from = await this.seen(tx, fromId);
    if (from.draftId !== circulation.draftId) throw CirculationsOfTwoDrafts();
    if (from.state === 'OPEN') throw CirculationNotOver();
    const wanted = await this.wanted(tx, from.id, remarkIds ?? null);
    const before = await this.count(tx, circulation.id);
    const places = await this.places(tx, circulation.versionId);
    const nowhere = { unitId: null, path: null, place: 0 };
    const rows = wanted.map(({ id, unitId }) => ({ id, ...((unitId && places.get(unitId)) || nowhere) }));
    await tx.sql(CARRIED, [circulation.id, JSON.stringify(rows), tx.under, tx.now]);
    const count = (await this.count(tx, circulation.id)) - before;
    await this.remarks.changed(tx, circulation);
    if (count) tx.emit(RemarksCarried(circulation.id, { fromId: from.id, count }, circulationConcerns(circulation)));
    return { id: circulation.id };
  }

  private async wanted(tx: Tx, fromId: string, ids: readonly string[] | null) {
    const asked = ids && [...new Set(ids.map((id) => id.toLowerCase()))];
    const found = await tx.sql<{ id: string; unitId: string | null; open: boolean }>(WANTED, [fromId, asked]);
    for (const id of asked ?? []) {
      const remark = found.find((each) => each.id === id);
      if (!remark) throw NotFound({ type: 'Remark', id });
      if (!remark.open) throw RemarkResolved({ remarkId: id });
    }
    return found;
  }

  private async places(tx: Tx, versionId: string) {
    const units = flat((await this.freezing.version(tx, versionId)).content);
    return new Map(units.map(({ id, path }, at) => [id, { unitId: id, path, place: at + 1 }]));
  }

  private async seen(tx: Tx, id: string): Promise<Circulation> {
    const found = await tx.em.findOneBy(Circulation, { id });
    if (!found) throw NotFound({ type: 'Circulation', id });
    return found;
  }

  private async count(tx: Tx, circulationId: string): Promise<number> {
    const [{ n }] = (await tx.sql<{ n: number }>(`SELECT count(*)::int AS n FROM remark WHERE circulation_id = $1`, [
      circulationId,
    ])) as [{ n: number }];
    return n;
  }
}
