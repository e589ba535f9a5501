import { newId } from '#core';
import type { Row, Tables } from './world.ts';

interface Means {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly idIn: (table: string) => string;
  readonly tables: Tables;
}

export const CIRCULATION_COUNTS = {
  ...{ circulation: 25, circulation_party: 50, circulation_answer: 50, circulation_act: 30 },
  ...{ remark: 60, disposition: 40, remark_joining: 40 },
};

/** Which answer and which disposition count, once all are there. */
export const OF_CIRCULATIONS = [
  `UPDATE circulation_party p SET answer_id = (SELECT a.id FROM circulation_answer a WHERE a.party_id = p.id ORDER BY a.id DESC LIMIT 1)`,
  `UPDATE remark r SET state = 'DISPOSED', withdrawn_at = NULL, disposition_id = d.id
   FROM (SELECT DISTINCT ON (remark_id) remark_id, id FROM disposition ORDER BY remark_id, id DESC) d WHERE d.remark_id = r.id`,
  `UPDATE remark r SET joined_to_id = (SELECT o.id FROM remark o WHERE o.circulation_id = r.circulation_id AND o.id < r.id
     AND o.state <> 'WITHDRAWN' ORDER BY o.id LIMIT 1) WHERE state <> 'WITHDRAWN' AND id::text ~ '[0-9]$'`,
  `UPDATE remark r SET carried_from_id = w.before FROM (SELECT id, lag(id, 7) OVER (ORDER BY id) AS before FROM remark) w
   WHERE w.id = r.id AND r.id::text ~ '[5-c]$'`,
];

/** What the checks of the tables of circulations ask beyond the kinds of their columns. */
export function circulationRules(
  { pick, idIn, tables }: Means,
  row: Record<string, unknown>,
  i: number,
  text: () => string,
): Record<string, () => object> {
  const at = '2024-05-06T07:08:09.1239Z';
  const oneOf = (...columns: string[]) => {
    const chosen = pick(columns);
    return Object.fromEntries(
      columns.map((each) => [each, each === chosen && each !== 'submitter' ? idIn(each.slice(0, -3)) : null]),
    );
  };
  const withdrawn = row.state === 'WITHDRAWN';
  const unit = i % 3 === 0 ? null : newId();
  return {
    circulation: () => ({
      ...oneOf('convent_id', 'forum_id'),
      ...pick([
        { opens_at: at, closes_at: '2024-06-06T07:08:09Z' },
        { opens_at: at, closes_at: '2090-06-06T07:08:09Z' },
        { opens_at: '2090-05-06T07:08:09Z', closes_at: '2090-06-06T07:08:09Z' },
      ]),
      circle: pick([[idIn('convent')], [idIn('entity'), idIn('convent')], [idIn('entity'), newId()]]),
      ended_at: row.state === 'OPEN' ? null : at,
    }),
    circulation_party: () => ({ ...oneOf('convent_id', 'entity_id'), answer_id: null }),
    circulation_answer: () => {
      const party = pick(tables.circulation_party ?? []) as Row;
      const silent = i % 4 === 0;
      return {
        ...{ party_id: party.id, circulation_id: party.circulation_id, body_id: party.body_id },
        ...{ reason: text(), silent, mandate_id: silent ? null : idIn('mandate') },
      };
    },
    remark: () => ({
      ...(i % 5 === 0
        ? { convent_id: null, entity_id: null, submitter: text(), channel: 'LETTER' }
        : { ...oneOf('convent_id', 'entity_id'), submitter: null }),
      ...{ unit_id: unit, unit_path: unit && `art. ${i}`, place: unit ? 1 + (i % 7) : 0 },
      ...{ state: withdrawn ? 'WITHDRAWN' : 'SUBMITTED', withdrawn_at: withdrawn ? at : null, disposition_id: null },
      ...{ joined_to_id: null, carried_from_id: null },
    }),
    remark_joining: () => {
      const [remark, leading] = [i, i + 1].map((at) => tables.remark![at % tables.remark!.length]!.id);
      const ended = i > 30 || i % 2 === 0;
      return {
        ...{ remark_id: remark, leading_id: leading, ended_at: ended ? at : null },
        ended_under_id: ended ? idIn('mandate') : null,
      };
    },
    disposition: () => {
      const carried = i % 3 === 0;
      const reply = pick([null, 'ACKNOWLEDGED', 'OBJECTED']);
      return {
        ...{ reason: text(), version_id: carried ? idIn('draft_version') : null, unit_id: carried ? newId() : null },
        ...(carried && { verdict: 'ACCEPTED' }),
        ...{ reply, reply_reason: reply && text(), replied_at: reply && at },
        replied_under_id: reply && idIn('mandate'),
      };
    },
  };
}
