import { Injectable } from '@nestjs/common';
import { bodyOf, today } from '#convents';
import { newId, type Tx } from '#core';
import { Obligations } from '#obligations';
import { Outcomes } from './conclusion.service.ts';
import { DueTooEarly } from './minutes.errors.ts';
import { TaskAssigned, TaskStepped } from './minutes.events.ts';
import { Task, type AssignTaskInput, type CompleteTaskInput, type DropTaskInput } from './task.entity.ts';
import { loadTaskFacts, taskLifecycle } from './task.lifecycle.ts';

type Id = { id: string };

/** What organisations take on at a meeting, and what came of it. */
@Injectable()
export class Tasks {
  constructor(
    private readonly outcomes: Outcomes,
    private readonly obligations: Obligations,
  ) {}

  async assign(tx: Tx, { meetingId, agendaItemId, ownerId, text, dueOn }: AssignTaskInput): Promise<Id> {
    const { meeting } = await this.outcomes.opened(tx, meetingId, agendaItemId);
    if (dueOn && dueOn < today(meeting.startsAt)) throw DueTooEarly();
    const owner = await bodyOf(tx, ownerId, 'MandateBody');
    const id = newId();
    await tx.em.insert(Task, {
      ...{ id, meetingId, agendaItemId: agendaItemId ?? null, ...owner, state: 'OPEN', text, dueOn: dueOn ?? null },
      ...{ createdAt: tx.now, mandateId: tx.under, version: 1 },
    });
    tx.emit(TaskAssigned(meetingId, { taskId: id, bodyId: ownerId.toLowerCase() }, [...meeting.bodies, ownerId]));
    await this.obligations.refresh(tx, [ownerId]);
    return { id };
  }

  complete = (tx: Tx, { taskId, expectedVersion, report }: CompleteTaskInput): Promise<Id> =>
    this.close(tx, taskId, expectedVersion, 'completeTask', report ?? null);

  drop = (tx: Tx, { taskId, expectedVersion, reason }: DropTaskInput): Promise<Id> =>
    this.close(tx, taskId, expectedVersion, 'dropTask', reason);

  private async close(
    tx: Tx,
    id: string,
    expectedVersion: number,
    action: 'completeTask' | 'dropTask',
    report: string | null,
  ): Promise<Id> {
    const task = await tx.lock(Task, id, expectedVersion);
    const facts = await loadTaskFacts(tx, id);
    const state = taskLifecycle.take(tx, action, facts);
    await tx.edit(Task, task, { state, report, closedAt: tx.now, closedUnderId: tx.under });
    tx.emit(TaskStepped(task.meetingId, { taskId: id, state }, [...facts.bodies, facts.bodyId]));
    await this.obligations.refresh(tx, [facts.bodyId]);
    return { id };
  }
}
