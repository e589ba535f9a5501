import { Lifecycle } from '#core';
import { heldIn, LEADERS, OFFICERS, type Held } from './convents.policy.ts';
import type { AdmissionBy, ConventState, MembershipState } from './words.ts';

export interface MembershipFacts {
  readonly state: MembershipState;
  readonly conventId: string;
  readonly entityId: string;
  /** Null for a convent whose rules nobody entered: then its chair admits. */
  readonly admissionBy: AdmissionBy | null;
  readonly conventState: ConventState;
  readonly held: readonly Held[];
}

const officer = ({ held, conventId }: MembershipFacts) => heldIn(held, conventId, OFFICERS);
const leader = ({ held, conventId }: MembershipFacts) => heldIn(held, conventId, LEADERS);
const representative = ({ held, entityId }: MembershipFacts) => heldIn(held, entityId, ['REPRESENTATIVE']);

/** Where the chair admits, the chair alone decides; a resolution of the board or meeting is recorded by any officer. */
const admits = (facts: MembershipFacts) =>
  facts.admissionBy === null || facts.admissionBy === 'CHAIR' ? leader(facts) : officer(facts);

/** What only a convent that works can do; a dissolved one still lets members go. */
const works = ({ conventState }: MembershipFacts) =>
  conventState === 'ACTIVE' || conventState === 'FORMING' ? undefined : 'Ten konwent jest zawieszony albo rozwiązany.';

const ADMITS = 'O przyjęciu decyduje przewodniczący konwentu albo – po uchwale – jego prezydium.';
const LEADS = 'Może to zrobić tylko przewodniczący konwentu albo jego zastępca.';

/** The life of a membership. */
export const membershipLifecycle = new Lifecycle<MembershipState, MembershipFacts, MembershipAction>(
  {
    holdMembership: {
      from: ['APPLIED'],
      to: 'ON_HOLD',
      grounds: officer,
      who: 'Wniosek wstrzymuje prezydium konwentu.',
    },
    admitMembership: { from: ['APPLIED', 'ON_HOLD'], to: 'ACTIVE', grounds: admits, who: ADMITS, unless: works },
    rejectMembership: { from: ['APPLIED', 'ON_HOLD'], to: 'REJECTED', grounds: admits, who: ADMITS },
    withdrawMembership: {
      from: ['APPLIED', 'ON_HOLD'],
      to: 'WITHDRAWN',
      grounds: representative,
      who: 'Wniosek wycofuje przedstawiciel podmiotu, który go złożył.',
    },
    suspendMembership: { from: ['ACTIVE'], to: 'SUSPENDED', grounds: leader, who: LEADS },
    reinstateMembership: { from: ['SUSPENDED'], to: 'ACTIVE', grounds: leader, who: LEADS, unless: works },
    endMembership: {
      from: ['ACTIVE', 'SUSPENDED'],
      to: 'ENDED',
      grounds: (facts) => officer(facts) ?? representative(facts),
      who: 'Członkostwo kończy prezydium konwentu albo – występując – przedstawiciel podmiotu.',
    },
  },
  {
    APPLIED: 'wniosek złożony',
    ON_HOLD: 'wniosek wstrzymany',
    ACTIVE: 'członek',
    REJECTED: 'odmowa przyjęcia',
    WITHDRAWN: 'wniosek wycofany',
    SUSPENDED: 'członek zawieszony',
    ENDED: 'członkostwo ustało',
  },
);

export type MembershipAction =
  | 'holdMembership'
  | 'admitMembership'
  | 'rejectMembership'
  | 'withdrawMembership'
  | 'suspendMembership'
  | 'reinstateMembership'
  | 'endMembership';
