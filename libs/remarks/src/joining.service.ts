import { Injectable } from '@nestjs/common';
import {
  circulationConcerns,
  circulationLifecycle,
  Circulations,
  Dispositions,
  loadFacts,
  RemarkJoined,
  RemarkWithdrawn,
  type Circulation,
  type Remark,
} from '#circulation';
import { NotFound, type Tx } from '#core';
import { RemarkDisposed, RemarkJoinsItself, RemarkNotJoined } from './remarks.errors.ts';
import { RemarksJoined, RemarksSeparated } from './remarks.events.ts';
import type { JoinRemarksInput, SeparateRemarksInput } from './remarks.inputs.ts';

type Id = { id: string };
type Seen = Pick<Remark, 'id' | 'state' | 'joinedToId'>;

const FOUND = `SELECT id, state, joined_to_id AS "joinedToId" FROM remark WHERE circulation_id = $1 AND id = ANY ($2)`;

/** Whatever was joined to those that join comes with them, so no group is ever below another. */
const JOINED = `
  WITH moved AS (
    UPDATE remark SET joined_to_id = $2 WHERE circulation_id = $1 AND (id = ANY ($3) OR joined_to_id = ANY ($3)) RETURNING id),
  ended AS (
    UPDATE remark_joining j SET ended_at = $4, ended_under_id = $5 FROM moved m
    WHERE j.remark_id = m.id AND j.ended_at IS NULL)
  SELECT id FROM moved ORDER BY id`;
const KEPT = `INSERT INTO remark_joining (id, remark_id, leading_id, at, mandate_id)
  SELECT uuidv7(), m, $2, $3, $4 FROM unnest($1::uuid[]) m`;
const SEPARATED = `
  WITH left_alone AS (
    UPDATE remark SET joined_to_id = NULL WHERE circulation_id = $1 AND id = ANY ($2) RETURNING id)
  UPDATE remark_joining j SET ended_at = $3, ended_under_id = $4 FROM left_alone m
  WHERE j.remark_id = m.id AND j.ended_at IS NULL`;

/** Remarks that say the same are decided on together; each stays its author’s, word for word, with a disposition to answer. */
@Injectable()
export class Joining {
  constructor(
    private readonly circulations: Circulations,
    private readonly dispositions: Dispositions,
  ) {}

  async join(tx: Tx, input: JoinRemarksInput): Promise<Id> {
    const circulation = await this.hold(tx, input.circulationId, 'joinRemarks');
    const leadingId = input.leadingId.toLowerCase();
    const ids = known(input.remarkIds);
    if (ids.includes(leadingId)) throw RemarkJoinsItself({ remarkId: leadingId });
    const [leading, ...others] = (await this.found(tx, circulation, [leadingId, ...ids])) as [Seen, ...Seen[]];
    for (const each of [leading, ...others]) refuseApart(each);
    for (const { id, state } of others) if (state === 'DISPOSED') throw RemarkDisposed({ remarkId: id });
    const moved = await tx.sql<Id>(JOINED, [circulation.id, leadingId, ids, tx.now, tx.under]);
    const remarkIds = moved.map(({ id }) => id);
    await tx.sql(KEPT, [remarkIds, leadingId, tx.now, tx.under]);
    tx.emit(
      RemarksJoined(circulation.id, { leadingId, remarkIds }, [
        ...circulationConcerns(circulation),
        ...[leadingId, ...remarkIds],
      ]),
    );
    await this.dispositions.share(tx, circulation, leadingId);
    return { id: circulation.id };
  }

  /** At any time: a disposition that came by the leading remark stands as their own until it is replaced. */
  async separate(tx: Tx, input: SeparateRemarksInput): Promise<Id> {
    const circulation = await this.hold(tx, input.circulationId, 'separateRemarks');
    const remarkIds = known(input.remarkIds);
    for (const { id, joinedToId } of await this.found(tx, circulation, remarkIds))
      if (!joinedToId) throw RemarkNotJoined({ remarkId: id });
    await tx.sql(SEPARATED, [circulation.id, remarkIds, tx.now, tx.under]);
    tx.emit(RemarksSeparated(circulation.id, { remarkIds }, [...circulationConcerns(circulation), ...remarkIds]));
    return { id: circulation.id };
  }

  private async hold(tx: Tx, id: string, action: 'joinRemarks' | 'separateRemarks'): Promise<Circulation> {
    const circulation = await this.circulations.hold(tx, id);
    circulationLifecycle.take(tx, action, await loadFacts(tx, circulation.id));
    return circulation;
  }

  /** In the order asked for. */
  private async found(tx: Tx, circulation: Circulation, ids: readonly string[]): Promise<Seen[]> {
    const remarks = new Map((await tx.sql<Seen>(FOUND, [circulation.id, ids])).map((each) => [each.id, each]));
    return ids.map((id) => {
      const remark = remarks.get(id);
      if (!remark) throw NotFound({ type: 'Remark', id });
      return remark;
    });
  }
}

const known = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))];

function refuseApart({ id: remarkId, state, joinedToId }: Seen): void {
  if (state === 'WITHDRAWN') throw RemarkWithdrawn({ remarkId });
  if (joinedToId) throw RemarkJoined({ remarkId, leadingId: joinedToId });
}
