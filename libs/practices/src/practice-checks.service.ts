import { Injectable } from '@nestjs/common';
import { today } from '#convents';
import { newId, type Tx } from '#core';
import { Obligations } from '#obligations';
import { CHECK_MONTHS, GoodPractice } from './good-practice.entity.ts';
import type { ArchiveGoodPracticeInput } from './practice.inputs.ts';
import { practiceLifecycle } from './practice.lifecycle.ts';
import { PracticeWriting } from './practice-writing.service.ts';
import { PracticeArchived, PracticeChecked, PracticeOutdated } from './practices.events.ts';

type Id = { id: string };

const AT_ONCE = 100;

/** Whether what is published still holds: its author is asked once a year. */
@Injectable()
export class PracticeChecks {
  constructor(
    private readonly writing: PracticeWriting,
    private readonly obligations: Obligations,
  ) {}

  async confirm(tx: Tx, practiceId: string): Promise<Id> {
    const { practice, facts } = await this.writing.hold(tx, practiceId);
    const state = practiceLifecycle.take(tx, 'confirmPracticeChecked', facts);
    await tx.edit(GoodPractice, practice, { state, lastCheckedOn: today(tx.now) });
    await this.writing.act(tx, practiceId, 'confirmPracticeChecked');
    await this.obligations.refresh(tx, [practice.entityId]);
    tx.emit(PracticeChecked(practiceId, {}, [practice.entityId, practice.conventId]));
    return { id: practiceId };
  }

  async archive(tx: Tx, { practiceId, reason }: ArchiveGoodPracticeInput): Promise<Id> {
    const { practice, facts } = await this.writing.hold(tx, practiceId);
    const state = practiceLifecycle.take(tx, 'archiveGoodPractice', facts);
    await tx.edit(GoodPractice, practice, { state });
    await this.writing.act(tx, practiceId, 'archiveGoodPractice', { reason });
    await this.obligations.refresh(tx, [practice.entityId, practice.conventId]);
    tx.emit(PracticeArchived(practiceId, {}, [practice.entityId, practice.conventId]));
    return { id: practiceId };
  }

  /** The clock job that writes down which practices have not been checked for a year. Says of how many. */
  async outdate(tx: Tx): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    const over = await tx.sql<{ id: string; entityId: string; conventId: string }>(
      `UPDATE good_practice SET state = 'OUTDATED', version = version + 1 WHERE id IN (
         SELECT id FROM good_practice WHERE state = 'PUBLISHED'
           AND last_checked_on <= ($1::date - make_interval(months => ${CHECK_MONTHS}))::date
         LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
       RETURNING id, entity_id AS "entityId", convent_id AS "conventId"`,
      [today(tx.now)],
    );
    for (const { id, entityId, conventId } of over) {
      await tx.sql(`INSERT INTO practice_act (id, practice_id, action, at) VALUES ($1, $2, 'outdate', $3)`, [
        ...[newId(), id, tx.now],
      ]);
      tx.emit(PracticeOutdated(id, {}, [entityId, conventId]));
    }
    await this.obligations.refresh(
      tx,
      over.map(({ entityId }) => entityId),
    );
    return over.length;
  }
}
