import { ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

/** What a calendar program has to know of a meeting. */
export interface CalendarMeeting {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly place: string | null;
  readonly description: string | null;
  /** Grows with each change; a program takes the event with the larger one. */
  readonly sequence: number;
  readonly changedAt: Date;
}

const PRODUCT = { company: 'Konwent', product: 'Spotkania', language: 'PL' };

/** The name of an event in all its versions and in every calendar. */
export const uidOf = (id: string): string => `${id}@konwent`;

const statusOf = (state: string): ICalEventStatus => {
  if (state === 'CANCELLED') return ICalEventStatus.CANCELLED;
  return state === 'PLANNED' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED;
};

function calendarOf(meetings: readonly CalendarMeeting[], method: ICalCalendarMethod, name: string | null): string {
  const calendar = new ICalCalendar({ prodId: PRODUCT, method, name });
  for (const { id, title, state, startsAt, endsAt, place, description, sequence, changedAt } of meetings)
    calendar.createEvent({
      ...{ id: uidOf(id), summary: title, start: startsAt, end: endsAt, sequence, stamp: changedAt },
      ...{ location: place, description, status: statusOf(state), lastModified: changedAt },
    });
  return `${calendar.toString().replace(/\r?\n$/, '')}\r\n`;
}

/** One meeting: published as it stands, or called off. */
export const invitationOf = (meeting: CalendarMeeting): string =>
  calendarOf([meeting], meeting.state === 'CANCELLED' ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH, null);

/** All meetings of a person, to be subscribed to; one that is called off stays in, struck out. */
export const feedOf = (meetings: readonly CalendarMeeting[]): string =>
  calendarOf(meetings, ICalCalendarMethod.PUBLISH, 'Konwent – moje spotkania');
