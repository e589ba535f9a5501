import { conventLifecycle } from '../libs/convents/src/convents.service.ts';
import { entityLifecycle } from '../libs/convents/src/entity.lifecycle.ts';
import { mandateLifecycle } from '../libs/convents/src/mandate.lifecycle.ts';
import { membershipLifecycle } from '../libs/convents/src/membership.lifecycle.ts';
import { declarationLifecycle } from '../libs/declarations/src/declaration.lifecycle.ts';
import { entityImportLifecycle } from '../libs/imports/src/entity-import.lifecycle.ts';
import { meetingLifecycle, registrationLifecycle } from '../libs/meetings/src/meeting.lifecycle.ts';
import { MINUTES_LIFECYCLES } from './oracle-minutes.ts';
import type { Row, Tables } from './world.ts';

export const LIFECYCLES: Record<string, { available(facts: never): object[] }> = {
  ...{
    Convent: conventLifecycle,
    Declaration: declarationLifecycle,
    Entity: entityLifecycle,
    EntityImport: entityImportLifecycle,
  },
  ...{ Mandate: mandateLifecycle, Membership: membershipLifecycle },
  ...{ Meeting: meetingLifecycle, Registration: registrationLifecycle },
  ...MINUTES_LIFECYCLES,
};

/** What the lifecycle of a declaration asks for. */
export function declarationFacts(tables: Tables, row: Row): object {
  const { forum, forum_decision: decisions, declaration_party: parties, signature: signatures } = tables;
  const version = row.current_version_id;
  return {
    ...{ kind: row.kind, bodyId: row.body_id, forumId: forum![0]?.id ?? null },
    ...{
      past: row.deadline !== null && Date.parse(String(row.deadline)) <= Date.now(),
      submitted: row.submitted_at !== null,
    },
    accepted: decisions!.find(({ version_id }) => version_id === version)?.accepted ?? null,
    parties: parties!
      .filter(({ version_id }) => version_id === version)
      .sort((a, b) => Number(a.position) - Number(b.position))
      .map(({ id, convent_id: conventId, capacities }) => ({
        ...{ conventId, capacities },
        signed: signatures!.some(({ party_id }) => party_id === id),
      })),
  };
}
