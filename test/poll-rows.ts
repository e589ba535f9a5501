import { newId } from '#core';
import type { TestApp } from './app.ts';
import { nasty } from './given.ts';

type Id = { id: string };

interface PollRow {
  readonly state?: 'DRAFT' | 'OPEN' | 'CLOSED' | 'PUBLISHED' | 'CANCELLED';
  readonly visibility?: 'BODY' | 'FORUM' | 'PUBLIC';
  readonly secret?: boolean;
  readonly question?: string;
  /** Organisations on the roll. */
  readonly seats?: readonly ({ convent: Id } | { entity: Id })[];
  /** The mandate under which every seat has voted; nobody has when absent. */
  readonly votedUnder?: string;
  readonly name?: string;
  readonly reason?: string;
}

const RULES = { quorumPercent: 0, majority: 'SIMPLE', abstentions: 'COUNTED', tie: 'REJECTED', doubleMajority: false };

/** A poll in any state as rows, past the rules. */
export async function pollRow(t: Pick<TestApp, 'sql'>, body: Id, row: PollRow = {}): Promise<Id> {
  const { state = 'OPEN', visibility = 'BODY', secret = false, question = nasty('Czy?'), seats = [] } = row;
  const id = newId();
  const frozen = {
    kind: 'DECISION',
    secret,
    rules: RULES,
    roll: { size: seats.length },
    options: [],
    seats: 1,
    maxChoices: 1,
  };
  await t.sql(
    `INSERT INTO poll (id, convent_id, forum_id, electorate, question, kind, secret, quorum_percent, majority, abstentions, tie,
       may_change, visibility, closes_at, state, frozen, opened_at)
     SELECT $1, c.id, f.id, CASE WHEN f.id IS NULL THEN 'CONVENT_MEMBERS' ELSE 'FORUM_CONVENTS' END, $3, 'DECISION', $4, 0, 'SIMPLE',
       'COUNTED', 'REJECTED', true, $5, '2090-01-01', $6, $7, CASE WHEN $6 <> 'DRAFT' THEN now() END
     FROM (SELECT $2::uuid AS id) b LEFT JOIN convent c USING (id) LEFT JOIN forum f USING (id)`,
    [id, body.id, question, secret, visibility, state, JSON.stringify(frozen)],
  );
  await t.sql(`INSERT INTO poll_act (id, poll_id, action, at, reason) VALUES ($1, $2, 'createPoll', now(), $3)`, [
    newId(),
    id,
    row.reason ?? null,
  ]);
  for (const seat of seats) await seated(t, id, seat, row);
  if (state === 'CLOSED' || state === 'PUBLISHED')
    await t.sql(
      `INSERT INTO poll_result (id, outcome, votes_cast, in_favour, against, abstaining, invalid, weight_in_favour, weight_against,
         weight_abstaining, record, record_hash) VALUES ($1, 'ADOPTED', 1, 1, 0, 0, 0, 1, 0, 0, '{}', repeat('0', 64))`,
      [id],
    );
  return { id };
}

async function seated(
  { sql }: Pick<TestApp, 'sql'>,
  pollId: string,
  seat: { convent?: Id; entity?: Id },
  { votedUnder, secret, name = 'Organizacja', reason = 'ab' }: PollRow,
): Promise<void> {
  const id = newId();
  await sql(
    `INSERT INTO poll_voter (id, poll_id, convent_id, entity_id, name, weight) VALUES ($1, $2, $3, $4, $5, 1)`,
    [...[id, pollId, seat.convent?.id ?? null, seat.entity?.id ?? null, name]],
  );
  if (!votedUnder) return;
  await sql(`INSERT INTO poll_vote (id, poll_id, choice, receipt, mandate_id, at) VALUES ($1, $2, $3, $4, $5, now())`, [
    ...[id, pollId, secret ? null : 'FOR', secret ? reason : null, votedUnder],
  ]);
}

/** Polls of a convent in which every text that outsiders may not see says what it is of; `open` is public but for its roll. */
export async function secretPolls(t: Pick<TestApp, 'sql'>, own: Id, votedUnder: string) {
  const voted = { votedUnder, seats: [{ convent: own }], name: 'canary-roll', reason: 'canary-notice' };
  const published = { ...voted, state: 'PUBLISHED' } as const;
  const polls = [
    await pollRow(t, own, { state: 'DRAFT', question: 'canary-draft' }),
    await pollRow(t, own, { ...voted, state: 'OPEN', question: 'canary-open' }),
    await pollRow(t, own, { ...voted, state: 'CLOSED', question: 'canary-closed', secret: true }),
    await pollRow(t, own, { ...published, question: 'canary-result' }),
    await pollRow(t, own, { ...published, question: 'canary-shared', visibility: 'FORUM' }),
  ];
  const open = await pollRow(t, own, { ...published, reason: undefined, visibility: 'PUBLIC', secret: true });
  return { polls, open };
}
