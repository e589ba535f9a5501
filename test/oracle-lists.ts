import { CIRCULATION_LISTS } from './oracle-circulations.ts';
import { DOSSIER_LISTS } from './oracle-dossiers.ts';
import { DRAFT_LINKS, DRAFT_LISTS } from './oracle-drafts.ts';
import { MINUTES_LISTS } from './oracle-minutes.ts';
import { PROPOSAL_LISTS } from './oracle-proposals.ts';
import { RECOMMENDATION_LINKS, RECOMMENDATION_LISTS } from './oracle-recommendations.ts';
import { refuse, UUID, type Args } from './oracle-rules.ts';
import type { Row } from './world.ts';

export function orderOf(type: string, { orderBy }: Args, column: string | null): [string, number] {
  const isOfPerson = column === 'person_id';
  if (type === 'Registration') return isOfPerson ? ['id', -1] : ['queue', 1];
  if (type === 'Resolution' || type === 'MeetingReport') return ['id', -1];
  if (type === 'MeetingBody' || (type === 'MeetingInvitation' && isOfPerson)) return ['id', -1];
  if (type === 'Convent') return ['place', 1];
  if (type === 'Entity') return orderBy === 'NEWEST' ? ['id', -1] : ['place', 1];
  if (type === 'Obligation') return ['due', 1];
  if (type === 'SearchHit') return ['place', 1];
  if (type === 'Proposal' || type === 'Recommendation') return [orderBy === 'LAST_CHANGED' ? 'state_since' : 'id', -1];
  if (type === 'GoodPractice' && orderBy !== 'NEWEST') return ['rank', -1];
  if (['GoodPractice', 'Replication', 'PracticeQuestion'].includes(type)) return ['id', -1];
  if (['Mandate', 'EntityImport', 'Declaration', 'Poll', 'Draft', 'DraftUnitEvent'].includes(type)) return ['id', -1];
  if (['Circulation', 'Dossier', 'Dispatch', 'RegisterEntry', 'AuditEntry'].includes(type)) return ['id', -1];
  if (type === 'DraftUnit' || type === 'Remark') return ['place', 1];
  if (type === 'EntityImportRow') return ['line', 1];
  if (type === 'Meeting') return ['starts_at', -1];
  if (type === 'Attendance') return ['place', 1];
  return ['Session', 'ApiToken', 'Invitation'].includes(type) ? ['created_at', -1] : ['id', 1];
}

/** The lists of an account show what still counts. */
export function isCurrent(name: string, row: Row): boolean {
  if (name === 'sessions') return Date.parse(String(row.last_seen_at)) > Date.now() - 30 * 60_000;
  return name !== 'invitationsSent' || row.accepted_at === null;
}

export function checkPage(args: Args, field: string): void {
  const { first = 20, after, filter, practiceId } = args;
  if (field === 'similarProposals') checkSimilar(args);
  const isWrong = first < 1 || first > 100 || (typeof after === 'string' && !UUID.test(after));
  const {
    name,
    voivodeship,
    body,
    convent,
    party,
    organiser,
    tag,
    changeAreas,
    origin,
    reviewer,
    draft,
    unit,
    leadBody,
    text,
    addressee,
  } = filter ?? {};
  const isOdd =
    (typeof practiceId === 'string' && !UUID.test(practiceId)) ||
    (typeof tag === 'string' && !tag.trim()) ||
    ((changeAreas ?? []) as string[]).some((id) => !UUID.test(id)) ||
    (typeof voivodeship === 'string' && !/^\d\d$/.test(voivodeship)) ||
    [text, addressee].some((each) => typeof each === 'string' && !each.trim()) ||
    [body, convent, party, organiser, origin, reviewer, draft, unit, leadBody, filter?.underMandate].some(
      (id) => typeof id === 'string' && !UUID.test(id),
    );
  if (isWrong || isOdd || (typeof name === 'string' && !name.trim())) refuse('INVALID_INPUT');
}

