import { input, made, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { nasty } from './given.ts';
import { pollRow } from './poll-rows.ts';

/** A poll of the convent, or of the forum where that is the body, in which the entity may vote. */
async function polled({ t, role, target, side }: Cell, state: 'DRAFT' | 'OPEN' | 'CLOSED'): Promise<{ id: string }> {
  const { convent, entity } = side;
  const isForum = role === 'coordinator' && target === 'own';
  await t.given.membership(convent, entity);
  if (isForum) await t.given.standing(convent, side.body);
  return pollRow(t, isForum ? side.body : convent, { state, seats: state === 'DRAFT' ? [] : [{ entity }] });
}

const onPoll =
  (state: 'DRAFT' | 'OPEN' | 'CLOSED', fields: object = {}): Ask =>
  async (cell) =>
    input({ pollId: await made(cell, () => polled(cell, state)), ...fields });

const pollById: Ask = async (cell) => ({ id: await made(cell, () => polled(cell, 'OPEN')) });
const pollData = (electorate = 'CONVENT_MEMBERS') => ({
  electorate,
  question: nasty('Czy?'),
  closesAt: '2091-01-01T00:00:00Z',
});

/** What is asked of polls. */
export const POLLS: Record<string, Ask> = {
  'Query.poll': pollById,
  'Subscription.pollChanged': pollById,
  'Mutation.createPoll': ({ role, target, side: { body, convent } }) => {
    const isForum = role === 'coordinator' && target === 'own';
    return input({ bodyId: (isForum ? body : convent).id, data: pollData(isForum ? 'FORUM_CONVENTS' : undefined) });
  },
  'Mutation.editPoll': (cell) => {
    const isForum = cell.role === 'coordinator' && cell.target === 'own';
    return onPoll('DRAFT', { expectedVersion: 1, data: pollData(isForum ? 'FORUM_CONVENTS' : undefined) })(cell);
  },
  'Mutation.openPoll': onPoll('DRAFT', { expectedVersion: 1 }),
  'Mutation.castVote': onPoll('OPEN', { choice: 'FOR' }),
  'Mutation.extendPoll': onPoll('OPEN', { closesAt: '2091-01-01T00:00:00Z', reason }),
  'Mutation.closePoll': onPoll('OPEN', { reason }),
  'Mutation.cancelPoll': onPoll('OPEN', { reason }),
  'Mutation.publishPoll': onPoll('CLOSED'),
};
