import { Injectable } from '@nestjs/common';
import { newId, NotFound, type Tx } from '#core';
import { flat, Freezing } from '#drafts';
import {
  DispositionReplaced,
  DispositionWithoutReason,
  NothingCarriesIt,
  RemarkJoined,
  RemarkTwice,
  RemarkWithdrawn,
  ReplyWithoutReason,
  UnitNotInVersion,
} from './circulation.errors.ts';
import { DispositionAnswered, RemarksDisposed } from './circulation.events.ts';
import type { Circulation } from './circulation.entity.ts';
import { loadFacts } from './circulation.facts.ts';
import { circulationLifecycle } from './circulation.lifecycle.ts';
import { Circulations, concernsOf } from './circulations.service.ts';
import { Disposition, Remark } from './remark.entity.ts';
import type { AnswerDispositionInput, DisposeRemarksInput, DispositionInput } from './remark.inputs.ts';
import { Remarks } from './remarks.service.ts';

type Id = { id: string };

/** Dispositions are never changed: a later one replaces them, and only they themselves are answered. */
const STORED = `
  WITH made AS (
    INSERT INTO disposition (id, remark_id, verdict, reason, version_id, unit_id, joint, at, mandate_id)
    SELECT CASE WHEN r.id = d."remarkId" THEN d.id ELSE uuidv7() END, r.id, d.verdict, d.reason, d."versionId",
      d."unitId", r.id <> d."remarkId", $2, $3
    FROM json_to_recordset($1) AS d (id uuid, "remarkId" uuid, verdict text, reason text, "versionId" uuid, "unitId" uuid)
      JOIN remark r ON r.id = d."remarkId" OR (r.joined_to_id = d."remarkId" AND r.circulation_id = $4)
    RETURNING id, remark_id)
  UPDATE remark r SET state = 'DISPOSED', disposition_id = m.id FROM made m WHERE r.id = m.remark_id RETURNING r.id`;

/** Remarks that join one that is disposed of already: its disposition is theirs from now on. */
const SHARED = `
  WITH made AS (
    INSERT INTO disposition (id, remark_id, verdict, reason, version_id, unit_id, joint, at, mandate_id)
    SELECT uuidv7(), r.id, d.verdict, d.reason, d.version_id, d.unit_id, true, $2, $3
    FROM remark r JOIN remark l ON l.id = r.joined_to_id AND l.circulation_id = r.circulation_id
      JOIN disposition d ON d.id = l.disposition_id
    WHERE l.id = $1 AND r.disposition_id IS NULL
    RETURNING id, remark_id)
  UPDATE remark r SET state = 'DISPOSED', disposition_id = m.id FROM made m WHERE r.id = m.remark_id RETURNING r.id`;

/** What those who lead a draft say to remarks, and what the authors say to that. */
@Injectable()
export class Dispositions {
  constructor(
    private readonly circulations: Circulations,
    private readonly remarks: Remarks,
    private readonly freezing: Freezing,
  ) {}

  /** All or nothing, in one statement. */
  async dispose(tx: Tx, { circulationId, dispositions }: DisposeRemarksInput): Promise<Id> {
    const circulation = await this.circulations.hold(tx, circulationId);
    circulationLifecycle.take(tx, 'disposeRemarks', await loadFacts(tx, circulation.id));
    refuseForm(dispositions);
    await this.refuseState(tx, circulation.id, dispositions);
    await this.refuseElsewhere(tx, circulation.draftId, dispositions);
    const rows = dispositions.map(({ remarkId, verdict, reason, carriedOut }) => ({
      ...{ id: newId(), remarkId, verdict, reason: reason ?? null },
      ...{ versionId: carriedOut?.versionId ?? null, unitId: carriedOut?.unitId ?? null },
    }));
    await this.told(tx, circulation, await tx.sql(STORED, [JSON.stringify(rows), tx.now, tx.under, circulation.id]));
    return { id: circulation.id };
  }

