import { contentHash } from '#seals';
import type { Count } from './counting.ts';
import type { PollVoter } from './poll-parts.entity.ts';
import type { Poll } from './poll.entity.ts';
import { subjectOf } from './poll-subjects.ts';
import { CHOICES, type PollKind } from './poll.words.ts';

const FORMAT = 'konwent-poll/1';

/** The kind of the sealed records of polls. */
export const POLL_RECORD = 'poll-result';

/** A seat as the record names it: organisations by name, people by their mandate alone, so that they can be erased. */
export const seatOf = ({ id, conventId, entityId, mandateId, name, weight }: PollVoter) => ({
  seat: id,
  convent: conventId,
  entity: entityId,
  mandate: mandateId,
  name,
  weight,
});

const bySeat = (a: PollVoter, b: PollVoter): number => (a.id < b.id ? -1 : 1);

/** What no act may change once a poll is open; of the roll the size and a hash, since that of a secret poll stays inside. */
export function frozenOf(poll: Poll, options: readonly string[], roll: readonly PollVoter[]) {
  return {
    format: FORMAT,
    poll: poll.id,
    convent: poll.conventId,
    forum: poll.forumId,
    electorate: poll.electorate,
    functions: poll.functions,
    question: poll.question,
    explanation: poll.explanation,
    kind: poll.kind,
    secret: poll.secret,
    amendsRules: poll.amendsRules,
    seats: poll.seats,
    maxChoices: poll.maxChoices,
    options,
    rules: {
      quorumPercent: poll.quorumPercent!,
      majority: poll.majority!,
      abstentions: poll.abstentions!,
      tie: poll.tie!,
      mayChange: poll.mayChange!,
      doubleMajority: poll.doubleMajority,
      basis: poll.rulesBasis,
    },
    visibility: poll.visibility,
    meeting: poll.meetingId,
    agendaItem: poll.agendaItemId,
    closesAt: poll.closesAt.toISOString(),
    runOffOf: poll.runOffOfId,
    subject: subjectOf(poll),
    roll: { size: roll.length, hash: contentHash([...roll].sort(bySeat).map(seatOf)) },
  };
}
export type Frozen = ReturnType<typeof frozenOf>;

/** A ballot as the record writes it: a word, the places from 1, or null where it could not be read. */
export const ballotOf = (kind: PollKind, places: readonly number[] | undefined) => {
  if (!places) return null;
  return kind === 'DECISION' ? CHOICES[places[0]!]! : places.map((place) => place + 1);
};
export type Ballot = ReturnType<typeof ballotOf>;

export interface Recorded {
  readonly frozen: Frozen;
  readonly extensions: readonly { at: string; closesAt: string }[];
  readonly openedAt: string;
  readonly closedAt: string;
  readonly early: boolean;
  readonly count: Count;
  /** With its seat where the vote is open. */
  readonly ballots: readonly { voter: PollVoter; ballot: Ballot }[];
  readonly roll: readonly PollVoter[];
  readonly receipts: readonly string[];
}

/** All that a recount needs. In a secret poll ballots and receipts stand in the order of their texts, which tells nothing. */
export function recordOf({ frozen, count, ballots, roll, receipts, ...times }: Recorded) {
  const { secret } = frozen;
  const inOrder = <T>(things: readonly T[]): T[] =>
    [...things].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    format: FORMAT,
    frozen,
    frozenHash: contentHash(frozen),
    ...times,
    roll: secret ? null : [...roll].sort(bySeat).map(seatOf),
    votes: secret ? null : inOrder(ballots.map(({ voter, ballot }) => ({ seat: voter.id, ballot }))),
    ballots: secret ? inOrder(ballots.map(({ ballot }) => ballot)) : null,
    receipts: secret ? [...receipts].sort() : null,
    result: {
      outcome: count.outcome,
      votesCast: ballots.length,
      inFavour: count.heads.for,
      against: count.heads.against,
      abstaining: count.heads.abstain,
      invalid: count.invalid,
      weights: { inFavour: count.weights.for, against: count.weights.against, abstaining: count.weights.abstain },
      counts: count.counts.map(({ place, votes, elected, inRunOff }) => ({
        position: place + 1,
        votes,
        elected,
        inRunOff,
      })),
    },
  };
}
export type PollRecord = ReturnType<typeof recordOf>;
