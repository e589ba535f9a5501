import { heldIn, OFFICERS, OFFICIALS, type MandateFunction } from '#convents';
import { Lifecycle } from '#core';
import type { DeclarationFacts } from './declaration.facts.ts';
import { stateNames, type DeclarationState } from './words.ts';

/** Who prepares declarations of a body: its officers, in the forum its coordinators too. */
export const DRAFTERS: readonly MandateFunction[] = OFFICIALS;

const drafter = ({ held, bodyId }: DeclarationFacts) => heldIn(held, bodyId, DRAFTERS);
const ofForum = ({ held, forumId }: DeclarationFacts) => heldIn(held, forumId, DRAFTERS);
const signer = ({ held, parties }: DeclarationFacts) =>
  parties.map((each) => heldIn(held, each.conventId, each.capacities)).find(Boolean);
const recorder = (facts: DeclarationFacts) =>
  facts.parties.map((each) => heldIn(facts.held, each.conventId, OFFICERS)).find(Boolean);

const isMine = (facts: DeclarationFacts) =>
  facts.parties.filter((each) => heldIn(facts.held, each.conventId, each.capacities));

const PAST = 'Termin składania podpisów minął.';
const open = ({ past }: DeclarationFacts) => (past ? PAST : undefined);
const undecided = ({ kind, accepted }: DeclarationFacts) =>
  kind === 'ACCESSION' && accepted !== true ? 'Przystąpienie wymaga uchwały forum o przyjęciu.' : undefined;
const onlyAccession = ({ kind }: DeclarationFacts) =>
  kind === 'ACCESSION' ? undefined : 'Decyzji forum wymaga tylko przystąpienie.';

/** Why the forum has nothing to decide now. */
function decided(facts: DeclarationFacts): string | undefined {
  if (!facts.submitted) return onlyAccession(facts) ?? 'Konwent nie poprosił jeszcze forum o decyzję.';
  if (facts.accepted !== null) return 'Forum już zdecydowało o tej wersji.';
  return facts.polled ? 'O tej wersji głosują już konwenty forum.' : onlyAccession(facts);
}

const DRAFTS = 'Robi to prezydium konwentu (forum), które przygotowało deklarację.';
const FORUM = 'Decyzję forum prowadzi i wpisuje jego prezydium albo koordynator.';
const SIGNS = 'Podpisuje osoba, która w konwencie będącym stroną ma wskazaną funkcję.';
const DRAFT = ['DRAFT'] as const;
const OPEN = ['OPEN_FOR_SIGNATURE'] as const;
const BOTH = ['DRAFT', 'OPEN_FOR_SIGNATURE'] as const;

export type DeclarationAction =
  | 'editDeclaration'
  | 'shareDeclaration'
  | 'submitAccession'
  | 'recordForumDecision'
  | 'draftAccessionPoll'
  | 'openDeclaration'
  | 'reviseDeclaration'
  | 'extendDeadline'
  | 'signDeclaration'
  | 'recordSignature'
  | 'withdrawDeclaration';

/** The life of a declaration; that it enters into force, lapses or is superseded follows of itself. */
export const declarationLifecycle = new Lifecycle<DeclarationState, DeclarationFacts, DeclarationAction>(
  {
    editDeclaration: { from: DRAFT, to: 'DRAFT', grounds: drafter, who: DRAFTS },
    shareDeclaration: { from: DRAFT, to: 'DRAFT', grounds: drafter, who: DRAFTS },
    submitAccession: {
      from: DRAFT,
      to: 'DRAFT',
      grounds: drafter,
      who: DRAFTS,
      unless: (facts) => onlyAccession(facts) ?? (facts.submitted ? 'Forum już o to poproszono.' : undefined),
    },
    recordForumDecision: {
      from: BOTH,
      to: 'DRAFT',
      grounds: ofForum,
      who: FORUM,
      unless: decided,
    },
    draftAccessionPoll: { from: BOTH, to: 'DRAFT', grounds: ofForum, who: FORUM, unless: decided },
    openDeclaration: { from: DRAFT, to: 'OPEN_FOR_SIGNATURE', grounds: drafter, who: DRAFTS, unless: undecided },
    reviseDeclaration: { from: OPEN, to: 'OPEN_FOR_SIGNATURE', grounds: drafter, who: DRAFTS, unless: open },
    extendDeadline: { from: OPEN, to: 'OPEN_FOR_SIGNATURE', grounds: drafter, who: DRAFTS, unless: open },
    signDeclaration: {
      from: OPEN,
      to: 'OPEN_FOR_SIGNATURE',
      grounds: signer,
      who: SIGNS,
      unless: (facts) =>
        open(facts) ??
        undecided(facts) ??
        (isMine(facts).every((each) => each.signed) ? 'Ten konwent już podpisał tę wersję.' : undefined),
    },
    recordSignature: {
      from: OPEN,
      to: 'OPEN_FOR_SIGNATURE',
      grounds: recorder,
      who: 'Podpis z papieru albo PDF wpisuje prezydium konwentu, który jest stroną.',
      unless: (facts) => open(facts) ?? undecided(facts),
    },
    withdrawDeclaration: { from: BOTH, to: 'WITHDRAWN', grounds: drafter, who: DRAFTS },
  },
  stateNames,
);
