import type { Asker, TestApp } from './app.ts';
import { Drafting, LAW, type ToldDraft } from './drafts.ts';
import { nasty, type Someone } from './given.ts';

type Id = { id: string };

const PARTY = `organisation { ... on Convent { id } ... on Entity { id } } answer { answer reason silent mandate { id } }
  answers { answer reason silent }`;
const CIRCULATION = `{ id state note opensAt closesAt endedAt silence wholeForum draft { id } version { id contentHash printed }
  body { ... on Convent { id } ... on Forum { id } } parties(first: 100) { totalCount nodes { ${PARTY} } }
  acts { action state reason closesAt mandate { id } } availableActions { action allowed reason } }`;
const REMARK = `{ id unitId unitPath place state kind channel late submitter text wording reasons withdrawnAt person { id } mandate { id }
  organisation { ... on Convent { id } ... on Entity { id } }
  disposition { id verdict reason joint unitId version { id } reply replyReason mandate { id } repliedUnder { id } }
  joinedTo { id } joined { id } joinings { leading { id } mandate { id } endedAt endedUnder { id } }
  carriedFrom { id unitPath circulation { id } } similar { remarkId text likeness }
  dispositions { id verdict reason reply joint } availableActions { action allowed reason } }`;
const ACTS = {
  startCirculation: CIRCULATION,
  extendCirculation: CIRCULATION,
  cancelCirculation: CIRCULATION,
  answerCirculation: CIRCULATION,
  disposeRemarks: CIRCULATION,
  joinRemarks: CIRCULATION,
  separateRemarks: CIRCULATION,
  carryRemarks: CIRCULATION,
  submitRemark: REMARK,
  recordRemark: REMARK,
  withdrawRemark: REMARK,
  answerDisposition: REMARK,
} as const;
export type CirculationMutation = keyof typeof ACTS;

export interface ToldAnswer {
  readonly answer: string;
  readonly reason: string | null;
  readonly silent: boolean;
  readonly mandate?: Id | null;
}

export interface ToldCirculation extends Id {
  readonly state: string;
  readonly note: string | null;
  readonly closesAt: string;
  readonly endedAt: string | null;
  readonly draft: Id | null;
  readonly version: { id: string; contentHash: string; printed: string } | null;
  readonly parties: {
    totalCount: number;
    nodes: { organisation: Id; answer: ToldAnswer | null; answers: ToldAnswer[] }[];
  };
  readonly acts: { action: string; state: string; reason: string | null; mandate: Id | null }[];
  readonly availableActions: { action: string; allowed: boolean; reason: string | null }[];
}

export interface ToldDisposition extends Id {
  readonly verdict: string;
  readonly reason: string | null;
  readonly reply: string | null;
  readonly joint: boolean;
}

export interface ToldRemark extends Id {
  readonly unitPath: string | null;
  readonly state: string;
  readonly late: boolean;
  readonly text: string;
  readonly disposition: ToldDisposition | null;
  readonly dispositions: ToldDisposition[];
  readonly joinedTo: Id | null;
  readonly joined: Id[];
  readonly joinings: { leading: Id | null; mandate: Id | null; endedAt: string | null; endedUnder: Id | null }[];
  readonly carriedFrom: (Id & { unitPath: string | null }) | null;
  readonly similar: { remarkId: string; text: string; likeness: number }[];
  readonly availableActions: { action: string; allowed: boolean }[];
}

const document = (act: CirculationMutation): string => {
  const type = `${act[0]!.toUpperCase()}${act.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${act}(input: $input) ${ACTS[act]} }`;
};

export const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** A convent that leads a draft, and the convents and entities that it may ask. */
export interface Scene {
  readonly convent: Id;
  readonly chair: Someone;
  readonly draft: ToldDraft;
  readonly versionId: string;
  readonly other: Id;
  readonly neighbour: Someone;
  readonly entity: Id;
  readonly speaker: Someone;
  readonly staff: Someone;
  readonly member: Id;
  readonly memberStaff: Someone;
}

/** Circulations by the API alone. */
export class Circulating {
  readonly drafting: Drafting;

  constructor(private readonly t: TestApp) {
    this.drafting = new Drafting(t);
  }

  do = async <T = ToldCirculation>(who: Asker, act: CirculationMutation, input: object): Promise<T> =>
    (await this.t.get<Record<string, T>>(who, document(act), { input }))[act]!;

  refusal = (who: Asker, act: CirculationMutation, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });

  see = async (who: Asker, id: string): Promise<ToldCirculation | undefined> =>
    ((await this.t.ask(who, `query ($id: ID!) { circulation(id: $id) ${CIRCULATION} }`, { id })).data?.circulation ??
      undefined) as ToldCirculation | undefined;

  remark = async (who: Asker, id: string): Promise<ToldRemark | undefined> =>
    ((await this.t.ask(who, `query ($id: ID!) { remark(id: $id) ${REMARK} }`, { id })).data?.remark ?? undefined) as
      | ToldRemark
      | undefined;

  /** A remark of an organisation, on the whole unless told otherwise. */
  remarked = (who: Asker, { id }: Id, organisation: Id, fields: object = {}): Promise<ToldRemark> =>
    this.do<ToldRemark>(who, 'submitRemark', {
      ...{ circulationId: id, organisationId: organisation.id, kind: 'SUBSTANTIVE' },
      ...{ text: nasty('Uwaga'), ...fields },
    });

  /** A leading convent with a frozen draft; another convent with a chair and a member; an entity by itself. */
  async scene(text = LAW): Promise<Scene> {
    const { given } = this.t;
    const [convent, other, entity, member] = [
      await given.convent(),
      await given.convent({ voivodeship: '24' }),
      await given.entity({ voivodeship: '10' }),
      await given.entity({ voivodeship: '24' }),
    ];
    const [chair, neighbour] = [await given.holder('CHAIR', convent), await given.holder('CHAIR', other)];
    const [speaker, staff] = [await given.holder('REPRESENTATIVE', entity), await given.holder('STAFF', entity)];
    await given.membership(other, member);
    const memberStaff = await given.holder('STAFF', member);
    const draft = await this.drafting.freeze(chair, await this.drafting.pasted(chair, convent, text));
    const versionId = draft.versions[0]!.id;
    return { convent, chair, draft, versionId, other, neighbour, entity, speaker, staff, member, memberStaff };
  }

  input = ({ versionId, other, entity }: Scene, fields: object = {}): object => ({
    ...{ versionId, circle: { conventIds: [other.id], entityIds: [entity.id] } },
    ...{ closesAt: inHours(48), silence: 'NO_REMARKS', note: nasty('Prosimy o uwagi'), ...fields },
  });

  start = (scene: Scene, fields: object = {}): Promise<ToldCirculation> =>
    this.do(scene.chair, 'startCirculation', this.input(scene, fields));

  /** As if its closing time had been then; it began before. */
  async lapse(id: string, closesAt = inHours(-1)): Promise<void> {
    await this.t.sql(
      `UPDATE circulation SET opens_at = $2::timestamptz - interval '2 days', closes_at = $2 WHERE id = $1`,
      [id, closesAt],
    );
  }
}

export const answerOf = ({ parties }: ToldCirculation, { id }: Id): ToldAnswer | null =>
  parties.nodes.find(({ organisation }) => organisation.id === id)!.answer;
