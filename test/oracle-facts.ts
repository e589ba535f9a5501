import { conventLifecycle } from '../libs/convents/src/convents.service.ts';
import { entityLifecycle } from '../libs/convents/src/entity.lifecycle.ts';
import { mandateLifecycle } from '../libs/convents/src/mandate.lifecycle.ts';
import { membershipLifecycle } from '../libs/convents/src/membership.lifecycle.ts';
import { declarationLifecycle } from '../libs/declarations/src/declaration.lifecycle.ts';
import { draftLifecycle } from '../libs/drafts/src/draft.lifecycle.ts';
import { entityImportLifecycle } from '../libs/imports/src/entity-import.lifecycle.ts';
import { pollLifecycle } from '../libs/voting/src/poll.lifecycle.ts';
import { invitationLifecycle } from '../libs/meetings/src/invitation.lifecycle.ts';
import { meetingLifecycle, registrationLifecycle } from '../libs/meetings/src/meeting.lifecycle.ts';
import { circulationLifecycle } from '../libs/circulation/src/circulation.lifecycle.ts';
import { remarkLifecycle } from '../libs/circulation/src/remark.lifecycle.ts';
import { MINUTES_LIFECYCLES } from './oracle-minutes.ts';
import { changeAreaLifecycle } from '../libs/areas/src/change-area.lifecycle.ts';
import { DOSSIER_LIFECYCLES } from './oracle-dossiers.ts';
import { PROPOSAL_LIFECYCLES } from './oracle-proposals.ts';
import { RECOMMENDATION_LIFECYCLES } from './oracle-recommendations.ts';
import { practiceActions } from '../libs/practices/src/practice.lifecycle.ts';
import type { Row, Tables } from './world.ts';

export const DAY_MS = 86_400_000;
export const moment = (value: unknown): number => Date.parse(String(value));
export const yearAfter = (day: unknown): string | null =>
  day ? `${Number(String(day).slice(0, 4)) + 1}${String(day).slice(4).replace('02-29', '02-28')}` : null;
/** Whether a term, or a period of days, holds at that moment. */
export const isIn = ({ from, until }: Row, at: number): boolean =>
  moment(from) <= at && (until === null || at < moment(until));
export const inForce = (mandate: Row): boolean => mandate.state === 'ACTIVE' && isIn(mandate, Date.now());
export const endsWithin = (mandate: Row, days: number): boolean =>
  inForce(mandate) && mandate.until !== null && moment(mandate.until) <= Date.now() + days * DAY_MS;

export const LIFECYCLES: Record<string, { available(facts: never): object[] }> = {
  ...{
    ChangeArea: changeAreaLifecycle,
    Convent: conventLifecycle,
    Declaration: declarationLifecycle,
    Entity: entityLifecycle,
    EntityImport: entityImportLifecycle,
    Draft: draftLifecycle,
    GoodPractice: practiceActions,
  },
  ...{ Mandate: mandateLifecycle, Membership: membershipLifecycle, Poll: pollLifecycle },
  ...{ Meeting: meetingLifecycle, Registration: registrationLifecycle, MeetingInvitation: invitationLifecycle },
  ...MINUTES_LIFECYCLES,
  ...PROPOSAL_LIFECYCLES,
  ...RECOMMENDATION_LIFECYCLES,
  ...DOSSIER_LIFECYCLES,
  ...{ Circulation: circulationLifecycle, Remark: remarkLifecycle },
};

/** Whether a status of an entity ends within 90 days and no later one follows. */
export function statusEndsSoon(tables: Tables, entity: Row): boolean {
  const grants = tables.status_grant!.filter((each) => each.entity_id === entity.id);
  return grants.some((grant) => {
    const end = moment(grant.until);
    const goesOn = grants.some((later) => later.kind === grant.kind && moment(later.from) >= end);
    return isIn(grant, Date.now()) && grant.until !== null && end <= Date.now() + 90 * DAY_MS && !goesOn;
  });
}

/** What the lifecycle of a declaration asks for. */
export function declarationFacts(tables: Tables, row: Row): object {
  const { forum, forum_decision: decisions, declaration_party: parties, signature: signatures, poll: polls } = tables;
  const version = row.current_version_id;
  const hash = tables.declaration_version!.find(({ id }) => id === version)?.content_hash;
  return {
    ...{ kind: row.kind, bodyId: row.body_id, forumId: forum![0]?.id ?? null },
    ...{
      past: row.deadline !== null && Date.parse(String(row.deadline)) <= Date.now(),
      submitted: row.submitted_at !== null,
    },
    accepted: decisions!.find(({ version_id }) => version_id === version)?.accepted ?? null,
    polled: polls!.some(
      ({ subject_id, subject_hash, state }) =>
        subject_id === row.id && subject_hash === hash && ['DRAFT', 'OPEN', 'CLOSED'].includes(String(state)),
    ),
    parties: parties!
      .filter(({ version_id }) => version_id === version)
      .sort((a, b) => Number(a.position) - Number(b.position))
      .map(({ id, convent_id: conventId, capacities }) => ({
        ...{ conventId, capacities },
        signed: signatures!.some(({ party_id }) => party_id === id),
      })),
  };
}

/** The recovery codes of an account that were not used. */
export const codesLeft = (tables: Tables, account: Row): number =>
  tables.recovery_code!.filter((each) => each.person_id === account.id && !each.used_at).length;

export const compare = (a: unknown, b: unknown): number => (a === b ? 0 : (a as string) < (b as string) ? -1 : 1);
