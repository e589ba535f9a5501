import { heldBy, heldIn, type Held } from '#convents';
import { Lifecycle, type Tx } from '#core';
import { join, name, numbered, raw, sql, type Row, type Sql } from '#reads';
import { LEADS, speaksFor } from './circulation.policy.ts';
import { remarkStateNames, type RemarkChannel, type RemarkState } from './words.ts';

export interface RemarkFacts {
  readonly state: RemarkState;
  readonly channel: RemarkChannel;
  /** The organisation of the register that it is from. */
  readonly bodyId: string | null;
  /** Whether an outsider made it with their link: then nobody stands in for them. */
  readonly byLink: boolean;
  /** Whether the actor wrote it down. */
  readonly isMine: boolean;
  readonly isCancelled: boolean;
  /** The body that leads the circulation. */
  readonly leadId: string | null;
  readonly teamMandateId: string | null;
  /** Whether its author has said something to the disposition that stands. */
  readonly isReplied: boolean;
  readonly held: readonly Held[];
}

const circulation = (row: Row, column: Sql): Sql =>
  sql`(SELECT ${column} FROM circulation c WHERE c.id = ${row}.circulation_id)`;

/** The facts of the lifecycle, in the statement that shows a remark as in the one that changes it. */
export const remarkFactsOf = (row: Row, actor: Sql): Record<keyof RemarkFacts, Sql> => ({
  state: sql`${row}.state`,
  channel: sql`${row}.channel`,
  bodyId: sql`${row}.body_id`,
  byLink: sql`${row}.outsider_id IS NOT NULL`,
  isMine: sql`${row}.person_id = ${actor}`,
  isCancelled: sql`coalesce(${circulation(row, sql`c.state = 'CANCELLED'`)}, false)`,
  leadId: circulation(row, sql`c.body_id`),
  teamMandateId: circulation(
    row,
    sql`(SELECT t.mandate_id FROM draft_member t JOIN mandate m ON m.id = t.mandate_id
      WHERE t.draft_id = c.draft_id AND t.person_id = ${actor} AND t.removed_at IS NULL
        AND m.state = 'ACTIVE' AND m.valid @> now())`,
  ),
  isReplied: sql`EXISTS (SELECT FROM disposition d WHERE d.id = ${row}.disposition_id AND d.reply IS NOT NULL)`,
  held: heldBy(actor),
});

const facts = remarkFactsOf(raw('r'), raw('$2::uuid'));
const columns = Object.entries(facts).map(([key, value]) => sql`${value} AS ${name(key)}`);
const STATEMENT = numbered(sql`SELECT ${join(columns, ', ')} FROM remark r WHERE r.id = ${raw('$1')}`).text;

export async function loadRemarkFacts(tx: Tx, remarkId: string): Promise<RemarkFacts> {
  const person = tx.actor.kind === 'person' ? tx.actor.id : null;
  const [found] = await tx.sql<RemarkFacts>(STATEMENT, [remarkId, person]);
  return found!;
}

const drafter = ({ held, leadId, teamMandateId }: RemarkFacts): Held | undefined =>
  heldIn(held, leadId, LEADS) ?? held.find(({ id }) => id === teamMandateId);

/** Whoever made it, as long as they have a mandate there, and whoever speaks for their organisation. */
const author = ({ held, bodyId, isMine, channel }: RemarkFacts): Held | undefined => {
  if (bodyId === null) return undefined;
  const wrote = isMine && channel === 'PLATFORM';
  return (
    speaksFor(held, bodyId) ??
    (wrote ? held.find((each) => each.bodyId === bodyId && each.function !== 'OBSERVER') : undefined)
  );
};

/** For what came on paper those who lead stand in, where nobody of the register is its author. */
const authorOrKeeper = (it: RemarkFacts): Held | undefined =>
  author(it) ?? (it.bodyId === null && !it.byLink ? drafter(it) : undefined);
const withdrawer = (it: RemarkFacts): Held | undefined =>
  author(it) ?? (it.channel === 'PLATFORM' || it.byLink ? undefined : drafter(it));

const AUTHOR = 'Robi to autor uwagi albo ten, kto reprezentuje jego organizację.';
const DRAFTERS = 'Stanowisko zajmuje prezydium konwentu (forum), który prowadzi projekt, albo zespół redakcyjny.';

export type RemarkAction = 'withdrawRemark' | 'disposeRemarks' | 'answerDisposition';

/** The life of a remark. `disposeRemarks` takes many at once and refuses with codes of its own. */
export const remarkLifecycle = new Lifecycle<RemarkState, RemarkFacts, RemarkAction>(
  {
    withdrawRemark: { from: ['SUBMITTED'], to: 'WITHDRAWN', grounds: withdrawer, who: AUTHOR },
    disposeRemarks: {
      from: ['SUBMITTED', 'DISPOSED'],
      to: 'DISPOSED',
      grounds: drafter,
      who: DRAFTERS,
      unless: ({ isCancelled }) => (isCancelled ? 'Tryb obiegowy odwołano.' : undefined),
    },
    answerDisposition: {
      from: ['DISPOSED'],
      to: 'DISPOSED',
      grounds: authorOrKeeper,
      who: AUTHOR,
      unless: ({ isReplied }) => (isReplied ? 'Autor uwagi już odpowiedział na to stanowisko.' : undefined),
    },
  },
  remarkStateNames,
);
