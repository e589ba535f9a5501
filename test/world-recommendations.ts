interface Means {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly idIn: (table: string) => string;
  readonly random: (below: number) => number;
}

const AT = '2024-05-06T07:08:09.1239Z';
const OPEN = ['DRAFTING', 'IN_CIRCULATION', 'CONSOLIDATING'];

export const RECOMMENDATION_COUNTS = {
  ...{ recommendation: 28, recommendation_area: 40, recommendation_practice: 30 },
  ...{ recommendation_round: 18, recommendation_act: 40 },
};

/** Votes on some of them. */
export const VOTED_ON = `
  UPDATE poll p SET subject_type = 'Recommendation', subject_hash = encode(sha256(convert_to(p.id::text, 'UTF8')), 'hex'),
    subject_id = (SELECT r.id FROM recommendation r ORDER BY md5(r.id::text || p.id::text) LIMIT 1)
  WHERE p.subject_id IS NULL AND p.kind = 'DECISION'`;

/** What the checks of the tables of recommendations ask beyond the kinds of their columns. */
export function recommendationRules(
  { pick, idIn, random }: Means,
  row: Record<string, unknown>,
  i: number,
): Record<string, () => object> {
  const some = (table: string) => Array.from({ length: random(3) }, () => idIn(table));
  return {
    recommendation: () => {
      const state = String(row.state);
      const voted = OPEN.includes(state) ? null : idIn('draft_version');
      const adopted = state === 'IN_VOTE' || state === 'REJECTED' ? null : voted;
      const isOfForum = i % 3 === 0;
      return {
        ...{ number: `R-${i}`, year: pick([2024, 2026, 2027]), serial: i + 1 },
        ...{ convent_id: isOfForum ? null : idIn('convent'), forum_id: isOfForum ? idIn('forum') : null },
        ...{ voted_version_id: voted, voted_at: voted && AT, adopted_version_id: adopted, adopted_at: adopted && AT },
        ...{ entities: some('entity'), bodies: some('convent') },
        ...{ circle: pick([[], [], [idIn('convent')], [idIn('entity')]]) },
        state_since: pick([AT, '2025-01-01T00:00:00.5Z']),
      };
    },
    recommendation_round: () => ({ number: i + 1 }),
    recommendation_act: () => ({ at: pick([AT, '2025-01-01T00:00:00.5Z']) }),
  };
}
