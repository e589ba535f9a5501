import { Injectable } from '@nestjs/common';
import { Forbidden, newId, NotFound, WrongState, type NewEvent, type Tx } from '#core';
import { HeldMandates } from '#convents';
import { recordFile, Seals } from '#seals';
import { PollAct, PollOption } from './poll-parts.entity.ts';
import { Poll } from './poll.entity.ts';
import type { CreatePollInput, EditPollInput, EndPollInput, ExtendPollInput, PollDataInput } from './poll.inputs.ts';
import { pollLifecycle, type PollFacts } from './poll.lifecycle.ts';
import { asSystem, takePoll } from './poll-lock.ts';
import { POLL_RECORD, type PollRecord } from './poll-record.ts';
import { PollResult } from './poll-result.entity.ts';
import { DeadlineOver, DoubleMajorityMisfits, ElectorateMisfits, NoRunOff, OptionsMisfit } from './voting.errors.ts';
import { PollCancelled, PollCreated, PollEdited, PollExtended, PollPublished } from './voting.events.ts';
import { mayPrepare } from './voting.policy.ts';
import type { Outcome } from './poll.words.ts';

type Body = Pick<Poll, 'conventId' | 'forumId'>;

/** What a run-off takes over from the poll whose equal votes it resolves. */
interface RunOff {
  readonly id: string;
  readonly kind: Poll['kind'];
  readonly seats: number;
  readonly options: string[];
}

export const bodyOf = ({ conventId, forumId }: Body): string => (conventId ?? forumId)!;

/** Prepares polls and leads them through their life; opening, voting and closing have services of their own. */
@Injectable()
export class PollsService {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly seals: Seals,
  ) {}

  async create(tx: Tx, { bodyId, data, runOffOfId }: CreatePollInput): Promise<{ id: string }> {
    const body = await this.body(tx, bodyId);
    const mandate = mayPrepare(await this.mandates.of(tx), bodyId);
    if (!mandate) throw Forbidden({ reason: 'Głosowanie prowadzi prezydium konwentu, a w forum także koordynator.' });
    tx.allow(mandate);
    if (!body.works)
      throw WrongState({
        state: 'SUSPENDED',
        action: 'createPoll',
        reason: 'Ten konwent jest zawieszony albo rozwiązany.',
      });
    const { works: _, ...owner } = body;
    const id = newId();
    const runOff = runOffOfId ? await this.runOff(tx, runOffOfId, bodyId) : undefined;
    const { options, ...columns } = draftOf(data, owner, runOff);
    await tx.em.insert(Poll, { id, ...owner, ...columns, runOffOfId: runOff?.id ?? null, state: 'DRAFT', version: 1 });
    await this.list(tx, id, options);
    await this.record(tx, id, 'createPoll');
    tx.emit(PollCreated(id, {}, [bodyId]));
    return { id };
  }

  async edit(tx: Tx, { pollId, expectedVersion, data }: EditPollInput): Promise<{ id: string }> {
    const poll = await tx.lock(Poll, pollId, expectedVersion);
    pollLifecycle.take(tx, 'editPoll', await this.facts(tx, poll));
    const runOff = poll.runOffOfId ? await this.runOff(tx, poll.runOffOfId, bodyOf(poll)) : undefined;
    const { options, ...columns } = draftOf(data, poll, runOff);
    await tx.edit(Poll, poll, columns);
    await tx.sql(`DELETE FROM poll_option WHERE poll_id = $1`, [pollId]);
    await this.list(tx, pollId, options);
    tx.emit(PollEdited(pollId, {}, [bodyOf(poll)]));
    return { id: pollId };
  }

  async extend(tx: Tx, { pollId, closesAt, reason }: ExtendPollInput): Promise<{ id: string }> {
    const poll = await takePoll(tx, pollId);
    pollLifecycle.take(tx, 'extendPoll', await this.facts(tx, poll));
    if (closesAt <= poll.closesAt) throw DeadlineOver({ earliest: poll.closesAt.toISOString() });
    await tx.edit(Poll, poll, { closesAt });
    return this.stepped(tx, poll, 'extendPoll', PollExtended(pollId, {}, [bodyOf(poll)]), { reason, closesAt });
  }

  async publish(tx: Tx, pollId: string): Promise<{ id: string }> {
    const poll = await takePoll(tx, pollId);
    const state = pollLifecycle.take(tx, 'publishPoll', await this.facts(tx, poll));
    await tx.edit(Poll, poll, { state, publishedAt: tx.now });
    const result = await asSystem(tx, () => this.seal(tx, pollId));
    return this.stepped(tx, poll, 'publishPoll', PollPublished(pollId, result, [bodyOf(poll)]));
  }

  /** Puts the node's seal under the record, as it was counted at the closing. */
  private async seal(tx: Tx, id: string): Promise<{ outcome: Outcome; hash: string }> {
    const { outcome, record, recordHash: hash } = await tx.em.findOneByOrFail(PollResult, { id });
    const sealed = await this.seals.seal(tx, POLL_RECORD, JSON.parse(record) as PollRecord);
    await tx.em.update(PollResult, { id }, { sealed: recordFile(sealed) });
    return { outcome, hash };
  }

  async cancel(tx: Tx, { pollId, reason }: EndPollInput): Promise<{ id: string }> {
    const poll = await takePoll(tx, pollId);
    const state = pollLifecycle.take(tx, 'cancelPoll', await this.facts(tx, poll));
    await tx.edit(Poll, poll, { state });
    return this.stepped(tx, poll, 'cancelPoll', PollCancelled(pollId, {}, [bodyOf(poll)]), { reason });
  }

  /** What the lifecycle asks; seats are no matter of those who lead a poll. */
  async facts(tx: Tx, poll: Poll): Promise<PollFacts> {
    const held = await this.mandates.of(tx);
    const isOver = poll.closesAt <= tx.now;
    return { state: poll.state, bodyId: bodyOf(poll), held, isOver, hasSeat: false, isDone: false };
  }

  async stepped(
    tx: Tx,
    { id }: Poll,
    action: string,
    event: NewEvent,
    notice: Partial<Pick<PollAct, 'reason' | 'closesAt'>> = {},
  ): Promise<{ id: string }> {
    await this.record(tx, id, action, notice);
    tx.emit(event);
    return { id };
  }

  private async record(tx: Tx, pollId: string, action: string, notice: object = {}): Promise<void> {
    await tx.em.insert(PollAct, { id: newId(), pollId, action, at: tx.now, mandateId: tx.under, ...notice });
  }

  private async list(tx: Tx, pollId: string, options: readonly string[]): Promise<void> {
    const rows = options.map((label, i) => ({ id: newId(), pollId, position: i + 1, label }));
    if (rows.length) await tx.em.insert(PollOption, rows);
  }

  private async body(tx: Tx, id: string): Promise<Body & { works: boolean }> {
    const [found] = await tx.sql<Body & { works: boolean }>(
      `SELECT id AS "conventId", NULL::uuid AS "forumId", state IN ('FORMING', 'ACTIVE') AS works FROM convent WHERE id = $1
       UNION ALL SELECT NULL, id, true FROM forum WHERE id = $1`,
      [id],
    );
    if (!found) throw NotFound({ type: 'PollBody', id });
    return found;
  }

  private async runOff(tx: Tx, id: string, bodyId: string): Promise<RunOff> {
    const [found] = await tx.sql<RunOff>(
      `SELECT p.id, p.kind, p.seats - (SELECT count(*)::int FROM poll_count c WHERE c.poll_id = p.id AND c.elected) AS seats,
         ARRAY(SELECT o.label FROM poll_count c JOIN poll_option o ON o.id = c.id
           WHERE c.poll_id = p.id AND c.in_run_off ORDER BY c.place) AS options
       FROM poll p JOIN poll_result r ON r.id = p.id
       WHERE p.id = $1 AND p.body_id = $2 AND p.state = 'PUBLISHED' AND r.outcome IN ('TIED', 'RUN_OFF')`,
      [id, bodyId],
    );
    if (!found) throw NoRunOff();
    return found;
  }
}

