import { NotFound, type Tx } from '#core';
import { extend } from '#reads';
import { Convent } from './convent.entity.ts';
import { Forum } from './forum.entity.ts';

/** A body as rows hold it: its id in the column of its kind, null in the others. */
export interface BodyKeys {
  readonly conventId: string | null;
  readonly forumId: string | null;
  readonly entityId: string | null;
}

/** The convent, forum or entity with that id; NOT_FOUND, with the `type` that was asked for, where there is none. */
export async function bodyOf(tx: Tx, id: string, type: string): Promise<BodyKeys> {
  const [body] = await tx.sql<BodyKeys>(
    `SELECT id AS "conventId", NULL::uuid AS "forumId", NULL::uuid AS "entityId" FROM convent WHERE id = $1
     UNION ALL SELECT NULL, id, NULL FROM forum WHERE id = $1 UNION ALL SELECT NULL, NULL, id FROM entity WHERE id = $1`,
    [id],
  );
  if (!body) throw NotFound({ type, id });
  return body;
}

/** The same, of convents and the forum alone. */
export async function officialBodyOf(tx: Tx, id: string, type: string): Promise<Omit<BodyKeys, 'entityId'>> {
  const { entityId, ...body } = await bodyOf(tx, id, type);
  if (entityId) throw NotFound({ type, id });
  return body;
}

/** A field of both kinds of body: what names the convent or the forum that it belongs to. */
export function extendBodies(
  name: string,
  field: PropertyDecorator,
  rows: (column: 'conventId' | 'forumId') => PropertyDecorator,
): void {
  extend(Convent, name, field, rows('conventId'));
  extend(Forum, name, field, rows('forumId'));
}
