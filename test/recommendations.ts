import { Answering } from '#circulation';
import { Db, enrol, feed, SYSTEM } from '#core';
import { RecommendationRounds, type RecommendationState } from '#recommendations';
import { settled, type Asker, type TestApp } from './app.ts';
import { Circulating, inHours } from './circulations.ts';
import { Drafting, LAW, pieces, type ToldDraft } from './drafts.ts';
import { nasty, type Someone } from './given.ts';
import { Polls } from './polls.ts';
import { areaRow } from './practice-rows.ts';
import { Proposing, type ToldProposal } from './proposals.ts';

type Id = { id: string };

const INPUTS = {
  createRecommendation: 'CreateRecommendationInput',
  editRecommendation: 'EditRecommendationInput',
  takeUpProposals: 'TakeUpProposalsInput',
  addRecommendationPractice: 'AddRecommendationPracticeInput',
  removeRecommendationPractice: 'RemoveRecommendationPracticeInput',
  circulateRecommendation: 'CirculateRecommendationInput',
  reviseRecommendation: 'ReviseRecommendationInput',
  putRecommendationToVote: 'PutRecommendationToVoteInput',
} as const;
export type RecommendationMutation = keyof typeof INPUTS;

export interface ToldRecommendation extends Id {
  readonly number: string;
  readonly state: RecommendationState;
  readonly version: number;
  readonly title: string;
  readonly leadBody: Id;
  readonly draft: (Id & { state: string; versions: { id: string; number: number; contentHash: string }[] }) | null;
  readonly votedVersion: { id: string; contentHash: string } | null;
  readonly adoptedVersion: { id: string; contentHash: string; content: string } | null;
  readonly areas: { changeArea: Id }[];
  readonly practices: { practice: Id | null; practiceVersion: Id | null; note: string; mandate: Id | null }[];
  readonly circulations: { number: number; circulation: Id | null; version: Id | null }[];
  readonly polls: { nodes: (Id & { state: string; subjectHash: string; question: string })[] };
  readonly proposals: { nodes: (Id & { state: string })[] };
  readonly remarks: { total: number; late: number; undisposed: number; accepted: number; rejected: number };
  readonly acts: { action: string; state: string; reason: string | null; mandate: Id | null; practice: Id | null }[];
  readonly availableActions: { action: string; allowed: boolean; reason: string | null }[];
}

const BODY = '{ __typename ... on Convent { id } ... on Forum { id } }';
export const TOLD = `{ id number state version title leadBody ${BODY} draft { id state versions { id number contentHash } }
  votedVersion { id contentHash } adoptedVersion { id contentHash content } areas { changeArea { id } }
  practices { note practice { id } practiceVersion { id } mandate { id } }
  circulations { number circulation { id } version { id } }
  polls(first: 10) { nodes { id state subjectHash question } } proposals(first: 20) { nodes { id state } }
  remarks { total late undisposed accepted partiallyAccepted rejected clarified outOfScope }
  acts { action state reason mandate { id } practice { id } } availableActions { action allowed reason } }`;
const document = (act: RecommendationMutation) =>
  `mutation ($input: ${INPUTS[act]}!) { ${act}(input: $input) ${TOLD} }`;

/** The forum with three member convents, somebody who coordinates it, and an entity with an author of proposals. */
export interface Scene {
  readonly forum: Id;
  readonly coordinator: Someone;
  readonly members: { convent: Id; chair: Someone }[];
  readonly entity: Id;
  readonly author: Someone;
  readonly stranger: Someone;
  readonly area: Id;
}

/** Recommendations by the API alone. */
export class Recommending {
  readonly drafting: Drafting;
  readonly circulating: Circulating;
  readonly proposing: Proposing;
  readonly polls: Polls;

  constructor(private readonly t: TestApp) {
    this.drafting = new Drafting(t);
    this.circulating = new Circulating(t);
    this.proposing = new Proposing(t);
    this.polls = new Polls(t);
  }

  do = async (who: Asker, act: RecommendationMutation, input: object): Promise<ToldRecommendation> =>
    (await this.t.get<Record<string, ToldRecommendation>>(who, document(act), { input }))[act]!;

  ask = (who: Asker, act: RecommendationMutation, input: object) => this.t.ask(who, document(act), { input });