/** The columns and options of a draft; a run-off has those between whom it decides, and the seats that are left. */
function draftOf(data: PollDataInput, body: Body, runOff?: RunOff) {
  const { rules, options: given, maxChoices, explanation, ...plain } = data;
  if (runOff && (runOff.kind !== data.kind || given.length)) throw NoRunOff();
  const options = runOff ? runOff.options : given;
  const seats = runOff ? runOff.seats : data.seats;
  const most = maxChoices ?? Math.min(seats, Math.max(options.length, 1));
  check(data, body, options, { seats, most });
  const { basis: rulesBasis = null, ...own } = rules ?? {};
  const none = { quorumPercent: null, majority: null, abstentions: null, tie: null, mayChange: null };
  return { ...plain, ...none, ...own, rulesBasis, explanation: explanation ?? null, seats, maxChoices: most, options };
}

interface Size {
  readonly seats: number;
  readonly most: number;
}

function check(data: PollDataInput, body: Body, options: readonly string[], size: Size): void {
  const { electorate, functions, kind, doubleMajority, secret } = data;
  const isAmong = { FORUM_CONVENTS: body.forumId, CONVENT_MEMBERS: body.conventId, MANDATE_HOLDERS: true }[electorate];
  if (!isAmong || (electorate === 'MANDATE_HOLDERS') !== functions.length > 0) throw ElectorateMisfits();
  if (!(kind === 'ELECTION' ? isBallot(options, size) : isPlain(options, size))) throw OptionsMisfit();
  if (doubleMajority && (electorate !== 'FORUM_CONVENTS' || kind === 'ELECTION' || secret))
    throw DoubleMajorityMisfits();
}

const isBallot = (options: readonly string[], { seats, most }: Size): boolean =>
  options.length >= Math.max(seats, most) && new Set(options).size === options.length;
const isPlain = (options: readonly string[], { seats, most }: Size): boolean =>
  !options.length && seats === 1 && most === 1;
