import { Injectable } from '@nestjs/common';
import { DayOutOfRange, heldIn, HeldMandates, today, type Held } from '#convents';
import { Forbidden, newId, NotFound, VersionConflict, WrongState, type Tx } from '#core';
import { Obligations } from '#obligations';
import { GoodPractice } from './good-practice.entity.ts';
import { loadFacts } from './practice.facts.ts';
import type { EditReplicationInput, ReplicationDataInput, ReportReplicationInput } from './practice.inputs.ts';
import { PEOPLE, practiceLifecycle, type PracticeAction } from './practice.lifecycle.ts';
import { AlreadyReported, OwnPractice } from './practices.errors.ts';
import {
  ReplicationConfirmed,
  ReplicationEdited,
  ReplicationReported,
  ReplicationWithdrawn,
} from './practices.events.ts';
import { Replication } from './replication.entity.ts';
import { replicationNames, type ReplicationState } from './words.ts';

type Id = { id: string };

/** What entities tell of practices that they took over from others. */
@Injectable()
export class PracticeReuse {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly obligations: Obligations,
  ) {}

  /** A practice of others as it stands, held until the end, and the mandate under which an entity speaks of it. */
  async speaking(
    tx: Tx,
    action: PracticeAction,
    practiceId: string,
    entityId: string,
  ): Promise<{ practice: GoodPractice; mandate: Held }> {
    const find = () => tx.em.findOneBy(GoodPractice, { id: practiceId });
    if (!(await find())) throw NotFound({ type: 'GoodPractice', id: practiceId });
    await tx.sql(`SELECT hold_practice($1)`, [practiceId]);
    const practice = await find();
    if (!practice) throw NotFound({ type: 'GoodPractice', id: practiceId });
    const facts = await loadFacts(tx, practiceId);
    const held = facts.held.filter(({ bodyId }) => bodyId === entityId);
    const mandate = heldIn(held, entityId, PEOPLE);
    if (!mandate) throw Forbidden({ reason: 'Robi to pracownik albo przedstawiciel podmiotu, w którego imieniu.' });
    tx.allow(mandate);
    if (practice.entityId === entityId) throw OwnPractice();
    practiceLifecycle.take(tx, action, { ...facts, held });
    return { practice, mandate };
  }

  /** What a representative reports is confirmed with it; what staff reports waits for one. */
  async report(tx: Tx, { practiceId, entityId, data }: ReportReplicationInput): Promise<Id> {
    const { practice } = await this.speaking(tx, 'reportReplication', practiceId, entityId);
    refuseLater(tx, data);
    const voice = heldIn(await this.mandates.of(tx), entityId, ['REPRESENTATIVE']);
    if (voice) tx.allow(voice);
    const id = newId();
    const confirmed = { confirmedAt: voice ? tx.now : null, confirmedUnderId: voice?.id ?? null };
    const work = tx.em.insert(Replication, {
      ...{
        id,
        practiceId,
        versionId: practice.currentVersionId!,
        entityId,
        ...data,
        startedOn: data.startedOn ?? null,
      },
      ...{ state: voice ? 'CONFIRMED' : 'REPORTED', reportedAt: tx.now, reportedUnderId: tx.under, ...confirmed },
      ...{ sample: false, version: 1 },
    });
    await tx.constrained(work, { replication_once: () => AlreadyReported() });
    await this.obligations.refresh(tx, [entityId]);
    const concerned = [practice.entityId, entityId];
    tx.emit(ReplicationReported(practiceId, { replicationId: id }, concerned));
    if (voice) tx.emit(ReplicationConfirmed(practiceId, { replicationId: id }, concerned));
    return { id };
  }

  async confirm(tx: Tx, replicationId: string): Promise<Id> {
    const replication = await this.lock(tx, replicationId, ['REPRESENTATIVE'], ['REPORTED']);
    const { practiceId } = replication;
    await tx.sql(`SELECT hold_practice($1)`, [practiceId]);
    const state = 'CONFIRMED' as const;
    await tx.edit(Replication, replication, { state, confirmedAt: tx.now, confirmedUnderId: tx.under });
    await this.tell(tx, replication, ReplicationConfirmed);
    return { id: replicationId };
  }

  async edit(tx: Tx, { replicationId, expectedVersion, data }: EditReplicationInput): Promise<Id> {
    const replication = await this.lock(tx, replicationId, PEOPLE, ['REPORTED', 'CONFIRMED']);
    const { version } = replication;
    if (version !== expectedVersion) throw VersionConflict({ currentVersion: version });
    refuseLater(tx, data);
    await tx.edit(Replication, replication, { ...data, startedOn: data.startedOn ?? null });
    await this.tell(tx, replication, ReplicationEdited);
    return { id: replicationId };
  }

  /** What was confirmed is taken back by a representative; it counts no more, and the entity may report anew. */
  async withdraw(tx: Tx, replicationId: string): Promise<Id> {
    const replication = await this.lock(tx, replicationId, ['REPRESENTATIVE'], ['REPORTED', 'CONFIRMED']);
    await tx.edit(Replication, replication, { state: 'WITHDRAWN' });
    await this.tell(tx, replication, ReplicationWithdrawn);
    return { id: replicationId };
  }

  private async lock(
    tx: Tx,
    id: string,
    functions: typeof PEOPLE,
    from: readonly ReplicationState[],
  ): Promise<Replication> {
    const replication = await tx.lock(Replication, id);
    const mandate = heldIn(await this.mandates.of(tx), replication.entityId, functions);
    if (!mandate) throw Forbidden({ reason: 'Robi to przedstawiciel podmiotu, który zgłosił wdrożenie.' });
    tx.allow(mandate);
    const { state } = replication;
    const reason = `Nie można tego zrobić, gdy wdrożenie jest ${replicationNames[state]}.`;
    if (!from.includes(state)) throw WrongState({ state, action: 'replication', reason });
    return replication;
  }

  private async tell(tx: Tx, { id, practiceId, entityId }: Replication, event: typeof ReplicationConfirmed) {
    await this.obligations.refresh(tx, [entityId]);
    const [author] = await tx.sql<{ id: string }>(`SELECT entity_id AS id FROM good_practice WHERE id = $1`, [
      practiceId,
    ]);
    tx.emit(event(practiceId, { replicationId: id }, [entityId, author?.id ?? null]));
  }
}

function refuseLater(tx: Tx, { startedOn }: ReplicationDataInput): void {
  const latest = today(tx.now);
  if (startedOn && startedOn > latest) throw DayOutOfRange({ latest });
}
