import { newId, NotFound, type Tx } from '#core';
import { CircleEmpty, CircleTooLarge } from './circulation.errors.ts';
import type { CircleInput } from './circulation.inputs.ts';

/** An organisation that is asked. */
export interface Asked {
  readonly id: string;
  readonly conventId: string | null;
  readonly entityId: string | null;
  readonly bodyId: string;
}

const MOST = 2_000;

/** The organisations that a circle means today, each once; members are those who take part, not observers. */
const RESOLVED = `
  SELECT DISTINCT convent_id AS "conventId", entity_id AS "entityId" FROM (
    SELECT f.convent_id, NULL::uuid AS entity_id FROM forum_member_convents() f WHERE $1
    UNION ALL SELECT id, NULL FROM convent WHERE id = ANY ($2)
    UNION ALL SELECT NULL, id FROM entity WHERE id = ANY ($3)
    UNION ALL SELECT NULL, entity_id FROM membership
      WHERE convent_id = ANY ($4) AND state = 'ACTIVE' AND kind <> 'OBSERVER') c
  ORDER BY 1, 2`;

const known = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.toLowerCase()))];

/** Finds the organisations; NOT_FOUND names the first id that is none. */
export async function resolveCircle(tx: Tx, circle: CircleInput): Promise<Asked[]> {
  const [convents, entities, hosts] = [circle.conventIds, circle.entityIds, circle.membersOfConventIds].map(known) as [
    string[],
    string[],
    string[],
  ];
  await refuseUnknown(tx, 'convent', [...convents, ...hosts]);
  await refuseUnknown(tx, 'entity', entities);
  const found = await tx.sql<Omit<Asked, 'id' | 'bodyId'>>(RESOLVED, [circle.wholeForum, convents, entities, hosts]);
  if (!found.length) throw CircleEmpty();
  if (found.length > MOST) throw CircleTooLarge({ most: MOST });
  return found.map((each) => ({ id: newId(), ...each, bodyId: (each.conventId ?? each.entityId)! }));
}

async function refuseUnknown(tx: Tx, table: 'convent' | 'entity', ids: readonly string[]): Promise<void> {
  const found = await tx.sql<{ id: string }>(`SELECT id FROM ${table} WHERE id = ANY ($1)`, [ids]);
  const unknown = ids.find((id) => !found.some((each) => each.id === id));
  if (unknown) throw NotFound({ type: table === 'convent' ? 'Convent' : 'Entity', id: unknown });
}