  refusal = (who: Asker, act: RecommendationMutation, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });

  /** An act on a recommendation as it was seen. */
  step = (who: Asker, act: RecommendationMutation, { id, version }: ToldRecommendation, more: object = {}) =>
    this.do(who, act, { recommendationId: id, expectedVersion: version, ...more });

  refused = (who: Asker, act: RecommendationMutation, { id, version }: ToldRecommendation, more: object = {}) =>
    this.refusal(who, act, { recommendationId: id, expectedVersion: version, ...more });

  see = async (who: Asker, id: string): Promise<ToldRecommendation | undefined> =>
    ((await this.t.ask(who, `query ($id: ID!) { recommendation(id: $id) ${TOLD} }`, { id })).data?.recommendation ??
      undefined) as ToldRecommendation | undefined;

  async scene(): Promise<Scene> {
    const { given } = this.t;
    const forum = await given.forum();
    const members = [];
    for (let i = 0; i < 3; i++) {
      const convent = await given.convent();
      await given.standing(convent, forum);
      members.push({ convent, chair: await given.holder('CHAIR', convent) });
    }
    const [entity, apart] = [await given.entity(), await given.entity()];
    await given.membership(members[0]!.convent, entity);
    return {
      ...{ forum, members, entity, coordinator: await given.holder('COORDINATOR', forum) },
      author: await given.holder('STAFF', entity),
      stranger: await given.holder('REPRESENTATIVE', apart),
      area: await areaRow(this.t),
    };
  }

  data = ({ area }: Pick<Scene, 'area'>, body: Id, more: object = {}): object => ({
    ...{ bodyId: body.id, title: nasty('Rekomendacja'), changeAreaIds: [area.id], form: 'LAW', ...more },
  });

  /** One that the forum leads, with a text but no version. */
  async begun(scene: Scene, more: object = {}): Promise<ToldRecommendation> {
    const { coordinator, forum } = scene;
    const { id, draft } = await this.do(coordinator, 'createRecommendation', this.data(scene, forum, more));
    await this.reworded(coordinator, draft!.id, LAW);
    return (await this.see(coordinator, id))!;
  }

  async reworded(who: Someone, draftId: string, text: string): Promise<ToldDraft> {
    const draft = (await this.drafting.see(who, draftId))!;
    return this.drafting.edit(who, 'replaceDraftText', draft, { text: pieces(text) });
  }

  round = (more: object = {}): object => ({
    ...{ circle: { wholeForum: true }, closesAt: inHours(48), silence: 'NO_REMARKS', note: nasty('Prosimy'), ...more },
  });

  /** A proposal of the entity that the forum reviews. */
  async proposed({ author, entity, coordinator, forum, area }: Scene): Promise<ToldProposal> {
    const draft = await this.proposing.draft(author, entity, area);
    const submitted = await this.proposing.submit(author, draft, forum);
    return this.proposing.step(coordinator, 'takeProposalUnderReview', submitted);
  }

  /** Time goes by until the round is over, and the worker has seen to what follows. */
  async over({ circulations }: ToldRecommendation): Promise<void> {
    const { id } = circulations.at(-1)!.circulation!;
    await this.circulating.lapse(id);
    await this.t.app.get(Db).run(SYSTEM, (tx) => this.t.app.get(Answering, { strict: false }).closeDue(tx));
    await this.work();
  }

  async work(): Promise<void> {
    const [db, consumer] = [this.t.app.get(Db), this.t.app.get(RecommendationRounds, { strict: false })];
    await settled(this.t);
    while (await feed(db, consumer));
  }

  /** Before the first event that `work` is to see. */
  enrol = (): Promise<void> => enrol(this.t.app.get(Db), this.t.app.get(RecommendationRounds, { strict: false }));

  /** One whose first round is over. */
  async consolidating(scene: Scene, more: object = {}): Promise<ToldRecommendation> {
    const begun = await this.begun(scene, more);
    const sent = await this.step(scene.coordinator, 'circulateRecommendation', begun, this.round());
    await this.over(sent);
    return (await this.see(scene.coordinator, begun.id))!;
  }

  vote = ({ draft }: ToldRecommendation, more: object = {}): object => ({
    ...{ contentHash: draft!.versions[0]!.contentHash, closesAt: inHours(24), ...more },
  });

  inVote = async (scene: Scene, more: object = {}): Promise<ToldRecommendation> => {
    const ready = await this.consolidating(scene, more);
    return this.step(scene.coordinator, 'putRecommendationToVote', ready, this.vote(ready));
  };

  /** The published result of the vote that goes on. */
  async decided(scene: Scene, told: ToldRecommendation, choice: 'FOR' | 'AGAINST'): Promise<ToldRecommendation> {
    const pollId = told.polls.nodes[0]!.id;
    for (const { chair } of scene.members) await this.polls.cast(chair, pollId, choice);
    await this.polls.result(scene.coordinator, pollId);
    return (await this.see(scene.coordinator, told.id))!;
  }

  adopted = async (scene: Scene, more: object = {}): Promise<ToldRecommendation> =>
    this.decided(scene, await this.inVote(scene, more), 'FOR');
}

export const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));
export const allowed = ({ availableActions }: ToldRecommendation): string[] =>
  availableActions.filter((each) => each.allowed).map(({ action }) => action);
