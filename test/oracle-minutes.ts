import { minutesLifecycle } from '../libs/minutes/src/minutes.lifecycle.ts';
import { taskLifecycle } from '../libs/minutes/src/task.lifecycle.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;
type One = (type: string, id: unknown, reader: Reader) => unknown;
interface Circles {
  isInForum(reader: Reader): boolean;
  bodies(reader: Reader): unknown[];
  offices(reader: Reader): unknown[];
}

export const MINUTES_LIFECYCLES = { Minutes: minutesLifecycle, Task: taskLifecycle };
const isIn = (ids: unknown, among: readonly unknown[]): boolean => (ids as unknown[]).some((id) => among.includes(id));
const moment = (value: unknown): number => Date.parse(String(value));

/** Plain lists: the column that points back, what they are sorted by, and which way. */
export const MINUTES_LISTS: Record<string, [string, string, number]> = {
  'Minutes.versions': ['minutes_id', 'number', -1],
  'Minutes.corrections': ['minutes_id', 'id', 1],
  'Minutes.acts': ['minutes_id', 'id', -1],
  'Meeting.conclusions': ['meeting_id', 'id', 1],
  'Meeting.resolutions': ['meeting_id', 'id', 1],
  'Meeting.tasks': ['meeting_id', 'id', 1],
  'Meeting.recordings': ['meeting_id', 'id', 1],
  'Meeting.recordingConsents': ['meeting_id', 'id', 1],
  'Conclusion.areas': ['conclusion_id', 'id', 1],
  'MeetingReport.items': ['report_id', 'position', 1],
  'Person.calendarTokens': ['person_id', 'id', 1],
};

/** Fields of minutes and outcomes that are not columns of the same name. */
export const minutesFields = (tables: Tables, one: One): Record<string, (row: Row, reader: Reader) => unknown> => ({
  'Meeting.minutes': (row, reader) => one('Minutes', row.id, reader),
  'Minutes.meeting': (row, reader) => one('Meeting', row.id, reader),
  'Minutes.recordPath': (row) => (row.published_at ? `/records/minutes/${row.id}.json` : null),
  'MinutesVersion.units': (row) => (JSON.parse(String(row.content)) as { units: object[] }).units,
  'Correction.answeredUnder': (row, reader) => one('Mandate', row.answered_under_id, reader),
  'Resolution.number': (row) => `${String(row.ordinal)}/${String(row.year)}`,
  'Task.owner': (row, reader) =>
    one('Convent', row.convent_id, reader) ??
    one('Forum', row.forum_id, reader) ??
    one('Entity', row.entity_id, reader),
  'Task.closedUnder': (row, reader) => one('Mandate', row.closed_under_id, reader),
  'Recording.deletedUnder': (row, reader) => one('Mandate', row.deleted_under_id, reader),
  'Obligation.task': (row, reader) => one('Task', row.subject_id, reader),
  ...reportFields(tables),
});

const by =
  <T>(key: (each: T) => unknown) =>
  (a: T, b: T): number =>
    key(a) === key(b) ? 0 : (key(a) as string) < (key(b) as string) ? -1 : 1;

function reportFields(tables: Tables): Record<string, (row: Row) => unknown> {
  const items = (report: Row): Row[] =>
    tables
      .meeting_report_item!.filter(({ report_id }) => report_id === report.id)
      .filter(({ meeting_id }) => tables.minutes!.some(({ id, state }) => id === meeting_id && state === 'PUBLISHED'))
      .filter(({ meeting_id }) =>
        tables.meeting!.some(({ id, minutes_at }) => id === meeting_id && minutes_at !== null),
      )
      .sort(by(({ position }) => position));
  const ofMeetings = (report: Row, table: string): Row[] =>
    items(report).flatMap((item) =>
      tables[table]!.filter(({ meeting_id }) => meeting_id === item.meeting_id).sort(by(({ id }) => id)),
    );
  return {
    'MeetingReport.participants': (row) => {
      const found = items(row).flatMap((item) =>
        tables
          .minutes_record!.filter(({ minutes_id }) => minutes_id === item.meeting_id)
          .flatMap(
            ({ file }) =>
              (JSON.parse(String(file)) as { record: { attendance: { function: string | null; count: number }[] } })
                .record.attendance,
          )
          .map((each) => ({ ...each, meeting: item.meeting_id })),
      );
      // PostgreSQL puts what has no function last.
      const functions = [...new Set(found.map((each) => each.function))].sort(by((name) => name ?? '~'));
      return functions.map((name) => {
        const all = found.filter((each) => each.function === name);
        const meetings = new Set(all.map(({ meeting }) => meeting)).size;
        return { function: name, count: all.reduce((sum, { count }) => sum + count, 0), meetings };
      });
    },
    'MeetingReport.themes': (row) => {
      const conclusions = ofMeetings(row, 'conclusion').filter(({ withdrawn_at }) => withdrawn_at === null);
      return [...tables.change_area!].sort(by(({ number }) => number)).flatMap(({ id, name_pl: area }) => {
        const about = (each: Row): boolean =>
          tables.conclusion_area!.some((link) => link.conclusion_id === each.id && link.change_area_id === id);
        const texts = conclusions.filter(about).map(({ text }) => text);
        return texts.length ? [{ changeAreaId: id, area, conclusions: texts }] : [];
      });
    },
    'MeetingReport.resolutions': (row) =>
      ofMeetings(row, 'resolution').map((each) => ({
        ...{ resolutionId: each.id, number: `${String(each.ordinal)}/${String(each.year)}`, title: each.title },
        adoptedOn: each.adopted_on,
        body:
          tables.convent!.find(({ id }) => id === each.convent_id)?.official_name ??
          tables.forum!.find(({ id }) => id === each.forum_id)?.name,
      })),
  };
}

