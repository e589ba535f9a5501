import { NotFound, SYSTEM, type Tx } from '#core';
import { Poll } from './poll.entity.ts';

/**
 * Votes of one poll are cast side by side, and none while it closes or changes. The queue is fair: a closing waits for
 * the votes before it and for none after it. It is taken before any row, so that no two wait for each other.
 */
const QUEUE = `hashtextextended('poll ' || $1, 0)`;

/** For whoever votes: the poll as it is now, and stays until the commit. */
export async function holdPoll(tx: Tx, id: string): Promise<Poll> {
  await tx.sql(`SELECT pg_advisory_xact_lock_shared(${QUEUE})`, [id]);
  const poll = await tx.em.findOneBy(Poll, { id });
  if (!poll) throw NotFound({ type: 'Poll', id });
  return poll;
}

/** For whoever changes the poll: alone with it. */
export async function takePoll(tx: Tx, id: string, expectedVersion?: number): Promise<Poll> {
  await tx.sql(`SELECT pg_advisory_xact_lock(${QUEUE})`, [id]);
  return tx.lock(Poll, id, expectedVersion);
}

/**
 * Counting reads, and sealing writes, what nobody else may: row-level security lets the system do it alone, whoever
 * closes or publishes the poll. The act stays theirs.
 */
export async function asSystem<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const act = (actor: string) => tx.sql(`SELECT set_config('app.actor', $1, true)`, [actor]);
  await act(SYSTEM.id);
  const done = await work();
  await act(tx.actor.id);
  return done;
}
