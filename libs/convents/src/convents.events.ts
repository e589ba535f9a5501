import { defineEvent } from '#core';
import type { MandateEnd, MandateFunction, MembershipState } from './words.ts';

export const ConventCreated = defineEvent('convent.created');
export const ConventEdited = defineEvent('convent.edited');
export const ConventRulesEdited = defineEvent('convent.rules_edited');
export const ConventStateChanged = defineEvent<{ state: string }>('convent.state_changed');

export const EntityCreated = defineEvent('entity.created');
export const EntityEdited = defineEvent('entity.edited');
export const EntityContactSet = defineEvent('entity.contact_set');
export const EntityClosed = defineEvent<{ on: string }>('entity.closed');
export const StatusGrantRecorded = defineEvent<{ statusGrantId: string }>('entity.status_grant_recorded');

/** Every step of a membership: the state that it led to. Concerns the convent and the entity. */
export const MembershipStepped = defineEvent<{ state: MembershipState }>('membership.stepped');

export const MandateProposed = defineEvent<{ function: MandateFunction }>('mandate.proposed');
export const MandateConfirmed = defineEvent<{ function: MandateFunction }>('mandate.confirmed');
export const MandateDeclined = defineEvent<{ function: MandateFunction }>('mandate.declined');
export const MandateEnded = defineEvent<{ function: MandateFunction; because: MandateEnd }>('mandate.ended');

/** Who is a member of the forum, or wants to be, has changed; concerns the convent. */
export const ForumStandingChanged = defineEvent<{ conventId: string }>('forum.standing_changed');
