import { day, today } from '#convents';
import type { Dispatch } from './dispatch.entity.ts';
import type { DispatchDataInput } from './dossier.inputs.ts';
import { DispatchDaysWrong, OwnDateMissing } from './dossiers.errors.ts';
import { termOf } from './due-day.ts';

/** What of a dispatch may be corrected. */
export type DispatchDetails = Pick<
  Dispatch,
  | 'addresseeKind'
  | 'addressee'
  | 'address'
  | 'sentOn'
  | 'deliveredOn'
  | 'reference'
  | 'channel'
  | 'proofId'
  | 'dueBasis'
  | 'nominalOn'
  | 'dueOn'
>;

const LONGEST_TERM_DAYS = 731;

/** What the register holds, with the term that follows; the days lie between the freezing and today. */
export function detailsOf(data: DispatchDataInput, frozenAt: Date, now: Date): DispatchDetails {
  const { addresseeKind, addressee, sentOn, channel, dueBasis } = data;
  const { address = null, deliveredOn = null, reference = null, proofId = null, ownDate = null } = data;
  const from = deliveredOn ?? sentOn;
  refuseDays(data, from, { earliest: today(frozenAt), latest: today(now) });
  return {
    ...{ addresseeKind, addressee, address, sentOn, deliveredOn, reference, channel, dueBasis },
    ...{ proofId: proofId && proofId.toLowerCase(), ...termOf(dueBasis, from, ownDate) },
  };
}

function refuseDays(
  { sentOn, dueBasis, ownDate = null }: DispatchDataInput,
  from: string,
  between: { earliest: string; latest: string },
): void {
  if ((dueBasis === 'OWN_DATE') !== (ownDate !== null)) throw OwnDateMissing();
  const { earliest, latest } = between;
  const isWrong = sentOn < earliest || from < sentOn || from > latest || !isNear(ownDate, from);
  if (isWrong) throw DispatchDaysWrong(between);
}

const isNear = (ownDate: string | null, from: string): boolean =>
  ownDate === null || (ownDate >= from && ownDate <= day(from, LONGEST_TERM_DAYS));

export const sameDetails = (before: DispatchDetails, after: DispatchDetails): boolean =>
  (Object.keys(after) as (keyof DispatchDetails)[]).every((key) => before[key] === after[key]);
