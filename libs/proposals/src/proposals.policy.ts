import { heldIn, OFFICIALS, type Held, type MandateFunction } from '#convents';
import { sql, type Rule, type Sql } from '#reads';

/** Who writes for an entity: anybody of its people. */
export const PEOPLE: readonly MandateFunction[] = ['REPRESENTATIVE', 'STAFF'];
/** Who writes for a convent or the forum, and who reviews there. */
export const REVIEWERS: readonly MandateFunction[] = OFFICIALS;

export const REVIEWS = 'Robi to prezydium organizacji, która rozpatruje postulat, a w forum także koordynator.';
export const WRITES =
  'Robi to pracownik albo przedstawiciel podmiotu, od którego postulat pochodzi, albo prezydium konwentu lub forum.';

/** The mandate under which somebody speaks for an organisation. */
export const voiceOf = (held: readonly Held[], bodyId: string | null, isEntity: boolean): Held | undefined =>
  heldIn(held, bodyId, isEntity ? PEOPLE : REVIEWERS);

/** Those behind it and those who have reviewed it: they always see what became of it. */
export const takesPart: Rule = (row, actor) =>
  sql`${row}.entities && (SELECT bodies_of(${actor})) OR ${row}.bodies && (SELECT offices_of(${actor}))`;

/** From the beginning of its review it goes as far as its origin agreed. */
export const seesProposal: Rule = (p, actor) => sql`(${p}.opened_at IS NOT NULL AND (${p}.audience = 'PUBLIC'
  OR ${p}.audience = 'FORUM' AND (SELECT in_forum(${actor})))) OR ${takesPart(p, actor)}`;

const ofProposal =
  (rule: Rule): Rule =>
  (row, actor) =>
    sql`EXISTS (SELECT FROM proposal p WHERE p.id = ${row}.proposal_id AND (${rule(sql`p`, actor)}))`;

export const seesPart = ofProposal(seesProposal);
/** Acts with their reasons are between those behind a proposal and those who review it. */
export const seesAct = ofProposal(takesPart);

/** What is within a merge is seen by those who take part in it. */
export const inMerge: Rule = (row: Sql, actor) =>
  sql`EXISTS (SELECT FROM proposal_merge m WHERE m.id = ${row}.merge_id AND (${takesPart(sql`m`, actor)}))`;
