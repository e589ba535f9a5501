import { isQuorate, type CountingRules } from './majority.ts';

export type ElectionOutcome = 'NO_QUORUM' | 'ELECTED' | 'RUN_OFF' | 'NOT_ELECTED';

export interface ElectionCount {
  /** Votes of each option, by its place. */
  readonly votes: readonly number[];
  /** Ballots that chose nobody. */
  readonly abstain: number;
  /** Ballots that chose somebody. */
  readonly choosing: number;
  readonly invalid: number;
}

export interface ElectionResult {
  readonly outcome: ElectionOutcome;
  /** Places of the elected, the first by votes first. */
  readonly elected: readonly number[];
  /** Places of those with equal votes for the last seats: between them a run-off decides. */
  readonly runOff: readonly number[];
}

/** Whether so many votes of one option are the majority asked for; votes of others are no votes against it. */
function suffices(
  { majority, abstentions }: CountingRules,
  votes: number,
  { abstain, choosing }: ElectionCount,
): boolean {
  const all = choosing + (abstentions === 'COUNTED' ? abstain : 0);
  if (votes === 0) return false;
  if (majority === 'ABSOLUTE') return 2 * votes > all;
  if (majority === 'TWO_THIRDS') return 3 * votes >= 2 * all;
  return majority === 'SIMPLE' || votes === choosing;
}

/** Who is elected: those with the majority, the most votes first, as far as the seats go; equal votes for the last seats need a run-off. */
export function elect(rules: CountingRules, roll: number, seats: number, count: ElectionCount): ElectionResult {
  const { votes, abstain, choosing, invalid } = count;
  if (!isQuorate(abstain + choosing + invalid, roll, rules.quorumPercent))
    return { outcome: 'NO_QUORUM', elected: [], runOff: [] };
  const able = votes
    .map((_, place) => place)
    .filter((place) => suffices(rules, votes[place]!, count))
    .sort((a, b) => votes[b]! - votes[a]! || a - b);
  if (able.length <= seats)
    return { outcome: able.length === seats ? 'ELECTED' : 'NOT_ELECTED', elected: able, runOff: [] };
  const last = votes[able[seats - 1]!]!;
  const isTie = votes[able[seats]!] === last;
  if (!isTie) return { outcome: 'ELECTED', elected: able.slice(0, seats), runOff: [] };
  return {
    outcome: 'RUN_OFF',
    elected: able.filter((place) => votes[place]! > last),
    runOff: able.filter((place) => votes[place] === last),
  };
}
