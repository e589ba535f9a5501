import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of these there are many: they are found at the end of a walk and do not lead it on, unless it began with one. */
const WIDE = ['UNIT', 'REMARK', 'DISPOSITION'];
/** What several recommendations go through together: a walk that began elsewhere does not go over from one to another there. */
const HUBS = ['DOSSIER', 'DISPATCH', 'RESPONSE'];

export interface Link {
  readonly kind: string;
  /** What comes first, what comes of it, each as kind and id. */
  readonly from: readonly [string, string];
  readonly to: readonly [string, string];
  /** The end at which it is told: where one thing has few links of this kind. */
  readonly held: 'from' | 'to';
  /** The ends may be null, or of rows that are not there: whoever asks looks whether they see them. */
  readonly source: string;
  /** Where it leads from one recommendation to another, or costs too much. */
  readonly forward?: 'SHARED';
  readonly backward?: 'SHARED' | 'NEVER';
}

const link = (
  kind: string,
  from: Link['from'],
  to: Link['to'],
  held: Link['held'],
  source: string,
  ways: Pick<Link, 'forward' | 'backward'> = {},
): Link => ({ kind, from, to, held, source, ...ways });

const MINUTES = [link('RECORDED', ['MEETING', 'c.meeting_id'], ['CONCLUSION', 'c.id'], 'to', 'conclusion c')];

const PROPOSALS = [
  link('PROPOSED', ['CONCLUSION', 'p.conclusion_id'], ['PROPOSAL', 'p.id'], 'to', 'proposal p'),
  link('PUT_TOGETHER', ['PROPOSAL', 'k.proposal_id'], ['PROPOSAL_MERGE', 'k.merge_id'], 'from', 'proposal_part k'),
  link('MADE', ['PROPOSAL_MERGE', 'm.id'], ['PROPOSAL', 'm.result_id'], 'from', 'proposal_merge m'),
  link('MERGED', ['PROPOSAL', 'p.id'], ['PROPOSAL', 'p.merged_into_id'], 'from', 'proposal p'),
];

const EVIDENCE = 'recommendation_practice k';
const RECOMMENDATIONS = [
  link('TAKEN_UP', ['PROPOSAL', 'p.id'], ['RECOMMENDATION', 'p.recommendation_id'], 'from', 'proposal p'),
  link('EVIDENCE', ['PRACTICE', 'k.practice_id'], ['RECOMMENDATION', 'k.recommendation_id'], 'to', EVIDENCE),
  link(
    ...(['WORDED', ['RECOMMENDATION', 'r.id'], ['UNIT', 'u.id'], 'to'] as const),
    'draft_unit u JOIN recommendation r ON r.draft_id = u.draft_id',
  ),
  link(
    ...(['FROZEN', ['RECOMMENDATION', 'r.id'], ['VERSION', 'v.id'], 'to'] as const),
    'draft_version v JOIN recommendation r ON r.draft_id = v.draft_id',
  ),
  link('PUT_TO_VOTE', ['RECOMMENDATION', 'p.subject_id'], ['POLL', 'p.id'], 'to', 'poll p'),
  link(
    ...(['PUT_TO_VOTE', ['VERSION', 'v.id'], ['POLL', 'p.id'], 'to'] as const),
    `poll p JOIN recommendation r ON r.id = p.subject_id JOIN draft_version v ON v.draft_id = r.draft_id AND v.content_hash = p.subject_hash`,
  ),
];

const NEXT = 'JOIN draft_version n ON n.draft_id = v.draft_id AND n.number = v.number + 1';
const DRAFTS = [
  link(
    ...(['IN_VERSION', ['UNIT', 'u.id'], ['VERSION', 'v.id'], 'from'] as const),
    'draft_unit u JOIN draft_version v ON v.draft_id = u.draft_id AND strpos(v.content, u.id::text) > 0',
    { backward: 'NEVER' },
  ),
  link('NEXT_VERSION', ['VERSION', 'v.id'], ['VERSION', 'n.id'], 'to', `draft_version v ${NEXT}`),
];

