import { CARD_KEYS, type Card } from '../libs/practices/src/card.ts';
import { changesBetween } from '../libs/practices/src/practice-changes.resolver.ts';
import { scopeOf } from './oracle-areas.ts';
import { inForce } from './oracle-facts.ts';
import type { PollRules } from './oracle-polls.ts';
import type { Row, Tables } from './world.ts';

const OFFICES = ['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'COORDINATOR', 'REPRESENTATIVE'];
const REVIEWERS = ['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER'];
type Filter = Record<string, unknown>;

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const shared = (a: unknown, b: unknown): number =>
  (a as unknown[]).filter((each) => (b as unknown[]).includes(each)).length;

/** Who sees what of practices and which are alike, said a second time. */
export class PracticeRules {
  constructor(
    private readonly tables: Tables,
    private readonly reader: string | null,
    private readonly held: readonly Row[],
    private readonly polls: PollRules,
  ) {}

  readonly visible: Record<string, (row: Row) => boolean> = {
    GoodPractice: (row) => this.sees(row),
    PracticeDraft: (row) => this.takesPart(row.id),
    PracticeVersion: (row) => this.seesPart(row),
    PracticeArea: (row) => this.seesPart(row),
    PracticeAttachment: (row) => this.seesAttachment(row),
    PracticeRemark: (row) => this.takesPart(row.practice_id),
    PracticeAct: (row) => this.takesPart(row.practice_id),
    PracticeQuestion: (row) => this.seesQuestion(row),
    Replication: (row) => this.seesReplication(row),
  };

  sees(row: Row): boolean {
    if (row.audience === 'PUBLIC' || this.takesPart(row.id)) return true;
    if (row.audience === 'FORUM' && this.polls.isInForum()) return true;
    return row.audience !== null && this.polls.circles().includes(row.convent_id);
  }

  takesPart(id: unknown): boolean {
    const { entity_id, convent_id } = this.practice(id);
    const offices = this.held.filter((each) => OFFICES.includes(String(each.function))).map((each) => each.body_id);
    return this.isOurs(entity_id) || offices.includes(convent_id);
  }

  seesPart = ({ practice_id }: Row): boolean => this.sees(this.practice(practice_id));
  seesAttachment = (row: Row): boolean =>
    (row.published === true && this.seesPart(row)) || this.takesPart(row.practice_id);
  /** Whether a file is used for an attachment that the reader sees. */
  opens = ({ subject_type, subject_id, file_id }: Row): boolean =>
    subject_type === 'good_practice' &&
    this.tables.practice_attachment!.some(
      (each) => each.practice_id === subject_id && each.file_id === file_id && this.seesAttachment(each),
    );
  seesReplication = (row: Row): boolean =>
    (row.state === 'CONFIRMED' && this.seesPart(row)) || this.isOurs(row.entity_id);
  seesQuestion = (row: Row): boolean =>
    (row.answer !== null && this.seesPart(row)) ||
    this.isOurs(row.entity_id) ||
    this.isOurs(this.practice(row.practice_id).entity_id);

  passes(row: Row, filter: Filter): boolean {
    const { entityKinds, voivodeship, changeAreas, targetGroups, costRanges, years, tag, states } = filter as Record<
      string,
      never[] | null | undefined
    >;
    const entity = this.tables.entity!.find(({ id }) => id === row.entity_id)!;
    const card = this.tables.practice_version!.find(({ id }) => id === row.current_version_id);
    const among = (list: unknown[] | null | undefined, value: unknown) => !list?.length || list.includes(value);
    const some = (list: unknown[] | null | undefined, key: string) =>
      !list?.length || (card !== undefined && shared(list, card[key]) > 0);
    const areas = scopeOf(this.tables, (changeAreas ?? []) as string[]);
    if (!among(states?.length ? states : ['PUBLISHED', 'OUTDATED'], row.state)) return false;
    if (!among(entityKinds, entity.kind) || (voivodeship && entity.voivodeship_id !== voivodeship)) return false;
    if (!some(areas, 'change_area_ids') || !some(targetGroups, 'target_groups')) return false;
    if (costRanges?.length && !among(costRanges, card?.cost_range)) return false;
    if (years?.length && !among(years, card?.started_in)) return false;
    const word = (tag as unknown as string | null | undefined)?.normalize('NFC').trim().toLowerCase();
    return !tag || ((card?.tags ?? []) as string[]).includes(word!);
  }

  /** Whether what a version said of its areas is what the practice says now. */
  stands({ practice_id, version_id }: Row): boolean {
    const { current_version_id, state } = this.practice(practice_id);
    return current_version_id === version_id && ['PUBLISHED', 'OUTDATED'].includes(String(state));
  }

  /** Writes on every practice how alike it is to one, and whether it is near at all. */
  liken(id: string): void {
    const one = this.tables.good_practice!.find((each) => each.id === id.toLowerCase());
    const cardOf = (row: Row | undefined) =>
      this.tables.practice_version!.find((v) => v.id === row?.current_version_id);
    const mine = one && this.sees(one) ? cardOf(one) : undefined;
    for (const row of this.tables.good_practice!) {
      const card = cardOf(row);
      const by = (key: string) => (mine && card ? shared(card[key], mine[key]) : 0);
      const [areas, tags] = [by('change_area_ids'), by('tags')];
      row.likeness = 2 * areas + tags + by('target_groups');
      row.near = row !== one && areas + tags > 0 && ['PUBLISHED', 'OUTDATED'].includes(String(row.state));
    }
  }

  facts(row: Row): object {
    const draft = this.tables.practice_draft!.find(({ id }) => id === row.id);
    const known = draft && this.takesPart(row.id) ? draft : undefined;
    const reviewer = this.tables.mandate!.find(({ id }) => id === known?.reviewer_id);
    const isOf = (person: unknown) =>
      this.tables.mandate!.some((m) => m.person_id === person && m.entity_id === row.entity_id && inForce(m));
    const others = this.tables.mandate!.filter(
      (m) =>
        m.convent_id === row.convent_id &&
        m.convent_id !== null &&
        inForce(m) &&
        REVIEWERS.includes(String(m.function)),
    );
    return {
      ...{ stage: known?.stage ?? null, entityId: row.entity_id, conventId: row.convent_id },
      isReviewer: reviewer !== undefined && reviewer.person_id === this.reader && inForce(reviewer),
      reviewerGone: reviewer !== undefined && !inForce(reviewer),
      othersReview: others.some((m) => m.person_id !== this.reader && !isOf(m.person_id)),
    };
  }

  changed(row: Row, since: number | null | undefined): object[] | null {
    const number = since ?? Number(row.number) - 1;
    const before = this.tables.practice_version!.find(
      (each) => each.practice_id === row.practice_id && each.number === number && number < Number(row.number),
    );
    return before ? changesBetween(this.card(before), this.card(row)) : null;
  }

  unpublished(row: Row): object[] | null {
    const version = this.practice(row.id).current_version_id;
    const before = this.tables.practice_version!.find(({ id }) => id === version);
    return before ? changesBetween(this.card(before), this.card(row)) : null;
  }

  private card(row: Row): Card {
    const areas = this.tables
      .change_area!.filter(({ id }) => (row.change_area_ids as string[]).includes(id))
      .sort((a, b) => Number(a.number) - Number(b.number))
      .map(({ name_pl }) => name_pl);
    const fields = CARD_KEYS.map((key) => [key, key === 'changeAreaIds' ? areas : row[snake(key)]]);
    return Object.fromEntries(fields) as Card;
  }

  private practice = (id: unknown): Row => this.tables.good_practice!.find((each) => each.id === id)!;
  private isOurs = (entity: unknown): boolean => this.held.some((each) => each.body_id === entity);
}
