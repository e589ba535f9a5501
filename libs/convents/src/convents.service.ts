import { Injectable } from '@nestjs/common';
import { Forbidden, Lifecycle, newId, NotFound, type Tx } from '#core';
import { ConventRules } from './convent-rules.entity.ts';
import {
  Convent,
  type ConventStepInput,
  type CreateConventInput,
  type EditConventInput,
  type EditConventRulesInput,
} from './convent.entity.ts';
import { ConventAct } from './convent-act.entity.ts';
import { heldIn, LEADERS, OFFICERS, type Held } from './convents.policy.ts';
import { NameTaken } from './convents.errors.ts';
import { ConventCreated, ConventEdited, ConventRulesEdited, ConventStateChanged } from './convents.events.ts';
import { HeldMandates } from './held.service.ts';
import { Voivodeship } from './voivodeship.entity.ts';
import type { ConventState } from './words.ts';

export interface ConventFacts {
  readonly state: ConventState;
  readonly id: string;
  readonly held: readonly Held[];
}

const LEADS = 'Może to zrobić tylko przewodniczący konwentu albo jego zastępca.';
const leader = ({ held, id }: ConventFacts) => heldIn(held, id, LEADERS);
const step = (from: ConventState[], to: ConventState) => ({ from, to, grounds: leader, who: LEADS });

/** The life of a convent; each step rests on a decision of the convent that its leaders record. */
export const conventLifecycle = new Lifecycle<ConventState, ConventFacts, ConventAction>(
  {
    activateConvent: step(['FORMING'], 'ACTIVE'),
    suspendConvent: step(['ACTIVE'], 'SUSPENDED'),
    reinstateConvent: step(['SUSPENDED'], 'ACTIVE'),
    dissolveConvent: step(['FORMING', 'ACTIVE', 'SUSPENDED'], 'DISSOLVED'),
  },
  { FORMING: 'tworzony', ACTIVE: 'działający', SUSPENDED: 'zawieszony', DISSOLVED: 'rozwiązany' },
);

export type ConventAction = 'activateConvent' | 'suspendConvent' | 'reinstateConvent' | 'dissolveConvent';

/** The rules that a convent begins with; it edits them when it has adopted its own. */
export const FIRST_RULES = {
  admissionBy: 'CHAIR',
  ordinaryKinds: ['CIS', 'KIS'],
  quorumPercent: 50,
  majority: 'SIMPLE',
  electionMajority: 'ABSOLUTE',
  amendmentMajority: 'TWO_THIRDS',
  abstentions: 'COUNTED',
  tie: 'REJECTED',
  voteChange: true,
  termMonths: 36,
  silence: 'ABSENT',
  version: 1,
} as ConventRules;

const REFUSALS = { convent_official_name_key: () => NameTaken() };

@Injectable()
export class ConventsService {
  constructor(private readonly mandates: HeldMandates) {}

  async create(tx: Tx, { officialName, aliases, voivodeship, foundedOn }: CreateConventInput): Promise<{ id: string }> {
    if (!(await this.mandates.operates(tx))) throw Forbidden({ reason: 'Konwent dodaje operator węzła.' });
    tx.allow(true);
    if (!(await tx.em.existsBy(Voivodeship, { id: voivodeship })))
      throw NotFound({ type: 'Voivodeship', id: voivodeship });
    const id = newId();
    const convent = { id, officialName, aliases, voivodeshipId: voivodeship, foundedOn: foundedOn ?? null };
    await tx.constrained(tx.em.insert(Convent, { ...convent, state: 'FORMING', sample: false, version: 1 }), REFUSALS);
    await tx.em.insert(ConventRules, { ...FIRST_RULES, id });
    tx.emit(ConventCreated(id, {}));
    return { id };
  }

  async edit(tx: Tx, { conventId, expectedVersion, officialName, aliases }: EditConventInput): Promise<{ id: string }> {
    const convent = await tx.lock(Convent, conventId, expectedVersion);
    tx.allow(await this.officer(tx, conventId));
    await tx.constrained(tx.edit(Convent, convent, { officialName, aliases }), REFUSALS);
    tx.emit(ConventEdited(conventId, {}));
    return { id: conventId };
  }

  async editRules(
    tx: Tx,
    { conventId, expectedVersion, basis, clientMutationId: _, ...rules }: EditConventRulesInput,
  ): Promise<{ id: string }> {
    const before = await tx.lock(ConventRules, conventId, expectedVersion);
    tx.allow(await this.officer(tx, conventId));
    await tx.edit(ConventRules, before, rules);
    await this.record(tx, conventId, 'editConventRules', basis, rules);
    tx.emit(ConventRulesEdited(conventId, {}));
    return { id: conventId };
  }

  async step(tx: Tx, action: ConventAction, { conventId, basis }: ConventStepInput): Promise<{ id: string }> {
    const convent = await tx.lock(Convent, conventId);
    const state = conventLifecycle.take(tx, action, {
      state: convent.state,
      id: conventId,
      held: await this.mandates.of(tx),
    });
    await tx.edit(Convent, convent, { state });
    await this.record(tx, conventId, action, basis);
    tx.emit(ConventStateChanged(conventId, { state }));
    return { id: conventId };
  }

  private async record(
    tx: Tx,
    conventId: string,
    action: string,
    basis: string,
    rules: object | null = null,
  ): Promise<void> {
    await tx.em.insert(ConventAct, { id: newId(), conventId, action, at: tx.now, basis, rules, mandateId: tx.under });
  }

  private async officer(tx: Tx, conventId: string): Promise<Held> {
    const mandate = heldIn(await this.mandates.of(tx), conventId, OFFICERS);
    if (!mandate)
      throw Forbidden({ reason: 'Robi to prezydium konwentu: przewodniczący, jego zastępca albo sekretarz.' });
    return mandate;
  }
}
