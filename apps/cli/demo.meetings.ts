import type { INestApplicationContext } from '@nestjs/common';
import { Db, type Tx } from '#core';
import { MandateFunction } from '#convents';
import {
  Agenda,
  AgendaKind,
  Convening,
  Inviting,
  MeetingKind,
  MeetingMode,
  PastMeetings,
  Planning,
  Seats,
} from '#meetings';
import { MeetingReports, MinutesService, Outcomes, Resolutions } from '#minutes';
import { acting, type Acting } from './demo.acting.ts';

/** The meetings of October 2024 as the report tells them. */
export interface October {
  source: { title: string };
  series: string;
  decision: string;
  meetings: Told[];
  participants: { is: string; convent: string | null; function: MandateFunction | null }[];
}
interface Told {
  convents: string[];
  kind: MeetingKind;
  startsAt: string;
  mode: MeetingMode | null;
  place: string | null;
  host: string | null;
  title: string;
}
/** What the report says of a change area, in its own words. */
export interface Finding {
  readonly changeAreaId: string;
  readonly quote: string;
}
interface Network {
  readonly forum: string;
  /** By the key in the report. */
  readonly convents: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ASSUMED =
  'Dane przykładowe: z raportu są tytuł, dzień i godzina rozpoczęcia. Godzina zakończenia, udział i wszystko, czego raport nie podaje, są przyjęte na potrzeby przykładu.';
const UNKNOWN = 'miejsca raport nie podaje';
const chairOf = (key: string): string => `chair.${key}@demo.invalid`;

/** Records the four meetings of October 2024, out of the report, up to published minutes and a report on them. */
export async function addMeetings(app: INestApplicationContext, october: October, network: Network): Promise<void> {
  const by = acting(app.get(Db));
  const held = new Held(app, by, october, network);
  const meetingIds: string[] = [];
  for (const meeting of october.meetings) meetingIds.push(await held.record(meeting));
  const reports = app.get(MeetingReports, { strict: false });
  await by('coordinator.forum@demo.invalid', (tx) =>
    reports.compile(tx, { bodyId: network.forum, title: `Przykład: ${october.series}`, meetingIds }),
  );
  await addComing(app, by, network.convents.get('pomorski')!);
}

/** Enters meetings of the past, one act after the other, as the officers of their convents would. */
class Held {
  private readonly past: PastMeetings;
  private readonly agenda: Agenda;
  private readonly planning: Planning;
  private readonly minutes: MinutesService;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly by: Acting,
    private readonly october: October,
    private readonly network: Network,
  ) {
    this.past = app.get(PastMeetings, { strict: false });
    this.agenda = app.get(Agenda, { strict: false });
    this.planning = app.get(Planning, { strict: false });
    this.minutes = app.get(MinutesService, { strict: false });
  }

  async record(told: Told): Promise<string> {
    const [lead, ...partners] = told.convents as [string, ...string[]];
    const chair = chairOf(lead);
    const meetingId = await this.enter(chair, told);
    const item = { kind: AgendaKind.DISCUSSION, title: 'Sytuacja podmiotów i obszary wymagające zmian' };
    await this.by(chair, (tx) => this.agenda.add(tx, { meetingId, ...item }));
    for (const partner of partners) await this.by(chairOf(partner), (tx) => this.planning.agree(tx, meetingId));
    for (const who of this.whoWasAt(told))
      await this.by(chair, (tx) => this.past.recordAttendance(tx, { meetingId, mode: 'ON_SITE', ...who }));
    await this.by(chair, (tx) => this.past.complete(tx, meetingId));
    if (told.kind === 'CENTRAL') await this.conclude(chair, meetingId, told.convents);
    await this.publishMinutes(chair, meetingId);
    return meetingId;
  }

  private async enter(chair: string, { convents, kind, startsAt, mode, place, host, title }: Told): Promise<string> {
    const [bodyId, ...partnerIds] = convents.map((key) => this.network.convents.get(key)!) as [string, ...string[]];
    const starts = new Date(startsAt);
    const data = {
      ...{
        title,
        description: ASSUMED,
        mode: mode ?? MeetingMode.ON_SITE,
        place: place ?? UNKNOWN,
        host,
        linkMinutes: 0,
      },
      ...{ startsAt: starts, endsAt: new Date(+starts + 3 * HOUR_MS) },
    };
    const recordedFrom = this.october.source.title;
    return (await this.by(chair, (tx) => this.past.record(tx, { bodyId, kind, data, partnerIds, recordedFrom }))).id;
  }

