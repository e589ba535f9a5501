import {
  dispatchLifecycle,
  dossierLifecycle,
  noticeLifecycle,
  outcomeLifecycle,
} from '../libs/dossiers/src/dossier.lifecycle.ts';
import { scopeOf } from './oracle-areas.ts';
import type { Rules } from './oracle-rules.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;
type One = (type: string, id: unknown, reader: Reader) => unknown;
type Filter = Record<string, unknown>;

export const DOSSIER_LIFECYCLES = {
  ...{ Dossier: dossierLifecycle, Dispatch: dispatchLifecycle, AnswerNotice: noticeLifecycle },
  RecommendationOutcome: outcomeLifecycle,
};

/** Plain lists: the column that points back, what they are sorted by, and which way. */
export const DOSSIER_LISTS: Record<string, [string, string, number]> = {
  'Dossier.items': ['dossier_id', 'position', 1],
  'Dossier.acts': ['dossier_id', 'id', -1],
  'Dossier.dispatches': ['dossier_id', 'id', 1],
  'Dispatch.versions': ['dispatch_id', 'number', -1],
  'Dispatch.entries': ['dispatch_id', 'id', 1],
  'Dispatch.responses': ['dispatch_id', 'id', -1],
  'DossierResponse.positions': ['response_id', 'id', 1],
  'Recommendation.dispatches': ['recommendation_id', 'id', -1],
  'Recommendation.positions': ['recommendation_id', 'id', -1],
  'Recommendation.followUp': ['recommendation_id', 'id', -1],
  'Recommendation.notices': ['recommendation_id', 'id', -1],
};

const today = (): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Warsaw' }).format(new Date());
const fold = (text: string): string =>
  text.toLowerCase().replace(/[ąćęłńóśźż]/g, (c) => 'acelnoszz'['ąćęłńóśźż'.indexOf(c)]!);
const among = (list: unknown, value: unknown): boolean =>
  !(list as unknown[] | null | undefined)?.length || (list as unknown[]).includes(value);
const everybody = (): boolean => true;

/** Who sees what of dossiers and of the register, said a second time. */
export class DossierRules {
  constructor(
    readonly tables: Tables,
    readonly general: Pick<Rules, 'sees' | 'bodies' | 'offices' | 'actions'>,
  ) {}

  readonly rules: Record<string, (row: Row, reader: Reader) => boolean> = {
    Dossier: (row, reader) => row.state !== 'DRAFT' || this.general.offices(reader).includes(row.body_id),
    DossierItem: (row, reader) => this.rules.Dossier!(this.dossier(row), reader),
    DossierAct: (row, reader) => this.rules.Dossier!(this.dossier(row), reader),
    AnswerNotice: (row, reader) => this.general.bodies(reader).includes(row.body_id),
    ...{ Dispatch: everybody, RecommendationOutcome: everybody },
  };

  facts(type: string, row: Row): object {
    if (type === 'AnswerNotice') return { state: row.read_at === null ? 'TOLD' : 'READ', bodyId: row.body_id };
    if (type === 'RecommendationOutcome') return { bodyIds: this.sendersOf(row) };
    const { state, body_id: bodyId } = type === 'Dispatch' ? this.dossier(row) : row;
    return { state, bodyId };
  }

  passes(type: string, row: Row, filter: Filter, reader: Reader): boolean {
    if (type === 'Dispatch') {
      const entries = this.tables.register_entry!.filter(({ dispatch_id }) => dispatch_id === row.id);
      const asks = [filter.positions, filter.changeAreas].some(
        (each) => (each as unknown[] | null | undefined)?.length,
      );
      return (
        this.dispatchPasses(row, filter) && (!asks || entries.some((each) => this.entryPasses(each, filter, reader)))
      );
    }
    return this.entryPasses(row, filter, reader) && this.dispatchPasses(this.dispatch(row), filter);
  }

  isOverdue = ({ response_id, due_on }: Row): boolean =>
    response_id === null && due_on !== null && String(due_on) < today();

  last(which: (recommendationId: unknown) => boolean, reader: Reader): object | null {
    const { tables } = this;
    const found = tables
      .register_entry!.filter((each) => which(each.recommendation_id) && each.position_id !== null)
      .map((entry) => {
        const recommendation = tables.recommendation!.find(({ id }) => id === entry.recommendation_id)!;
        const position = tables.answer_position!.find(({ id }) => id === entry.position_id)!;
        const response = tables.dossier_response!.find(({ id }) => id === position.response_id)!;
        return { recommendation, position, response, dispatch: this.dispatch(entry) };
      })
      .filter(({ recommendation }) => this.general.sees('Recommendation', recommendation, reader));
    const place = ({ response, position }: (typeof found)[number]) => `${String(response.received_on)} ${position.id}`;
    const [first] = found.sort((a, b) => (place(a) < place(b) ? 1 : -1));
    if (!first) return null;
    const { recommendation, position, response, dispatch } = first;
    return {
      ...{ positionId: position.id, recommendationId: recommendation.id, recommendationNumber: recommendation.number },
      ...{ kind: position.kind, reason: position.reason, receivedOn: response.received_on },
      ...{ addresseeKind: dispatch.addressee_kind, addressee: dispatch.addressee },
    };
  }

