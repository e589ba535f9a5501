import type { Asker, TestApp } from './app.ts';
import { adoptedRow, letterOf, type AdoptedRow } from './dossier-rows.ts';
import { nasty, type Someone } from './given.ts';
import { areaRow } from './practice-rows.ts';

type Id = { id: string };

const ACTIONS = 'availableActions { action allowed reason }';
const BODY = '{ __typename ... on Convent { id } ... on Forum { id } ... on Entity { id } }';
const FIELDS = `addresseeKind addressee address sentOn deliveredOn reference channel dueBasis nominalOn dueOn proof { id } mandate { id }`;
const DOSSIER = `{ id state title letter contentHash frozenAt recordPath version body { ... on Convent { id } ... on Forum { id } }
  items { position recommendation { id } justification enclosesRemarks enclosesDivergences version { id } contentHash }
  acts { action state reason mandate { id } } dispatches { id } ${ACTIONS} }`;
const POSITION = `{ id kind reason current recommendation { id } }`;
const RESPONSE = `{ id sender receivedOn reference summary current document { id } mandate { id } dispatch { id version } positions ${POSITION} }`;
const DISPATCH = `{ id version overdue ${FIELDS} dossier { id state } versions { number reason ${FIELDS} }
  entries { id recommendation { id state } position { kind } } responses { id current } response { id } ${ACTIONS} }`;
const FOLLOW_UP = `{ id stage reachedOn listNumber link note act eli reason current corrects { id } mandate { id } recommendation { id } }`;
const NOTICE = `{ id state outcome reason readAt body ${BODY} recommendation { id } response { id } mandate { id } ${ACTIONS} }`;
const RECOMMENDATION = `{ id state dispatches { dispatch { id addressee } position { kind } } positions ${POSITION}
  followUp ${FOLLOW_UP} lastPosition { kind reason receivedOn addressee recommendationNumber } notices ${NOTICE}
  outcomeActions { action allowed reason } }`;

const ACTS = {
  draftDossier: DOSSIER,
  editDossier: DOSSIER,
  freezeDossier: DOSSIER,
  registerDispatch: DISPATCH,
  correctDispatch: DISPATCH,
  recordResponse: RESPONSE,
  followUpRecommendation: FOLLOW_UP,
  correctFollowUp: FOLLOW_UP,
  concludeRecommendation: RECOMMENDATION,
  acknowledgeAnswer: NOTICE,
} as const;
export type DossierMutation = keyof typeof ACTS;

export interface ToldDossier extends Id {
  readonly state: string;
  readonly title: string;
  readonly contentHash: string | null;
  readonly recordPath: string | null;
  readonly version: number;
  readonly items: { position: number; recommendation: Id | null; justification: string; contentHash: string | null }[];
  readonly acts: { action: string; reason: string | null; mandate: Id | null }[];
  readonly dispatches: Id[];
  readonly availableActions: { action: string; allowed: boolean; reason: string | null }[];
}

interface ToldFields {
  readonly addressee: string;
  readonly sentOn: string;
  readonly nominalOn: string | null;
  readonly dueOn: string | null;
  readonly proof: Id | null;
}

export interface ToldDispatch extends Id, ToldFields {
  readonly version: number;
  readonly overdue: boolean;
  readonly dossier: { id: string; state: string };
  readonly versions: (ToldFields & { number: number; reason: string | null })[];
  readonly entries: (Id & { recommendation: { id: string; state: string }; position: { kind: string } | null })[];
  readonly responses: (Id & { current: boolean })[];
  readonly response: Id | null;
  readonly availableActions: { action: string; allowed: boolean }[];
}

export interface ToldPosition extends Id {
  readonly kind: string;
  readonly reason: string | null;
  readonly current: boolean;
  readonly recommendation: Id;
}

export interface ToldResponse extends Id {
  readonly current: boolean;
  readonly document: Id | null;
  readonly positions: ToldPosition[];
}

export interface ToldFollowUp extends Id {
  readonly stage: string;
  readonly act: string | null;
  readonly eli: string | null;
  readonly current: boolean;
  readonly corrects: Id | null;
}

export interface ToldNotice extends Id {
  readonly state: string;
  readonly outcome: string | null;
  readonly response: Id | null;
  readonly mandate: Id | null;
}

export interface ToldWaiting {
  readonly kind: string;
  readonly sentence: string;
  readonly dueAt: string | null;
  readonly dispatch: Id | null;
  readonly answerNotice: Id | null;
}

export interface ToldAnswers extends Id {
  readonly state: string;
  readonly dispatches: { dispatch: { id: string; addressee: string }; position: { kind: string } | null }[];
  readonly positions: ToldPosition[];
  readonly followUp: ToldFollowUp[];
  readonly lastPosition: { kind: string; addressee: string } | null;
  readonly notices: ToldNotice[];
  readonly outcomeActions: { action: string; allowed: boolean; reason: string | null }[];
}

const document = (act: DossierMutation): string =>
  `mutation ($input: ${act[0]!.toUpperCase()}${act.slice(1)}Input!) { ${act}(input: $input) ${ACTS[act]} }`;

const inWarsaw = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Warsaw' });
/** So many days from today in Poland. */
export const dayIn = (days: number): string => inWarsaw.format(new Date(Date.now() + days * 86_400_000));

/** The forum with its coordinator, a convent with its chair, an entity behind proposals with its people. */
export interface DossierScene {
  readonly forum: Id;
  readonly coordinator: Someone;
  readonly convent: Id;
  readonly chair: Someone;
  readonly entity: Id;
  readonly author: Someone;
  readonly stranger: Someone;
  readonly area: Id;
}

