import {
  amendingArticle,
  amendingSentence,
  compareVersions,
  printDraft,
  printUnits,
  type ActRef,
  type DraftText,
  type ProposedAmendment,
  type Unit,
} from '#drafting';
import { ProposedChange } from '../libs/drafts/src/amendment.types.ts';
import { citedAct, comparedUnit, flat } from '../libs/drafts/src/text.types.ts';
import { inForce } from './oracle-facts.ts';
import type { Rules } from './oracle-rules.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;

/** Who sees what of drafts, said a second time. */
export class DraftRules {
  readonly rules: Record<string, (row: Row, reader: Reader) => boolean>;

  constructor(
    private readonly tables: Tables,
    private readonly general: Pick<Rules, 'offices' | 'isInForum' | 'circles'>,
  ) {
    const ofWork = (row: Row, reader: Reader) => this.takesPart(this.draft(row.draft_id), reader);
    this.rules = {
      Draft: (row, reader) => this.sees(row, reader),
      DraftVersion: (row, reader) => this.sees(this.draft(row.draft_id), reader) || this.isOpened(row, reader),
      WorkingText: (row, reader) => this.takesPart(row, reader),
      ...{ DraftUnit: ofWork, DraftUnitEvent: ofWork, DraftAmendment: ofWork, DraftMember: ofWork, DraftAct: ofWork },
    };
  }

  facts(_: string, row: Row, reader: Reader): object {
    const of = this.tables.recommendation!.find(({ draft_id }) => draft_id === row.id);
    return {
      ...{ bodyId: row.body_id, isPublic: row.is_public, hasVersion: row.current_version_id !== null },
      ...{ teamMandateId: this.mandateOn(row.id, reader), textOf: of ? `rekomendacji ${String(of.number)}` : null },
    };
  }

  /** The mandate under which a reader is on the team of a draft. */
  mandateOn = (draft: unknown, reader: Reader): unknown =>
    this.memberships(reader).find(({ draft_id }) => draft_id === draft)?.mandate_id ?? null;

  /** By a circulation, or by a vote. */
  private isOpened(row: Row, reader: Reader): boolean {
    return this.isCirculated(row, reader) || this.isVotedOn(row, reader);
  }

  private isVotedOn({ id }: Row, reader: Reader): boolean {
    const isRead = (each: Row) => each.adopted_version_id === id || this.general.isInForum(reader);
    return this.tables.recommendation!.some((each) => each.voted_version_id === id && isRead(each));
  }

  private isCirculated({ id }: Row, reader: Reader): boolean {
    const circles = this.general.circles(reader);
    return this.tables.circulation!.some(
      (each) => each.version_id === id && (each.circle as unknown[]).some((body) => circles.includes(body)),
    );
  }

  private draft = (id: unknown): Row => this.tables.draft!.find((each) => each.id === id)!;

  private memberships(reader: Reader): Row[] {
    const counts = (id: unknown) => inForce(this.tables.mandate!.find((each) => each.id === id)!);
    return this.tables.draft_member!.filter(
      (each) => reader !== null && each.person_id === reader && each.removed_at === null && counts(each.mandate_id),
    );
  }

  private takesPart({ id }: Row, reader: Reader): boolean {
    const isOnTeam = this.memberships(reader).some(({ draft_id }) => draft_id === id);
    return isOnTeam || this.general.offices(reader).includes(this.draft(id).body_id);
  }

  private sees(row: Row, reader: Reader): boolean {
    if (row.is_public || (row.for_forum && this.general.isInForum(reader))) return true;
    const circles = this.general.circles(reader);
    return (row.shared_with as string[]).some((id) => circles.includes(id)) || this.takesPart(row, reader);
  }
}

