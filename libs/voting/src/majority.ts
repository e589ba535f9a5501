/** How abstentions count: among the votes of which a majority is asked, or not at all. */
export type Abstaining = 'COUNTED' | 'IGNORED';
export type MajorityRule = 'SIMPLE' | 'ABSOLUTE' | 'TWO_THIRDS' | 'UNANIMOUS';

export interface CountingRules {
  /** Share of the roll that has to vote, in per cent; abstaining is voting. */
  readonly quorumPercent: number;
  readonly majority: MajorityRule;
  readonly abstentions: Abstaining;
  /** What equal votes for and against mean. */
  readonly tie: 'REJECTED' | 'REPEATED';
  /** Whether the entities behind the convents have to agree by the same majority. */
  readonly doubleMajority: boolean;
}

export interface Tally {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
}

export type Verdict = 'ADOPTED' | 'REJECTED' | 'TIED';
export type DecisionOutcome = 'NO_QUORUM' | Verdict;

export interface DecisionCount {
  /** Votes by organisation; `invalid` ones were cast but say nothing. */
  readonly heads: Tally;
  readonly invalid: number;
  /** The same by the entities behind each organisation. */
  readonly weights: Tally;
}

/** Whether enough of the roll has voted; nobody is never enough. */
export const isQuorate = (cast: number, roll: number, quorumPercent: number): boolean =>
  cast > 0 && cast * 100 >= quorumPercent * roll;

/** Whether so many of the votes cast are the majority asked for. */
export function carries(majority: MajorityRule, votes: Tally, abstentions: Abstaining): boolean {
  const { for: yes, against, abstain } = votes;
  const all = yes + against + (abstentions === 'COUNTED' ? abstain : 0);
  if (yes === 0) return false;
  if (majority === 'SIMPLE') return yes > against;
  if (majority === 'ABSOLUTE') return 2 * yes > all;
  if (majority === 'TWO_THIRDS') return 3 * yes >= 2 * all;
  return against === 0;
}

function verdictOf({ majority, abstentions, tie }: CountingRules, votes: Tally): Verdict {
  if (carries(majority, votes, abstentions)) return 'ADOPTED';
  const isTie = (majority === 'SIMPLE' || majority === 'ABSOLUTE') && votes.for > 0 && votes.for === votes.against;
  return isTie && tie === 'REPEATED' ? 'TIED' : 'REJECTED';
}

/** What a yes/no vote decided. Of two majorities the worse one counts. */
export function decide(
  rules: CountingRules,
  roll: number,
  { heads, weights, invalid }: DecisionCount,
): DecisionOutcome {
  const cast = heads.for + heads.against + heads.abstain + invalid;
  if (!isQuorate(cast, roll, rules.quorumPercent)) return 'NO_QUORUM';
  const verdicts = [verdictOf(rules, heads), ...(rules.doubleMajority ? [verdictOf(rules, weights)] : [])];
  if (verdicts.includes('REJECTED')) return 'REJECTED';
  return verdicts.includes('TIED') ? 'TIED' : 'ADOPTED';
}