  /** Within the act of joining: those that have none take the disposition of the remark that leads them, if it has one. */
  async share(tx: Tx, circulation: Circulation, leadingId: string): Promise<void> {
    const shared = await tx.sql<Id>(SHARED, [leadingId, tx.now, tx.under]);
    if (shared.length) await this.told(tx, circulation, shared);
  }

  private async told(tx: Tx, circulation: Circulation, disposed: readonly Id[]): Promise<void> {
    await this.remarks.changed(tx, circulation);
    const remarkIds = disposed.map(({ id }) => id);
    tx.emit(RemarksDisposed(circulation.id, { remarkIds }, [...concernsOf(circulation), ...remarkIds]));
  }

  /** Answers the remark. */
  async reply(tx: Tx, { dispositionId, reply, reason }: AnswerDispositionInput): Promise<Id> {
    const disposition = await tx.em.findOneBy(Disposition, { id: dispositionId });
    if (!disposition) throw NotFound({ type: 'Disposition', id: dispositionId });
    const { remark, circulation } = await this.remarks.hold(tx, disposition.remarkId, 'answerDisposition');
    if (remark.dispositionId !== disposition.id) throw DispositionReplaced({ remarkId: remark.id });
    if (reply === 'OBJECTED' && !reason) throw ReplyWithoutReason();
    const said = { reply, replyReason: reason ?? null, repliedAt: tx.now, repliedUnderId: tx.under };
    await tx.em.update(Disposition, { id: disposition.id }, said);
    const concerned = [...concernsOf(circulation), remark.id];
    tx.emit(DispositionAnswered(circulation.id, { remarkId: remark.id }, concerned));
    return { id: remark.id };
  }

  /** The circulation is held: nobody else changes its remarks until the commit. */
  private async refuseState(tx: Tx, circulationId: string, given: readonly DispositionInput[]): Promise<void> {
    const found = await tx.sql<Pick<Remark, 'id' | 'state' | 'dispositionId' | 'joinedToId'>>(
      `SELECT id, state, disposition_id AS "dispositionId", joined_to_id AS "joinedToId" FROM remark WHERE circulation_id = $1 AND id = ANY ($2)`,
      [circulationId, given.map(({ remarkId }) => remarkId)],
    );
    const remarks = new Map(found.map((remark) => [remark.id, remark]));
    for (const { remarkId, replaces } of given) {
      const remark = remarks.get(remarkId.toLowerCase());
      if (!remark) throw NotFound({ type: 'Remark', id: remarkId });
      if (remark.state === 'WITHDRAWN') throw RemarkWithdrawn({ remarkId });
      if (remark.joinedToId) throw RemarkJoined({ remarkId, leadingId: remark.joinedToId });
      if (remark.dispositionId !== (replaces?.toLowerCase() ?? null)) throw DispositionReplaced({ remarkId });
    }
  }

  /** What carries a remark out is a unit of a version of the same draft. */
  private async refuseElsewhere(tx: Tx, draftId: string, given: readonly DispositionInput[]): Promise<void> {
    const named = given.flatMap(({ carriedOut }) => carriedOut ?? []);
    for (const versionId of new Set(named.map((each) => each.versionId.toLowerCase()))) {
      const version = await this.freezing.version(tx, versionId);
      const units = new Set(version.draftId === draftId ? flat(version.content).map(({ id }) => id) : []);
      const ofIt = named.filter((each) => each.versionId.toLowerCase() === versionId);
      if (ofIt.some(({ unitId }) => !units.has(unitId.toLowerCase()))) throw UnitNotInVersion();
    }
  }
}

function refuseForm(given: readonly DispositionInput[]): void {
  const seen = new Set<string>();
  for (const { remarkId, verdict, reason, carriedOut } of given) {
    const id = remarkId.toLowerCase();
    if (seen.has(id)) throw RemarkTwice({ remarkId });
    seen.add(id);
    if (verdict !== 'ACCEPTED' && !reason) throw DispositionWithoutReason({ remarkId });
    if (carriedOut && verdict !== 'ACCEPTED' && verdict !== 'PARTIALLY_ACCEPTED') throw NothingCarriesIt({ remarkId });
  }
}
