import type { Poll } from './poll.entity.ts';
import type { PollDataInput } from './poll.inputs.ts';
import { DoubleMajorityMisfits, ElectorateMisfits, NoRunOff, OptionsMisfit } from './voting.errors.ts';

export type Body = Pick<Poll, 'conventId' | 'forumId'>;

/** What a run-off takes over from the poll whose equal votes it resolves. */
export interface RunOff {
  readonly id: string;
  readonly kind: Poll['kind'];
  readonly seats: number;
  readonly options: string[];
  readonly poll: Poll;
}

/** The columns and options of a draft; a run-off has those between whom it decides, and the seats that are left. */
export function draftOf(data: PollDataInput, body: Body, runOff?: RunOff) {
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