/** Who sees what of minutes and outcomes, said a second time. */
export class MinutesRules {
  constructor(
    private readonly tables: Tables,
    private readonly circles: Circles,
  ) {}

  readonly rules: Record<string, (row: Row, reader: Reader) => boolean> = {
    Minutes: (row, reader) => this.sees(row, reader),
    MinutesVersion: (row, reader) => this.sees(this.minutes(row.minutes_id)!, reader),
    MinutesAct: (row, reader) => this.sees(this.minutes(row.minutes_id)!, reader),
    Correction: (row, reader) => this.mine(row, reader) || this.runs(row.minutes_id, reader),
    Conclusion: (row, reader) => this.outcome(row, reader),
    ConclusionArea: (row, reader) =>
      this.outcome(
        this.tables.conclusion!.find(({ id }) => id === row.conclusion_id)!,
        reader,
      ),
    Resolution: (row, reader) => this.outcome(row, reader),
    Task: (row, reader) => this.circles.bodies(reader).includes(row.body_id) || this.attends(row.meeting_id, reader),
    Recording: (row, reader) => this.attends(row.meeting_id, reader),
    RecordingConsent: (row, reader) => this.mine(row, reader) || this.runs(row.meeting_id, reader),
    MeetingReportItem: (row) => this.isPublished(row.meeting_id),
    CalendarToken: (row, reader) => this.mine(row, reader),
  };

  /** What the lifecycles of minutes and of a task ask for. */
  facts(type: string, row: Row, reader: Reader): object {
    const meeting = this.meeting(type === 'Task' ? row.meeting_id : row.id);
    const offices = this.circles.offices(reader);
    // Of a meeting that they do not see, nobody is told who organised it.
    const isSeen =
      meeting.published_at !== null ||
      (meeting.shared_at !== null && this.circles.isInForum(reader)) ||
      this.attends(meeting.id, reader) ||
      isIn([...(meeting.asked as unknown[]), ...(meeting.bodies as unknown[])], offices);
    const bodies = isSeen ? meeting.bodies : [];
    if (type === 'Task') return { bodyId: row.body_id, bodies };
    const ours = this.tables.correction!.filter(({ minutes_id }) => minutes_id === row.id);
    const until = moment(row.correct_until);
    const blocks = ({ at, state, settled_at }: Row): boolean =>
      moment(at) < until && (state === 'OPEN' || moment(settled_at) >= until);
    return {
      ...{
        bodies,
        meetingState: isSeen ? meeting.state : null,
        present: isSeen && isIn(meeting.participants, [reader]),
      },
      silent: row.state === 'CIRCULATED' && until <= Date.now() && !ours.some(blocks),
      open: ours.filter(({ state }) => state === 'OPEN').length,
    };
  }

  private minutes = (id: unknown): Row | undefined => this.tables.minutes!.find((each) => each.id === id);
  private isPublished = (id: unknown): boolean => this.meeting(id).minutes_at !== null;
  private meeting = (id: unknown): Row => this.tables.meeting!.find((each) => each.id === id)!;
  private mine = (row: Row, reader: Reader): boolean => reader !== null && row.person_id === reader;

  private runs(meetingId: unknown, reader: Reader): boolean {
    return isIn(this.meeting(meetingId).bodies, this.circles.offices(reader));
  }

  private attends(meetingId: unknown, reader: Reader): boolean {
    const { readers, convened_at } = this.meeting(meetingId);
    const isAsked = isIn(readers, [...this.circles.bodies(reader), ...(reader ? [reader] : [])]);
    return convened_at !== null && isAsked;
  }

  private sees(row: Row, reader: Reader): boolean {
    if (row.state === 'PUBLISHED' || this.runs(row.id, reader)) return true;
    return ['CIRCULATED', 'APPROVED'].includes(String(row.state)) && this.attends(row.id, reader);
  }

  private outcome = ({ meeting_id }: Row, reader: Reader): boolean =>
    this.isPublished(meeting_id) || this.attends(meeting_id, reader);
}
