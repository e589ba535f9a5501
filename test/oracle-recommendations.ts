import { recommendationLifecycle } from '../libs/recommendations/src/recommendation.lifecycle.ts';
import { scopeOf } from './oracle-areas.ts';
import { draftParts, type DraftParts } from './oracle-circulations.ts';
import { dossierFields, DossierRules } from './oracle-dossiers.ts';
import type { DraftRules } from './oracle-drafts.ts';
import { proposalFields, ProposalRules } from './oracle-proposals.ts';
import type { Rules } from './oracle-rules.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;
type One = (type: string, id: unknown, reader: Reader) => unknown;
type Circles = Pick<Rules, 'sees' | 'isInForum' | 'circles' | 'bodies' | 'offices'>;

export const RECOMMENDATION_LIFECYCLES = { Recommendation: recommendationLifecycle };

/** Plain lists: the column that points back, what they are sorted by, and which way. */
export const RECOMMENDATION_LISTS: Record<string, [string, string, number]> = {
  'Recommendation.areas': ['recommendation_id', 'id', 1],
  'Recommendation.practices': ['recommendation_id', 'id', 1],
  'Recommendation.circulations': ['recommendation_id', 'number', 1],
  'Recommendation.acts': ['recommendation_id', 'id', -1],
};
export const RECOMMENDATION_LINKS: Record<string, string> = {
  'Recommendation.polls': 'subject_id',
  'GoodPractice.recommendations': 'practice_id',
};

const isIn = (ids: unknown, among: readonly unknown[]): boolean => (ids as unknown[]).some((id) => among.includes(id));
const fold = (text: string): string =>
  text.toLowerCase().replace(/[ąćęłńóśźż]/g, (c) => 'acelnoszz'['ąćęłńóśźż'.indexOf(c)]!);
const stated = (rows: readonly Row[]): object[] =>
  [...new Set(rows.map(({ state }) => String(state)))].sort().map((state) => ({
    ...{ state, count: rows.filter((each) => each.state === state).length },
  }));

/** Who sees what of recommendations, said a second time. */
export class RecommendationRules {
  constructor(
    private readonly tables: Tables,
    private readonly general: Circles,
    private readonly drafts: DraftRules,
  ) {}

  private readonly withIt = (row: Row, reader: Reader): boolean => this.sees(this.whole(row), reader);
  readonly rules: Record<string, (row: Row, reader: Reader) => boolean> = {
    Recommendation: (row, reader) => this.sees(row, reader),
    ...{ RecommendationArea: this.withIt, RecommendationPractice: this.withIt, RecommendationRound: this.withIt },
    RecommendationAct: (row, reader) => this.worksOn(this.whole(row), reader),
  };

  facts(_: string, row: Row, reader: Reader): object {
    const { tables, general } = this;
    const circulations = tables.circulation!.filter(
      (each) => each.draft_id === row.draft_id && general.sees('Circulation', each, reader),
    );
    const closed = circulations.filter(({ state }) => state === 'CLOSED').map(({ id }) => id);
    const isLeft = (each: Row): boolean =>
      closed.includes(String(each.circulation_id)) && each.state === 'SUBMITTED' && each.late === false;
    const isLive = ({ state }: Row): boolean => ['DRAFT', 'OPEN', 'CLOSED'].includes(String(state));
    return {
      ...{ bodyId: row.body_id, teamMandateId: this.drafts.mandateOn(row.draft_id, reader) },
      ...{ circulating: circulations.some(({ state }) => state === 'OPEN'), circulated: closed.length > 0 },
      undisposed: tables.remark!.filter((each) => isLeft(each) && general.sees('Remark', each, reader)).length,
      voting: tables.poll!.some(
        (each) => each.subject_id === row.id && isLive(each) && general.sees('Poll', each, reader),
      ),
    };
  }

  passes(row: Row, { states, changeAreas, leadBody, years, text }: Record<string, unknown>): boolean {
    const among = (list: unknown, value: unknown) =>
      !(list as unknown[] | null | undefined)?.length || (list as unknown[]).includes(value);
    const scope = scopeOf(this.tables, (changeAreas ?? []) as string[]);
    if (!among(states, row.state) || !among(years, row.year)) return false;
    if (scope.length && !isIn(this.areasOf(row), scope)) return false;
    if (leadBody && row.body_id !== String(leadBody).toLowerCase()) return false;
    return !text || fold(`${String(row.number)} ${String(row.title)}`).includes(fold(String(text).trim()));
  }

