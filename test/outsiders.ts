import { Answering } from '#circulation';
import { Db, newId, SYSTEM } from '#core';
import { OutsiderErasure } from '#outsiders';
import type { Asker, TestApp } from './app.ts';
import { Circulating, type Scene, type ToldCirculation } from './circulations.ts';
import { nasty } from './given.ts';

export interface Link {
  readonly outsiderId: string;
  readonly token: string;
  readonly expiresAt: string;
}

export interface Pass {
  readonly organisation: string;
  readonly state: string;
  readonly answer: string | null;
  readonly silent: boolean;
  readonly units: { id: string; path: string; text: string }[];
  readonly changes: { provision: string }[];
  readonly remarks: {
    id: string;
    state: string;
    late: boolean;
    text: string;
    unit: string | null;
    dispositionId: string | null;
    verdict: string | null;
    reply: string | null;
  }[];
}

const LINK = `{ outsiderId token expiresAt }`;
const PASS = `{ organisation state note opensAt closesAt expiresAt silence title version contentHash answer answerReason silent
  units { id path text } changes { provision sentence } amendingArticle
  remarks { id unitId unit state kind text wording reasons late at dispositionId verdict verdictReason reply replyReason } }`;
const OUTSIDER = `{ id organisation revokedAt mandate { id } contact { name email openedAt erasedAt } }`;
const ACTS = {
  ...{ inviteOutsider: ['InviteOutsider', LINK], renewOutsiderLink: ['RenewOutsiderLink', LINK] },
  ...{ revokeOutsiderLink: ['RevokeOutsiderLink', OUTSIDER], openOutsiderLink: ['Outsider', PASS] },
  ...{ answerByLink: ['AnswerByLink', PASS], submitRemarkByLink: ['SubmitRemarkByLink', PASS] },
  answerDispositionByLink: ['AnswerDispositionByLink', PASS],
} as const;
export type OutsiderAct = keyof typeof ACTS;
const document = (act: OutsiderAct): string =>
  `mutation ($input: ${ACTS[act][0]}Input!) { ${act}(input: $input) ${ACTS[act][1]} }`;
const PARTIES = `query ($id: ID!) { circulation(id: $id) { availableActions { action allowed } parties(first: 50) { totalCount nodes {
  organisation { ... on CirculationOutsider ${OUTSIDER} } answer { answer silent byLink mandate { id } } } } } }`;

type ToldParty = { organisation: { id?: string }; answer: object | null };

/** Organisations outside the register, by the API alone. */
export class Outside {
  readonly c: Circulating;
  scene!: Scene;

  constructor(private readonly t: TestApp) {
    this.c = new Circulating(t);
  }

  async begin(): Promise<this> {
    this.scene = await this.c.scene();
    return this;
  }

  run = async <T = Pass>(who: Asker, act: OutsiderAct, input: object): Promise<T> =>
    (await this.t.get<Record<string, T>>(who, document(act), { input }))[act]!;

  refusal = (who: Asker, act: OutsiderAct, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });

  open = (token: string): Promise<Pass> => this.run(null, 'openOutsiderLink', { token });

  remark = (token: string, fields: object = {}): Promise<Pass> =>
    this.run(null, 'submitRemarkByLink', { token, ...said(fields) });

  invite = ({ id }: { id: string }, fields: object = {}): Promise<Link> =>
    this.run<Link>(this.scene.chair, 'inviteOutsider', {
      ...{ circulationId: id, organisation: nasty(`Gmina ${newId()}`), ...fields },
    });

  /** A circulation with an outsider in it. */
  async asked(fields: object = {}): Promise<ToldCirculation & Link> {
    const started = await this.c.start(this.scene, fields);
    return { ...started, ...(await this.invite(started)) };
  }

  closing = (): Promise<number> => {
    const answering = this.t.app.get(Answering, { strict: false });
    return this.t.app.get(Db).run(SYSTEM, (tx) => answering.closeDue(tx));
  };

  erasing = (at: number): Promise<number> => {
    const erasure = this.t.app.get(OutsiderErasure, { strict: false });
    return this.t.app.get(Db).run(SYSTEM, (tx) => erasure.erase(tx, new Date(at)));
  };

  async close(id: string): Promise<void> {
    await this.c.lapse(id);
    await this.closing();
  }

  /** The outsider in the circle, as somebody sees them. */
  async party(who: Asker, id: string, outsiderId: string): Promise<ToldParty & { totalCount: number }> {
    const { circulation } = await this.t.get<{
      circulation: { parties: { totalCount: number; nodes: ToldParty[] } };
    }>(who, PARTIES, { id });
    const { totalCount, nodes } = circulation.parties;
    return { totalCount, ...nodes.find(({ organisation }) => organisation.id === outsiderId)! };
  }
}

export const said = (fields: object = {}): object => ({ kind: 'SUBSTANTIVE', text: nasty('Uwaga'), ...fields });
export const ten = <T>(work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 10 }, (_, i) => work(i)));