/** Dossiers by the API alone. */
export class Sending {
  constructor(private readonly t: TestApp) {}

  do = async <T = ToldDossier>(who: Asker, act: DossierMutation, input: object): Promise<T> =>
    (await this.t.get<Record<string, T>>(who, document(act), { input }))[act]!;

  ask = (who: Asker, act: DossierMutation, input: object) => this.t.ask(who, document(act), { input });

  refusal = (who: Asker, act: DossierMutation, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });

  private seen = async <T>(who: Asker, name: string, fields: string, id: string): Promise<T | undefined> =>
    ((await this.t.ask(who, `query ($id: ID!) { ${name}(id: $id) ${fields} }`, { id })).data?.[name] ?? undefined) as
      | T
      | undefined;

  see = (who: Asker, id: string): Promise<ToldDossier | undefined> => this.seen(who, 'dossier', DOSSIER, id);
  dispatch = (who: Asker, id: string): Promise<ToldDispatch | undefined> => this.seen(who, 'dispatch', DISPATCH, id);
  answers = async (who: Asker, id: string): Promise<ToldAnswers> =>
    (await this.seen<ToldAnswers>(who, 'recommendation', RECOMMENDATION, id))!;

  async waiting(who: Asker): Promise<ToldWaiting[]> {
    const query = `{ viewer { obligations(first: 100) { nodes { kind sentence dueAt dispatch { id } answerNotice { id } } } } }`;
    type Told = { viewer: { obligations: { nodes: ToldWaiting[] } } };
    return (await this.t.get<Told>(who, query)).viewer.obligations.nodes;
  }

  async scene(): Promise<DossierScene> {
    const { given } = this.t;
    const forum = await given.forum();
    const [convent, entity] = [await given.convent(), await given.entity()];
    await given.standing(convent, forum);
    return {
      ...{ forum, coordinator: await given.holder('COORDINATOR', forum) },
      ...{ convent, chair: await given.holder('CHAIR', convent) },
      ...{ entity, author: await given.holder('STAFF', entity) },
      ...{ stranger: await given.holder('CHAIR', await given.convent()), area: await areaRow(this.t) },
    };
  }

  /** So many recommendations that the forum has adopted, out of proposals of the entity. */
  async adopted({ forum, entity, area }: DossierScene, count = 2): Promise<AdoptedRow[]> {
    const made = [];
    for (let i = 0; i < count; i++) made.push(await adoptedRow(this.t, forum, { area, origins: [entity] }));
    return made;
  }

  data = (recommendations: readonly Id[], more: object = {}): object => ({
    ...{ title: nasty('Pakiet'), letter: letterOf(`${nasty('Szanowni Państwo')}\n${nasty('z poważaniem')}`) },
    items: recommendations.map(({ id }) => ({ recommendationId: id, justification: nasty('Uzasadnienie') })),
    ...more,
  });

  draft = (who: Asker, body: Id, recommendations: readonly Id[], more: object = {}): Promise<ToldDossier> =>
    this.do(who, 'draftDossier', { bodyId: body.id, data: this.data(recommendations, more) });

  freeze = (who: Asker, { id, version }: ToldDossier): Promise<ToldDossier> =>
    this.do(who, 'freezeDossier', { dossierId: id, expectedVersion: version });

  frozen = async ({ coordinator, forum }: DossierScene, recommendations: readonly Id[]): Promise<ToldDossier> =>
    this.freeze(coordinator, await this.draft(coordinator, forum, recommendations));

  /** As if it had been frozen so many days ago: then it may have been sent since. */
  async aged({ id }: Id, days = 60): Promise<void> {
    await this.t.sql(`ALTER TABLE dossier DISABLE TRIGGER dossier_stands`);
    await this.t.sql(`UPDATE dossier SET frozen_at = now() - make_interval(days => $2) WHERE id = $1`, [id, days]);
    await this.t.sql(`ALTER TABLE dossier ENABLE TRIGGER dossier_stands`);
  }

  letter = (more: object = {}): object => ({
    ...{ addresseeKind: 'MINISTRY', addressee: nasty('Ministerstwo'), sentOn: dayIn(0), channel: 'E_DORECZENIA' },
    ...{ reference: nasty('OF.1.2025'), dueBasis: 'MONTH', ...more },
  });

  register = (who: Asker, { id, version }: ToldDossier, more: object = {}): Promise<ToldDispatch> =>
    this.do(who, 'registerDispatch', { dossierId: id, expectedVersion: version, data: this.letter(more) });

  /** One of so many recommendations, sent by the forum so many days ago. */
  async sent(scene: DossierScene, recommendations: readonly Id[], days = 0, more: object = {}): Promise<ToldDispatch> {
    const frozen = await this.frozen(scene, recommendations);
    await this.aged(frozen);
    return this.register(scene.coordinator, frozen, { sentOn: dayIn(-days), ...more });
  }

  answer = ({ id, version }: ToldDispatch): object => ({
    ...{ dispatchId: id, expectedVersion: version, sender: nasty('Departament'), receivedOn: dayIn(0) },
    summary: nasty('Odpowiedź'),
  });

  respond = (who: Asker, dispatch: ToldDispatch, kinds: readonly string[], more: object = {}): Promise<ToldResponse> =>
    this.do(who, 'recordResponse', { ...this.answer(dispatch), positions: positionsOf(dispatch, kinds), ...more });
}

export const positionsOf = ({ entries }: ToldDispatch, kinds: readonly string[]): object[] =>
  entries.map(({ recommendation: { id } }, i) => {
    const kind = kinds[i % kinds.length]!;
    return { recommendationId: id, kind, ...(kind !== 'PENDING' && { reason: nasty('Stanowisko') }) };
  });
