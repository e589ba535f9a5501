import { CIRCULATION_COUNTS } from './world-circulations.ts';
import { DOSSIER_COUNTS } from './world-dossiers.ts';
import { DRAFT_COUNTS } from './world-drafts.ts';
import { PRACTICE_COUNTS } from './world-practices.ts';
import { PROPOSAL_COUNTS } from './world-proposals.ts';
import { RECOMMENDATION_COUNTS } from './world-recommendations.ts';
import { MINUTES_COUNTS } from './world.minutes.ts';

/** How many rows of each table, those that are pointed to first. */
export const COUNTS = {
  ...{ person: 12, account: 8, session: 9, api_token: 9, invitation: 9 },
  ...{ second_factor: 12, recovery_code: 20, linked_identity: 9 },
  ...{ forum: 1, convent: 6, convent_rules: 5, change_area: 4, change_area_evidence: 9 },
  ...{ entity: 24, entity_contact: 15, status_grant: 30, membership: 60, mandate: 90 },
  ...{ membership_act: 80, convent_act: 20 },
  ...{ change_area_version: 9, change_area_act: 8, change_area_succession: 4 },
  ...{ entity_import: 6, entity_import_column: 15, entity_import_row: 40, entity_import_problem: 30 },
  ...{ file: 20, file_use: 30 },
  ...{ declaration: 40, declaration_version: 90, declaration_party: 150, signature: 120 },
  ...{ meeting: 20, meeting_body: 40, agenda_item: 60, meeting_guest: 12, meeting_invitation: 60, registration: 60 },
  ...{ representation: 60, attendance: 60, meeting_act: 40, session_note: 20, online_link: 16 },
  ...{ poll: 24, poll_option: 20, poll_voter: 60, poll_vote: 30, poll_result: 8, poll_count: 12, poll_act: 15 },
  forum_decision: 20,
  ...{ declaration_act: 60, forum_standing: 20 },
  ...PRACTICE_COUNTS,
  ...DRAFT_COUNTS,
  ...CIRCULATION_COUNTS,
  ...MINUTES_COUNTS,
  ...RECOMMENDATION_COUNTS,
  ...DOSSIER_COUNTS,
  ...PROPOSAL_COUNTS,
  ...{ obligation: 60 },
  ...{ audit_entry: 40, audit_checkpoint: 3 },
};