  remarks(row: Row, reader: Reader): object {
    const rounds = this.tables.recommendation_round!.filter((each) => each.recommendation_id === row.id);
    const circulations = rounds.map((each) => each.circulation_id);
    const made = this.tables.remark!.filter(
      (each) =>
        circulations.includes(each.circulation_id) &&
        each.state !== 'WITHDRAWN' &&
        this.general.sees('Remark', each, reader),
    );
    const verdicts = made.map(
      ({ disposition_id }) => this.tables.disposition!.find(({ id }) => id === disposition_id)?.verdict,
    );
    const of = (verdict: string): number => verdicts.filter((each) => each === verdict).length;
    return {
      ...{ total: made.length, late: made.filter(({ late }) => late === true).length },
      undisposed: made.filter(({ state }) => state === 'SUBMITTED').length,
      ...{ accepted: of('ACCEPTED'), partiallyAccepted: of('PARTIALLY_ACCEPTED'), rejected: of('REJECTED') },
      ...{ clarified: of('CLARIFIED'), outOfScope: of('OUT_OF_SCOPE') },
    };
  }

  overview({ id }: Row, reader: Reader): object {
    const { tables, general } = this;
    const scope = scopeOf(tables, [id]);
    const about = (table: string, key: string): unknown[] =>
      tables[table]!.filter((each) => scope.includes(String(each.change_area_id))).map((each) => each[key]);
    const proposals = about('proposal_area', 'proposal_id');
    const recommendations = about('recommendation_area', 'recommendation_id');
    const evidence = tables.recommendation_practice!.filter(
      (each) => recommendations.includes(each.recommendation_id) && this.withIt(each, reader),
    );
    return {
      proposals: stated(
        tables.proposal!.filter(
          (each) =>
            proposals.includes(each.id) && each.merged_into_id === null && general.sees('Proposal', each, reader),
        ),
      ),
      recommendations: stated(
        tables.recommendation!.filter((each) => recommendations.includes(each.id) && this.sees(each, reader)),
      ),
      practicesAsEvidence: new Set(evidence.map((each) => each.practice_id)).size,
    };
  }

  private sees(row: Row, reader: Reader): boolean {
    const { general } = this;
    if (row.adopted_version_id !== null || this.worksOn(row, reader)) return true;
    if (row.voted_at !== null && general.isInForum(reader)) return true;
    if (isIn(row.circle, general.circles(reader))) return true;
    return isIn(row.entities, general.bodies(reader)) || isIn(row.bodies, general.offices(reader));
  }

  private worksOn({ body_id, draft_id }: Row, reader: Reader): boolean {
    return this.general.offices(reader).includes(body_id) || this.drafts.mandateOn(draft_id, reader) !== null;
  }

  private whole = ({ recommendation_id }: Row): Row =>
    this.tables.recommendation!.find(({ id }) => id === recommendation_id)!;
  private areasOf = ({ id }: Row): unknown[] =>
    this.tables
      .recommendation_area!.filter(({ recommendation_id }) => recommendation_id === id)
      .map((each) => each.change_area_id);
}

/** What is written, sent round, proposed, recommended and sent. */
export class WrittenRules {
  readonly proposals: ProposalRules;
  readonly recommendations: RecommendationRules;
  readonly dossiers: DossierRules;
  readonly parts: readonly [...DraftParts, ProposalRules, RecommendationRules, DossierRules];

  constructor(tables: Tables, general: Rules) {
    const drafts = draftParts(tables, general);
    this.proposals = new ProposalRules(tables, general);
    this.recommendations = new RecommendationRules(tables, general, drafts[0]);
    this.dossiers = new DossierRules(tables, general);
    this.parts = [...drafts, this.proposals, this.recommendations, this.dossiers];
  }
}

/** Fields of proposals and recommendations that are not columns of the same name. */
export const writtenFields = (
  one: One,
  rules: () => WrittenRules,
): Record<string, (row: Row, reader: Reader) => unknown> => ({
  ...proposalFields(one, () => rules().proposals),
  ...dossierFields(one, () => rules().dossiers),
  'Recommendation.draft': (row, reader) => one('Draft', row.draft_id, reader),
  'Recommendation.remarks': (row, reader) => rules().recommendations.remarks(row, reader),
  'ChangeArea.overview': (row, reader) => rules().recommendations.overview(row, reader),
  'Obligation.recommendation': (row, reader) => one('Recommendation', row.subject_id, reader),
  'Poll.recommendation': (row, reader) => one('Recommendation', row.subject_id, reader),
});
