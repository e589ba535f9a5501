import { newId } from '#core';
import type { Row, Tables } from './world.ts';

interface Means {
  readonly pick: <T>(from: readonly T[]) => T;
  readonly idIn: (table: string) => string;
  readonly tables: Tables;
}

/** What the checks of the tables of polls ask beyond the kinds of their columns. */
export function pollRules({ pick, idIn, tables }: Means, { state }: Record<string, unknown>, i: number) {
  const ofForum = i % 3 === 0;
  const voters = () => [
    { convent_id: idIn('convent') },
    { entity_id: idIn('entity') },
    { person_id: idIn('person'), mandate_id: idIn('mandate') },
  ];
  const votes = () => [
    { choice: 'FOR' },
    { option_ids: [newId()] },
    { receipt: 'ab', sealed: '\\x00ff' },
    { receipt: 'cd' },
  ];
  const noVoter = { convent_id: null, entity_id: null, person_id: null, mandate_id: null };
  const noVote = { choice: null, option_ids: null, receipt: null, sealed: null };
  const {
    id: hashed,
    declaration_id: about,
    content_hash: hash,
  } = pick(tables.declaration_version ?? [{ id: '' }]) as Row;
  const isAbout = hashed !== '' && i % 2 === 0;
  const item = i % 2 && tables.agenda_item ? pick(tables.agenda_item) : null;
  const joint = item ? ['ORGANISING_CONVENTS'] : [];
  const electorate = pick([ofForum ? 'FORUM_CONVENTS' : 'CONVENT_MEMBERS', 'MANDATE_HOLDERS', ...joint]);
  return {
    poll: () => ({
      ...{ convent_id: ofForum ? null : idIn('convent'), forum_id: ofForum ? idIn('forum') : null },
      ...{ meeting_id: item?.meeting_id ?? null, agenda_item_id: (i % 4 === 1 && item?.id) || null },
      ...(electorate === 'ORGANISING_CONVENTS' && { majority: 'UNANIMOUS', rules_basis: 'Porozumienie' }),
      ...{ electorate, functions: electorate === 'MANDATE_HOLDERS' ? ['CHAIR', 'EXPERT'] : [] },
      ...{ seats: 1, max_choices: 2, quorum_percent: 50, double_majority: false, run_off_of_id: null },
      ...{ subject_type: isAbout ? 'Declaration' : null, subject_id: isAbout ? about : null },
      ...{ subject_hash: isAbout ? hash : null, kind: isAbout ? 'DECISION' : pick(['DECISION', 'ELECTION']) },
      closes_at: pick(['2024-01-01T00:00:00.0004Z', '2090-01-01T00:00:00Z']),
      opened_at: state === 'DRAFT' || (state === 'CANCELLED' && i % 2) ? null : '2023-01-01T00:00:00Z',
    }),
    poll_option: () => ({ position: i }),
    poll_voter: () => ({ ...noVoter, ...pick<Partial<Row>>(voters()) }),
    poll_vote: () => ({ poll_id: tables.poll_voter![i]!.poll_id, ...noVote, ...pick<Partial<Row>>(votes()) }),
  };
}
