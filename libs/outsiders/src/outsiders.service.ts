import { Injectable } from '@nestjs/common';
import {
  Answering,
  Circulations,
  CirculationOutsider,
  Disposition,
  Dispositions,
  notIn,
  Remark,
  Remarks,
  type Circulation,
} from '#circulation';
import { NotFound, WrongState, type Tx } from '#core';
import type { OutsiderPass } from './outsider-pass.ts';
import { OutsiderPasses } from './outsider-passes.service.ts';
import { LinkSaidEnough, LinkTooFast } from './outsiders.errors.ts';
import type { AnswerByLinkInput, AnswerDispositionByLinkInput, SubmitRemarkByLinkInput } from './outsiders.inputs.ts';

const MOST = 100;
const AT_A_TIME = 20;
const WHILE_SECONDS = 600;

const SAID = `SELECT count(*)::int AS said, count(*) FILTER (WHERE at > clock_timestamp() - $2 * interval '1 second')::int AS lately
  FROM (SELECT r.at FROM remark r WHERE r.outsider_id = $1
    UNION ALL SELECT a.at FROM circulation_party p JOIN circulation_answer a ON a.party_id = p.id WHERE p.outsider_id = $1) x`;

/** What somebody without an account does with their link; each act is the system's, for that organisation alone. */
@Injectable()
export class Outsiders {
  constructor(
    private readonly circulations: Circulations,
    private readonly answering: Answering,
    private readonly remarks: Remarks,
    private readonly dispositions: Dispositions,
    private readonly passes: OutsiderPasses,
  ) {}

  async open(tx: Tx, token: string): Promise<OutsiderPass> {
    tx.allow(true);
    const { id } = await this.passes.linked(tx, token);
    await tx.sql(`UPDATE outsider_contact SET opened_at = clock_timestamp() WHERE id = $1 AND opened_at IS NULL`, [id]);
    return this.passes.pass(tx, id);
  }

  async answer(tx: Tx, { token, answer, reason }: AnswerByLinkInput): Promise<OutsiderPass> {
    const { outsider, circulation } = await this.hold(tx, token);
    await refuseTooMuch(tx, outsider.id);
    await this.answering.answerByLink(tx, circulation, outsider.id, { answer, reason: reason ?? null });
    return this.passes.pass(tx, outsider.id);
  }

  async submit(tx: Tx, { token, ...said }: SubmitRemarkByLinkInput): Promise<OutsiderPass> {
    const { outsider, circulation } = await this.hold(tx, token);
    await refuseTooMuch(tx, outsider.id);
    await this.remarks.submitByLink(tx, circulation, outsider, said);
    return this.passes.pass(tx, outsider.id);
  }

  async reply(tx: Tx, { token, dispositionId, reply, reason }: AnswerDispositionByLinkInput): Promise<OutsiderPass> {
    const { outsider, circulation } = await this.hold(tx, token);
    const disposition = await tx.em.findOneBy(Disposition, { id: dispositionId });
    const remark = disposition && (await tx.em.findOneBy(Remark, { id: disposition.remarkId }));
    if (!remark || remark.outsiderId !== outsider.id) throw NotFound({ type: 'Disposition', id: dispositionId });
    if (circulation.state !== 'CLOSED') throw notIn(circulation.state, 'answerDispositionByLink');
    if (disposition.reply) {
      const reason = 'Na to stanowisko już odpowiedziano.';
      throw WrongState({ state: remark.state, action: 'answerDispositionByLink', reason });
    }
    await this.dispositions.replyTo(tx, circulation, { remark, disposition }, { reply, reason: reason ?? null });
    return this.passes.pass(tx, outsider.id);
  }

  /** Asked again once the circulation is held: what was taken back meanwhile counts no more. */
  private async hold(tx: Tx, token: string): Promise<{ outsider: CirculationOutsider; circulation: Circulation }> {
    tx.allow(true);
    const { circulationId } = await this.passes.linked(tx, token);
    const circulation = await this.circulations.hold(tx, circulationId);
    const { id } = await this.passes.linked(tx, token);
    return { circulation, outsider: await tx.em.findOneByOrFail(CirculationOutsider, { id }) };
  }
}

async function refuseTooMuch(tx: Tx, outsiderId: string): Promise<void> {
  const [{ said, lately }] = (await tx.sql(SAID, [outsiderId, WHILE_SECONDS])) as never as [
    { said: number; lately: number },
  ];
  if (said >= MOST) throw LinkSaidEnough({ most: MOST });
  if (lately >= AT_A_TIME) throw LinkTooFast({ retryAfterSeconds: WHILE_SECONDS });
}