  /** The seven of the central meeting, by function; of the others the report names nobody. */
  private whoWasAt({ kind, convents }: Told) {
    if (kind === 'CENTRAL')
      return this.october.participants.map(({ is: guest, convent, function: what }) => ({
        ...{ guest, bodyId: convent && this.network.convents.get(convent)!, function: what },
      }));
    const bodyId = this.network.convents.get(convents[0]!)!;
    return [{ guest: 'Przewodnicząca konwentu (przykład)', bodyId, function: MandateFunction.CHAIR }];
  }

  /** What the report says of the change areas, and the decision to found the forum, for each convent under its own number. */
  private async conclude(chair: string, meetingId: string, convents: readonly string[]): Promise<void> {
    const outcomes = this.app.get(Outcomes, { strict: false });
    const resolutions = this.app.get(Resolutions, { strict: false });
    for (const { quote: text, changeAreaId } of this.network.findings)
      await this.by(chair, (tx) => outcomes.conclude(tx, { meetingId, text, changeAreaIds: [changeAreaId] }));
    const decision = {
      title: 'Powołanie Ogólnopolskiego Forum Współpracy Podmiotów Zatrudnienia Socjalnego',
      text: this.october.decision,
      basis: 'Jednogłośnie, jak podaje raport; numer nadano we wpisie (dane przykładowe).',
    };
    for (const key of convents) {
      const bodyId = this.network.convents.get(key)!;
      await this.by(chairOf(key), (tx) => resolutions.record(tx, { meetingId, bodyId, ...decision }));
    }
  }

  private async publishMinutes(chair: string, id: string): Promise<void> {
    const step = async (work: (tx: Tx, minutes: { minutesId: string; expectedVersion: number }) => Promise<unknown>) =>
      void (await this.by(chair, async (tx) => {
        const [{ version }] = (await tx.sql<{ version: number }>(`SELECT version FROM minutes WHERE id = $1`, [
          id,
        ])) as [{ version: number }];
        return work(tx, { minutesId: id, expectedVersion: version });
      }));
    const basis = 'Dane przykładowe: protokół sporządzono na podstawie raportu.';
    await this.by(chair, (tx) => this.minutes.draft(tx, { meetingId: id }));
    await step((tx, of) => this.minutes.circulate(tx, { ...of, until: new Date(Date.now() + 14 * DAY_MS) }));
    await step((tx, of) => this.minutes.approve(tx, { ...of, basis }));
    await step((tx, of) => this.minutes.publish(tx, of));
  }
}

/** One that is still to come, with two seats and somebody who waits for one. */
async function addComing(app: INestApplicationContext, by: Acting, bodyId: string): Promise<void> {
  const [planning, inviting, convening] = [Planning, Inviting, Convening].map((of) =>
    app.get(of, { strict: false }),
  ) as [Planning, Inviting, Convening];
  const [agenda, seats] = [app.get(Agenda, { strict: false }), app.get(Seats, { strict: false })];
  const chair = chairOf('pomorski');
  const startsAt = new Date(Date.now() + 21 * DAY_MS);
  startsAt.setUTCHours(9, 0, 0, 0);
  const data = {
    title: 'Przykład: jak liczyć efekty reintegracji',
    description: 'Dane przykładowe: tego spotkania nikt naprawdę nie planuje.',
    ...{ mode: MeetingMode.HYBRID, place: 'Gdańsk', startsAt, endsAt: new Date(+startsAt + 3 * HOUR_MS) },
    ...{ registrationClosesAt: new Date(+startsAt - 2 * DAY_MS), seatsOnSite: 2, linkMinutes: 30 },
  };
  const { id: meetingId } = await by(chair, (tx) =>
    planning.plan(tx, { bodyId, kind: MeetingKind.NETWORKING, data, partnerIds: [] }),
  );
  for (const [kind, title, minutes] of [
    [AgendaKind.INFORMATION, 'Co mierzą centra i kluby', 40],
    [AgendaKind.DISCUSSION, 'Wspólne wskaźniki', 90],
  ] as const)
    await by(chair, (tx) => agenda.add(tx, { meetingId, kind, title, minutes }));
  await by(chair, (tx) => planning.setLink(tx, { meetingId, url: 'https://spotkanie.demo.invalid/wskazniki' }));
  await by(chair, (tx) => inviting.invite(tx, { meetingId, bodyIds: [], membersOf: [bodyId], personIds: [] }));
  await by(chair, (tx) => convening.convene(tx, meetingId));
  for (const key of ['representative.cis', 'secretary.pomorski', 'staff.cis'])
    await by(`${key}@demo.invalid`, (tx) => seats.register(tx, { meetingId, mode: 'ON_SITE' }));
}
