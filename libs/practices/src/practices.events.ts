import { defineEvent } from '#core';
import type { PracticeAudience } from './words.ts';

/** Each concerns the author's entity and the convent that reviews. */
export const PracticeDrafted = defineEvent('practice.drafted');
export const PracticeSaved = defineEvent('practice.saved');
export const PracticeSubmitted = defineEvent<{ conventId: string }>('practice.submitted');
export const PracticeWithdrawn = defineEvent('practice.withdrawn');
export const PracticeTaken = defineEvent('practice.review_taken');
export const PracticeReturned = defineEvent<{ remarks: number }>('practice.returned');
/** These two concern the change areas too. */
export const PracticePublished = defineEvent<{ versionId: string; audience: PracticeAudience }>('practice.published');
/** More may read it from now on. */
export const PracticeWidened = defineEvent<{ audience: PracticeAudience }>('practice.widened');
export const PracticeChecked = defineEvent('practice.checked');
export const PracticeOutdated = defineEvent('practice.outdated');
export const PracticeArchived = defineEvent('practice.archived');
/** Their subject is the practice; they concern the other entity too, an answer its question. */
export const ReplicationReported = defineEvent<{ replicationId: string }>('practice.replication_reported');
export const ReplicationConfirmed = defineEvent<{ replicationId: string }>('practice.replication_confirmed');
export const ReplicationEdited = defineEvent<{ replicationId: string }>('practice.replication_edited');
export const ReplicationWithdrawn = defineEvent<{ replicationId: string }>('practice.replication_withdrawn');
export const QuestionAsked = defineEvent<{ questionId: string }>('practice.question_asked');
export const QuestionAnswered = defineEvent<{ questionId: string }>('practice.question_answered');
export const PracticeMarked = defineEvent<{ useful: boolean }>('practice.marked');
