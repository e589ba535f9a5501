import type { Poll } from './poll.entity.ts';
import type { PollDataInput } from './poll.inputs.ts';
import { DoubleMajorityMisfits, ElectorateMisfits, NoRunOff, OptionsMisfit, RulesRequired } from './voting.errors.ts';

export type Body = Pick<Poll, 'conventId' | 'forumId'>;

/** At which meeting a poll is voted on, as the lib that knows meetings says it; at none elsewhere. */
export interface PollPlace {
  readonly meetingId: string | null;
  readonly agendaItemId: string | null;
  /** Whether the poll's body may ask the convents that organise the meeting. */
  readonly joint: boolean;
}

/** Whose poll it is; `joint` where the organisers of a meeting may be asked. */
export type Owner = Body & { readonly joint: boolean };

/** What a run-off takes over from the poll whose equal votes it resolves. */
export interface RunOff {
  readonly id: string;
  readonly kind: Poll['kind'];
  readonly seats: number;
  readonly options: string[];
  readonly poll: Poll;
}

/** The columns and options of a draft; a run-off has those between whom it decides, and the seats that are left. */
export function draftOf(data: PollDataInput, body: Owner, runOff?: RunOff) {
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

function check(data: PollDataInput, body: Owner, options: readonly string[], size: Size): void {
  const { kind, doubleMajority, secret } = data;
  checkElectorate(data, body);
  if (!(kind === 'ELECTION' ? isBallot(options, size) : isPlain(options, size))) throw OptionsMisfit();
  if (doubleMajority && (data.electorate !== 'FORUM_CONVENTS' || kind === 'ELECTION' || secret))
    throw DoubleMajorityMisfits();
}

function checkElectorate({ electorate, functions, rules }: PollDataInput, body: Owner): void {
  const { forumId: FORUM_CONVENTS, conventId: CONVENT_MEMBERS, joint: ORGANISING_CONVENTS } = body;
  const isAmong = { FORUM_CONVENTS, CONVENT_MEMBERS, ORGANISING_CONVENTS, MANDATE_HOLDERS: true }[electorate];
  if (!isAmong || (electorate === 'MANDATE_HOLDERS') !== functions.length > 0) throw ElectorateMisfits();
  if (electorate === 'ORGANISING_CONVENTS' && !rules) throw RulesRequired();
}

const isBallot = (options: readonly string[], { seats, most }: Size): boolean =>
  options.length >= Math.max(seats, most) && new Set(options).size === options.length;
const isPlain = (options: readonly string[], { seats, most }: Size): boolean =>
  !options.length && seats === 1 && most === 1;
