import { Injectable } from '@nestjs/common';
import {
  circulationConcerns,
  Remarks,
  UnitNotInVersion,
  type Circulation,
  type RemarkChannel,
  type RemarkClass,
} from '#circulation';
import { newId, type Tx } from '#core';
import { flat, Freezing } from '#drafts';
import { RemarksImported } from './remarks.events.ts';

/** A remark of somebody who is not here to make it: of a convent, of an entity, or of a submitter outside the register. */
export interface RecordedRemark {
  readonly unitId: string | null;
  readonly kind: RemarkClass;
  readonly channel: RemarkChannel;
  readonly conventId: string | null;
  readonly entityId: string | null;
  readonly submitter: string | null;
  readonly text: string;
  readonly wording: string | null;
  readonly reasons: string | null;
  /** By the clock when absent. */
  readonly late?: boolean;
  /** Whoever acts when absent; with the mandate that they act under. */
  readonly personId?: string;
  readonly mandateId?: string | null;
}

const STORED = `
  INSERT INTO remark (id, circulation_id, unit_id, unit_path, place, state, kind, channel, late, convent_id, entity_id,
    submitter, text, wording, reasons, person_id, mandate_id, at)
  SELECT id, $1, "unitId", path, place, 'SUBMITTED', kind, channel, late, "conventId", "entityId", submitter, text,
    wording, reasons, "personId", "mandateId", $3
  FROM json_to_recordset($2) AS r (id uuid, "unitId" uuid, path text, place int, kind text, channel text, late boolean,
    "conventId" uuid, "entityId" uuid, submitter text, text text, wording text, reasons text, "personId" uuid,
    "mandateId" uuid)`;

/** Many remarks at once, in one statement. */
@Injectable()
export class Recording {
  constructor(
    private readonly remarks: Remarks,
    private readonly freezing: Freezing,
  ) {}

  /** Within another act, which holds the circulation and has said under which mandate; answers their ids in their order. */
  async recordAllFor(tx: Tx, circulation: Circulation, recorded: readonly RecordedRemark[]): Promise<string[]> {
    const units = flat((await this.freezing.version(tx, circulation.versionId)).content);
    const places = new Map(units.map(({ id, path }, at) => [id, { path, place: at + 1 }]));
    const [{ at }] = (await tx.sql<{ at: Date }>(`SELECT clock_timestamp() AS at`)) as [{ at: Date }];
    const isLate = circulation.closesAt <= at;
    const mine = { personId: tx.actor.id, mandateId: tx.under };
    const rows = recorded.map(({ late = isLate, ...each }) => {
      const place = each.unitId === null ? { path: null, place: 0 } : places.get(each.unitId);
      if (!place) throw UnitNotInVersion();
      return { ...mine, ...each, ...place, late, id: newId() };
    });
    await tx.sql(STORED, [circulation.id, JSON.stringify(rows), at]);
    await this.remarks.changed(tx, circulation);
    const told = { count: rows.length, late: rows.filter(({ late }) => late).length };
    tx.emit(RemarksImported(circulation.id, told, circulationConcerns(circulation)));
    return rows.map(({ id }) => id);
  }
}
