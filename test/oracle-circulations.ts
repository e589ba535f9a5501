import { DraftRules } from './oracle-drafts.ts';
import { inForce } from './oracle-facts.ts';
import type { Rules } from './oracle-rules.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;

/** Who sees what of circulations, said a second time. */
export class CirculationRules {
  readonly rules: Record<string, (row: Row, reader: Reader) => boolean>;

  constructor(
    private readonly tables: Tables,
    private readonly general: Pick<Rules, 'offices' | 'bodies' | 'circles'>,
    private readonly drafts: DraftRules,
  ) {
    const withIt = (row: Row, reader: Reader) => this.sees(this.circulation(row), reader);
    this.rules = {
      Circulation: (row, reader) => this.sees(row, reader),
      ...{ CirculationParty: withIt, CirculationAct: withIt },
      CirculationAnswer: (row, reader) => this.seesSaid(row, reader),
      Remark: (row, reader) => this.seesRemark(row, reader),
      Disposition: (row, reader) => this.seesRemark(this.remark(row), reader),
      RemarkJoining: (row, reader) => this.seesRemark(this.remark(row), reader),
    };
  }

  facts(type: string, row: Row, reader: Reader): object {
    const circulation = type === 'Circulation' ? row : this.circulation(row);
    const teamMandateId = this.drafts.mandateOn(circulation.draft_id, reader);
    if (type === 'Remark') {
      const stands = this.tables.disposition!.find(({ id }) => id === row.disposition_id);
      return {
        ...{ channel: row.channel, bodyId: row.body_id, isMine: reader !== null && row.person_id === reader },
        ...{ isCancelled: circulation.state === 'CANCELLED', leadId: circulation.body_id, teamMandateId },
        isReplied: (stands?.reply ?? null) !== null,
      };
    }
    const past = (at: unknown) => Date.parse(String(at)) <= Date.now();
    return {
      ...{ bodyId: row.body_id, circle: row.circle, teamMandateId },
      ...{ hasBegun: past(row.opens_at), isOver: past(row.closes_at), voices: this.voices(row, reader) },
    };
  }

  /** Those on the same unit that the reader sees, the most alike first. */
  similar({ id }: Row, reader: Reader): object[] {
    const by = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : 1);
    return this.tables
      .remark_likeness!.filter((pair) => pair.id === id)
      .map(({ other, likeness }) => ({ likeness: Number(likeness), row: this.remark({ remark_id: other } as never) }))
      .filter(({ row }) => this.seesRemark(row, reader))
      .sort((a, b) => b.likeness - a.likeness || by(a.row.id, b.row.id))
      .slice(0, 10)
      .map(({ likeness, row }) => ({ remarkId: row.id, text: row.text, likeness }));
  }

  private remark = ({ remark_id }: Row): Row => this.tables.remark!.find(({ id }) => id === remark_id)!;
  private circulation = ({ circulation_id }: Row): Row =>
    this.tables.circulation!.find(({ id }) => id === circulation_id)!;

  private voices({ circle }: Row, reader: Reader): object[] {
    const asked = circle as unknown[];
    const isIn = (mandate: Row) =>
      asked.includes(mandate.body_id) ||
      this.tables.membership!.some(
        (each) =>
          each.entity_id === mandate.entity_id &&
          asked.includes(each.convent_id) &&
          each.state === 'ACTIVE' &&
          each.kind !== 'OBSERVER',
      );
    return this.tables
      .mandate!.filter(
        (each) => each.person_id === reader && inForce(each) && each.function !== 'OBSERVER' && isIn(each),
      )
      .map(({ id, function: what, body_id: bodyId }) => ({ id, function: what, bodyId }));
  }

  private isIn({ circle }: Row, reader: Reader): boolean {
    const circles = this.general.circles(reader);
    return (circle as unknown[]).some((id) => circles.includes(id));
  }

  private leads({ body_id, draft_id }: Row, reader: Reader): boolean {
    return this.general.offices(reader).includes(body_id) || this.drafts.mandateOn(draft_id, reader) !== null;
  }

  private sees(row: Row, reader: Reader): boolean {
    return this.isIn(row, reader) || this.leads(row, reader);
  }

  /** What an organisation said: to itself and those who lead at once, to the circle at the end. */
  private seesSaid(row: Row, reader: Reader): boolean {
    const circulation = this.circulation(row);
    const isTold = circulation.state === 'CLOSED' && this.isIn(circulation, reader);
    return this.general.bodies(reader).includes(row.body_id) || this.leads(circulation, reader) || isTold;
  }

  private seesRemark(row: Row, reader: Reader): boolean {
    return (reader !== null && row.person_id === reader) || this.seesSaid(row, reader);
  }
}

export type DraftParts = readonly [DraftRules, CirculationRules];
export function draftParts(tables: Tables, general: Rules): DraftParts {
  const drafts = new DraftRules(tables, general);
  return [drafts, new CirculationRules(tables, general, drafts)];
}

/** Plain lists: the column that points back, what they are sorted by, and which way. */
export const CIRCULATION_LISTS: Record<string, [string, string, number]> = {
  'Circulation.acts': ['circulation_id', 'id', -1],
  'CirculationParty.answers': ['party_id', 'id', -1],
  'Remark.dispositions': ['remark_id', 'id', -1],
  'Remark.joinings': ['remark_id', 'id', -1],
  'Remark.joined': ['joined_to_id', 'id', 1],
};

/** What the types of circulations derive from their rows. */
export const circulationFields = (
  one: (type: string, id: unknown, reader: Reader) => unknown,
  rules: () => CirculationRules,
): Record<string, (row: Row, reader: Reader) => unknown> => ({
  'Circulation.draft': (row, reader) => one('Draft', row.draft_id, reader),
  'Circulation.version': (row, reader) => one('DraftVersion', row.version_id, reader),
  'CirculationParty.answer': (row, reader) => one('CirculationAnswer', row.answer_id, reader),
  'Remark.joinedTo': (row, reader) => one('Remark', row.joined_to_id, reader),
  'Remark.carriedFrom': (row, reader) => one('Remark', row.carried_from_id, reader),
  'Remark.similar': (row, reader) => rules().similar(row, reader),
  'RemarkJoining.leading': (row, reader) => one('Remark', row.leading_id, reader),
  'Disposition.version': (row, reader) => one('DraftVersion', row.version_id, reader),
  'Obligation.circulation': (row, reader) => one('Circulation', row.subject_id, reader),
});
