import { GRANTS, IN_BODY, TERMS } from './world.declarations.ts';

interface Help {
  pick<T>(from: readonly T[]): T;
  idIn(table: string): string;
}

/** What the checks of memberships, mandates and status ask. */
export function conventRules({ pick, idIn }: Help, row: Record<string, unknown>): Record<string, () => object> {
  const hasEnded = row.state === 'ENDED';
  const isMember = ['ACTIVE', 'SUSPENDED', 'ENDED'].includes(String(row.state));
  return {
    status_grant: () => ({ valid: `[${pick(GRANTS)})` }),
    membership: () => ({
      ...{ valid: isMember ? `[${pick(['2005', '2012', '2019'])}-01-01,${hasEnded ? '2020-01-01' : ''})` : null },
      ended_because: hasEnded ? 'RESIGNED' : null,
    }),
    mandate: () => ({
      ...pick([
        () => ({ convent_id: idIn('convent'), forum_id: null, entity_id: null, function: pick(IN_BODY) }),
        () => ({
          convent_id: null,
          forum_id: idIn('forum'),
          entity_id: null,
          function: pick([...IN_BODY, 'COORDINATOR']),
        }),
        () => ({
          convent_id: null,
          forum_id: null,
          entity_id: idIn('entity'),
          function: pick(['STAFF', 'REPRESENTATIVE']),
        }),
      ])(),
      ...{ valid: `[${pick(TERMS)})`, ended_because: hasEnded ? 'RECALLED' : null },
    }),
  };
}