const CIRCULATION = [
  link('CIRCULATED', ['VERSION', 'c.version_id'], ['CIRCULATION', 'c.id'], 'to', 'circulation c'),
  link(
    ...(['REVISED', ['CIRCULATION', 'c.id'], ['VERSION', 'n.id'], 'from'] as const),
    `circulation c JOIN draft_version v ON v.id = c.version_id ${NEXT}`,
  ),
  link('REMARKED', ['CIRCULATION', 'k.circulation_id'], ['REMARK', 'k.id'], 'to', 'remark k'),
  link('REMARKED', ['UNIT', 'k.unit_id'], ['REMARK', 'k.id'], 'to', 'remark k'),
  link('CARRIED', ['REMARK', 'k.carried_from_id'], ['REMARK', 'k.id'], 'to', 'remark k'),
  link('JOINED', ['REMARK', 'k.id'], ['REMARK', 'k.joined_to_id'], 'from', 'remark k'),
  link('DISPOSED', ['REMARK', 'd.remark_id'], ['DISPOSITION', 'd.id'], 'to', 'disposition d'),
  link('CARRIED_OUT', ['DISPOSITION', 'd.id'], ['VERSION', 'd.version_id'], 'from', 'disposition d'),
];

/** What goes out: the recommendation, in its adopted text, by the vote that adopted it. */
const ADOPTED: readonly (readonly [kind: string, id: string, also: string])[] = [
  ['RECOMMENDATION', 'x.recommendation_id', ''],
  ['VERSION', 'r.adopted_version_id', 'JOIN recommendation r ON r.id = x.recommendation_id'],
  [
    ...(['POLL', 'p.id'] as const),
    `JOIN recommendation r ON r.id = x.recommendation_id JOIN draft_version v ON v.id = r.adopted_version_id
      JOIN poll p ON p.subject_id = r.id AND p.subject_hash = v.content_hash AND p.state = 'PUBLISHED'`,
  ],
];

const DOSSIERS = [
  ...ADOPTED.flatMap(([kind, id, also]) => [
    link('COMPILED', [kind, id], ['DOSSIER', 'x.dossier_id'], 'from', `dossier_item x ${also}`, { backward: 'SHARED' }),
    link('ANSWERED', [kind, id], ['POSITION', 'x.id'], 'to', `answer_position x ${also}`),
    link('FOLLOWED', [kind, id], ['FOLLOW_UP', 'x.id'], 'to', `follow_up x ${also}`),
  ]),
  link('DISPATCHED', ['DOSSIER', 'x.dossier_id'], ['DISPATCH', 'x.id'], 'to', 'dispatch x'),
  link('RESPONDED', ['DISPATCH', 'a.dispatch_id'], ['RESPONSE', 'a.id'], 'to', 'dossier_response a'),
  link('STATED', ['RESPONSE', 'p.response_id'], ['POSITION', 'p.id'], 'to', 'answer_position p', { forward: 'SHARED' }),
];

export const LINKS: readonly Link[] = [
  ...[...MINUTES, ...PROPOSALS, ...RECOMMENDATIONS],
  ...[...DRAFTS, ...CIRCULATION, ...DOSSIERS],
];

