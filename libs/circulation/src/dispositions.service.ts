import { Injectable } from '@nestjs/common';
import { newId, NotFound, type Tx } from '#core';
import { flat, Freezing } from '#drafts';
import {
  DispositionReplaced,
  DispositionWithoutReason,
  NothingCarriesIt,
  RemarkTwice,
  RemarkWithdrawn,
  ReplyWithoutReason,
  UnitNotInVersion,
} from './circulation.errors.ts';
import { DispositionAnswered, RemarksDisposed } from './circulation.events.ts';
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
    INSERT INTO disposition (id, remark_id, verdict, reason, version_id, unit_id, at, mandate_id)
    SELECT id, "remarkId", verdict, reason, "versionId", "unitId", $2, $3 FROM json_to_recordset($1)
      AS d (id uuid, "remarkId" uuid, verdict text, reason text, "versionId" uuid, "unitId" uuid)
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
    await tx.sql(STORED, [JSON.stringify(rows), tx.now, tx.under]);
    await this.remarks.changed(tx, circulation);
    const remarkIds = rows.map(({ remarkId }) => remarkId.toLowerCase());
    tx.emit(RemarksDisposed(circulation.id, { remarkIds }, [...concernsOf(circulation), ...remarkIds]));
    return { id: circulation.id };
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
    const found = await tx.sql<Pick<Remark, 'id' | 'state' | 'dispositionId'>>(
      `SELECT id, state, disposition_id AS "dispositionId" FROM remark WHERE circulation_id = $1 AND id = ANY ($2)`,
      [circulationId, given.map(({ remarkId }) => remarkId)],
    );
    const remarks = new Map(found.map((remark) => [remark.id, remark]));
    for (const { remarkId, replaces } of given) {
      const remark = remarks.get(remarkId.toLowerCase());
      if (!remark) throw NotFound({ type: 'Remark', id: remarkId });
      if (remark.state === 'WITHDRAWN') throw RemarkWithdrawn({ remarkId });
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
