import { Injectable } from '@nestjs/common';
import { bodyOf } from '#convents';
import { Forbidden, newId, NotFound, type Tx } from '#core';
import { flat, Freezing } from '#drafts';
import type { CirculationOutsider } from './circulation-outsider.entity.ts';
import { Circulation } from './circulation.entity.ts';
import { ChannelMisfits, CirculationNotBegun, SubmitterMissing, UnitNotInVersion } from './circulation.errors.ts';
import { RemarkSubmitted, RemarkWithdrawnByAuthor } from './circulation.events.ts';
import { loadFacts, type CirculationFacts } from './circulation.facts.ts';
import { circulationLifecycle, notIn, VOICES } from './circulation.lifecycle.ts';
import { Circulations, concernsOf } from './circulations.service.ts';
import { Remark } from './remark.entity.ts';
import type { RecordRemarkInput, RemarkData, SubmitRemarkInput, WithdrawRemarkInput } from './remark.inputs.ts';
import { loadRemarkFacts, remarkLifecycle, type RemarkAction } from './remark.lifecycle.ts';

type Id = { id: string };
type From = Pick<Remark, 'conventId' | 'entityId' | 'submitter' | 'channel'> & Partial<Pick<Remark, 'outsiderId'>>;
type Said = Omit<RemarkData, 'circulationId'>;

/** Remarks on circulated versions: whoever is asked makes them, what comes on paper is written down by those who lead. */
@Injectable()
export class Remarks {
  constructor(
    private readonly circulations: Circulations,
    private readonly freezing: Freezing,
  ) {}

  async submit(tx: Tx, input: SubmitRemarkInput): Promise<Id> {
    const circulation = await this.circulations.hold(tx, input.circulationId);
    const facts = await loadFacts(tx, circulation.id);
    const organisationId = input.organisationId.toLowerCase();
    refuseTooEarly(circulation, facts);
    circulationLifecycle.take(tx, 'submitRemark', facts);
    const mandate = facts.voices.find(({ bodyId }) => bodyId === organisationId);
    if (!mandate) throw Forbidden({ reason: VOICES });
    tx.allow(mandate);
    const { conventId, entityId } = await bodyOf(tx, organisationId, 'CirculationOrganisation');
    return this.store(tx, circulation, input, { conventId, entityId, submitter: null, channel: 'PLATFORM' });
  }

  /** What came by letter, by e-mail or at a meeting, from the register or from outside of it. */
  async record(tx: Tx, input: RecordRemarkInput): Promise<Id> {
    const circulation = await this.circulations.hold(tx, input.circulationId);
    const facts = await loadFacts(tx, circulation.id);
    refuseTooEarly(circulation, facts);
    circulationLifecycle.take(tx, 'recordRemark', facts);
    return this.store(tx, circulation, input, await senderOf(tx, input));
  }

  /** The remark of an outsider, within their act, which holds the circulation. */
  async submitByLink(
    tx: Tx,
    circulation: Circulation,
    { id, organisation }: CirculationOutsider,
    said: Said,
  ): Promise<Id> {
    const facts = await loadFacts(tx, circulation.id);
    refuseTooEarly(circulation, facts);
    if (facts.state === 'CANCELLED') throw notIn(facts.state, 'submitRemarkByLink');
    const from = { conventId: null, entityId: null, outsiderId: id, submitter: organisation, channel: 'LINK' as const };
    return this.store(tx, circulation, said, from);
  }

  async withdraw(tx: Tx, { remarkId }: WithdrawRemarkInput): Promise<Id> {
    const { remark, circulation } = await this.hold(tx, remarkId, 'withdrawRemark');
    await tx.em.update(Remark, { id: remark.id }, { state: 'WITHDRAWN', withdrawnAt: tx.now });
    await this.changed(tx, circulation);
    const concerned = [...concernsOf(circulation), remark.id];
    tx.emit(RemarkWithdrawnByAuthor(circulation.id, { remarkId: remark.id }, concerned));
    return { id: remark.id };
  }

  /** A remark after its circulation is held, for an act of its lifecycle that the actor may do now. */
  async hold(tx: Tx, id: string, action: RemarkAction): Promise<{ remark: Remark; circulation: Circulation }> {
    const seen = await tx.em.findOneBy(Remark, { id });
    if (!seen) throw NotFound({ type: 'Remark', id });
    const circulation = await this.circulations.hold(tx, seen.circulationId);
    remarkLifecycle.take(tx, action, await loadRemarkFacts(tx, id));
    return { remark: await tx.em.findOneByOrFail(Remark, { id }), circulation };
  }

  /** Remarks without a disposition wait for those who lead, once the circulation is over. */
  async changed(tx: Tx, circulation: Circulation): Promise<void> {
    if (circulation.state === 'CLOSED') await this.circulations.awaited(tx, { ...circulation, circle: [] });
  }

  /** Whether it is late is decided by the database's clock, once the circulation is held. */
  private async store(tx: Tx, circulation: Circulation, data: Said, from: From): Promise<Id> {
    const where = await this.placed(tx, circulation.versionId, data.unitId ?? null);
    const [{ at }] = (await tx.sql<{ at: Date }>(`SELECT clock_timestamp() AS at`)) as [{ at: Date }];
    const late = circulation.closesAt <= at;
    const id = newId();
    await tx.em.insert(Remark, {
      ...{ id, circulationId: circulation.id, ...where, state: 'SUBMITTED', kind: data.kind, late, ...from },
      ...{ text: data.text, wording: data.wording ?? null, reasons: data.reasons ?? null },
      ...{
        personId: from.outsiderId ? null : tx.actor.id,
        mandateId: tx.under,
        at,
        withdrawnAt: null,
        dispositionId: null,
      },
    });
    await this.changed(tx, circulation);
    tx.emit(RemarkSubmitted(circulation.id, { remarkId: id, late }, [...concernsOf(circulation), id]));
    return { id };
  }

  private async placed(tx: Tx, versionId: string, unitId: string | null) {
    if (!unitId) return { unitId: null, unitPath: null, place: 0 };
    const units = flat((await this.freezing.version(tx, versionId)).content);
    const at = units.findIndex(({ id }) => id === unitId.toLowerCase());
    if (at < 0) throw UnitNotInVersion();
    return { unitId: units[at]!.id, unitPath: units[at]!.path, place: at + 1 };
  }
}

function refuseTooEarly({ opensAt }: Circulation, { state, hasBegun }: CirculationFacts): void {
  if (state === 'OPEN' && !hasBegun) throw CirculationNotBegun({ opensAt: opensAt.toISOString() });
}

/** A convent or an entity of the register, or somebody outside of it by what they call themselves. */
async function senderOf(tx: Tx, { channel, organisationId, submitter }: RecordRemarkInput): Promise<From> {
  if (channel === 'PLATFORM' || channel === 'LINK') throw ChannelMisfits();
  if (Boolean(organisationId) === Boolean(submitter)) throw SubmitterMissing();
  if (!organisationId) return { conventId: null, entityId: null, submitter: submitter!, channel };
  const { forumId, ...body } = await bodyOf(tx, organisationId, 'CirculationOrganisation');
  if (forumId) throw NotFound({ type: 'CirculationOrganisation', id: organisationId });
  return { ...body, submitter: null, channel };
}
