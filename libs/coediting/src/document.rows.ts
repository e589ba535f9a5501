/** Whose a client of a document is, and whether the history said lately that it writes. */
export interface Author {
  readonly client: number;
  readonly personId: string | null;
  readonly isNoted: boolean;
}

/** A unit without a document, and how many it had. */
export interface Unwritten {
  readonly unitId: string;
  readonly id: null;
  readonly before: number;
}

/** A document as it is stored, from some update on. */
export interface Row {
  readonly unitId: string;
  readonly id: string;
  readonly number: number;
  readonly seq: number;
  readonly snapshot: Buffer | null;
  readonly logged: number;
  readonly loggedBytes: number;
  readonly snapshotBytes: number;
  readonly updates: Buffer[] | null;
  readonly authors: Author[] | null;
}

/** How long a line of the history stands for somebody who goes on writing. */
const NOTED_FOR = '5 minutes';

/**
 * PostgreSQL plans it best where it can tell that it is about one unit, as nearly always. It finds updates by their
 * number only where it knows that comparing it tells nothing of hidden rows, as it does of CASE and not of a cast or coalesce.
 */
const loadOf = (units: string): string => `
  SELECT x.unit_id AS "unitId", d.id, d.number, d.seq, octet_length(d.snapshot) AS "snapshotBytes",
    CASE WHEN d.id IS NULL THEN (SELECT count(*)::int FROM unit_document o WHERE o.unit_id = x.unit_id) END AS before,
    CASE WHEN k.seq >= d.snapshot_seq THEN NULL ELSE d.snapshot END AS snapshot,
    d.seq - d.snapshot_seq AS logged, d.logged_bytes AS "loggedBytes",
    (SELECT array_agg(w.bytes ORDER BY w.seq) FROM unit_update w
      WHERE w.document_id = d.id AND w.seq > CASE WHEN k.seq IS NULL THEN 0 ELSE k.seq END) AS updates,
    (SELECT json_agg(json_build_object('client', a.client, 'personId', a.person_id,
        'isNoted', a.noted_at > now() - interval '${NOTED_FOR}'))
      FROM unit_author a WHERE a.document_id = d.id AND a.client = ANY ($3::bigint[])) AS authors
  FROM ${units} AS x (unit_id)
  LEFT JOIN unit_document d ON d.unit_id = x.unit_id AND d.ended_at IS NULL
  LEFT JOIN unnest($2::uuid[], $4::int[]) AS k (id, seq) ON k.id = d.id`;
export const LOAD = loadOf('(VALUES ($1::uuid))');
export const LOAD_ALL = loadOf('unnest($1::uuid[])');

export const STORE = `
  WITH given AS (SELECT * FROM json_to_recordset($2) AS g (id uuid, seq int, bytes int, updates json, authors json)),
  moved AS (UPDATE unit_document d SET seq = g.seq, logged_bytes = d.logged_bytes + g.bytes, draft_version = $3,
    changed_at = $4 FROM given g WHERE d.id = g.id),
  signed AS (INSERT INTO unit_author (document_id, client, draft_id, person_id, mandate_id, noted_at)
    SELECT g.id, a.client, $1, a."personId", a."mandateId", $4
    FROM given g CROSS JOIN json_to_recordset(g.authors) AS a (client bigint, "personId" uuid, "mandateId" uuid)
    ON CONFLICT (document_id, client) DO UPDATE SET noted_at = excluded.noted_at)
  INSERT INTO unit_update (document_id, seq, draft_id, bytes, person_id, mandate_id, at)
  SELECT g.id, w.seq, $1, decode(w.bytes, 'base64'), w."personId", w."mandateId", $4
  FROM given g CROSS JOIN json_to_recordset(g.updates) AS w (seq int, bytes text, "personId" uuid, "mandateId" uuid)`;
