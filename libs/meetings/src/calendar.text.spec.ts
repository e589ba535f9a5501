import fc from 'fast-check';
import ICAL from 'ical.js';
import { feedOf, invitationOf, uidOf, type CalendarMeeting } from './calendar.text.ts';

const meeting = (more: Partial<CalendarMeeting> = {}): CalendarMeeting => ({
  ...{ id: '0192c3a0-0000-7000-8000-000000000001', title: 'Spotkanie', state: 'CONVENED', sequence: 3 },
  ...{ startsAt: new Date('2026-10-25T00:30:00Z'), endsAt: new Date('2026-10-25T01:30:00Z') },
  ...{ place: 'Łódź, ul. Żółta 1; sala „B”', description: null, changedAt: new Date('2026-10-01T08:09:10Z') },
  ...more,
});

const read = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown as object[]);
  const events = calendar.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each));
  return { calendar, events, event: events[0]! };
};

describe('a meeting for calendars', () => {
  it('comes back out of a parser as it was, whatever stands in its texts', () => {
    const word = fc.constantFrom(
      'Łódź',
      'żółć ',
      '„cudzysłów”',
      '"',
      "'",
      ';',
      ',',
      '\\',
      '\\n',
      '\n',
      ':',
      '🦆',
      'BEGIN:VEVENT',
      ' ',
      'x'.repeat(80),
      'ą'.repeat(80),
    );
    const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((parts) => `a${parts.join('')}z`);
    fc.assert(
      fc.property(text, text, text, (title, place, description) => {
        const { event, events } = read(invitationOf(meeting({ title, place, description })));
        expect(events).toHaveLength(1);
        expect([event.summary, event.location, event.description]).toEqual([title, place, description]);
      }),
      { numRuns: 300 },
    );
  });

  it('folds at 75 octets, ends each line with CRLF and cuts no letter in two', () => {
    const text = invitationOf(meeting({ title: 'Zażółć gęślą jaźń – „Ćma” 🦆 '.repeat(20) }));
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const lines = text.split('\r\n');
    expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
    expect(text).not.toContain('\uFFFD');
  });

  it('speaks of instants in UTC, in the hour that comes twice too', () => {
    const text = invitationOf(meeting());
    expect(text).toContain('\r\nDTSTART:20261025T003000Z\r\n');
    expect(text).toContain('\r\nDTEND:20261025T013000Z\r\n');
    expect(text).toContain('\r\nDTSTAMP:20261001T080910Z\r\n');
    expect(text).not.toContain('TZID');
    const { event } = read(text);
    expect(event.endDate.toUnixTime() - event.startDate.toUnixTime()).toBe(3600);
  });

  it('keeps its name when it is moved, with a larger sequence, and is called off under the same', () => {
    const [first, moved, off] = [
      read(invitationOf(meeting())),
      read(invitationOf(meeting({ sequence: 4, startsAt: new Date('2026-11-02T09:00:00Z'), endsAt: null }))),
      read(invitationOf(meeting({ sequence: 5, state: 'CANCELLED' }))),
    ];
    expect([first, moved, off].map(({ event }) => [event.uid, event.sequence])).toEqual(
      [3, 4, 5].map((sequence) => [uidOf(meeting().id), sequence]),
    );
    const told = ({ calendar, event }: typeof first) => [
      calendar.getFirstPropertyValue('method'),
      event.component.getFirstPropertyValue('status'),
    ];
    expect([first, off].map(told)).toEqual([
      ['PUBLISH', 'CONFIRMED'],
      ['CANCEL', 'CANCELLED'],
    ]);
  });

  it('stands in the feed of a person beside the others, struck out when it is called off', () => {
    const { calendar, events } = read(feedOf([meeting(), meeting({ id: 'b', state: 'CANCELLED' })]));
    expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
    expect(events.map(({ component }) => component.getFirstPropertyValue('status'))).toEqual([
      'CONFIRMED',
      'CANCELLED',
    ]);
    expect(read(feedOf([])).events).toEqual([]);
  });
});
