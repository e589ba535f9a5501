import { words } from '#convents';

export const minutesStateNames = {
  DRAFT: 'projekt',
  CIRCULATED: 'do uwag',
  APPROVED: 'zatwierdzony',
  PUBLISHED: 'ogłoszony',
};
const minutesStates = {
  DRAFT: 'being written, seen by the officers (projekt)',
  CIRCULATED: 'open for corrections until a moment (do uwag)',
  APPROVED: 'approved by act or by silence; its text stands (zatwierdzony)',
  PUBLISHED: 'sealed and public (ogłoszony)',
};
export type MinutesState = keyof typeof minutesStates;
export const MinutesState = words('MinutesState', 'Where minutes stand (stan protokołu).', minutesStates);

const approvals = {
  ACT: 'by an officer’s act (decyzją)',
  SILENCE: 'no correction was open at the deadline (milcząco)',
};
export type ApprovedBy = keyof typeof approvals;
export const ApprovedBy = words('ApprovedBy', 'How minutes were approved (sposób zatwierdzenia).', approvals);

export const correctionStateNames = {
  OPEN: 'czeka na odpowiedź',
  ACCEPTED: 'uwzględniona',
  REJECTED: 'nieuwzględniona',
  WITHDRAWN: 'wycofana',
};
const correctionStates = {
  OPEN: 'waits for an answer (czeka na odpowiedź)',
  ACCEPTED: 'the text was changed for it (uwzględniona)',
  REJECTED: 'the text stays, with the reason (nieuwzględniona)',
  WITHDRAWN: 'taken back by its author (wycofana)',
};
export type CorrectionState = keyof typeof correctionStates;
export const CorrectionState = words(
  'CorrectionState',
  'Where a correction stands (stan sprostowania).',
  correctionStates,
);

export const taskStateNames = { OPEN: 'do wykonania', DONE: 'wykonane', DROPPED: 'zaniechane' };
const taskStates = {
  OPEN: 'to be done (do wykonania)',
  DONE: 'done (wykonane)',
  DROPPED: 'given up, with the reason (zaniechane)',
};
export type TaskState = keyof typeof taskStates;
export const TaskState = words('TaskState', 'Where a task stands (stan zadania).', taskStates);

export const recordingStateNames = {
  KEPT: 'przechowywane',
  REMOVAL_DUE: 'do usunięcia',
  DELETED: 'usunięte',
};
const recordingStates = {
  KEPT: 'kept until the minutes are approved (przechowywane)',
  REMOVAL_DUE: 'lies at an outside address, where somebody has to delete it now (do usunięcia)',
  DELETED: 'deleted; that it was stays recorded (usunięte)',
};
export type RecordingState = keyof typeof recordingStates;
export const RecordingState = words('RecordingState', 'Where a recording stands (stan nagrania).', recordingStates);

const deletions = {
  MINUTES_APPROVED: 'the minutes are approved (zatwierdzono protokół)',
  CONSENT_WITHDRAWN: 'somebody withdrew their consent (wycofano zgodę)',
  KEPT_TOO_LONG: 'no minutes were approved within a year of the meeting (minął rok od spotkania)',
};
export type RecordingEnd = keyof typeof deletions;
export const RecordingEnd = words('RecordingEnd', 'Why a recording goes (przyczyna usunięcia nagrania).', deletions);
