import { Injectable } from '@nestjs/common';
import { heldIn, HeldMandates, officialBodyOf } from '#convents';
import { Forbidden, newId, NotFound, type Tx } from '#core';
import { Dossier } from './dossier.entity.ts';
import type { DossierDataInput, DossierItemInput, DraftDossierInput, EditDossierInput } from './dossier.inputs.ts';
import { allowSender, dossierLifecycle } from './dossier.lifecycle.ts';
import { DossierFrozenAlready, RecommendationOfAnother, RecommendationTwice } from './dossiers.errors.ts';
import { DossierDrafted, DossierEdited } from './dossiers.events.ts';
import { SENDERS, SENDS } from './dossiers.policy.ts';
import { bodyOfDossier, DossierSteps } from './dossier-steps.service.ts';

type Id = { id: string };

const STORED = `
  INSERT INTO dossier_item (id, dossier_id, recommendation_id, position, justification, encloses_remarks, encloses_divergences)
  SELECT i.id, $1, i."recommendationId", i.position, i.justification, i."enclosesRemarks", i."enclosesDivergences"
  FROM json_to_recordset($2) AS i (id uuid, "recommendationId" uuid, position int, justification text,
    "enclosesRemarks" boolean, "enclosesDivergences" boolean)`;

/** A dossier until it is frozen. */
@Injectable()
export class DossierWriting {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly steps: DossierSteps,
  ) {}

  async draft(tx: Tx, { bodyId, data }: DraftDossierInput, { sample = false } = {}): Promise<Id> {
    const body = await officialBodyOf(tx, bodyId, 'DraftBody');
    const mandate = heldIn(await this.mandates.of(tx), body.conventId ?? body.forumId, SENDERS);
    if (!mandate) throw Forbidden({ reason: SENDS });
    tx.allow(mandate);
    const { title, letter } = data;
    const dossier = {
      ...{ id: newId(), ...body, state: 'DRAFT' as const, title, letter, contentHash: null, frozenAt: null },
      ...{ stateSince: tx.now, sample, createdAt: tx.now, version: 1 },
    } as Dossier;
    await tx.em.insert(Dossier, dossier as never);
    await this.fill(tx, dossier, data);
    await this.steps.act(tx, dossier, 'draftDossier');
    tx.emit(DossierDrafted(dossier.id, {}, [bodyOfDossier(dossier)]));
    return { id: dossier.id };
  }

  async edit(tx: Tx, { dossierId, expectedVersion, data }: EditDossierInput): Promise<Id> {
    const { dossier, facts } = await this.steps.hold(tx, dossierId, expectedVersion);
    allowSender(tx, facts);
    if (facts.state !== 'DRAFT') throw DossierFrozenAlready({ state: facts.state });
    dossierLifecycle.take(tx, 'editDossier', facts);
    await tx.sql(`DELETE FROM dossier_item WHERE dossier_id = $1`, [dossierId]);
    await this.fill(tx, dossier, data);
    await this.steps.step(tx, dossier, { title: data.title, letter: data.letter }, 'editDossier');
    tx.emit(DossierEdited(dossierId, {}, [bodyOfDossier(dossier)]));
    return { id: dossierId };
  }

  /** What is not adopted yet may stand in a draft: it is refused when the dossier is frozen. */
  private async fill(tx: Tx, dossier: Dossier, { items }: DossierDataInput): Promise<void> {
    if (!items.length) return;
    await refuseUnfit(tx, dossier, items);
    const rows = items.map((each, i) => ({ id: newId(), position: i + 1, ...each }));
    await tx.sql(STORED, [dossier.id, JSON.stringify(rows)]);
  }
}

/** The forum gathers what its convents have adopted; a convent sends its own. */
async function refuseUnfit(tx: Tx, { conventId }: Dossier, items: readonly DossierItemInput[]): Promise<void> {
  const ids = items.map(({ recommendationId }) => recommendationId.toLowerCase());
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice) throw RecommendationTwice({ recommendationId: twice });
  const found = await tx.sql<{ id: string; bodyId: string }>(
    `SELECT id, body_id AS "bodyId" FROM recommendation WHERE id = ANY ($1)`,
    [ids],
  );
  const hidden = ids.find((id) => !found.some((each) => each.id === id));
  if (hidden) throw NotFound({ type: 'Recommendation', id: hidden });
  const foreign = conventId ? found.filter(({ bodyId }) => bodyId !== conventId) : [];
  if (foreign.length) throw RecommendationOfAnother({ recommendationIds: foreign.map(({ id }) => id) });
}
