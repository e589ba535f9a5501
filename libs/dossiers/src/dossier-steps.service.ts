import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '#core';
import { Obligations } from '#obligations';
import { Dossier, DossierAct } from './dossier.entity.ts';
import { loadDossierFacts, type DossierFacts } from './dossier.facts.ts';

export interface HeldDossier {
  readonly dossier: Dossier;
  readonly facts: DossierFacts;
}

export const bodyOfDossier = ({ conventId, forumId }: Dossier): string => (conventId ?? forumId)!;

/** What every act on a dossier does: it is held, changed, written down, and what waits for whom is found anew. */
@Injectable()
export class DossierSteps {
  constructor(private readonly obligations: Obligations) {}

  async hold(tx: Tx, id: string, expectedVersion?: number): Promise<HeldDossier> {
    const dossier = await tx.lock(Dossier, id, expectedVersion);
    return { dossier, facts: await loadDossierFacts(tx, id) };
  }

  async step(tx: Tx, dossier: Dossier, changes: Partial<Dossier>, action: string): Promise<void> {
    const state = changes.state ?? dossier.state;
    const since = state !== dossier.state ? { stateSince: tx.now } : {};
    await tx.edit(Dossier, dossier, { ...changes, ...since });
    await this.act(tx, { ...dossier, state }, action);
  }

  async act(tx: Tx, dossier: Dossier, action: string, reason: string | null = null): Promise<void> {
    const { id: dossierId, state } = dossier;
    await tx.em.insert(DossierAct, { id: newId(), dossierId, action, state, at: tx.now, reason, mandateId: tx.under });
    await this.obligations.refresh(tx, [bodyOfDossier(dossier)]);
  }

  /** The recommendations of a dossier, in order. */
  async recommendationsOf(tx: Tx, dossierId: string): Promise<string[]> {
    const rows = await tx.sql<{ id: string }>(
      `SELECT recommendation_id AS id FROM dossier_item WHERE dossier_id = $1 ORDER BY position`,
      [dossierId],
    );
    return rows.map(({ id }) => id);
  }
}
