import type { Asker, TestApp } from './app.ts';
import { nasty, type Someone } from './given.ts';

type Id = { id: string };

const INPUTS = {
  createDraft: 'CreateDraftInput',
  editDraft: 'EditDraftInput',
  addDraftMember: 'AddDraftMemberInput',
  removeDraftMember: 'RemoveDraftMemberInput',
  replaceDraftText: 'ReplaceDraftTextInput',
  rewordDraftHeading: 'RewordDraftHeadingInput',
  insertDraftUnit: 'InsertDraftUnitInput',
  moveDraftUnit: 'MoveDraftUnitInput',
  relabelDraftUnit: 'RelabelDraftUnitInput',
  renumberDraftRow: 'DraftUnitInput',
  splitDraftUnit: 'SplitDraftUnitInput',
  joinDraftUnits: 'DraftUnitInput',
  deleteDraftUnit: 'DraftUnitInput',
  restoreDraftUnit: 'RestoreDraftUnitInput',
  rewordDraftUnit: 'RewordDraftUnitInput',
  addDraftAmendment: 'AddDraftAmendmentInput',
  editDraftAmendment: 'EditDraftAmendmentInput',
  moveDraftAmendment: 'MoveDraftAmendmentInput',
  removeDraftAmendment: 'RemoveDraftAmendmentInput',
  freezeDraftVersion: 'FreezeDraftVersionInput',
  shareDraft: 'ShareDraftInput',
  publishDraft: 'DraftActInput',
  archiveDraft: 'ArchiveDraftInput',
} as const;
export type DraftMutation = keyof typeof INPUTS;

export interface ToldUnit extends Id {
  readonly parentId: string | null;
  readonly kind: string;
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly closing: string;
}

export interface ToldDraft extends Id {
  readonly state: string;
  readonly title: string;
  readonly version: number;
  readonly isPublic: boolean;
  readonly team: { id: string; removedAt: string | null }[];
  readonly versions: { id: string; number: number; contentHash: string }[];
  readonly text: {
    heading: string;
    printed: string;
    amendingArticle: string | null;
    units: ToldUnit[];
    amendments: { id: string; position: number; change: Record<string, unknown> }[];
  } | null;
}

const UNIT = `id parentId kind label title text closing`;
export const CHANGE = `operation provision moreLabels part addedKind addedLabels proposedWording words newWords wordingInForce
  justification sentence wordDiff { kind before after } act { name publication citation eli }`;
const TOLD = `{ id state title version isPublic team { id removedAt } versions { id number contentHash }
  text { heading printed amendingArticle units { ${UNIT} } amendments { id position change { ${CHANGE} } } } }`;
const document = (act: DraftMutation) => `mutation ($input: ${INPUTS[act]}!) { ${act}(input: $input) ${TOLD} }`;

/** Our own short wording: a sample, no statute's. */
export const LAW = `USTAWA PRÓBNA
o pomocy „sąsiedzkiej”

Art. 1. Ustawa określa zasady pomocy.
Art. 2. 1. Pomoc dostaje ten, kto:
  1) jest żółwiem;
  2) ma:
    a) skorupę,
    b) cierpliwość
– jeżeli o to poprosi.
2. Pomoc trwa <b>trzy</b> lata & dzień.
Art. 3. Ustawa wchodzi w życie po roku.`;

export const ACT = {
  name: 'ustawie z dnia 1 lutego 2031 r. o klubach próbnych',
  citation: 'Dz.U. 2031 poz. 77',
};

/** A long text as it is sent. */
export const pieces = (text: string): string[] => text.match(/[^]{1,9999}/gu) ?? [];

/** Drafts by the API alone. */
export class Drafting {
  constructor(private readonly t: TestApp) {}

  do = async (who: Asker, act: DraftMutation, input: object): Promise<ToldDraft> =>
    (await this.t.get<Record<string, ToldDraft>>(who, document(act), { input }))[act]!;

  ask = (who: Asker, act: DraftMutation, input: object) => this.t.ask(who, document(act), { input });

  refusal = (who: Asker, act: DraftMutation, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });

  see = async (who: Asker, id: string): Promise<ToldDraft | undefined> =>
    ((await this.t.ask(who, `query ($id: ID!) { draft(id: $id) ${TOLD} }`, { id })).data?.draft ?? undefined) as
      | ToldDraft
      | undefined;

  /** An edit of the draft as it stands now. */
  edit = (who: Asker, act: DraftMutation, { id, version }: ToldDraft, input: object = {}): Promise<ToldDraft> =>
    this.do(who, act, { draftId: id, expectedVersion: version, ...input });

  refused = (who: Asker, act: DraftMutation, { id, version }: ToldDraft, input: object = {}) =>
    this.refusal(who, act, { draftId: id, expectedVersion: version, ...input });

  /** A convent that leads, with its chair; another with its chair; an entity's member of staff on nobody's side. */
  async scene() {
    const { given } = this.t;
    const [convent, other, entity] = [
      await given.convent(),
      await given.convent({ voivodeship: '24' }),
      await given.entity({ voivodeship: '24' }),
    ];
    const [chair, neighbour] = [await given.holder('CHAIR', convent), await given.holder('CHAIR', other)];
    const expert = await given.person();
    const mandate = await given.mandate(expert, 'EXPERT', other);
    return { convent, other, entity, chair, neighbour, expert, mandate };
  }

  create = (who: Someone, body: Id, fields: object = {}): Promise<ToldDraft> =>
    this.do(who, 'createDraft', { bodyId: body.id, title: nasty('Projekt'), form: 'LAW', ...fields });

  async pasted(who: Someone, body: Id, text = LAW, fields: object = {}): Promise<ToldDraft> {
    return this.edit(who, 'replaceDraftText', await this.create(who, body, fields), { text: pieces(text) });
  }

  freeze = (who: Asker, draft: ToldDraft, note: string | null = null): Promise<ToldDraft> =>
    this.edit(who, 'freezeDraftVersion', draft, { note });
}

/** The first unit of these words, or of that label and kind. */
export const unitWith = (draft: ToldDraft, words: string): ToldUnit =>
  draft.text!.units.find(({ text }) => text.includes(words))!;
