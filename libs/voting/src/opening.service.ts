import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { ConventRules, FIRST_RULES } from '#convents';
import { canonicalJson, contentHash } from '#seals';
import { frozenOf } from './poll-record.ts';
import { PollKeyFiles } from './poll-keys.service.ts';
import { PollOption, PollVoter } from './poll-parts.entity.ts';
import { Poll } from './poll.entity.ts';
import type { OpenPollInput } from './poll.inputs.ts';
import { pollLifecycle } from './poll.lifecycle.ts';
import { bodyOf, concernedBy, PollsService } from './polls.service.ts';
import { DeadlineOver, RollTooSmall, SessionNotOn } from './voting.errors.ts';
import { PollOpened } from './voting.events.ts';
import type { Electorate } from './poll.words.ts';

const LEAST_SECRET = 3;
const LEAST_JOINT = 2;
const leastOf = ({ secret, electorate }: Poll): number =>
  secret ? LEAST_SECRET : electorate === 'ORGANISING_CONVENTS' ? LEAST_JOINT : 1;

/** Who has a seat, by electorate: poll $1, body $2, functions $3, whether entities count $4. */
const ROLLS: Record<Electorate, string> = {
  FORUM_CONVENTS: `
    SELECT c.id AS convent_id, NULL::uuid AS entity_id, NULL::uuid AS person_id, NULL::uuid AS mandate_id, c.official_name AS name,
      CASE WHEN $4 THEN (SELECT count(*)::int FROM membership s
        WHERE s.convent_id = c.id AND s.kind = 'ORDINARY' AND s.state = 'ACTIVE') ELSE 1 END AS weight
    FROM forum_member_convents() f JOIN convent c ON c.id = f.convent_id
    WHERE f.forum_id = $2 AND c.state <> 'DISSOLVED' AND $3::text[] IS NOT NULL`,
  CONVENT_MEMBERS: `
    SELECT NULL::uuid, e.id, NULL::uuid, NULL::uuid, e.name, 1 FROM membership s JOIN entity e ON e.id = s.entity_id
    WHERE s.convent_id = $2 AND s.kind = 'ORDINARY' AND s.state = 'ACTIVE' AND e.state = 'ACTIVE'
      AND s.valid @> (now() AT TIME ZONE 'Europe/Warsaw')::date AND $3::text[] IS NOT NULL AND $4::boolean IS NOT NULL`,
  ORGANISING_CONVENTS: `
    SELECT c.id, NULL::uuid, NULL::uuid, NULL::uuid, c.official_name, 1
    FROM poll p CROSS JOIN LATERAL session_convents(p.meeting_id) s JOIN convent c ON c.id = s.convent_id
    WHERE p.id = $1 AND c.state <> 'DISSOLVED' AND $2::uuid IS NOT NULL AND $3::text[] IS NOT NULL AND $4::boolean IS NOT NULL`,
  MANDATE_HOLDERS: `
    SELECT DISTINCT ON (m.person_id) NULL::uuid, NULL::uuid, m.person_id, m.id, NULL, 1 FROM mandate m
    WHERE m.body_id = $2 AND m.function = ANY ($3::text[]) AND m.state = 'ACTIVE' AND m.valid @> now() AND $4::boolean IS NOT NULL
    ORDER BY m.person_id, m.id`,
};

/** Opens polls: from then on nothing of them changes but the deadline, and that only to a later one. */
@Injectable()
export class OpeningService {
  constructor(
    private readonly polls: PollsService,
    private readonly keys: PollKeyFiles,
  ) {}

  async open(tx: Tx, { pollId, expectedVersion }: OpenPollInput): Promise<{ id: string }> {
    const isOn = await this.holdSession(tx, pollId);
    const draft = await tx.lock(Poll, pollId, expectedVersion);
    const state = pollLifecycle.take(tx, 'openPoll', await this.polls.facts(tx, draft));
    if (!isOn) throw SessionNotOn();
    if (draft.closesAt <= tx.now) throw DeadlineOver({ earliest: tx.now.toISOString() });
    const roll = await this.enrol(tx, draft);
    const least = leastOf(draft);
    if (roll.length < least) throw RollTooSmall({ least });
    const rules = await this.rules(tx, draft);
    const options = await tx.em.find(PollOption, { where: { pollId }, order: { position: 'ASC' } });
    const frozen = frozenOf(
      { ...draft, ...rules },
      options.map(({ label }) => label),
      roll,
    );
    const hash = contentHash(frozen);
    await tx.edit(Poll, draft, {
      ...rules,
      state,
      openedAt: tx.now,
      rollSize: roll.length,
      frozen: canonicalJson(frozen),
      frozenHash: hash,
      publicKey: draft.secret ? await this.keys.make(pollId) : null,
    });
    return this.polls.stepped(tx, draft, 'openPoll', PollOpened(pollId, { hash }, concernedBy(draft)));
  }

  /** Its meeting first, as whoever closes that does: so no meeting closes while a poll of it opens. */
  private async holdSession(tx: Tx, pollId: string): Promise<boolean> {
    const [session] = await tx.sql<{ on: boolean }>(
      `SELECT hold_session(meeting_id) AS on FROM poll WHERE id = $1 AND meeting_id IS NOT NULL`,
      [pollId],
    );
    return session?.on ?? true;
  }

  private async enrol(tx: Tx, poll: Poll): Promise<PollVoter[]> {
    await tx.sql(
      `INSERT INTO poll_voter (id, poll_id, convent_id, entity_id, person_id, mandate_id, name, weight)
       SELECT gen_random_uuid(), $1, r.* FROM (${ROLLS[poll.electorate]}) r`,
      [poll.id, bodyOf(poll), poll.functions, poll.doubleMajority],
    );
    return tx.em.find(PollVoter, { where: { pollId: poll.id }, order: { id: 'ASC' } });
  }

  /** The poll's own rules, else those of its convent at this moment; the forum’s are those that a convent begins with. */
  private async rules(tx: Tx, poll: Poll) {
    if (poll.majority) return {};
    const found = poll.conventId ? await tx.em.findOneBy(ConventRules, { id: poll.conventId }) : null;
    const { quorumPercent, abstentions, tie, voteChange, ...rules } = found ?? FIRST_RULES;
    const decision = poll.amendsRules ? rules.amendmentMajority : rules.majority;
    const majority = poll.kind === 'ELECTION' ? rules.electionMajority : decision;
    return { quorumPercent, majority, abstentions, tie, mayChange: voteChange };
  }
}
