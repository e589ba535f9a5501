import type { Asker, TestApp } from './app.ts';
import { nasty, type Someone } from './given.ts';
import { areaRow, cardData } from './practice-rows.ts';

type Id = { id: string };

const INPUTS = {
  draftGoodPractice: 'DraftGoodPracticeInput',
  saveGoodPractice: 'SaveGoodPracticeInput',
  attachToPractice: 'AttachToPracticeInput',
  removePracticeAttachment: 'RemovePracticeAttachmentInput',
  submitGoodPractice: 'SubmitGoodPracticeInput',
  withdrawGoodPractice: 'PracticeActInput',
  takePracticeReview: 'PracticeActInput',
  returnGoodPractice: 'ReturnGoodPracticeInput',
  publishGoodPractice: 'PracticeAudienceInput',
  widenPracticeAudience: 'PracticeAudienceInput',
  confirmPracticeChecked: 'PracticeActInput',
  archiveGoodPractice: 'ArchiveGoodPracticeInput',
  reportReplication: 'ReportReplicationInput',
  confirmReplication: 'ReplicationInput',
  editReplication: 'EditReplicationInput',
  withdrawReplication: 'ReplicationInput',
  askPracticeQuestion: 'AskPracticeQuestionInput',
  answerPracticeQuestion: 'AnswerPracticeQuestionInput',
  markPracticeUseful: 'MarkPracticeUsefulInput',
} as const;
export type PracticeMutation = keyof typeof INPUTS;

export interface ToldPractice extends Id {
  readonly state: string;
  readonly audience: string | null;
  readonly replicationCount: number;
  readonly usefulCount: number;
  readonly currentVersion: { id: string; number: number; title: string; content: string; contentHash: string } | null;
  readonly draft: { stage: string; version: number; title: string | null } | null;
}

const TOLD = `{ id state audience replicationCount usefulCount lastCheckedOn
  currentVersion { id number title content contentHash } draft { stage version title } }`;
const REPLICATION = `{ id state version }`;
const document = (act: PracticeMutation) =>
  `mutation ($input: ${INPUTS[act]}!) { ${act}(input: $input) ${act.endsWith('Replication') ? REPLICATION : TOLD} }`;

export const replicationData = () => ({
  ...{ place: nasty('Warsztat'), changes: nasty('Zmieniono'), result: nasty('Efekt'), stillRunning: true },
});

/** Practices by the API alone. */
export class Practising {
  constructor(private readonly t: TestApp) {}

  do = async (who: Asker, act: PracticeMutation, input: object): Promise<ToldPractice> =>
    (await this.t.get<Record<string, ToldPractice>>(who, document(act), { input }))[act]!;

  ask = (who: Asker, act: PracticeMutation, input: object) => this.t.ask(who, document(act), { input });

  refusal = (who: Asker, act: PracticeMutation, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });

  see = async (who: Asker, id: string): Promise<ToldPractice | undefined> =>
    ((await this.t.ask(who, `query ($id: ID!) { practice(id: $id) ${TOLD} }`, { id })).data?.practice ?? undefined) as
      | ToldPractice
      | undefined;

  /** A convent with two reviewers, a member entity with its people, and another one with a representative. */
  async scene() {
    const { given } = this.t;
    const [convent, entity, other] = [await given.convent(), await given.entity(), await given.entity({ kind: 'KIS' })];
    await given.membership(convent, entity);
    await given.membership(convent, other);
    const [chair, secretary] = [await given.holder('CHAIR', convent), await given.holder('SECRETARY', convent)];
    const [author, staff] = [await given.holder('REPRESENTATIVE', entity), await given.holder('STAFF', entity)];
    const [taker, helper] = [await given.holder('REPRESENTATIVE', other), await given.holder('STAFF', other)];
    const area = await areaRow(this.t);
    return { convent, entity, other, chair, secretary, author, staff, taker, helper, area };
  }

  draft = (who: Someone, entity: Id, area: Id, card: object = {}): Promise<ToldPractice> =>
    this.do(who, 'draftGoodPractice', { entityId: entity.id, card: { ...cardData([area.id]), ...card } });

  submit = (who: Asker, { id, draft }: ToldPractice, convent: Id, agreedAudience = 'PUBLIC'): Promise<ToldPractice> =>
    this.do(who, 'submitGoodPractice', {
      ...{ practiceId: id, conventId: convent.id, expectedVersion: draft!.version, agreedAudience },
    });

  async published(scene: Awaited<ReturnType<Practising['scene']>>, audience = 'PUBLIC', card: object = {}) {
    const drafted = await this.draft(scene.staff, scene.entity, scene.area, card);
    await this.submit(scene.staff, drafted, scene.convent);
    await this.do(scene.chair, 'takePracticeReview', { practiceId: drafted.id });
    return this.do(scene.chair, 'publishGoodPractice', { practiceId: drafted.id, audience });
  }
}