/** Plain lists: the column that points back, what they are sorted by, and which way. */
export const DRAFT_LISTS: Record<string, [string, string, number]> = {
  'Draft.versions': ['draft_id', 'number', -1],
  'Draft.team': ['draft_id', 'id', 1],
  'Draft.acts': ['draft_id', 'id', -1],
  'WorkingText.amendments': ['draft_id', 'position', 1],
};
export const DRAFT_LINKS: Record<string, string> = {
  'WorkingText.unitPage': 'draft_id',
  'WorkingText.history': 'draft_id',
  'DraftUnit.history': 'unit_id',
};

const changeOf = (proposed: unknown): object | null => (proposed ? new ProposedChange(proposed as never) : null);
const contentOf = ({ content }: Row) =>
  JSON.parse(String(content)) as DraftText & { amendments: readonly ProposedAmendment[] };

/** All amendments here change one act, so that they make one article. */
function articleOf(amendments: readonly ProposedAmendment[]): string | null {
  if (!amendments.length) return null;
  const [{ act }] = amendments as [ProposedAmendment];
  for (const { amendment } of amendments) amendingSentence(amendment);
  return printUnits([
    amendingArticle(
      act,
      amendments.map(({ amendment }) => amendment),
    ),
  ]).join('\n');
}

/** What the types of drafts derive from their rows. */
export function draftFields(
  tables: Tables,
  one: (type: string, id: unknown, reader: Reader) => unknown,
): Record<string, (row: Row, reader: Reader) => unknown> {
  const textOf = ({ id, heading }: Row): DraftText => {
    const rows = tables.draft_unit!.filter(({ draft_id }) => draft_id === id);
    rows.sort((a, b) => Number(a.place) - Number(b.place));
    const below = (parent: unknown): Unit[] =>
      rows
        .filter(({ parent_id }) => parent_id === parent)
        .map((row) => ({ ...(row as unknown as Unit), children: below(row.id) }));
    return { form: 'LAW', heading: String(heading), units: below(null) };
  };
  const amendmentsOf = ({ id }: Row): ProposedAmendment[] =>
    tables
      .draft_amendment!.filter(({ draft_id }) => draft_id === id)
      .sort((a, b) => Number(a.position) - Number(b.position))
      .map(({ proposed }) => proposed as ProposedAmendment);
  const older = (row: Row) =>
    tables.draft_version!.find(
      ({ draft_id, number }) => draft_id === row.draft_id && number === Number(row.number) - 1,
    );
  const shared = (row: Row, reader: Reader) =>
    row.convent_id ? one('Convent', row.convent_id, reader) : one('Forum', row.forum_id, reader);
  return {
    'Draft.act': ({ act }) => act && citedAct(act as ActRef),
    'Draft.currentVersion': (row, reader) => one('DraftVersion', row.current_version_id, reader),
    'Draft.text': (row, reader) => one('WorkingText', row.id, reader),
    'DraftAct.sharedWith': shared,
    'DraftAct.member': (row, reader) => one('DraftMember', row.member_id, reader),
    'DraftAct.amendmentBefore': (row) => changeOf(row.amendment_before),
    'DraftAmendment.change': (row) => changeOf(row.proposed),
    'DraftUnitEvent.before': (row) => row.before,
    'DraftUnitEvent.after': (row) => row.after,
    'DraftUnitEvent.gone': ({ gone }) => (gone ? flat({ form: 'LAW', heading: '', units: [gone as Unit] }) : []),
    'WorkingText.units': (row) => flat(textOf(row)),
    'WorkingText.printed': (row) => printDraft(textOf(row)),
    'WorkingText.amendingArticle': (row) => articleOf(amendmentsOf(row)),
    'DraftVersion.units': (row) => flat(contentOf(row)),
    'DraftVersion.amendments': (row) => contentOf(row).amendments.map(changeOf),
    'DraftVersion.printed': (row) => printDraft(contentOf(row)),
    'DraftVersion.amendingArticle': (row) => articleOf(contentOf(row).amendments),
    'DraftVersion.changes': (row, reader) => {
      const before = one('Draft', row.draft_id, reader) ? older(row) : undefined;
      return before ? compareVersions(contentOf(before), contentOf(row)).map(comparedUnit) : null;
    },
  };
}
