import { Injectable } from '@nestjs/common';
import { newId, type NewEvent, type Tx } from '#core';
import { Obligations } from '#obligations';
import { Proposal } from './proposal.entity.ts';
import { loadProposalFacts, type ProposalFacts } from './proposal.facts.ts';
import { ProposalAct } from './proposal-parts.entity.ts';
import type { ProposalState } from './words.ts';

export interface HeldProposal {
  readonly proposal: Proposal;
  readonly facts: ProposalFacts;
}

/** What every act on a proposal does: it is held, changed, written down, and told to all whom it concerns. */
@Injectable()
export class ProposalSteps {
  constructor(private readonly obligations: Obligations) {}

  async hold(tx: Tx, id: string, expectedVersion?: number): Promise<HeldProposal> {
    const proposal = await tx.lock(Proposal, id, expectedVersion);
    return { proposal, facts: await loadProposalFacts(tx, id) };
  }

  /** Takes a proposal to a state, and with it what was merged into it. */
  async step(
    tx: Tx,
    proposal: Proposal,
    changes: Partial<Proposal>,
    { action, reason = null, event }: { action: string; reason?: string | null; event: (id: string) => NewEvent },
  ): Promise<void> {
    const since = changes.state && changes.state !== proposal.state ? { stateSince: tx.now } : {};
    await tx.edit(Proposal, proposal, { ...changes, ...since });
    await this.act(tx, proposal.id, action, changes.state ?? proposal.state, reason);
    await this.tell(tx, { ...proposal, ...changes }, event);
    await this.obligations.refresh(tx, [...bodiesOf(proposal), ...bodiesOf({ ...proposal, ...changes })]);
  }

  async act(tx: Tx, proposalId: string, action: string, state: ProposalState, reason: string | null = null) {
    const row = { id: newId(), proposalId, action, state, at: tx.now, reason, mandateId: tx.under };
    await tx.em.insert(ProposalAct, row);
  }

  /** Of a proposal, and of each that was merged into it: whoever follows an original learns of it. */
  async tell(tx: Tx, { id, entities, bodies }: Proposal, event: (id: string) => NewEvent): Promise<void> {
    const [row] = await tx.sql<{ sources: string[] }>(`SELECT proposal_sources($1) AS sources`, [id]);
    for (const each of [id, ...row!.sources]) {
      const told = event(each);
      tx.emit({ ...told, concerns: [...new Set([...told.concerns, ...entities, ...bodies])] });
    }
  }
}

const bodiesOf = ({ entities, bodies }: Proposal): string[] => [...entities, ...bodies];
