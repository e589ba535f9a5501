import { defineEvent } from '#core';
import type { ApprovedBy, CorrectionState, RecordingEnd, TaskState } from './minutes.words.ts';

/** Each is about the meeting, so that whoever follows it is woken. */
export const MinutesDrafted = defineEvent('meeting.minutes_drafted');
export const MinutesEdited = defineEvent<{ versionId: string }>('meeting.minutes_edited');
export const MinutesCirculated = defineEvent<{ versionId: string }>('meeting.minutes_circulated');
export const MinutesExtended = defineEvent('meeting.minutes_extended');
export const MinutesApproved = defineEvent<{ by: ApprovedBy }>('meeting.minutes_approved');
export const MinutesPublished = defineEvent<{ versionId: string }>('meeting.minutes_published');
export const CorrectionMade = defineEvent<{ correctionId: string; late: boolean }>('meeting.correction_made');
export const CorrectionSettled = defineEvent<{ correctionId: string; state: CorrectionState }>(
  'meeting.correction_settled',
);
export const ConclusionRecorded = defineEvent<{ conclusionId: string }>('meeting.conclusion_recorded');
export const ConclusionEdited = defineEvent<{ conclusionId: string }>('meeting.conclusion_edited');
export const ConclusionWithdrawn = defineEvent<{ conclusionId: string }>('meeting.conclusion_withdrawn');
export const ResolutionRecorded = defineEvent<{ resolutionId: string; bodyId: string }>('meeting.resolution_recorded');
export const TaskAssigned = defineEvent<{ taskId: string; bodyId: string }>('meeting.task_assigned');
export const TaskStepped = defineEvent<{ taskId: string; state: TaskState }>('meeting.task_stepped');
export const RecordingAdded = defineEvent<{ recordingId: string }>('meeting.recording_added');
/** Its file is released, or its address has to be cleared by hand. */
export const RecordingEnded = defineEvent<{ recordingId: string; because: RecordingEnd }>('meeting.recording_ended');
export const RecordingDeleted = defineEvent<{ recordingId: string }>('meeting.recording_deleted');
export const ConsentGiven = defineEvent<{ personId: string; consents: boolean }>('meeting.consent_given');
export const ReportCompiled = defineEvent('meeting_report.compiled');
