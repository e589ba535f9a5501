import { mergeLifecycle, proposalLifecycle } from '../libs/proposals/src/proposal.lifecycle.ts';
import { scopeOf } from './oracle-areas.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;
type One = (type: string, id: unknown, reader: Reader) => unknown;
interface Circles {
  isInForum(reader: Reader): boolean;
  bodies(reader: Reader): unknown[];
  offices(reader: Reader): unknown[];
}

export const PROPOSAL_LIFECYCLES = { Proposal: proposalLifecycle, ProposalMerge: mergeLifecycle };

/** Plain lists: the column that points back, what they are sorted by, and which way. */
export const PROPOSAL_LISTS: Record<string, [string, string, number]> = {
  'Proposal.mergedFrom': ['merged_into_id', 'id', 1],
  'Proposal.formedBy': ['result_id', 'id', 1],
  'Proposal.areas': ['proposal_id', 'id', 1],
  'Proposal.provisions': ['proposal_id', 'position', 1],
  'Proposal.acts': ['proposal_id', 'id', -1],
  'ProposalMerge.parts': ['merge_id', 'id', 1],
  'ProposalMerge.consents': ['merge_id', 'id', 1],
};

const isIn = (ids: unknown, among: readonly unknown[]): boolean => (ids as unknown[]).some((id) => among.includes(id));
const instant = (value: unknown): string => new Date(String(value)).toISOString();
const by = (a: unknown, b: unknown): number => (a === b ? 0 : (a as string) < (b as string) ? -1 : 1);

/** Who sees what of proposals, what became of them and which are alike, said a second time. */
export class ProposalRules {
  constructor(
    private readonly tables: Tables,
    private readonly circles: Circles,
  ) {}

  readonly rules: Record<string, (row: Row, reader: Reader) => boolean> = {
    Proposal: (row, reader) => this.sees(row, reader),
    ProposalArea: (row, reader) => this.sees(this.proposal(row.proposal_id)!, reader),
    ProposalProvision: (row, reader) => this.sees(this.proposal(row.proposal_id)!, reader),
    ProposalAct: (row, reader) => this.takesPart(this.proposal(row.proposal_id)!, reader),
    ProposalMerge: (row, reader) => this.takesPart(row, reader),
    ProposalPart: (row, reader) => this.inMerge(row, reader),
    ProposalConsent: (row, reader) => this.inMerge(row, reader),
  };

  /** What the lifecycles of proposals and of merges ask for. */
  facts(type: string, row: Row, reader: Reader): object {
    const { tables } = this;
    if (type === 'Proposal')
      return {
        ...{ originId: row.body_id, ofEntity: row.entity_id !== null, reviewerId: row.reviewer_id },
        ...{ withForum: row.reviewer_forum_id !== null },
        merging: row.merged_into_id !== null ? 'MERGED' : row.merge_id !== null ? 'ASKED' : null,
        formed: tables.proposal_merge!.some((each) => each.result_id === row.id && this.takesPart(each, reader)),
      };
    const found = this.proposal(row.result_id);
    const result = found && this.sees(found, reader) ? found : undefined;
    const consents = tables.proposal_consent!.filter(({ merge_id }) => merge_id === row.id);
    return {
      reviewerId: result?.reviewer_id ?? row.body_id,
      late: Date.parse(String(row.answer_by)) <= Date.now(),
      asked: consents
        .sort((a, b) => by(a.id, b.id))
        .map(({ body_id: bodyId, entity_id, answer }) => ({
          ...{ bodyId, ofEntity: entity_id !== null, open: answer === null },
        })),
      untouched: result?.state === 'UNDER_REVIEW' && result.merge_id === null,
    };
  }

  passes(row: Row, { states, changeAreas, origin, reviewer, merged }: Record<string, unknown>): boolean {
    const low = (ids: unknown): string[] => ((ids ?? []) as string[]).map((id) => id.toLowerCase());
    const areas = this.areasOf(row);
    if ((states as unknown[] | null | undefined)?.length && !isIn([row.state], states as unknown[])) return false;
    if (low(changeAreas).length && !isIn(areas, scopeOf(this.tables, low(changeAreas)))) return false;
    if (origin && row.body_id !== String(origin).toLowerCase()) return false;
    if (reviewer && row.reviewer_id !== String(reviewer).toLowerCase()) return false;
    return typeof merged !== 'boolean' || (row.merged_into_id !== null) === merged;
  }

