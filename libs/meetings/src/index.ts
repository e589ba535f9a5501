export { AgendaItem, SessionNote } from './agenda-item.entity.ts';
export { Attendance } from './attendance.entity.ts';
export { Calendars } from './calendar.service.ts';
export { GuestErasure } from './guest.erasure.ts';
export { MeetingActs } from './meeting-acts.service.ts';
export { MeetingBody, OrganisingBody } from './meeting-body.entity.ts';
export { Meeting } from './meeting.entity.ts';
export { MeetingsModule } from './meetings.module.ts';
export { AgendaKind, MeetingKind, MeetingMode, MeetingState, Presence } from './words.ts';
