import type { MandateFunction } from '#convents';
import { newId } from '#core';
import type { MeetingState } from '#meetings';
import type { Asker, TestApp } from './app.ts';
import { nasty, type Someone } from './given.ts';

type Id = { id: string };

/** What each act answers. */
const MINUTES = `{ id state version correctUntil approvedAt approvedBy publishedAt recordPath
  currentVersion { id number contentHash content units { id agendaItemId heading text } } versions { number contentHash } }`;
const CORRECTION = `{ id state late answer wording carriedById mandate { id } }`;
const CONCLUSION = `{ id text version withdrawnAt areas { changeArea { id } } }`;
const RECORDING = `{ id state address endedBecause deletedAt file { id } }`;
const TASK = `{ id state version text dueOn report closedUnder { id } owner { __typename } }`;

const ACTS = {
  draftMinutes: MINUTES,
  editMinutes: MINUTES,
  circulateMinutes: MINUTES,
  extendMinutes: MINUTES,
  approveMinutes: MINUTES,
  publishMinutes: MINUTES,
  correctMinutes: CORRECTION,
  withdrawCorrection: CORRECTION,
  answerCorrection: CORRECTION,
  recordConclusion: CONCLUSION,
  editConclusion: CONCLUSION,
  withdrawConclusion: CONCLUSION,
  recordResolution: `{ id number ordinal year adoptedOn body { ... on Convent { id } ... on Forum { id } } }`,
  assignTask: TASK,
  completeTask: TASK,
  dropTask: TASK,
  consentToRecording: `{ id consents }`,
  addRecording: RECORDING,
  confirmRecordingDeleted: RECORDING,
  compileMeetingReport: `{ id title }`,
  createCalendarToken: `{ id path }`,
  revokeCalendarToken: `{ id revokedAt }`,
} as const;
export type MinutesAct = keyof typeof ACTS;

const document = (act: MinutesAct): string => {
  const type = `${act[0]!.toUpperCase()}${act.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${act}(input: $input) ${ACTS[act]} }`;
};

export interface ToldMinutes extends Id {
  readonly state: string;
  readonly version: number;
  readonly correctUntil: string | null;
  readonly approvedAt: string | null;
  readonly approvedBy: string | null;
  readonly recordPath: string | null;
  readonly currentVersion: {
    readonly number: number;
    readonly contentHash: string;
    readonly units: { id: string; agendaItemId: string | null; heading: string; text: string }[];
  };
  readonly versions: { number: number; contentHash: string }[];
}

export interface Held extends Id {
  readonly convent: Id;
  readonly chair: Someone;
  readonly items: readonly Id[];
}

export const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Meetings that have been held, put into the tables; all that comes of them goes through the API. */
export class Minuting {
  constructor(private readonly t: TestApp) {}

  /** What the act answers; throws a refusal. */
  do = async <T = ToldMinutes>(who: Asker, act: MinutesAct, input: object): Promise<T> =>
    (await this.t.get<Record<string, T>>(who, document(act), { input }))[act]!;

  /** The code of a refusal; undefined where there was none. */
  refusal = (who: Asker, act: MinutesAct, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });

  see = async (who: Asker, id: string): Promise<ToldMinutes> =>
    (await this.t.get<{ minutes: ToldMinutes }>(who, `query ($id: ID!) { minutes(id: $id) ${MINUTES} }`, { id }))
      .minutes;

  /** A meeting of one or several bodies, with two items, that nobody has attended yet. */
  async meeting(
    bodies: readonly Id[],
    { state = 'CLOSED' as MeetingState, startsAt = '2026-05-06T08:00:00Z', title = nasty('Spotkanie') } = {},
  ): Promise<Id & { items: Id[] }> {
    const id = newId();
    const [begun, closed] = [['IN_SESSION', 'CLOSED'].includes(state), state === 'CLOSED'];
    await this.t.sql(
      `INSERT INTO meeting (id, kind, mode, state, title, place, starts_at, ends_at, convened_at, began_at, closed_at, bodies, created_at)
       VALUES ($1, 'NETWORKING', 'HYBRID', $2, $3, 'Łódź, „sala” B', $4, $4::timestamptz + interval '3 hours',
         $5, $6, $7, '{}', $4::timestamptz - interval '9 days')`,
      [
        id,
        state,
        title,
        startsAt,
        state === 'PLANNED' ? null : startsAt,
        begun ? startsAt : null,
        closed ? startsAt : null,
      ],
    );
    for (const [i, body] of bodies.entries())
      await this.t.sql(
        `INSERT INTO meeting_body (id, meeting_id, convent_id, forum_id, lead, agreed_at)
         VALUES ($1, $2, (SELECT id FROM convent WHERE id = $3), (SELECT id FROM forum WHERE id = $3), $4, now())`,
        [newId(), id, body.id, i === 0],
      );
    const items = [newId(), newId()].map((item) => ({ id: item }));
    for (const [i, item] of items.entries())
      await this.t.sql(
        `INSERT INTO agenda_item (id, meeting_id, position, number, kind, title) VALUES ($1, $2, $3, $4, 'DISCUSSION', $5)`,
        [item.id, id, i + 1, String(i + 1), nasty('Punkt')],
      );
    return { id, items };
  }

  /** A convent with a chair, and a meeting of it. */
  async held(how: Parameters<Minuting['meeting']>[1] = {}): Promise<Held> {
    const convent = await this.t.given.convent();
    const chair = await this.t.given.holder('CHAIR', convent);
    return { ...(await this.meeting([convent], how)), convent, chair };
  }

  /** Somebody who was there, for a body where they have a mandate. */
  async attended(meeting: Id, person: Id, as?: { body: Id; function: MandateFunction }): Promise<void> {
    const mandate = as ? await this.t.given.mandate(person, as.function, as.body) : null;
    await this.t.sql(
      `INSERT INTO attendance (id, meeting_id, person_id, name, mode, valid, convent_id, forum_id, entity_id, function, mandate_id)
       SELECT $1, $2, $3, 'Osoba', 'ON_SITE', '[2026-05-06T08:00Z,2026-05-06T11:00Z)', h.convent_id, h.forum_id, h.entity_id,
         h.function, h.id FROM (SELECT 1) one LEFT JOIN mandate h ON h.id = $4`,
      [newId(), meeting.id, person.id, mandate?.id ?? null],
    );
  }

  circulate = (who: Asker, { id, version }: ToldMinutes, until = inHours(48)): Promise<ToldMinutes> =>
    this.do(who, 'circulateMinutes', { minutesId: id, expectedVersion: version, until });

  /** Minutes that wait for corrections. */
  async circulated(held: Held, until?: string): Promise<ToldMinutes> {
    return this.circulate(held.chair, await this.do(held.chair, 'draftMinutes', { meetingId: held.id }), until);
  }

  /** Minutes that everybody reads. */
  async published(held: Held): Promise<ToldMinutes> {
    const { id, version } = await this.circulated(held);
    const input = { minutesId: id, expectedVersion: version, basis: 'Uchwała' };
    const approved = await this.do(held.chair, 'approveMinutes', input);
    return this.do(held.chair, 'publishMinutes', { minutesId: id, expectedVersion: approved.version });
  }
}
