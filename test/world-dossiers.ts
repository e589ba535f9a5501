import type { Row, Tables } from './world.ts';

interface Means {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly idIn: (table: string) => string;
  readonly tables: Tables;
}

const AT = '2024-05-06T07:08:09.1239Z';

export const DOSSIER_COUNTS = {
  ...{ dossier: 14, dossier_item: 40, dossier_act: 30, dispatch: 24, dispatch_version: 30 },
  ...{ register_entry: 50, dossier_response: 30, answer_position: 60, follow_up: 30, answer_notice: 40 },
};

/** Half of the dossiers are closed, once they have their items; then which answers count, and what was corrected. */
export const OF_DOSSIERS = [
  `UPDATE dossier SET state = CASE WHEN id::text ~ '[0-7]$' THEN 'FROZEN' ELSE 'DISPATCHED' END,
     content_hash = repeat('a', 64), frozen_at = created_at WHERE sample`,
  `UPDATE dispatch x SET response_id = (SELECT r.id FROM dossier_response r WHERE r.dispatch_id = x.id ORDER BY r.id DESC LIMIT 1)`,
  `UPDATE register_entry e SET position_id = (SELECT p.id FROM answer_position p WHERE p.entry_id = e.id ORDER BY p.id DESC LIMIT 1)`,
  `ALTER TABLE follow_up DISABLE TRIGGER follow_up_stands`,
  `UPDATE follow_up f SET corrects_id = b.id, reason = 'Poprawka' FROM (
     SELECT id, lag(id) OVER (PARTITION BY recommendation_id ORDER BY id) AS before FROM follow_up) o
   JOIN follow_up b ON b.id = o.before WHERE f.id = o.id AND f.id::text ~ '[0-7]$'`,
  `ALTER TABLE follow_up ENABLE TRIGGER follow_up_stands`,
];

/** What the checks of the tables of dossiers ask beyond the kinds of their columns. */
export function dossierRules(
  { pick, idIn, tables }: Means,
  row: Record<string, unknown>,
  i: number,
  text: () => string,
): Record<string, () => object> {
  const keys = (names: readonly string[]) => {
    const chosen = pick(names);
    return Object.fromEntries(names.map((table) => [`${table}_id`, table === chosen ? idIn(table) : null]));
  };
  const due = () => {
    const on = pick([null, '2020-03-02', '2090-01-02']);
    return { due_basis: on ? pick(['MONTH', 'OWN_DATE']) : 'NONE', nominal_on: on, due_on: on, delivered_on: null };
  };
  const closed = (): Row => pick(tables.dossier!.filter(({ sample }) => sample === true));
  return {
    dossier: () => ({
      ...keys(['convent', 'forum']),
      ...{ state: 'DRAFT', content_hash: null, frozen_at: null, sample: i % 2 === 0 },
      letter: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: text() }] }] },
    }),
    dossier_item: () => ({ position: i + 1, version_id: null, content_hash: null }),
    dispatch: () => ({ dossier_id: closed().id, response_id: null, ...due() }),
    dispatch_version: () => ({ number: i + 1, ...due() }),
    register_entry: () => ({ position_id: null }),
    dossier_response: () => ({ dossier_id: closed().id }),
    answer_position: () => ({ reason: text() }),
    follow_up: () => {
      const isOut = ['PUBLISHED', 'IN_FORCE'].includes(String(row.stage));
      const act = isOut ? { act: 'Dz.U. 2025 poz. 83', eli: 'DU/2025/83' } : { act: null, eli: null };
      return { ...act, list_number: pick([null, 'UD123']), corrects_id: null, reason: null };
    },
    answer_notice: () => {
      const isOutcome = i % 3 === 0;
      const isRead = i % 2 === 0;
      return {
        ...keys(['convent', 'forum', 'entity']),
        ...{ response_id: isOutcome ? null : idIn('dossier_response'), outcome: isOutcome ? 'IMPLEMENTED' : null },
        ...{
          reason: isOutcome ? text() : null,
          read_at: isRead ? AT : null,
          mandate_id: isRead ? idIn('mandate') : null,
        },
      };
    },
  };
}
