import { Injectable } from '@nestjs/common';
import { Forbidden, newId, NotFound, WrongState, type NewEvent, type Tx } from '#core';
import { HeldMandates } from '#convents';
import { Obligations } from '#obligations';
import { recordFile, Seals } from '#seals';
import { PollAct, PollOption } from './poll-parts.entity.ts';
import { draftOf, type Body, type PollPlace, type RunOff } from './poll-draft.ts';
import { Poll } from './poll.entity.ts';
import type { CreatePollInput, EditPollInput, EndPollInput, ExtendPollInput } from './poll.inputs.ts';
import { pollLifecycle, type PollFacts } from './poll.lifecycle.ts';
import { asSystem, takePoll } from './poll-lock.ts';
import { columnsOf, PollSubjects, refuseOtherQuestion, subjectOf, type PollSubject } from './poll-subjects.ts';
import { POLL_RECORD, type PollRecord } from './poll-record.ts';
import { PollResult } from './poll-result.entity.ts';
import { DeadlineOver, NoRunOff, PollUnderWay } from './voting.errors.ts';
import { PollCancelled, PollCreated, PollEdited, PollExtended, PollPublished } from './voting.events.ts';
import { mayPrepare } from './voting.policy.ts';
import type { Outcome } from './poll.words.ts';

export const bodyOf = ({ conventId, forumId }: Body): string => (conventId ?? forumId)!;

/** Whom each act on a poll concerns: its body, and whoever follows its meeting. Votes concern neither. */
export const concernedBy = (poll: Body & Pick<Poll, 'meetingId'>): (string | null)[] => [bodyOf(poll), poll.meetingId];

const NOWHERE: PollPlace = { meetingId: null, agendaItemId: null, joint: false };

