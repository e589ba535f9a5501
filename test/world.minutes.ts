import { newId } from '#core';
import type { Random, Tables } from './world.ts';

const AT = '2024-05-06T07:08:09.25Z';

/** Rows of minutes and of what comes of meetings, as their checks and keys ask. */
export class MinutesRows {
  constructor(
    private readonly tables: Tables,
    private readonly random: Random,
    private readonly text: () => string,
  ) {}

  private pick = <T>(from: readonly T[]): T => from[this.random(from.length)]!;
  private idIn = (table: string): string => this.pick(this.tables[table]!).id;
  private at = (isSo: boolean): string | null => (isSo ? AT : null);

  /** What the checks ask of the rows. */
  rules(row: Record<string, unknown>, i: number): Record<string, () => object> {
    const digits = newId().replaceAll('-', '').padEnd(64, '0');
    const units = [{ id: 'a', agendaItemId: null, heading: this.text(), text: this.text() }];
    const meeting_id = () => this.idIn('meeting');
    const body = (mayBeEntity = false) => this.body(mayBeEntity);
    return {
      minutes: () => this.minutes(row),
      minutes_version: () => ({
        content: JSON.stringify({ title: this.text(), units }),
        content_hash: digits,
        number: i + 1,
      }),
      minutes_record: () => ({
        minutes_id: this.tables.minutes![i]!.id,
        file: JSON.stringify({
          record: { attendance: [{ function: this.pick([null, 'CHAIR', 'EXPERT']), count: 1 + this.random(4) }] },
        }),
      }),
      correction: () => this.correction(row),
      resolution: () => ({ ...body(), meeting_id: meeting_id(), ordinal: i + 1, year: 2024 }),
      task: () => ({
        ...body(true),
        ...{ meeting_id: meeting_id(), closed_at: this.at(row.state !== 'OPEN'), report: this.text() },
      }),
      recording: () => this.recording(row),
      meeting_report: () => body(),
      meeting_report_item: () => ({ position: i + 1 }),
    };
  }

  private minutes({ state }: Record<string, unknown>) {
    const [sent, approved] = [state !== 'DRAFT', state === 'APPROVED' || state === 'PUBLISHED'];
    return {
      ...{ current_version_id: newId(), circulated_at: this.at(sent) },
      correct_until: sent ? this.pick([AT, '2090-01-01T00:00:00Z']) : null,
      ...{ approved_at: this.at(approved), approved_by: approved ? this.pick(['ACT', 'SILENCE']) : null },
      ...{ approval_basis: null, published_at: this.at(state === 'PUBLISHED') },
    };
  }

  private correction({ state }: Record<string, unknown>) {
    const { id, minutes_id } = this.pick(this.tables.minutes_version!);
    const isAnswered = state === 'ACCEPTED' || state === 'REJECTED';
    return {
      ...{ version_id: id, minutes_id, unit_id: 'a', settled_at: this.at(state !== 'OPEN') },
      ...{ answer: isAnswered ? this.text() : null, carried_by_id: state === 'ACCEPTED' ? id : null },
    };
  }

  private recording({ state }: Record<string, unknown>) {
    const isDeleted = state === 'DELETED';
    const isFile = state === 'KEPT' && this.random(2) === 0;
    return {
      ...{ file_id: isFile ? this.idIn('file') : null, address: isFile || isDeleted ? null : this.text() },
      ...{ ended_at: this.at(state !== 'KEPT'), ended_because: state === 'KEPT' ? null : 'MINUTES_APPROVED' },
      deleted_at: this.at(isDeleted),
    };
  }

  private body(mayBeEntity: boolean) {
    const of = this.pick(mayBeEntity ? ['convent', 'forum', 'entity'] : ['convent', 'forum']);
    const id = this.idIn(of);
    const bodies = { convent_id: of === 'convent' ? id : null, forum_id: of === 'forum' ? id : null };
    return mayBeEntity ? { ...bodies, entity_id: of === 'entity' ? id : null } : bodies;
  }
}

/** How many rows of each table, after meetings. */
export const MINUTES_COUNTS = {
  ...{ minutes: 16, minutes_version: 40, minutes_record: 16, minutes_act: 30, correction: 40 },
  ...{ conclusion: 30, conclusion_area: 50, resolution: 30, task: 30, recording: 20, recording_consent: 30 },
  ...{ meeting_report: 6, meeting_report_item: 20, calendar_token: 9 },
};
