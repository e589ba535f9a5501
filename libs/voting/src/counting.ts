import { elect } from './election.ts';
import { decide, type CountingRules, type Tally } from './majority.ts';
import { CHOICES, type Outcome, type PollKind } from './poll.words.ts';

/** A vote as places among the options; undefined for one that could not be read. */
export interface CountedBallot {
  readonly places: readonly number[] | undefined;
  readonly weight: number;
}

export interface CountedPoll {
  readonly kind: PollKind;
  readonly rules: CountingRules;
  readonly roll: number;
  readonly options: number;
  readonly seats: number;
  readonly maxChoices: number;
}

export interface OptionCount {
  readonly place: number;
  readonly votes: number;
  readonly elected: boolean;
  readonly inRunOff: boolean;
}

export interface Count {
  readonly outcome: Outcome;
  readonly heads: Tally;
  readonly weights: Tally;
  readonly invalid: number;
  readonly counts: readonly OptionCount[];
}

/** Whether a ballot says what the poll asks for: a sealed one is only read when it is too late to refuse it. */
const isValid = ({ kind, options, maxChoices }: CountedPoll, places: readonly number[]): boolean => {
  if (kind === 'DECISION') return places.length === 1 && places[0]! < CHOICES.length;
  return places.length <= maxChoices && places.every((place) => place < options);
};

/** The places of a ballot, if they answer the question. */
export const validPlaces = (poll: CountedPoll, places: readonly number[] | undefined) =>
  places && isValid(poll, places) ? places : undefined;

/** The result of a poll, from its ballots alone. */
export function count(poll: CountedPoll, ballots: readonly CountedBallot[]): Count {
  const valid = ballots.filter(({ places }) => validPlaces(poll, places));
  const invalid = ballots.length - valid.length;
  const places = (ballot: CountedBallot) => ballot.places!;
  const tally = (size: (ballot: CountedBallot) => number): Tally => {
    const sum = (which: (ballot: CountedBallot) => boolean) =>
      valid.filter(which).reduce((all, each) => all + size(each), 0);
    return poll.kind === 'DECISION'
      ? {
          for: sum((b) => places(b)[0] === 0),
          against: sum((b) => places(b)[0] === 1),
          abstain: sum((b) => places(b)[0] === 2),
        }
      : { for: sum((b) => places(b).length > 0), against: 0, abstain: sum((b) => !places(b).length) };
  };
  const [heads, weights] = [tally(() => 1), tally(({ weight }) => weight)];
  if (poll.kind === 'DECISION')
    return { outcome: decide(poll.rules, poll.roll, { heads, weights, invalid }), heads, weights, invalid, counts: [] };
  const votes = Array.from({ length: poll.options }, (_, i) => valid.filter((b) => places(b).includes(i)).length);
  const all = { votes, abstain: heads.abstain, choosing: heads.for, invalid };
  const { outcome, elected, runOff } = elect(poll.rules, poll.roll, poll.seats, all);
  const counts = votes.map((each, place) => {
    return { place, votes: each, elected: elected.includes(place), inRunOff: runOff.includes(place) };
  });
  return { outcome, heads, weights, invalid, counts };
}
