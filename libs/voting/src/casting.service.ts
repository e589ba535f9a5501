import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { Obligations } from '#obligations';
import { holdPoll } from './poll-lock.ts';
import { PollOption } from './poll-parts.entity.ts';
import { Poll } from './poll.entity.ts';
import type { CastVoteInput } from './poll.inputs.ts';
import { receiptOf, seal } from './sealing.ts';
import { CHOICES } from './poll.words.ts';
import {
  AfterDeadline,
  AlreadyVoted,
  ChoiceMisfits,
  MandateOver,
  NotOnRoll,
  PollNotOpen,
  SeatRequired,
  TooManyChoices,
  UnknownOption,
} from './voting.errors.ts';
import { VoteCast } from './voting.events.ts';

interface Seat {
  readonly id: string;
  readonly mandateId: string;
  readonly inForce: boolean;
  readonly bodyId: string;
}

/** What a vote says: `places` for a sealed one, the rest for an open one. */
interface Vote {
  readonly choice: string | null;
  readonly optionIds: string[] | null;
  readonly places: number[];
}

/** The actor's seats in a poll, each with the mandate that fits it best; one that is over is told apart from none. */
const SEATS = `
  SELECT v.id, m.id AS "mandateId", m.in_force AS "inForce", coalesce(v.convent_id, v.entity_id, p.body_id) AS "bodyId"
  FROM poll_voter v JOIN poll p ON p.id = v.poll_id CROSS JOIN LATERAL (
    SELECT m.id, m.state = 'ACTIVE' AND m.valid @> now() AS in_force FROM mandate m
    WHERE m.person_id = $2 AND m.state IN ('ACTIVE', 'ENDED') AND (
      (m.convent_id = v.convent_id AND m.function IN ('CHAIR', 'VICE_CHAIR'))
      OR (m.entity_id = v.entity_id AND m.function = 'REPRESENTATIVE')
      OR (m.body_id = p.body_id AND v.person_id = $2 AND m.function = ANY (p.functions))
      OR m.substitutes_id = v.mandate_id)
    ORDER BY in_force DESC, m.substitutes_id NULLS FIRST, m.id LIMIT 1) m
  WHERE v.poll_id = $1 ORDER BY v.id`;

@Injectable()
export class CastingService {
  constructor(private readonly obligations: Obligations) {}

  /** Gives the vote of an organisation, once, or anew where the poll's rules let it change. Answers the seat. */
  async cast(tx: Tx, input: CastVoteInput): Promise<{ id: string }> {
    const poll = await holdPoll(tx, input.pollId);
    const { id: seatId, mandateId, bodyId } = await this.seat(tx, poll, input.seatId);
    tx.allow({ id: mandateId });
    if (poll.state !== 'OPEN') throw PollNotOpen({ state: poll.state });
    const [clock] = await tx.sql<{ now: Date }>(`SELECT clock_timestamp() AS now`);
    if (poll.closesAt <= clock!.now) throw AfterDeadline({ closesAt: poll.closesAt.toISOString() });
    await this.store(tx, poll, seatId, mandateId, await this.vote(tx, poll, input));
    await this.obligations.refresh(tx, [bodyId]);
    const [holders] = await tx.sql<{ ids: string[] }>(`SELECT seat_holders($1) AS ids`, [seatId]);
    tx.emit(VoteCast(seatId, { pollId: poll.id }, holders!.ids));
    return { id: seatId };
  }

  private async seat(tx: Tx, { id }: Poll, wanted?: string | null): Promise<Seat> {
    const found = await tx.sql<Seat>(SEATS, [id, tx.actor.id]);
    const seats = wanted ? found.filter((seat) => seat.id === wanted) : found;
    const able = seats.filter(({ inForce }) => inForce);
    if (able.length > 1) throw SeatRequired({ seatIds: able.map((seat) => seat.id) });
    if (!able.length) throw seats.length ? MandateOver() : NotOnRoll();
    return able[0]!;
  }

  private async vote(tx: Tx, poll: Poll, { choice = null, optionIds = null }: CastVoteInput): Promise<Vote> {
    const isElection = poll.kind === 'ELECTION';
    if (isElection ? !optionIds || choice : !choice || optionIds) throw ChoiceMisfits();
    if (!isElection) return { choice, optionIds, places: [CHOICES.indexOf(choice!)] };
    const options = await tx.em.find(PollOption, { where: { pollId: poll.id }, order: { position: 'ASC' } });
    const places = optionIds!.map((id) => options.findIndex((option) => option.id === id.toLowerCase()));
    if (places.includes(-1)) throw UnknownOption();
    if (places.length > poll.maxChoices) throw TooManyChoices({ most: poll.maxChoices });
    places.sort((a, b) => a - b);
    return { choice, optionIds: places.map((place) => options[place]!.id), places };
  }

  /** The key of the table holds one vote a seat, however many come at once. */
  private async store(tx: Tx, poll: Poll, seatId: string, mandateId: string, vote: Vote): Promise<void> {
    const sealed = poll.secret ? seal(poll.publicKey!, poll.id, seatId, vote.places) : null;
    const shown = poll.secret ? { choice: null, optionIds: null } : vote;
    const again = poll.mayChange
      ? `DO UPDATE SET choice = excluded.choice, option_ids = excluded.option_ids, sealed = excluded.sealed,
           receipt = excluded.receipt, mandate_id = excluded.mandate_id, at = excluded.at`
      : 'DO NOTHING';
    const [stored] = await tx.sql(
      `INSERT INTO poll_vote (id, poll_id, choice, option_ids, sealed, receipt, mandate_id, at)
       VALUES ($1, $2, $3, $4::uuid[], $5, $6, $7, $8) ON CONFLICT (id) ${again} RETURNING id`,
      [
        ...[seatId, poll.id, shown.choice, shown.optionIds, sealed, sealed && receiptOf(sealed)],
        ...[mandateId, tx.now],
      ],
    );
    if (!stored) throw AlreadyVoted();
  }
}
