import { sql, type Listing, type Row, type Sql } from '#reads';
import type { ProvenanceArgs } from './provenance.entity.ts';

/** What a function has found, in the place of the views, for the page, for its counts and for the links within it. */
export const provenanceListing: Listing<ProvenanceArgs> = {
  found: ({
    of,
    direction,
  }) => sql`provenance_node AS MATERIALIZED (SELECT * FROM provenance_found(${of}, ${direction})),
    provenance_count AS (SELECT n.kind || ' ' || n.side AS id, n.kind, n.side, n.place, count(*)::int AS count
      FROM provenance_node n GROUP BY n.kind, n.side, n.place)`,
  where: (row, { kinds }) => (kinds?.length ? sql`${row}.kind = ANY (${kinds}::text[])` : undefined),
  sort: () => ({ by: (row) => sql`${row}.place` }),
};

/** The links told with one thing, of those whose other end was found too. */
export const linksOf = (row: Row): Sql => sql`(
  SELECT coalesce(json_agg(json_build_object('kind', l.kind, 'fromKind', l.from_kind, 'fromId', l.from_id,
    'toKind', l.to_kind, 'toId', l.to_id) ORDER BY l.kind COLLATE "C", l.from_id, l.to_id), '[]')
  FROM provenance_links(${row}.kind, ${row}.id) l WHERE l.other_id IN (SELECT n.id FROM provenance_node n))`;