/** What a text is compared with: words, and areas that may be unknown. */
function checkSimilar({ text, areas }: Args & { text?: string; areas?: string[] | null }): void {
  if (!text?.trim() || areas?.some((id) => !UUID.test(id))) refuse('INVALID_INPUT');
}

/** Plain lists: the column that points back, what they are sorted by, and which way. */
export const LISTS: Record<string, [string, string, number]> = {
  'Account.secondFactors': ['person_id', 'id', 1],
  'Account.linkedIdentities': ['person_id', 'id', 1],
  'Entity.statusGrants': ['entity_id', 'from', -1],
  'ChangeArea.evidence': ['change_area_id', 'id', 1],
  'ChangeArea.versions': ['change_area_id', 'number', -1],
  'ChangeArea.acts': ['change_area_id', 'id', -1],
  'ChangeArea.successors': ['from_id', 'id', 1],
  'ChangeArea.predecessors': ['to_id', 'id', 1],
  'Declaration.versions': ['declaration_id', 'number', -1],
  'Declaration.signatures': ['declaration_id', 'id', 1],
  'Declaration.decisions': ['declaration_id', 'id', 1],
  'Declaration.acts': ['declaration_id', 'id', -1],
  'DeclarationVersion.parties': ['version_id', 'position', 1],
  'DeclarationVersion.signatures': ['version_id', 'id', 1],
  ...MINUTES_LISTS,
  ...PROPOSAL_LISTS,
  ...RECOMMENDATION_LISTS,
  ...DOSSIER_LISTS,
  ...DRAFT_LISTS,
  ...CIRCULATION_LISTS,
  'Meeting.organisers': ['meeting_id', 'id', 1],
  'Meeting.agenda': ['meeting_id', 'position', 1],
  'Meeting.notes': ['meeting_id', 'id', 1],
  'Meeting.polls': ['meeting_id', 'id', 1],
  'AgendaItem.polls': ['agenda_item_id', 'id', 1],
  'Meeting.acts': ['meeting_id', 'id', -1],
  'AgendaItem.items': ['parent_id', 'position', 1],
  'Registration.representations': ['registration_id', 'id', 1],
  'Convent.acts': ['convent_id', 'id', -1],
  'Membership.acts': ['membership_id', 'id', -1],
  'GoodPractice.versions': ['practice_id', 'number', -1],
  'GoodPractice.attachments': ['practice_id', 'id', 1],
  'GoodPractice.remarks': ['practice_id', 'id', -1],
  'GoodPractice.acts': ['practice_id', 'id', -1],
  'PracticeVersion.areas': ['version_id', 'id', 1],
  'Poll.options': ['poll_id', 'position', 1],
  'Poll.acts': ['poll_id', 'id', -1],
  'PollResult.counts': ['poll_id', 'place', 1],
  'EntityImport.columns': ['import_id', 'position', 1],
  'EntityImportRow.problems': ['row_id', 'id', 1],
};
/** Root fields that a reader who is signed out is refused, whatever they ask. */
export const SIGNED_IN = new Set([
  'task',
  'proposalMerge',
  'draftUnit',
  'circulation',
  'circulations',
  'remark',
  'auditEntries',
  'answerNotice',
]);
export const SAME_ID = {
  ...{ draft: 1, result: 1, vote: 1, option: 1, rules: 1, forumStanding: 1, contact: 1, account: 1 },
  ...{ onlineLink: 1, quorum: 1 },
};
export const LINKS: Record<string, string> = {
  'Account.sessions': 'person_id',
  'Account.apiTokens': 'person_id',
  'Account.invitationsSent': 'invited_by',
  'EntityImport.rows': 'import_id',
  ...DRAFT_LINKS,
  ...RECOMMENDATION_LINKS,
  'Declaration.polls': 'subject_id',
  'GoodPractice.questions': 'practice_id',
  'GoodPractice.replications': 'practice_id',
};
