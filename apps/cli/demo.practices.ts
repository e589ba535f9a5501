import { newId, type Tx } from '#core';
import { EntityKind, today } from '#convents';
import {
  cardOf,
  frozenCard,
  GoodPractice,
  PracticeArea,
  PracticeDraft,
  PracticeQuestion,
  PracticeVersion,
  Replication,
  type Card,
  type CostRange,
  type MoneySource,
  type PracticeAudience,
  type PracticeState,
  type TargetGroup,
} from '#practices';
import { richText, type RichText } from '#texts';
import type { DemoEntity } from './demo.network.ts';

/** The first entity of its kind in the voivodeship, or in the town. */
interface Place {
  readonly kind: string;
  readonly teryt: string;
  readonly town?: string;
}

export interface DemoPractice extends Place {
  readonly state: PracticeState;
  readonly audience?: PracticeAudience;
  /** How many days ago it was last checked. */
  readonly checked?: number;
  readonly since: number;
  readonly title: string;
  readonly summary: string;
  readonly steps: readonly string[];
  readonly groups: TargetGroup[];
  readonly cost: CostRange;
  readonly money: MoneySource[];
  readonly tags: string[];
  /** Slugs of change areas. */
  readonly areas: readonly string[];
  readonly replications: readonly (Place & { place: string; changes: string; result: string; running: boolean })[];
  readonly questions: readonly (Place & { text: string; answer: string | null })[];
  readonly remarks?: readonly { field: string; text: string }[];
  readonly [text: string]: unknown;
}

interface Network {
  readonly entities: readonly DemoEntity[];
  /** By TERYT. */
  readonly convents: ReadonlyMap<string, string>;
}

const DAY_MS = 86_400_000;
const OUT: readonly PracticeState[] = ['PUBLISHED', 'OUTDATED', 'ARCHIVED'];
const text = (said: unknown): RichText | null => (said ? richText(String(said)) : null);

/** Steps are a numbered list. */
const listed = (steps: readonly string[]): RichText | null => {
  const item = (step: string) => ({ type: 'paragraph', content: [{ type: 'text', text: step }] });
  const content = steps.map((step) => ({ type: 'listItem', content: [item(step)] }));
  return steps.length ? { type: 'doc', content: [{ type: 'orderedList', content }] } : null;
};

const cardIn = (practice: DemoPractice, changeAreaIds: string[]): Card => ({
  ...{ title: practice.title, summary: practice.summary, steps: listed(practice.steps), changeAreaIds },
  ...{ problem: text(practice.problem), actions: text(practice.actions), partners: text(practice.partners) },
  ...{ resources: text(practice.resources), results: text(practice.results), evidence: text(practice.evidence) },
  ...{ conditions: text(practice.conditions), risks: text(practice.risks), targetGroups: practice.groups },
  ...{ costRange: practice.cost, moneySources: practice.money, tags: practice.tags, language: 'PL' },
  ...{ startedIn: practice.since, contactUnit: 'dział reintegracji (dane przykładowe)' },
  ...{ contactEmail: null, contactPhone: null },
});

/** Made-up practices of real entities, marked as samples: every state, with who took them over and what was asked. */
export async function addPractices(tx: Tx, practices: readonly DemoPractice[], network: Network): Promise<number> {
  const areas = await tx.sql<{ id: string; slug: string }>(`SELECT id, slug FROM change_area`);
  const at = ({ kind, teryt, town }: Place): string =>
    network.entities.find(
      (each) => each.kind === (kind as EntityKind) && each.teryt === teryt && (!town || each.town === town),
    )!.id;
  for (const practice of practices) {
    const areaIds = practice.areas.map((slug) => areas.find((each) => each.slug === slug)!.id);
    const [id, entityId] = [newId(), at(practice)];
    const conventId = practice.state === 'DRAFT' ? null : network.convents.get(practice.teryt)!;
    await addPractice(tx, { id, entityId, conventId }, practice, cardIn(practice, areaIds));
    await addTalk(tx, id, practice, at);
  }
  return practices.length;
}

type Whose = { id: string; entityId: string; conventId: string | null };

async function addPractice(tx: Tx, whose: Whose, practice: DemoPractice, card: Card): Promise<void> {
  const { state, audience = null, checked = 0 } = practice;
  const isOut = OUT.includes(state);
  const lastCheckedOn = isOut ? today(new Date(tx.now.getTime() - checked * DAY_MS)) : null;
  const currentVersionId = isOut ? newId() : null;
  const published = { audience, currentVersionId, publishedAt: isOut ? tx.now : null, lastCheckedOn };
  await tx.em.insert(GoodPractice, { ...whose, state, ...published, sample: true, createdAt: tx.now, version: 1 });
  await tx.em.insert(PracticeDraft, {
    ...{ id: whose.id, ...cardOf(card), stage: isOut ? 'ACCEPTED' : state, agreedAudience: 'PUBLIC' },
    ...{ reviewerId: state === 'IN_REVIEW' ? await reviewer(tx, whose.conventId!) : null, round: 1 },
    ...{ stageSince: tx.now, editedAt: tx.now, version: 1 },
  } as object);
  if (currentVersionId) await addVersion(tx, whose, currentVersionId, card);
}

async function addVersion(tx: Tx, whose: Whose, id: string, card: Card): Promise<void> {
  const content = frozenCard({ practiceId: whose.id, entityId: whose.entityId, number: 1, card, attachments: [] });
  await tx.em.insert(PracticeVersion, {
    ...{ id, practiceId: whose.id, number: 1, ...card, ...content },
    ...{ publishedAt: tx.now, mandateId: null },
  } as object);
  const ofVersion = { practiceId: whose.id, versionId: id };
  await tx.em.insert(
    PracticeArea,
    card.changeAreaIds.map((changeAreaId) => ({ id: newId(), ...ofVersion, changeAreaId })),
  );
}

async function reviewer(tx: Tx, conventId: string): Promise<string> {
  const [chair] = await tx.sql<{ id: string }>(`SELECT id FROM mandate WHERE convent_id = $1 AND function = 'CHAIR'`, [
    conventId,
  ]);
  return chair!.id;
}

async function addTalk(
  tx: Tx,
  practiceId: string,
  practice: DemoPractice,
  at: (place: Place) => string,
): Promise<void> {
  const [row] = await tx.sql<{ id: string }>(`SELECT current_version_id AS id FROM good_practice WHERE id = $1`, [
    practiceId,
  ]);
  for (const { field, text: said } of practice.remarks ?? [])
    await tx.sql(
      `INSERT INTO practice_remark (id, practice_id, round, field, text, at) VALUES ($1, $2, 1, $3, $4, $5)`,
      [newId(), practiceId, field, said, tx.now],
    );
  for (const { running: stillRunning, place, changes, result, ...of } of practice.replications)
    await tx.em.insert(Replication, {
      ...{ id: newId(), practiceId, versionId: row!.id, entityId: at(of), state: 'CONFIRMED', place, changes, result },
      ...{ stillRunning, startedOn: null, reportedAt: tx.now, reportedUnderId: null, confirmedAt: tx.now },
      ...{ confirmedUnderId: null, sample: true, version: 1 },
    });
  for (const { text: asked, answer, ...of } of practice.questions)
    await tx.em.insert(PracticeQuestion, {
      ...{ id: newId(), practiceId, entityId: at(of), text: asked, askedAt: tx.now, askedUnderId: null },
      ...{ answer, answeredAt: answer ? tx.now : null, answeredUnderId: null, version: 1 },
    });
}