  lastOfArea({ id }: Row, reader: Reader): object | null {
    const scope = scopeOf(this.tables, [id]);
    const about = this.tables
      .recommendation_area!.filter((each) => scope.includes(String(each.change_area_id)))
      .map((each) => each.recommendation_id);
    return this.last((recommendationId) => about.includes(recommendationId), reader);
  }

  private dispatchPasses(row: Row, { addresseeKinds, addressee, body, overdue, years }: Filter): boolean {
    if (!among(addresseeKinds, row.addressee_kind) || !among(years, Number(String(row.sent_on).slice(0, 4))))
      return false;
    if (addressee && !fold(String(row.addressee)).includes(fold(String(addressee).normalize('NFC').trim())))
      return false;
    if (body && this.dossier(row).body_id !== String(body).toLowerCase()) return false;
    return typeof overdue !== 'boolean' || this.isOverdue(row) === overdue;
  }

  private entryPasses(
    { recommendation_id, position_id }: Row,
    { positions, changeAreas }: Filter,
    reader: Reader,
  ): boolean {
    const kind = this.tables.answer_position!.find(({ id }) => id === position_id)?.kind;
    if (!among(positions, kind)) return false;
    const scope = scopeOf(
      this.tables,
      ((changeAreas ?? []) as string[]).map((id) => id.toLowerCase()),
    );
    if (!(changeAreas as unknown[] | null | undefined)?.length) return true;
    // What a recommendation is about is seen with it.
    const recommendation = this.tables.recommendation!.find(({ id }) => id === recommendation_id)!;
    if (!this.general.sees('Recommendation', recommendation, reader)) return false;
    return this.tables.recommendation_area!.some(
      (each) => each.recommendation_id === recommendation_id && scope.includes(String(each.change_area_id)),
    );
  }

  /** Who leads it, and who has sent it. */
  private sendersOf({ id, body_id }: Row): unknown[] {
    const sent = this.tables.register_entry!.filter(({ recommendation_id }) => recommendation_id === id);
    const senders = sent.map((entry) => this.dossier(this.dispatch(entry)).body_id);
    return [...new Set([body_id, ...senders])].sort();
  }

  private dossier = ({ dossier_id }: Row): Row => this.tables.dossier!.find(({ id }) => id === dossier_id)!;
  private dispatch = ({ dispatch_id }: Row): Row => this.tables.dispatch!.find(({ id }) => id === dispatch_id)!;
}

/** Fields of dossiers and of the register that are not columns of the same name. */
export const dossierFields = (
  one: One,
  rules: () => DossierRules,
): Record<string, (row: Row, reader: Reader) => unknown> => ({
  'Dossier.recordPath': (row) => (row.state === 'DRAFT' ? null : `/records/dossiers/${row.id}.json`),
  'Dispatch.overdue': (row) => rules().isOverdue(row),
  'DossierResponse.current': ({ id }) => rules().tables.dispatch!.some(({ response_id }) => response_id === id),
  'AnswerPosition.current': ({ id }) => rules().tables.register_entry!.some(({ position_id }) => position_id === id),
  'FollowUp.current': ({ id }) => !rules().tables.follow_up!.some(({ corrects_id }) => corrects_id === id),
  'AnswerNotice.state': ({ read_at }) => (read_at === null ? 'TOLD' : 'READ'),
  'Recommendation.lastPosition': ({ id }, reader) => rules().last((each) => each === id, reader),
  'Recommendation.outcomeActions': (row, reader) => rules().general.actions('RecommendationOutcome', row, reader),
  'ChangeArea.lastAnswer': (row, reader) => rules().lastOfArea(row, reader),
  'Dispatch.proof': (row, reader) => one('File', row.proof_id, reader),
  'DispatchVersion.proof': (row, reader) => one('File', row.proof_id, reader),
  'DossierResponse.document': (row, reader) => one('File', row.document_id, reader),
  'Obligation.dossier': (row, reader) => one('Dossier', row.subject_id, reader),
  'Obligation.dispatch': (row, reader) => one('Dispatch', row.subject_id, reader),
  'Obligation.answerNotice': (row, reader) => one('AnswerNotice', row.subject_id, reader),
});
