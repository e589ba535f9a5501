import { defineEvent } from '#core';
import type { InvitationAnswer, MeetingAudience, MeetingKind, Presence, RegistrationState } from './words.ts';

/** The subject of each is the meeting. */
export const MeetingPlanned = defineEvent<{ kind: MeetingKind }>('meeting.planned');
/** Entered after it had been held. */
export const MeetingRecorded = defineEvent<{ kind: MeetingKind }>('meeting.recorded');
export const AttendanceReported = defineEvent<{ attendanceId: string }>('meeting.attendance_reported');
export const AttendanceDropped = defineEvent<{ attendanceId: string }>('meeting.attendance_dropped');
export const MeetingRecordCompleted = defineEvent('meeting.record_completed');
export const MeetingEdited = defineEvent('meeting.edited');
export const MeetingPartnerAgreed = defineEvent<{ bodyId: string }>('meeting.partner_agreed');
export const MeetingConvened = defineEvent('meeting.convened');
/** Concerns all who are invited or registered. */
export const MeetingMoved = defineEvent('meeting.moved');
export const MeetingCancelled = defineEvent('meeting.cancelled');
export const MeetingBegan = defineEvent('meeting.began');
export const MeetingClosed = defineEvent('meeting.closed');
export const MeetingPublished = defineEvent<{ audience: MeetingAudience }>('meeting.published');
export const AgendaChanged = defineEvent<{ itemId: string }>('meeting.agenda_changed');
/** In session: what it has come to; no item between two of them. */
export const ItemTakenUpNow = defineEvent<{ itemId?: string }>('meeting.item_taken_up');
export const MeetingNoted = defineEvent<{ noteId: string }>('meeting.noted');
export const MeetingInvited = defineEvent<{ invitations: number }>('meeting.invited');
export const InvitationTakenBack = defineEvent<{ invitationId: string }>('meeting.invitation_withdrawn');
export const InvitationAnswered = defineEvent<{ invitationId: string; answer: InvitationAnswer }>('meeting.answered');
/** Concerns the person, also when a seat has come free for them. */
export const RegistrationChanged = defineEvent<{ registrationId: string; state: RegistrationState }>(
  'meeting.registration_changed',
);
/** No mode: they left. */
export const AttendanceChanged = defineEvent<{ registrationId: string; mode?: Presence }>('meeting.attendance_changed');
/** Who a guest was is erased; that somebody came stays. */
export const GuestErased = defineEvent<{ guestId: string }>('meeting.guest_erased');
export const CalendarTokenMade = defineEvent('identity.calendar_token_made');
export const CalendarTokenRevoked = defineEvent('identity.calendar_token_revoked');
