import type { Tx } from '#core';
import type { Outcome, PollVisibility } from '#voting';
import { ResultsMissing } from './minutes.errors.ts';

const OUTCOMES: Record<Outcome, string> = {
  NO_QUORUM: 'nie było kworum',
  ADOPTED: 'przyjęto',
  REJECTED: 'nie przyjęto',
  TIED: 'równa liczba głosów',
  ELECTED: 'wybrano',
  RUN_OFF: 'potrzebna druga tura',
  NOT_ELECTED: 'nie obsadzono wszystkich miejsc',
};
const outcome = `CASE r.outcome ${Object.entries(OUTCOMES)
  .map(([key, says]) => `WHEN '${key}' THEN '${says}'`)
  .join(' ')} END`;

/** What a poll `p` with its result `r` counted, without who voted how. */
export const POLL_COUNTS = `'za ' || r.in_favour || ', przeciw ' || r.against || ', wstrzymało się ' || r.abstaining
  || CASE WHEN r.invalid > 0 THEN ', nieważnych ' || r.invalid ELSE '' END`;

const ELECTED = `(SELECT string_agg(o.label || ' – ' || c.votes, ', ' ORDER BY c.place)
    || coalesce('; wybrano: ' || string_agg(o.label, ', ' ORDER BY c.place) FILTER (WHERE c.elected), '')
  FROM poll_count c JOIN poll_option o ON o.id = c.id WHERE c.poll_id = p.id)`;

const EVERYBODY: PollVisibility = 'PUBLIC';
/** Minutes are published to all: they tell who voted how only where the poll does. */
const ROLL_CALL = `CASE WHEN NOT p.secret AND p.kind = 'DECISION' AND p.visibility = '${EVERYBODY}' THEN coalesce((
    SELECT string_agg(said, '' ORDER BY place) FROM (
      SELECT CASE v.choice WHEN 'FOR' THEN 1 WHEN 'AGAINST' THEN 2 ELSE 3 END AS place,
        CASE v.choice WHEN 'FOR' THEN ' Za' WHEN 'AGAINST' THEN ' Przeciw' ELSE ' Wstrzymali się' END
          || ': ' || string_agg(s.name, '; ' ORDER BY s.name) || '.' AS said
      FROM poll_vote v JOIN poll_voter s ON s.id = v.id WHERE v.poll_id = p.id AND s.name IS NOT NULL GROUP BY v.choice) x), '')
  ELSE '' END`;

/** A part of the union of what came of the items: published polls, at the moment of their closing. */
export const POLLED = `
    SELECT p.agenda_item_id, (SELECT a.id FROM poll_act a
        WHERE a.poll_id = p.id AND a.action IN ('closePoll', 'deadline') ORDER BY a.id DESC LIMIT 1) AS id,
      CASE WHEN p.kind = 'ELECTION' THEN 'Wybory' ELSE 'Głosowanie' END || CASE WHEN p.secret THEN ' tajne' ELSE '' END
        || ' „' || p.question || '”: ' || CASE WHEN p.kind = 'ELECTION' THEN ${ELECTED} ELSE ${POLL_COUNTS} END
        || ' – ' || ${outcome} || '.' || ${ROLL_CALL} AS sentence
    FROM poll p JOIN poll_result r ON r.id = p.id WHERE p.meeting_id = $1 AND p.state = 'PUBLISHED'`;

/**
 * A part of the sealed record. Of a poll that is not published to all there is its hash alone: it gives nothing away,
 * and holds whoever has the poll's record to it.
 */
export const POLL_RECORDS = `coalesce((SELECT json_agg(json_build_object('id', p.id, 'agendaItemId', p.agenda_item_id,
      'recordHash', r.record_hash, 'result', CASE WHEN p.visibility = '${EVERYBODY}' THEN json_build_object(
        'question', p.question, 'kind', p.kind, 'secret', p.secret, 'outcome', r.outcome, 'votesCast', r.votes_cast,
        'inFavour', r.in_favour, 'against', r.against, 'abstaining', r.abstaining, 'invalid', r.invalid,
        'counts', (SELECT coalesce(json_agg(json_build_object('position', c.place, 'votes', c.votes, 'elected', c.elected)
          ORDER BY c.place), '[]') FROM poll_count c WHERE c.poll_id = p.id)) END) ORDER BY p.id)
    FROM poll p JOIN poll_result r ON r.id = p.id WHERE p.meeting_id = n.id AND p.state = 'PUBLISHED'), '[]')`;

/** No minutes of a vote whose result is not there yet; the organisers see every poll of their meeting once it is opened. */
export async function refuseMissingResults(tx: Tx, meetingId: string): Promise<void> {
  const missing = await tx.sql<{ id: string }>(
    `SELECT id FROM poll WHERE meeting_id = $1 AND state IN ('OPEN', 'CLOSED') ORDER BY id`,
    [meetingId],
  );
  if (missing.length) throw ResultsMissing({ pollIds: missing.map(({ id }) => id) });
}
