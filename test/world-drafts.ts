import { newId } from '#core';
import type { Row, Tables } from './world.ts';

interface Means {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly idIn: (table: string) => string;
  readonly tables: Tables;
}

export const DRAFT_COUNTS = {
  ...{ draft: 30, draft_version: 50, working_text: 24, draft_unit: 90, draft_unit_event: 60 },
  ...{ draft_amendment: 30, draft_member: 30, draft_act: 40 },
};

/** What the rows of a draft point to once all are there: its last version, a unit before in the same draft. */
export const OF_DRAFTS = [
  `UPDATE draft d SET current_version_id = v.id FROM draft_version v WHERE v.draft_id = d.id AND d.id::text ~ '[0-b]$'`,
  `UPDATE draft_unit u SET parent_id = (SELECT p.id FROM draft_unit p
     WHERE p.draft_id = u.draft_id AND p.place < u.place ORDER BY p.place LIMIT 1) WHERE id::text ~ '[0-7]$'`,
];

const KINDS = ['ARTICLE', 'SUBSECTION', 'POINT', 'INDENT', 'QUOTE', 'CHAPTER'];
const ACT = {
  name: 'ustawie z dnia 1 lutego 2031 r. o klubach próbnych',
  publication: { journal: 'DU', year: 2031, nr: null, position: 77 },
  ...{ changes: [], laterChanges: true },
};

/** What the checks of the tables of drafts ask beyond the kinds of their columns. */
export function draftRules(
  { pick, idIn, tables }: Means,
  row: Record<string, unknown>,
  i: number,
  text: () => string,
): Record<string, () => object> {
  const ofForum = i % 4 === 0;
  const hash = newId().replaceAll('-', '').padEnd(64, '0');
  const unit = (label: string, children: object[] = []) => ({
    ...{ id: newId(), kind: 'ARTICLE', label, title: text(), text: text(), children, closing: text() },
  });
  const units = () => [unit('1'), unit('2a', [{ ...unit('1'), kind: 'POINT' }])];
  const proposed = () => ({
    act: ACT,
    amendment: {
      ...{ operation: 'REPLACE_WORDS', added: null, wording: null, words: 'do dnia', newWords: 'od dnia' },
      target: { within: [], kind: 'ARTICLE', labels: [String(1 + i)], part: 'WHOLE' },
    },
    ...{ inForce: pick([null, `do dnia ${text()}`]), justification: pick([null, text()]) },
  });
  const stand = () => pick([null, { parentId: pick([null, newId()]), index: i, label: text() }]);
  const said = () => ({ form: 'LAW', heading: text(), units: units(), act: null, title: text() });
  return {
    draft: () => ({
      ...{ convent_id: ofForum ? null : idIn('convent'), forum_id: ofForum ? idIn('forum') : null },
      ...{
        act: pick([null, ACT]),
        form: 'LAW',
        current_version_id: null,
        is_public: i % 5 === 0,
        for_forum: i % 7 === 0,
      },
      shared_with: pick([[], [idIn('convent')], [idIn('convent'), newId()]]),
    }),
    draft_version: () => ({
      ...{ number: 1 + Math.floor(i / 15), content_hash: hash },
      content: JSON.stringify({ ...said(), draftId: row.draft_id, amendments: [{ id: newId(), ...proposed() }] }),
    }),
    draft_unit: () => ({
      // Those of the first drafts have texts to lie in.
      draft_id: (tables.working_text ?? [])[i % 12]?.id,
      ...{ parent_id: null, place: i + 1, kind: pick(KINDS), label: pick(['1', '2', '3a', '']) },
    }),
    draft_unit_event: () => {
      const { id, draft_id } = pick(tables.draft_unit ?? [{ id: '' }]) as Row;
      return { draft_id, unit_id: id, before: stand(), after: stand(), gone: pick([null, unit('7', units())]) };
    },
    draft_amendment: () => ({
      ...{ draft_id: (tables.working_text ?? [])[i % 12]?.id, position: 1 + Math.floor(i / 12), proposed: proposed() },
    }),
    draft_member: () => {
      const { id, person_id } = pick(tables.mandate ?? [{ id: '' }]) as Row;
      return { mandate_id: id, person_id };
    },
    draft_act: () => ({
      amendment_before: pick([null, proposed()]),
      ...(i % 2 ? { convent_id: null } : { forum_id: null }),
    }),
  };
}
