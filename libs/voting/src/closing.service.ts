import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Db, SYSTEM, type Tx } from '#core';
import { canonicalJson, contentHash } from '#seals';
import { count, validPlaces, type CountedBallot, type CountedPoll } from './counting.ts';
import { asSystem, takePoll } from './poll-lock.ts';
import { PollKeyFiles } from './poll-keys.service.ts';
import { PollAct, PollOption, PollVote, PollVoter } from './poll-parts.entity.ts';
import { ballotOf, recordOf, type Frozen, type Recorded } from './poll-record.ts';
import { PollCount, PollResult } from './poll-result.entity.ts';
import { Poll } from './poll.entity.ts';
import type { EndPollInput } from './poll.inputs.ts';
import { pollLifecycle } from './poll.lifecycle.ts';
import { concernedBy, PollsService } from './polls.service.ts';
import { open, shuffled } from './sealing.ts';
import { CHOICES } from './poll.words.ts';
import { PollKeyMissing } from './voting.errors.ts';
import { PollClosed } from './voting.events.ts';

interface Cast extends CountedBallot {
  readonly voter: PollVoter;
}

/** Ends polls: by act, or by the clock at the deadline. Votes are opened, counted and recorded in one transaction. */
@Injectable()
export class ClosingService {
  constructor(
    private readonly db: Db,
    private readonly polls: PollsService,
    private readonly keys: PollKeyFiles,
  ) {}

  async close(tx: Tx, { pollId, reason }: EndPollInput): Promise<{ id: string }> {
    const poll = await takePoll(tx, pollId);
    const facts = await this.polls.facts(tx, poll);
    pollLifecycle.take(tx, 'closePoll', facts);
    return this.finish(tx, poll, facts.isOver ? undefined : reason);
  }

  /** Closes what is over; one that cannot be closed now keeps its votes and does not hold up the others. */
  async closeDue(): Promise<{ closed: number; failures: unknown[] }> {
    const due = await this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return tx.sql<{ id: string }>(
        `SELECT id FROM poll WHERE state = 'OPEN' AND closes_at <= now() ORDER BY closes_at`,
      );
    });
    const failures: unknown[] = [];
    for (const { id } of due)
      await this.db.run(SYSTEM, (tx) => this.closeOver(tx, id)).catch((error: unknown) => failures.push(error));
    await this.keys.sweep();
    return { closed: due.length - failures.length, failures };
  }

  private async closeOver(tx: Tx, id: string): Promise<void> {
    tx.allow(true);
    const poll = await takePoll(tx, id);
    if (poll.state === 'OPEN' && poll.closesAt <= tx.now) await this.finish(tx, poll);
  }

  private async finish(tx: Tx, poll: Poll, reason?: string): Promise<{ id: string }> {
    const early = reason !== undefined;
    const closedAt = early ? tx.now : poll.closesAt;
    await tx.edit(Poll, poll, { state: 'CLOSED', closedAt, publicKey: null });
    await asSystem(tx, () => this.countUp(tx, poll, closedAt, early));
    const action = tx.under ? 'closePoll' : 'deadline';
    return this.polls.stepped(tx, poll, action, PollClosed(poll.id, { early }, concernedBy(poll)), {
      reason: reason ?? null,
    });
  }

  private async countUp(tx: Tx, poll: Poll, closedAt: Date, early: boolean): Promise<void> {
    const options = await tx.em.find(PollOption, { where: { pollId: poll.id }, order: { position: 'ASC' } });
    const roll = await tx.em.findBy(PollVoter, { pollId: poll.id });
    const votes = await tx.em.findBy(PollVote, { pollId: poll.id });
    const frozen = JSON.parse(poll.frozen!) as Frozen;
    const read = await this.read(poll, roll, votes, options);
    const cast = read.map((each) => ({ ...each, places: validPlaces(pollOf(frozen), each.places) }));
    if (poll.secret) await this.unseal(tx, poll, cast, options);
    const record = recordOf({
      frozen,
      ...(await this.times(tx, poll)),
      closedAt: closedAt.toISOString(),
      early,
      count: count(pollOf(frozen), cast),
      ballots: cast.map(({ voter, places }) => ({ voter, ballot: ballotOf(poll.kind, places) })),
      roll,
      receipts: votes.flatMap(({ receipt }) => receipt ?? []),
    });
    const { counts, weights, ...result } = record.result;
    await tx.em.insert(PollResult, {
      ...{ id: poll.id, ...result, record: canonicalJson(record), recordHash: contentHash(record) },
      ...{ weightInFavour: weights.inFavour, weightAgainst: weights.against, weightAbstaining: weights.abstaining },
    });
    const rows = counts.map(({ position, ...each }) => ({ ...each, id: options[position - 1]!.id, place: position }));
    if (rows.length)
      await tx.em.insert(
        PollCount,
        rows.map((row) => ({ ...row, pollId: poll.id })),
      );
  }

  /** Votes as places; sealed ones are opened, and leave in an order that has nothing to do with that of their voters. */
  private async read(poll: Poll, roll: PollVoter[], votes: PollVote[], options: PollOption[]): Promise<Cast[]> {
    const keys = poll.secret ? await this.keys.of(poll.id, poll.publicKey!) : undefined;
    if (poll.secret && !keys) throw PollKeyMissing();
    const placesIn = ({ id, sealed, choice, optionIds }: PollVote): number[] | undefined => {
      if (keys) return open(keys, poll.id, id, sealed!);
      if (choice) return [CHOICES.indexOf(choice)];
      return optionIds!.map((each) => options.findIndex((option) => option.id === each));
    };
    const voters = new Map(roll.map((voter) => [voter.id, voter]));
    const cast = votes.map((vote) => {
      const voter = voters.get(vote.id)!;
      return { voter, weight: voter.weight, places: placesIn(vote) };
    });
    return poll.secret ? shuffled(cast) : cast;
  }

  /** One statement puts all ballots down and one empties all envelopes: neither order nor transaction tells them apart. */
  private async unseal(tx: Tx, poll: Poll, cast: readonly Cast[], options: PollOption[]): Promise<void> {
    const isElection = poll.kind === 'ELECTION';
    const rows = cast.map(({ places }) => ({
      id: randomUUID(),
      choice: places && !isElection ? CHOICES[places[0]!] : null,
      option_ids: places && isElection ? places.map((place) => options[place]!.id) : null,
    }));
    await tx.sql(
      `INSERT INTO poll_ballot (id, poll_id, choice, option_ids)
       SELECT id, $1, choice, option_ids FROM json_to_recordset($2) AS b(id uuid, choice text, option_ids uuid[])`,
      [poll.id, JSON.stringify(rows)],
    );
    await tx.sql(`UPDATE poll_vote SET sealed = NULL WHERE poll_id = $1`, [poll.id]);
  }

  private async times(tx: Tx, poll: Poll): Promise<Pick<Recorded, 'openedAt' | 'extensions'>> {
    const acts = await tx.em.find(PollAct, { where: { pollId: poll.id, action: 'extendPoll' }, order: { id: 'ASC' } });
    const extensions = acts.map(({ at, closesAt }) => ({ at: at.toISOString(), closesAt: closesAt!.toISOString() }));
    return { openedAt: poll.openedAt!.toISOString(), extensions };
  }
}

const pollOf = ({ kind, rules, roll, options, seats, maxChoices }: Frozen): CountedPoll => {
  return { kind, rules, roll: roll.size, options: options.length, seats, maxChoices };
};
