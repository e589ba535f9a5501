import { inDays } from './world.declarations.ts';
import type { Random, Row, Tables } from './world.ts';

const STARTS = [inDays(-9), inDays(-0.01), inDays(0.05), inDays(9)];

/** Rows of meetings and what belongs to them, as their checks and keys ask. */
export class MeetingRows {
  constructor(
    private readonly tables: Tables,
    private readonly random: Random,
    private readonly text: () => string,
  ) {}

  private pick = <T>(from: readonly T[]): T => from[this.random(from.length)]!;
  private idIn = (table: string): string => this.pick(this.tables[table]!).id;

  /** What the checks of meetings ask of their rows. */
  rules(row: Record<string, unknown>, i: number): Record<string, () => object> {
    const { pick } = this;
    const meeting = () => ({ meeting_id: this.idIn('meeting') });
    return {
      meeting: () => this.meeting(row),
      meeting_body: () => {
        const isLead = i < this.tables.meeting!.length;
        const agreed = isLead || this.random(2) ? '2024-05-06T07:08:09Z' : null;
        const of = isLead ? { meeting_id: this.tables.meeting![i]!.id } : meeting();
        const frozen = { quorum_percent: pick([null, 0, 67]) };
        return { ...of, ...this.body(['convent', 'forum']), lead: isLead, agreed_at: agreed, ...frozen };
      },
      agenda_item: () => ({ ...meeting(), position: i, minutes: pick([null, 5, 90]), parent_id: null }),
      meeting_invitation: () => {
        const answer = pick([null, 'ACCEPTED', 'DECLINED']);
        const who = this.random(3)
          ? { ...this.body(), person_id: null }
          : { ...this.body(null), person_id: this.idIn('person') };
        return { ...meeting(), ...who, guest_id: null, answer, answered_at: answer && '2024-05-06T07:08:09Z' };
      },
      registration: () => {
        const isGuest = this.random(4) === 0;
        const guest = pick(this.tables.meeting_guest!);
        const who = isGuest ? { meeting_id: guest.meeting_id, guest_id: guest.id } : { ...meeting(), guest_id: null };
        const seat = row.state === 'CONFIRMED' ? i + 1 : null;
        return { ...who, person_id: isGuest ? null : this.idIn('person'), seat, queue: i + 1, code: `K${i}` };
      },
      representation: () => {
        const { id, meeting_id } = pick(this.tables.registration!);
        return { registration_id: id, meeting_id, ...this.body() };
      },
      attendance: () => this.attendance(),
      session_note: () => {
        const { id, meeting_id } = pick(this.tables.agenda_item!);
        return { agenda_item_id: id, meeting_id, text: this.text() };
      },
    };
  }

  private meeting({ state, mode }: Record<string, unknown>) {
    const recorded = ['PLANNED', 'CLOSED', 'CANCELLED'].includes(String(state)) && this.random(4) === 0;
    const [began, closed] = [state === 'IN_SESSION' || state === 'CLOSED', state === 'CLOSED'];
    const starts = this.pick(STARTS);
    const at = (isSo: boolean) => (isSo ? '2024-05-06T07:08:09.5Z' : null);
    return {
      ...{ starts_at: starts, ends_at: inDays(20), current_item_id: null, link_minutes: this.pick([0, 15, 1440]) },
      ...{
        registration_opens_at: this.pick([null, inDays(-30)]),
        registration_closes_at: this.pick([null, inDays(-1), inDays(5)]),
      },
      ...{ convened_at: at(began || state === 'CONVENED'), began_at: at(began), closed_at: at(closed) },
      ...this.pick([
        { published_at: at(closed), minutes_at: at(closed) },
        { published_at: at(closed), minutes_at: null },
        { published_at: null, minutes_at: null },
      ]),
      shared_at: this.pick([null, at(closed)]),
      ...(mode === 'ONLINE' && { seats_on_site: null }),
      ...(mode === 'ON_SITE' && { seats_online: null }),
      recorded_from: recorded ? this.text() : null,
      ...(recorded && {
        registration_opens_at: null,
        registration_closes_at: null,
        seats_on_site: null,
        seats_online: null,
      }),
      ...{ bodies: [], asked: [], readers: [], participants: [] },
    };
  }

  private attendance() {
    const registration = this.pick(this.tables.registration!);
    const { id, meeting_id, person_id, guest_id } = registration;
    const mandate = this.random(2) ? this.pick(this.tables.mandate!) : null;
    const until = this.pick(['2024-05-06T09:00:00Z', '']);
    return {
      ...{ registration_id: id, meeting_id, person_id, guest_id, valid: `[2024-05-06T07:00:00.25Z,${until})` },
      ...(mandate ? bodyOf(mandate) : this.body(null)),
      ...{ mandate_id: mandate?.id ?? null, function: mandate?.function ?? null },
    };
  }

  private body(from: readonly string[] | null = ['convent', 'forum', 'entity']) {
    const of = from && this.pick(from);
    const id = of && this.idIn(of);
    return {
      ...{ convent_id: of === 'convent' ? id : null, forum_id: of === 'forum' ? id : null },
      ...(from?.length !== 2 && { entity_id: of === 'entity' ? id : null }),
    };
  }
}

const bodyOf = ({ convent_id, forum_id, entity_id }: Row) => ({ convent_id, forum_id, entity_id });
