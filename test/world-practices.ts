import { newId } from '#core';
import type { Row, Tables } from './world.ts';

interface Means {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly idIn: (table: string) => string;
  readonly tables: Tables;
}

export const PRACTICE_COUNTS = {
  ...{ good_practice: 30, practice_draft: 24, practice_version: 50, practice_area: 60, practice_attachment: 15 },
  ...{ practice_remark: 15, practice_act: 15, practice_question: 25, replication: 30 },
};

/** Which of its versions is the current one of each, once all are there, and that files are attached to practices. */
export const CURRENT = [
  `UPDATE good_practice p SET current_version_id = v.id FROM practice_version v
   WHERE v.practice_id = p.id AND p.current_version_id IS NOT NULL`,
  `INSERT INTO file_use (id, file_id, subject_type, subject_id, is_public, audience)
   SELECT uuidv7(), file_id, 'good_practice', practice_id, false, '{}' FROM practice_attachment`,
];

/** What the checks of the tables of practices ask beyond the kinds of their columns. */
export function practiceRules(
  { pick, idIn, tables }: Means,
  row: Record<string, unknown>,
  i: number,
  text: () => string,
) {
  const isOut = ['PUBLISHED', 'OUTDATED', 'ARCHIVED'].includes(String(row.state));
  const at = '2024-05-06T07:08:09.1239Z';
  const hash = newId().replaceAll('-', '').padEnd(64, '0');
  const said = (words: string) => ({
    type: 'doc',
    content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }],
  });
  const card = () => ({
    ...{
      problem: said(text()),
      actions: said('tak'),
      results: said(pick(['3 lata', '5 lat', 'rok'])),
      conditions: said('x'),
    },
    ...{ steps: null, partners: null, resources: pick([null, said('x y')]), evidence: null, risks: null },
    ...{ target_groups: pick([['HOMELESS'], ['YOUNG', 'OLDER'], []]), money_sources: pick([['PFRON'], []]) },
    ...{ change_area_ids: pick([[idIn('change_area')], [idIn('change_area'), newId()], []]), cost_range: 'NONE' },
    ...{ tags: pick([['ł'], ['lod', 'cis'], []]), started_in: pick([null, 2019, 2024]), language: 'PL' },
  });
  const version = () => pick(tables.practice_version ?? [{ id: '' }]) as Row;
  const ofVersion = ({ id, practice_id }: Row) => ({ version_id: id, practice_id });
  return {
    good_practice: () => ({
      ...{ current_version_id: isOut ? newId() : null, published_at: isOut ? at : null },
      ...{ last_checked_on: isOut ? pick(['2019-12-31', '2020-02-29']) : null, replication_count: 0, useful_count: 0 },
      audience: isOut ? pick(['CONVENT', 'FORUM', 'PUBLIC']) : null,
      convent_id: row.state === 'DRAFT' ? row.convent_id : idIn('convent'),
    }),
    practice_draft: () => ({ ...card(), reviewer_id: row.stage === 'DRAFT' ? null : idIn('mandate') }),
    practice_version: () => ({ ...card(), number: 1 + Math.floor(i / 10), content_hash: hash }),
    practice_area: () => ofVersion(version()),
    practice_attachment: () => ({ media_type: 'image/png', alt_text: text(), sha256: hash }),
    practice_remark: () => ({ field: pick(['TITLE', 'MONEY_SOURCES']) }),
    practice_question: () => ({ answered_at: row.answer === null ? null : at }),
    replication: () => ({ ...ofVersion(version()), confirmed_at: at }),
  };
}
