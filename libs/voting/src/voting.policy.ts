import { heldIn, LEADERS, OFFICIALS, type Held } from '#convents';
import { among, sql, type Rule, type Sql } from '#reads';

/** Whose inner life the reader shares, or who may vote: they see a poll from its opening on, whatever became of it. */
const belongs = (p: Sql, actor: Sql): Sql =>
  sql`${among(sql`${p}.body_id`, sql`circles_of(${actor})`)} OR ${among(sql`${p}.id`, sql`polls_seated(${actor})`)}`;
const prepares = (p: Sql, actor: Sql): Sql => among(sql`${p}.body_id`, sql`offices_of(${actor})`);

/** For whom its meeting makes it their business: see `session_polls_of`. */
const attends = (p: Sql, actor: Sql): Sql => among(sql`${p}.id`, sql`session_polls_of(${actor})`);

/** A draft is its officers’; from the opening on it is the body’s; a published result goes as far as it says. */
export const seesPoll: Rule = (p, actor) => sql`(${p}.state = 'PUBLISHED' AND ${p}.visibility = 'PUBLIC')
  OR (${p}.state = 'PUBLISHED' AND ${p}.visibility = 'FORUM' AND (SELECT in_forum(${actor})))
  OR (${p}.opened_at IS NOT NULL AND (${belongs(p, actor)} OR ${attends(p, actor)})) OR ${prepares(p, actor)}`;

/** What belongs to a poll is seen with it, as far as a further rule about the poll lets it; `key` is the column that names the poll. */
const ofPoll =
  (key: Sql, more: Rule): Rule =>
  (row, actor) =>
    sql`EXISTS (SELECT FROM poll p WHERE p.id = ${row}.${key}
      AND (${seesPoll(sql`p`, actor)}) AND (${more(sql`p`, actor)}))`;

export const seesPart = ofPoll(sql`poll_id`, () => sql`true`);

/** Who may vote in a secret poll stays with the body. */
export const seesVoter = ofPoll(
  sql`poll_id`,
  (p, actor) => sql`NOT ${p}.secret OR ${belongs(p, actor)} OR ${prepares(p, actor)}`,
);

/** A vote is seen by its own organisation; in an open poll by all who see the result. */
export const seesVote: Rule = (v, actor) => sql`${among(sql`${v}.id`, sql`poll_seats_of(${actor})`)}
  OR ${ofPoll(sql`poll_id`, (p) => sql`${p}.state = 'PUBLISHED' AND NOT ${p}.secret`)(v, actor)}`;

export const seesResult = ofPoll(sql`id`, (p) => sql`${p}.state = 'PUBLISHED'`);
export const seesCount = ofPoll(sql`poll_id`, (p) => sql`${p}.state = 'PUBLISHED'`);

/** Seats for which the actor may vote. */
export const isMine = (v: Sql, actor: Sql): Sql => among(sql`${v}.id`, sql`poll_seats_of(${actor})`);

/** The mandate under which the actor may prepare and publish the polls of a body. */
export const mayPrepare = (held: readonly Held[], bodyId: string): Held | undefined => heldIn(held, bodyId, OFFICIALS);

/** Ending a poll before its time is for those who lead the body. */
export const mayEnd = (held: readonly Held[], bodyId: string): Held | undefined =>
  heldIn(held, bodyId, [...LEADERS, 'COORDINATOR']);
