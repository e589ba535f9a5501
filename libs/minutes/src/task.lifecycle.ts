import { heldBy, heldIn, OFFICIALS, type Held, type MandateFunction } from '#convents';
import { Lifecycle, type Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import { KEEPS, keeper } from './minutes.policy.ts';
import { taskStateNames, type TaskState } from './minutes.words.ts';

export interface TaskFacts {
  readonly state: TaskState;
  readonly bodyId: string;
  /** The bodies that organised the meeting. */
  readonly bodies: readonly string[];
  readonly held: readonly Held[];
}

const DOERS: readonly MandateFunction[] = [...OFFICIALS, 'REPRESENTATIVE'];
const OPEN = ['OPEN'] as const;

/** Whoever took a task on says that it is done; the organisers may, too, and they alone give it up. */
export const taskLifecycle = new Lifecycle<TaskState, TaskFacts, 'completeTask' | 'dropTask'>(
  {
    completeTask: {
      ...{ from: OPEN, to: 'DONE' },
      grounds: (facts) => heldIn(facts.held, facts.bodyId, DOERS) ?? keeper(facts),
      who: 'Wykonanie zgłasza organizacja, która zadanie przyjęła, albo organizator spotkania.',
    },
    dropTask: { from: OPEN, to: 'DROPPED', grounds: keeper, who: KEEPS },
  },
  taskStateNames,
);

export const taskFacts = (row: Row, actor: Sql): Record<keyof TaskFacts, Sql> => ({
  state: sql`${row}.state`,
  bodyId: sql`${row}.body_id`,
  // Whoever only has the task to do need not see the meeting.
  bodies: sql`coalesce((SELECT to_json(m.bodies) FROM meeting m WHERE m.id = ${row}.meeting_id), '[]')`,
  held: heldBy(actor),
});

const columns = Object.entries(taskFacts(raw('t'), raw('$2::uuid'))).map(
  ([key, value]) => sql`${value} AS ${name(key)}`,
);
const STATEMENT = numbered(sql`SELECT ${join(columns, ', ')} FROM task t WHERE t.id = ${raw('$1')}`).text;

/** The facts for the actor of a transaction; load them after the lock. */
export async function loadTaskFacts(tx: Tx, taskId: string): Promise<TaskFacts> {
  const [row] = await tx.sql<TaskFacts>(STATEMENT, [taskId, tx.actor.kind === 'person' ? tx.actor.id : null]);
  return row!;
}
