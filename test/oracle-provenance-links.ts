import type { Row, Tables } from './world.ts';

export type End = readonly [kind: string, id: unknown];
export interface Link {
  readonly kind: string;
  readonly from: End;
  readonly to: End;
  readonly held: 'from' | 'to';
}

/** All links of the chain, whoever sees them; some lead to what is not there. */
export function allLinks(tables: Tables): Link[] {
  const rows = (table: string): Row[] => tables[table]!;
  const link = (kind: string, from: End, to: End, held: 'from' | 'to' = 'to'): Link => ({ kind, from, to, held });
  const versionsOf = (draftId: unknown) => rows('draft_version').filter(({ draft_id }) => draft_id === draftId);
  const next = ({ draft_id, number }: Row) => versionsOf(draft_id).filter((each) => each.number === Number(number) + 1);
  const recommendation = (key: unknown) => rows('recommendation').filter(({ id }) => id === key);
  const adopted = (key: unknown): End[] =>
    recommendation(key).flatMap((r) => {
      const [version] = rows('draft_version').filter(({ id }) => id === r.adopted_version_id);
      const isIts = (p: Row) =>
        p.subject_id === r.id && p.state === 'PUBLISHED' && version && p.subject_hash === version.content_hash;
      const polls = rows('poll')
        .filter(isIts)
        .map(({ id }): End => ['POLL', id]);
      return [['RECOMMENDATION', r.id] as End, ...(version ? [['VERSION', version.id] as End] : []), ...polls];
    });
  return [
    ...rows('conclusion').map((c) => link('RECORDED', ['MEETING', c.meeting_id], ['CONCLUSION', c.id])),
    ...rows('proposal').flatMap((p) => [
      link('PROPOSED', ['CONCLUSION', p.conclusion_id], ['PROPOSAL', p.id]),
      link('MERGED', ['PROPOSAL', p.id], ['PROPOSAL', p.merged_into_id], 'from'),
      link('TAKEN_UP', ['PROPOSAL', p.id], ['RECOMMENDATION', p.recommendation_id], 'from'),
    ]),
    ...rows('proposal_part').map((k) =>
      link('PUT_TOGETHER', ['PROPOSAL', k.proposal_id], ['PROPOSAL_MERGE', k.merge_id], 'from'),
    ),
    ...rows('proposal_merge').map((m) => link('MADE', ['PROPOSAL_MERGE', m.id], ['PROPOSAL', m.result_id], 'from')),
    ...rows('recommendation_practice').map((k) =>
      link('EVIDENCE', ['PRACTICE', k.practice_id], ['RECOMMENDATION', k.recommendation_id]),
    ),
    ...rows('recommendation').flatMap((r) => [
      ...rows('draft_unit')
        .filter((u) => u.draft_id === r.draft_id)
        .map((u) => link('WORDED', ['RECOMMENDATION', r.id], ['UNIT', u.id])),
      ...versionsOf(r.draft_id).map((v) => link('FROZEN', ['RECOMMENDATION', r.id], ['VERSION', v.id])),
    ]),
    ...rows('poll').flatMap((p) =>
      recommendation(p.subject_id).flatMap((r) => [
        link('PUT_TO_VOTE', ['RECOMMENDATION', r.id], ['POLL', p.id]),
        ...versionsOf(r.draft_id)
          .filter((v) => v.content_hash === p.subject_hash)
          .map((v) => link('PUT_TO_VOTE', ['VERSION', v.id], ['POLL', p.id])),
      ]),
    ),
    ...rows('draft_unit').flatMap((u) =>
      versionsOf(u.draft_id)
        .filter((v) => String(v.content).includes(u.id))
        .map((v) => link('IN_VERSION', ['UNIT', u.id], ['VERSION', v.id], 'from')),
    ),
    ...rows('draft_version').flatMap((v) =>
      next(v).map((n) => link('NEXT_VERSION', ['VERSION', v.id], ['VERSION', n.id])),
    ),
    ...rows('circulation').flatMap((c) => [
      link('CIRCULATED', ['VERSION', c.version_id], ['CIRCULATION', c.id]),
      ...rows('draft_version')
        .filter(({ id }) => id === c.version_id)
        .flatMap((v) => next(v).map((n) => link('REVISED', ['CIRCULATION', c.id], ['VERSION', n.id], 'from'))),
    ]),
    ...rows('remark').flatMap((k) => [
      link('REMARKED', ['CIRCULATION', k.circulation_id], ['REMARK', k.id]),
      link('REMARKED', ['UNIT', k.unit_id], ['REMARK', k.id]),
      link('CARRIED', ['REMARK', k.carried_from_id], ['REMARK', k.id]),
      link('JOINED', ['REMARK', k.id], ['REMARK', k.joined_to_id], 'from'),
    ]),
    ...rows('disposition').flatMap((d) => [
      link('DISPOSED', ['REMARK', d.remark_id], ['DISPOSITION', d.id]),
      link('CARRIED_OUT', ['DISPOSITION', d.id], ['VERSION', d.version_id], 'from'),
    ]),
    ...rows('dossier_item').flatMap((i) =>
      adopted(i.recommendation_id).map((from) => link('COMPILED', from, ['DOSSIER', i.dossier_id], 'from')),
    ),
    ...rows('dispatch').map((x) => link('DISPATCHED', ['DOSSIER', x.dossier_id], ['DISPATCH', x.id])),
    ...rows('dossier_response').map((a) => link('RESPONDED', ['DISPATCH', a.dispatch_id], ['RESPONSE', a.id])),
    ...rows('answer_position').flatMap((a) => [
      link('STATED', ['RESPONSE', a.response_id], ['POSITION', a.id]),
      ...adopted(a.recommendation_id).map((from) => link('ANSWERED', from, ['POSITION', a.id])),
    ]),
    ...rows('follow_up').flatMap((f) =>
      adopted(f.recommendation_id).map((from) => link('FOLLOWED', from, ['FOLLOW_UP', f.id])),
    ),
  ];
}
