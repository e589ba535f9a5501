import { heldIn, OFFICIALS, type Held, type MandateFunction } from '#convents';
import { Lifecycle, type Step } from '#core';
import type { DraftFacts } from './draft.facts.ts';
import { DraftInUse, TextLocked } from './drafts.errors.ts';
import { stateNames, type DraftState } from './words.ts';

/** Who leads the drafts of a body: its officers, in the forum its coordinators too. */
export const LEADS: readonly MandateFunction[] = OFFICIALS;

const lead = ({ held, bodyId }: DraftFacts): Held | undefined => heldIn(held, bodyId, LEADS);
const editor = (facts: DraftFacts): Held | undefined =>
  facts.held.find(({ id }) => id === facts.teamMandateId) ?? lead(facts);

const EDITS = 'Projekt redaguje zespół redakcyjny i prezydium konwentu (forum), który go prowadzi.';
const LEADING = 'Robi to prezydium konwentu (forum), który prowadzi projekt.';

type DraftStep = Step<DraftState, DraftFacts>;
const edit: DraftStep = { from: ['OPEN'], to: 'OPEN', grounds: editor, who: EDITS };
const manage: DraftStep = { from: ['OPEN', 'LOCKED'], to: 'OPEN', grounds: lead, who: LEADING };

const EDITING = [
  ...['editDraft', 'replaceDraftText', 'rewordDraftHeading'],
  ...['insertDraftUnit', 'moveDraftUnit', 'relabelDraftUnit', 'renumberDraftRow', 'splitDraftUnit'],
  ...['joinDraftUnits', 'deleteDraftUnit', 'restoreDraftUnit', 'rewordDraftUnit'],
  'pushUnitUpdates',
  ...['addDraftAmendment', 'editDraftAmendment', 'moveDraftAmendment', 'removeDraftAmendment'],
  'freezeDraftVersion',
] as const;
export type EditAction = (typeof EDITING)[number];
export type DraftAction =
  | EditAction
  | 'addDraftMember'
  | 'removeDraftMember'
  | 'shareDraft'
  | 'publishDraft'
  | 'archiveDraft';

const unready = ({ hasVersion, isPublic }: DraftFacts): string | undefined => {
  if (isPublic) return 'Projekt jest już publiczny.';
  return hasVersion ? undefined : 'Udostępnia się wersje: najpierw utwórz pierwszą wersję projektu.';
};

const inUse = ({ textOf }: DraftFacts): string | undefined =>
  textOf === null ? undefined : `Projekt jest treścią ${textOf}: dopóki trwają nad nią prace, nie trafia do archiwum.`;

/** The life of a draft; whatever rests on its text locks it and opens it again. */
export const draftLifecycle = new Lifecycle<DraftState, DraftFacts, DraftAction>(
  {
    ...(Object.fromEntries(EDITING.map((action) => [action, edit])) as Record<EditAction, DraftStep>),
    addDraftMember: manage,
    removeDraftMember: manage,
    shareDraft: { ...manage, unless: unready },
    publishDraft: { ...manage, unless: unready },
    archiveDraft: { ...manage, from: ['OPEN'], to: 'ARCHIVED', unless: inUse },
  },
  stateNames,
);

/** Refuses with codes of their own, whoever could do it otherwise, what is not over: locked texts, texts of something. */
export function refuseBound(action: DraftAction, facts: DraftFacts): void {
  if (facts.state === 'LOCKED' && EDITING.some((each) => each === action) && editor(facts)) throw TextLocked();
  const reason = inUse(facts);
  if (reason && facts.state === 'OPEN' && action === 'archiveDraft' && lead(facts)) throw DraftInUse({ reason });
}