/** What each link of the chain is called, where it stands, and when it came. */
const THINGS: readonly (readonly [kind: string, table: string, title: string, state: string, day: string])[] = [
  ['MEETING', 'meeting', 'title', 'state', 'starts_at'],
  [
    'CONCLUSION',
    'conclusion',
    'left(text, 120)',
    `CASE WHEN withdrawn_at IS NULL THEN 'RECORDED' ELSE 'WITHDRAWN' END`,
    'created_at',
  ],
  ['PROPOSAL', 'proposal', 'title', 'state', 'coalesce(submitted_at, created_at)'],
  ['PROPOSAL_MERGE', 'proposal_merge', 'title', 'state', 'proposed_at'],
  [
    ...([
      'PRACTICE',
      'good_practice',
      '(SELECT v.title FROM practice_version v WHERE v.id = current_version_id)',
    ] as const),
    ...(['state', 'coalesce(published_at, created_at)'] as const),
  ],
  ['RECOMMENDATION', 'recommendation', `number || ' ' || title`, 'state', 'created_at'],
  ['UNIT', 'draft_unit', `concat_ws(' ', label, nullif(title, ''), left(text, 120))`, 'NULL', 'NULL::timestamptz'],
  ['VERSION', 'draft_version', `title || ' (' || number || ')'`, 'NULL', 'frozen_at'],
  ['CIRCULATION', 'circulation', 'left(note, 120)', 'state', 'opens_at'],
  ['REMARK', 'remark', 'left(text, 120)', 'state', 'at'],
  ['DISPOSITION', 'disposition', 'left(reason, 120)', 'verdict', 'at'],
  ['POLL', 'poll', 'question', 'state', 'coalesce(opened_at, closes_at)'],
  ['DOSSIER', 'dossier', 'title', 'state', 'coalesce(frozen_at, created_at)'],
  ['DISPATCH', 'dispatch', 'addressee', `CASE WHEN response_id IS NULL THEN 'SENT' ELSE 'ANSWERED' END`, 'sent_on'],
  ['RESPONSE', 'dossier_response', 'sender', 'NULL', 'received_on'],
  [
    ...(['POSITION', 'answer_position', 'left(reason, 120)', 'kind'] as const),
    '(SELECT a.received_on FROM dossier_response a WHERE a.id = response_id)',
  ],
  ['FOLLOW_UP', 'follow_up', 'coalesce(act, list_number, left(note, 120))', 'stage', 'reached_on'],
];

const dayOf = (day: string): string => (/_at\b|\bat$|timestamptz/.test(day) ? `warsaw_day(${day})` : day);

const listed = (kinds: readonly string[]): string => kinds.map((kind) => `'${kind}'`).join(', ');

/** The one chain from a meeting to a published act: what leads to what, walked both ways. */
export class Provenance1793700870000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const part of [circulationsOf(ONCE), SEEN, linked(LINKS, PLANNED), WALKED]) await db.query(part);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP VIEW provenance_node, provenance_count;
      DROP FUNCTION provenance_found(uuid, text), provenance_walked(uuid, text, boolean), provenance_links(text, uuid),
        provenance_next(text, uuid[], boolean, boolean, boolean), provenance_kind(uuid), provenance_seen(text, uuid[]);
      DROP TYPE provenance_thing;
    `);
    await db.query(circulationsOf((found) => found));
  }
}

const ONCE = (found: string): string => `((SELECT ${found})::uuid[])`;

/** What the policies of remarks ask: it found out of each circulation anew what its reader holds, 20 ms for 2,000 of them. */
const circulationsOf = (asked: (found: string) => string): string => {
  const circles = asked('circles_of(person)');
  const finding = (name: string, condition: string): string => `
    CREATE OR REPLACE FUNCTION ${name}(person uuid) RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
    BEGIN
      RETURN (${condition});
    END $$;`;
  return [
    finding(
      'circulations_led',
      `SELECT coalesce(array_agg(c.id), '{}') FROM circulation c
      WHERE c.body_id = ANY (${asked('offices_of(person)')}) OR c.draft_id = ANY (${asked('drafts_of(person)')})`,
    ),
    finding(
      'circulations_told',
      `SELECT coalesce(array_agg(c.id), '{}') FROM circulation c
      WHERE c.state = 'CLOSED' AND c.circle && ${circles}`,
    ),
    finding(
      'versions_opened_to',
      `SELECT coalesce(array_agg(DISTINCT c.version_id), '{}') FROM circulation c WHERE c.circle && ${circles}`,
    ),
  ].join('');
};

/** Plans are made once a connection; only those of the kinds that occur are made at all. */
export const PLANNED = `STABLE SET search_path = public SET plan_cache_mode = force_generic_plan`;
/** A step is from few things by an index: a plan made for any number of them would hash whole tables, 12 ms from a dossier. */
const BY_INDEX = `${PLANNED} SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off`;
const KINDS = THINGS.map(([kind]) => kind);
const cases = (of: (kind: string) => string): string =>
  KINDS.map((kind) => `WHEN '${kind}' THEN ${of(kind)};`).join('\n        ');

const thing = (of: string): string => {
  const [kind, table, title, state, day] = THINGS.find(([each]) => each === of)!;
  return `RETURN QUERY SELECT id, '${kind}', ${title}, ${state}, ${dayOf(day)} FROM ${table} WHERE id = ANY (ids)`;
};

/** As whoever reads: row-level security decides, of each type by itself. */
const SEEN = `
  -- What it is, what it is called, where it stands, and of which day it is.
  CREATE TYPE provenance_thing AS (id uuid, kind text, title text, state text, day date);
  CREATE FUNCTION provenance_seen(of_kind text, ids uuid[]) RETURNS SETOF provenance_thing LANGUAGE plpgsql ROWS 100 ${PLANNED} AS $$
    BEGIN
      CASE of_kind
        ${cases(thing)}
      END CASE;
    END $$;
