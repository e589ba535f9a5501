import type { Random } from './world.ts';

interface Means {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly idIn: (table: string) => string;
  readonly random: Random;
}

const AT = '2024-05-06T07:08:09.1239Z';

export const PROPOSAL_COUNTS = {
  ...{ proposal: 40, proposal_area: 60, proposal_provision: 40, proposal_act: 60 },
  ...{ proposal_merge: 16, proposal_part: 40, proposal_consent: 40 },
};

/** Which are parts of a merge, and of which one was made, once all are there; never in a circle. */
export const MERGED = [
  `UPDATE proposal p SET merge_id = x.merge_id FROM proposal_part x JOIN proposal_merge m ON m.id = x.merge_id
   WHERE x.proposal_id = p.id AND m.state IN ('PROPOSED', 'MERGED')`,
  `UPDATE proposal p SET merged_into_id = m.result_id FROM proposal_merge m
   WHERE m.id = p.merge_id AND m.state = 'MERGED' AND m.result_id > p.id`,
];

/** What the checks of the tables of proposals ask beyond the kinds of their columns. */
export function proposalRules(
  { pick, idIn, random }: Means,
  row: Record<string, unknown>,
  i: number,
  text: () => string,
): Record<string, () => object> {
  const keys = (of: string, tables: readonly string[], prefix = '') =>
    Object.fromEntries(tables.map((table) => [`${prefix}${table}_id`, table === of ? idIn(table) : null]));
  const bodies = ['convent', 'forum'] as const;
  const some = (table: string) => Array.from({ length: random(3) }, () => idIn(table));
  const parties = () => ({
    entities: some('entity'),
    bodies: [...some('convent'), ...(random(3) ? [] : [idIn('forum')])],
  });
  const proposal = () => {
    const isIn = row.state !== 'DRAFT' && (row.state !== 'WITHDRAWN' || random(2) === 0);
    const isOpen = isIn && (row.state === 'SUBMITTED' || row.state === 'WITHDRAWN' ? random(3) === 0 : true);
    return {
      ...keys(pick([...bodies, 'entity']), [...bodies, 'entity']),
      ...keys(isIn ? pick(bodies) : '', bodies, 'reviewer_'),
      ...{ ...parties(), audience: isIn ? pick(['FORUM', 'PUBLIC']) : null, submitted_at: isIn ? AT : null },
      ...{ opened_at: isOpen ? AT : null, state_since: pick([AT, '2025-01-01T00:00:00.5Z']) },
      ...{
        recommendation_id: row.state === 'TAKEN_UP' ? idIn('recommendation') : null,
        merge_id: null,
        merged_into_id: null,
      },
    };
  };
  const merge = () => ({
    ...keys(pick(bodies), bodies),
    ...{ ...parties(), answer_by: pick([AT, '2090-01-01T00:00:00Z']) },
    ...{ result_id: ['MERGED', 'UNDONE'].includes(String(row.state)) ? idIn('proposal') : null },
    settled_at: row.state === 'PROPOSED' ? null : AT,
  });
  return {
    proposal,
    proposal_provision: () => ({
      ...{
        position: i + 1,
        act: 'Dz.U. 2025 poz. 83',
        eli: 'DU/2025/83',
        path: pick([null, 'art. 5', 'art. 6', text()]),
      },
    }),
    proposal_act: () => ({ at: pick([AT, '2025-01-01T00:00:00.5Z']) }),
    proposal_merge: merge,
    proposal_consent: () => ({
      ...keys(pick([...bodies, 'entity']), [...bodies, 'entity']),
      ...{ answered_at: row.answer === null ? null : AT, reason: row.answer === 'OBJECTED' ? text() : null },
    }),
  };
}
