import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '#core';
import { Files, MEDIA_TYPES, type MediaType } from '#files';
import { Recommendations } from '#recommendations';
import { detailsOf, sameDetails, type DispatchDetails } from './dispatch.details.ts';
import { Dispatch, DispatchVersion } from './dispatch.entity.ts';
import { Dossier } from './dossier.entity.ts';
import { loadDossierFacts } from './dossier.facts.ts';
import type { CorrectDispatchInput, RegisterDispatchInput } from './dossier.inputs.ts';
import { allowSender, dispatchLifecycle, dossierLifecycle } from './dossier.lifecycle.ts';
import { bodyOfDossier, DossierSteps } from './dossier-steps.service.ts';
import { DispatchDaysWrong, DispatchUnchanged, DossierNotFrozen } from './dossiers.errors.ts';
import { DispatchCorrected, DossierDispatched } from './dossiers.events.ts';

type Id = { id: string };

export const ANY_FILE = Object.keys(MEDIA_TYPES) as MediaType[];

const ENTERED = `
  INSERT INTO register_entry (id, dispatch_id, item_id, recommendation_id)
  SELECT uuidv7(), $1, i.id, i.recommendation_id FROM dossier_item i WHERE i.dossier_id = $2 ORDER BY i.position
  RETURNING recommendation_id AS id`;
/** Those that may still be sent and answered, held in one order until the commit; the others have their outcome. */
export const OPEN_ONES = `SELECT id FROM hold_recommendations($1) WHERE state = ANY ($2)`;

/** The register of dispatches: each is entered, and entered again where it was wrong; nothing is overwritten unseen. */
@Injectable()
export class Dispatching {
  constructor(
    private readonly steps: DossierSteps,
    private readonly files: Files,
    private readonly recommendations: Recommendations,
  ) {}

  async register(tx: Tx, { dossierId, expectedVersion, data }: RegisterDispatchInput): Promise<Id> {
    const { dossier, facts } = await this.steps.hold(tx, dossierId, expectedVersion);
    allowSender(tx, facts);
    if (facts.state === 'DRAFT') throw DossierNotFrozen({ state: facts.state });
    const state = dossierLifecycle.take(tx, 'registerDispatch', facts);
    const details = detailsOf(data, dossier.frozenAt!, tx.now);
    const id = newId();
    await this.attach(tx, dossier, id, details.proofId);
    const none = { responseId: null, version: 1 };
    const under = { mandateId: tx.under };
    await tx.em.insert(Dispatch, { id, dossierId, registeredAt: tx.now, ...none, ...details, ...under });
    await this.keep(tx, id, 1, details, null);
    const sent = (await tx.sql<Id>(ENTERED, [id, dossierId])).map((each) => each.id);
    const open = await tx.sql<Id>(OPEN_ONES, [sent, ['ADOPTED', 'DISPATCHED', 'ANSWERED']]);
    if (open.length)
      await this.recommendations.stepFor(
        tx,
        open.map((each) => each.id),
        'dispatched',
        { reason: details.addressee },
      );
    await this.steps.step(tx, dossier, { state }, 'registerDispatch');
    const told = { dispatchId: id, dueOn: details.dueOn };
    tx.emit(DossierDispatched(dossierId, told, [bodyOfDossier(dossier), ...sent]));
    return { id };
  }

  /** Tells in the act why; how it stood before stays with the dispatch. */
  async correct(tx: Tx, { dispatchId, expectedVersion, data, reason }: CorrectDispatchInput): Promise<Id> {
    const dispatch = await tx.lock(Dispatch, dispatchId, expectedVersion);
    const dossier = await tx.em.findOneByOrFail(Dossier, { id: dispatch.dossierId });
    dispatchLifecycle.take(tx, 'correctDispatch', await loadDossierFacts(tx, dossier.id));
    const details = detailsOf(data, dossier.frozenAt!, tx.now);
    if (sameDetails(dispatch, details)) throw DispatchUnchanged();
    await this.refuseAfterAnswer(tx, dispatch, details);
    if (details.proofId !== dispatch.proofId) await this.attach(tx, dossier, dispatch.id, details.proofId);
    await tx.edit(Dispatch, dispatch, { ...details, mandateId: tx.under });
    await this.keep(tx, dispatch.id, null, details, reason);
    await this.steps.act(tx, dossier, 'correctDispatch', reason);
    const about = await this.steps.recommendationsOf(tx, dossier.id);
    const told = { dispatchId: dispatch.id, dueOn: details.dueOn };
    tx.emit(DispatchCorrected(dossier.id, told, [bodyOfDossier(dossier), dispatch.id, ...about]));
    return { id: dispatch.id };
  }

  /** The receipt stays with the sending body: it names who took the letter. */
  private async attach(tx: Tx, dossier: Dossier, dispatchId: string, proofId: string | null): Promise<void> {
    if (proofId === null) return;
    const open = { isPublic: false, audience: [bodyOfDossier(dossier)] };
    await this.files.use(tx, proofId, {
      ...{ subjectType: 'dispatch', subjectId: dispatchId, mediaTypes: ANY_FILE },
      ...open,
    });
  }

  private async refuseAfterAnswer(tx: Tx, { id }: Dispatch, { sentOn }: DispatchDetails): Promise<void> {
    const [first] = await tx.sql<{ day: string | null }>(
      `SELECT min(received_on)::text AS day FROM dossier_response WHERE dispatch_id = $1`,
      [id],
    );
    if (first?.day && first.day < sentOn) throw DispatchDaysWrong({ earliest: sentOn, latest: first.day });
  }

  /** The entry as it stands now, for good; the dispatch is locked, so numbers have no gaps. */
  private async keep(tx: Tx, dispatchId: string, first: 1 | null, details: DispatchDetails, reason: string | null) {
    const number = first ?? (await tx.em.countBy(DispatchVersion, { dispatchId })) + 1;
    const row = { id: newId(), dispatchId, number, at: tx.now, reason, ...details, mandateId: tx.under };
    await tx.em.insert(DispatchVersion, row);
  }
}