`;

const isWide = ([kind]: Link['from']): boolean => WIDE.includes(kind);
type Ends = 'from' | 'to';
const other = { from: 'to', to: 'from' } as const;

/** When a link is walked: to what is wide at the end, over a hub only from one, sometimes never. */
function condition(link: Link, here: Ends): string | undefined {
  const there = link[other[here]];
  const given = here === 'from' ? link.forward : link.backward;
  if (given === 'NEVER') return undefined;
  if (given === 'SHARED') return 'NOT wide AND from_hub';
  if (isWide(there)) return isWide(link[here]) ? 'true' : 'wide';
  return 'NOT wide';
}

const stepsFrom =
  (links: readonly Link[], here: Ends) =>
  (kind: string): string => {
    const legs = links.flatMap((link) => {
      const when = link[here][0] === kind ? condition(link, here) : undefined;
      const [there, id] = link[other[here]];
      return when
        ? [`SELECT '${there}', ${id} FROM ${link.source} WHERE ${link[here][1]} = ANY (ids) AND ${when}`]
        : [];
    });
    return legs.length ? `RETURN QUERY ${legs.join('\n          UNION ')}` : 'NULL';
  };

const heldBy =
  (links: readonly Link[]) =>
  (kind: string): string => {
    const legs = links
      .filter((link) => link[link.held][0] === kind)
      .map(({ kind: how, from, to, held, source }) => {
        const [here, there] = held === 'from' ? [from, to] : [to, from];
        return `SELECT '${how}', '${from[0]}', ${from[1]}, '${to[0]}', ${to[1]}, ${there[1]} FROM ${source} WHERE ${here[1]} = of_id`;
      });
    return legs.length ? `RETURN QUERY ${legs.join('\n          UNION ALL ')}` : 'NULL';
  };

/** What leads to what; a later migration gives a longer list. What the reader sees of it is for the caller to ask. */
export const linked = (links: readonly Link[], planned = BY_INDEX): string => `
  CREATE OR REPLACE FUNCTION provenance_kind(root uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER ${PLANNED} AS $$
    BEGIN
      RETURN (${THINGS.map(([kind, table]) => `SELECT '${kind}' FROM ${table} WHERE id = root`).join('\n        UNION ALL ')} LIMIT 1);
    END $$;

  -- One step from things of one kind; the last steps lead to what is wide.
  CREATE OR REPLACE FUNCTION provenance_next(of_kind text, ids uuid[], forward boolean, wide boolean, from_hub boolean)
    RETURNS TABLE (kind text, id uuid) LANGUAGE plpgsql SECURITY DEFINER ROWS 100 ${planned} AS $$
    #variable_conflict use_column
    BEGIN
      IF provenance_next.forward THEN CASE of_kind
        ${cases(stepsFrom(links, 'from'))}
      END CASE; ELSE CASE of_kind
        ${cases(stepsFrom(links, 'to'))}
      END CASE; END IF;
    END $$;

  -- The links that are told with one thing; each link with one of its two ends.
  CREATE OR REPLACE FUNCTION provenance_links(of_kind text, of_id uuid)
    RETURNS TABLE (kind text, from_kind text, from_id uuid, to_kind text, to_id uuid, other_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER ROWS 10 ${PLANNED} AS $$
    #variable_conflict use_column
    BEGIN
      CASE of_kind
        ${cases(heldBy(links))}
      END CASE;
    END $$;
  REVOKE EXECUTE ON FUNCTION provenance_kind, provenance_next, provenance_links FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION provenance_kind, provenance_next, provenance_links TO konwent_app, konwent_public;
`;

const WALKED = `
  -- All that is reached one way over what the reader may see; what was found once is not walked again.
  CREATE FUNCTION provenance_walked(root uuid, root_kind text, forward boolean) RETURNS SETOF provenance_thing
    LANGUAGE plpgsql ${PLANNED} AS $$
    #variable_conflict use_column
    DECLARE
      found provenance_thing[] := '{}'; last provenance_thing[] := ARRAY[(root, root_kind, NULL, NULL, NULL)::provenance_thing];
      next provenance_thing[]; known uuid[] := ARRAY[root]; one record;
      from_hub boolean := root_kind IN (${listed(HUBS)}); wide boolean := false;
    BEGIN
      LOOP
        next := '{}';
        FOR one IN
          SELECT n.kind, array_agg(DISTINCT n.id) AS ids
          FROM (SELECT f.kind, array_agg(f.id) AS ids FROM unnest(last) f GROUP BY f.kind) l
            CROSS JOIN LATERAL provenance_next(l.kind, l.ids, forward, wide, from_hub) n
          WHERE n.id NOT IN (SELECT unnest(known)) GROUP BY n.kind
        LOOP
          next := next || ARRAY(SELECT s FROM provenance_seen(one.kind, one.ids) s);
        END LOOP;
        EXIT WHEN wide AND next = '{}';
        known := known || ARRAY(SELECT f.id FROM unnest(next) f);
        found := found || next;
        IF wide OR next <> '{}' THEN last := next;
        ELSE wide := true; last := found || (root, root_kind, NULL, NULL, NULL)::provenance_thing; END IF;
      END LOOP;
      RETURN QUERY SELECT f.* FROM unnest(found) f;
    END $$;

  -- Everything that a link of the chain comes from, and that came of it.
  CREATE FUNCTION provenance_found(root uuid, direction text)
    RETURNS TABLE (id uuid, kind text, title text, state text, day date, place int, side text) LANGUAGE plpgsql ${PLANNED} AS $$
    #variable_conflict use_column
    DECLARE root_kind text := provenance_kind(root); itself provenance_thing;
    BEGIN
      IF root_kind IS NULL THEN RETURN; END IF;
      SELECT s.* INTO itself FROM provenance_seen(root_kind, ARRAY[root]) s;
      IF NOT FOUND THEN RETURN; END IF;
      RETURN QUERY SELECT DISTINCT ON (f.id) f.id, f.kind, f.title, f.state, f.day,
          array_position(ARRAY[${listed(KINDS)}], f.kind) - 1, f.side
        FROM (
          SELECT (itself).*, 'ITSELF' AS side, 0 AS turn
          UNION ALL SELECT o.*, 'ORIGIN', 1 FROM provenance_walked(root, root_kind, false) o WHERE direction <> 'OUTCOMES'
          UNION ALL SELECT o.*, 'OUTCOME', 2 FROM provenance_walked(root, root_kind, true) o WHERE direction <> 'ORIGINS') f
        ORDER BY f.id, f.turn;
    END $$;

  -- What is read in their places is found by a function.
  CREATE VIEW provenance_node AS SELECT NULL::uuid AS id, NULL::text AS kind, NULL::text AS title, NULL::text AS state, NULL::date AS day,
    0 AS place, NULL::text AS side WHERE false;
  CREATE VIEW provenance_count AS SELECT NULL::text AS id, NULL::text AS kind, NULL::text AS side, 0 AS place, 0 AS count WHERE false;
  GRANT SELECT ON provenance_node, provenance_count TO konwent_app, konwent_public;
`;