  /** From a proposal up through what it was merged into, as far as the reader may see. */
  fate(row: Row, reader: Reader): object {
    const way = [row];
    for (let next = this.proposal(row.merged_into_id); next && this.sees(next, reader);) {
      way.push(next);
      next = this.proposal(next.merged_into_id);
    }
    const shown = way.filter((each) => this.takesPart(each, reader)).map(({ id }) => id);
    const acts = this.tables
      .proposal_act!.filter(({ proposal_id }) => shown.includes(String(proposal_id)))
      .sort((a, b) => by(instant(a.at), instant(b.at)) || by(a.id, b.id));
    return {
      ...{ state: row.state, since: instant(row.state_since), recommendationId: row.recommendation_id },
      ...{ livesOnInId: way.at(-1)!.id, livesOnIn: way.at(-1)!.title },
      reason: acts.findLast(({ reason }) => reason !== null)?.reason ?? null,
      acts: acts.map(({ proposal_id: proposalId, action, state, at, reason }) => ({
        ...{ proposalId, action, state, at: instant(at), reason },
      })),
    };
  }

  similar(row: Row, reader: Reader): object[] {
    const [areas, places] = [this.areasOf(row), this.placesOf(row)];
    const isOffered = (each: Row): boolean =>
      each.id !== row.id &&
      !['DRAFT', 'WITHDRAWN'].includes(String(each.state)) &&
      each.merged_into_id === null &&
      this.sees(each, reader);
    return this.tables
      .proposal!.filter(isOffered)
      .map((each) => {
        const pair = this.tables.proposal_likeness!.find(({ id, other }) => id === row.id && other === each.id)!;
        const [sharedAreas, sharedProvisions] = [
          this.areasOf(each).filter((area) => areas.includes(area)).length,
          this.placesOf(each).filter((place) => places.includes(place)).length,
        ];
        const score = Math.fround(Number(pair.likeness)) + 0.1 * sharedAreas + 0.2 * sharedProvisions;
        return { each, pair, sharedAreas, sharedProvisions, score: Number(score.toPrecision(15)) };
      })
      .filter(({ pair, sharedProvisions }) => pair.near === true || sharedProvisions > 0)
      .sort((a, b) => b.score - a.score || by(b.each.id, a.each.id))
      .slice(0, 10)
      .map(({ each, pair, sharedAreas, sharedProvisions }) => ({
        ...{ proposalId: each.id, title: each.title, state: each.state, likeness: pair.likeness },
        ...{ sharedAreas, sharedProvisions },
      }));
  }

  sees(row: Row, reader: Reader): boolean {
    const isOpen = row.opened_at !== null && (row.audience === 'PUBLIC' || this.circles.isInForum(reader));
    return isOpen || this.takesPart(row, reader);
  }

  private takesPart = (row: Row, reader: Reader): boolean =>
    isIn(row.entities, this.circles.bodies(reader)) || isIn(row.bodies, this.circles.offices(reader));
  private inMerge = ({ merge_id }: Row, reader: Reader): boolean =>
    this.takesPart(
      this.tables.proposal_merge!.find(({ id }) => id === merge_id)!,
      reader,
    );
  private proposal = (id: unknown): Row | undefined => this.tables.proposal!.find((each) => each.id === id);
  private areasOf = ({ id }: Row): unknown[] =>
    this.tables.proposal_area!.filter(({ proposal_id }) => proposal_id === id).map((each) => each.change_area_id);
  private placesOf = ({ id }: Row): unknown[] =>
    this.tables.proposal_provision!.filter(({ proposal_id }) => proposal_id === id).map(({ place }) => place);
}

/** Fields of proposals that are not columns of the same name. */
export const proposalFields = (
  one: One,
  rules: () => ProposalRules,
): Record<string, (row: Row, reader: Reader) => unknown> => ({
  'Proposal.source': (row, reader) => one('Conclusion', row.conclusion_id, reader),
  'Proposal.reviewer': (row, reader) =>
    one('Convent', row.reviewer_convent_id, reader) ?? one('Forum', row.reviewer_forum_id, reader),
  'ProposalMerge.result': (row, reader) => one('Proposal', row.result_id, reader),
  'Proposal.fate': (row, reader) => rules().fate(row, reader),
  'Proposal.similar': (row, reader) => rules().similar(row, reader),
  'Obligation.proposal': (row, reader) => one('Proposal', row.subject_id, reader),
  'Obligation.proposalMerge': (row, reader) => one('ProposalMerge', row.subject_id, reader),
});