/** Prepares polls and leads them through their life; opening, voting and closing have services of their own. */
@Injectable()
export class PollsService {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly seals: Seals,
    private readonly subjects: PollSubjects,
    private readonly obligations: Obligations,
  ) {}

  /**
   * With a subject where a lib puts a text of its own to the vote, and a place where it is voted on at a meeting; a
   * repeated poll has the subject of the first, and of the convents of a meeting it stays with that meeting.
   */
  async create(
    tx: Tx,
    { bodyId, data, runOffOfId }: Pick<CreatePollInput, 'bodyId' | 'data' | 'runOffOfId'>,
    { subject = null, place = NOWHERE }: { subject?: PollSubject | null; place?: PollPlace } = {},
  ): Promise<{ id: string }> {
    const owner = await this.owner(tx, bodyId);
    const { joint, ...where } = place;
    const runOff = runOffOfId ? await this.runOff(tx, runOffOfId, bodyId, where.meetingId) : undefined;
    const { options, ...columns } = draftOf(data, { ...owner, joint }, runOff);
    if (runOff) refuseOtherQuestion(runOff.poll, data);
    const about = columnsOf(runOff ? subjectOf(runOff.poll) : subject);
    const id = newId();
    const draft = { id, state: 'DRAFT' as const, version: 1, runOffOfId: runOff?.id ?? null };
    const row = { ...draft, ...owner, ...columns, ...about, ...where };
    await tx.constrained(tx.em.insert(Poll, row), { poll_one_about: () => PollUnderWay() });
    await this.list(tx, id, options);
    await this.record(tx, id, 'createPoll');
    tx.emit(PollCreated(id, {}, concernedBy(row)));
    return { id };
  }

  async edit(tx: Tx, { pollId, expectedVersion, data }: EditPollInput): Promise<{ id: string }> {
    const poll = await tx.lock(Poll, pollId, expectedVersion);
    pollLifecycle.take(tx, 'editPoll', await this.facts(tx, poll));
    const runOff = poll.runOffOfId ? await this.runOff(tx, poll.runOffOfId, bodyOf(poll), poll.meetingId) : undefined;
    refuseOtherQuestion(poll, data);
    const joint = poll.electorate === 'ORGANISING_CONVENTS';
    const { options, ...columns } = draftOf(data, { conventId: poll.conventId, forumId: poll.forumId, joint }, runOff);
    await tx.edit(Poll, poll, columns);
    await tx.sql(`DELETE FROM poll_option WHERE poll_id = $1`, [pollId]);
    await this.list(tx, pollId, options);
    tx.emit(PollEdited(pollId, {}, concernedBy(poll)));
    return { id: pollId };
  }

  async extend(tx: Tx, { pollId, closesAt, reason }: ExtendPollInput): Promise<{ id: string }> {
    const poll = await takePoll(tx, pollId);
    pollLifecycle.take(tx, 'extendPoll', await this.facts(tx, poll));
    if (closesAt <= poll.closesAt) throw DeadlineOver({ earliest: poll.closesAt.toISOString() });
    await tx.edit(Poll, poll, { closesAt });
    return this.stepped(tx, poll, 'extendPoll', PollExtended(pollId, {}, concernedBy(poll)), { reason, closesAt });
  }

  async publish(tx: Tx, pollId: string): Promise<{ id: string }> {
    const poll = await takePoll(tx, pollId);
    const state = pollLifecycle.take(tx, 'publishPoll', await this.facts(tx, poll));
    await tx.edit(Poll, poll, { state, publishedAt: tx.now });
    const result = await asSystem(tx, () => this.seal(tx, pollId));
    await this.subjects.published(tx, poll, result);
    return this.stepped(tx, poll, 'publishPoll', PollPublished(pollId, result, concernedBy(poll)));
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
    return this.stepped(tx, poll, 'cancelPoll', PollCancelled(pollId, {}, concernedBy(poll)), { reason });
  }

  /** What the lifecycle asks; seats are no matter of those who lead a poll. */
  async facts(tx: Tx, poll: Poll): Promise<PollFacts> {
    const held = await this.mandates.of(tx);
    const isOver = poll.closesAt <= tx.now;
    return {
      state: poll.state,
      bodyId: bodyOf(poll),
      held,
      isOver,
      awaitsSession: false,
      hasSeat: false,
      isDone: false,
    };
  }

  async stepped(
    tx: Tx,
    { id }: Poll,
    action: string,
    event: NewEvent,
    notice: Partial<Pick<PollAct, 'reason' | 'closesAt'>> = {},
  ): Promise<{ id: string }> {
    await this.record(tx, id, action, notice);
    if (action !== 'publishPoll') await this.awaited(tx, id);
    tx.emit(event);
    return { id };
  }

  /** Writes down anew whose votes are awaited. */
  private async awaited(tx: Tx, pollId: string): Promise<void> {
    const bodies = await asSystem(tx, () =>
      tx.sql<{ id: string }>(
        `SELECT DISTINCT coalesce(v.convent_id, v.entity_id, p.body_id) AS id
         FROM poll_voter v JOIN poll p ON p.id = v.poll_id WHERE p.id = $1`,
        [pollId],
      ),
    );
    await this.obligations.refresh(
      tx,
      bodies.map(({ id }) => id),
    );
  }

  private async record(tx: Tx, pollId: string, action: string, notice: object = {}): Promise<void> {
    await tx.em.insert(PollAct, { id: newId(), pollId, action, at: tx.now, mandateId: tx.under, ...notice });
  }

  private async list(tx: Tx, pollId: string, options: readonly string[]): Promise<void> {
    const rows = options.map((label, i) => ({ id: newId(), pollId, position: i + 1, label }));
    if (rows.length) await tx.em.insert(PollOption, rows);
  }

  /** The body whose poll it is to be, once the actor may prepare its polls and it is at work. */
  private async owner(tx: Tx, id: string): Promise<Body> {
    const [found] = await tx.sql<Body & { works: boolean }>(
      `SELECT id AS "conventId", NULL::uuid AS "forumId", state IN ('FORMING', 'ACTIVE') AS works FROM convent WHERE id = $1
       UNION ALL SELECT NULL, id, true FROM forum WHERE id = $1`,
      [id],
    );
    if (!found) throw NotFound({ type: 'PollBody', id });
    const mandate = mayPrepare(await this.mandates.of(tx), id);
    if (!mandate) throw Forbidden({ reason: 'Głosowanie prowadzi prezydium konwentu, a w forum także koordynator.' });
    tx.allow(mandate);
    const { works, ...owner } = found;
    const reason = 'Ten konwent jest zawieszony albo rozwiązany.';
    if (!works) throw WrongState({ state: 'SUSPENDED', action: 'createPoll', reason });
    return owner;
  }

  private async runOff(tx: Tx, id: string, bodyId: string, meetingId: string | null): Promise<RunOff> {
    const [found] = await tx.sql<Omit<RunOff, 'poll'>>(
      `SELECT p.id, p.kind, p.seats - (SELECT count(*)::int FROM poll_count c WHERE c.poll_id = p.id AND c.elected) AS seats,
         ARRAY(SELECT o.label FROM poll_count c JOIN poll_option o ON o.id = c.id
           WHERE c.poll_id = p.id AND c.in_run_off ORDER BY c.place) AS options
       FROM poll p JOIN poll_result r ON r.id = p.id
       WHERE p.id = $1 AND p.body_id = $2 AND p.state = 'PUBLISHED' AND r.outcome IN ('TIED', 'RUN_OFF')
         AND (p.electorate <> 'ORGANISING_CONVENTS' OR p.meeting_id = $3)`,
      [id, bodyId, meetingId],
    );
    if (!found) throw NoRunOff();
    return { ...found, poll: await tx.em.findOneByOrFail(Poll, { id }) };
  }
}
