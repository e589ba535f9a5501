import type { MigrationInterface, QueryRunner } from 'typeorm';

type Clock = (column: string) => string;

const asWritten: Clock = (column) => `to_char(${column} AT TIME ZONE 'Europe/Warsaw', 'DD.MM.YYYY, HH24:MI')`;
/** Says which of the two it is in the hour that comes twice in October. */
const clear: Clock = (column) => `warsaw_clock(${column})`;

const OPEN_SEATS = `
  FROM poll p JOIN poll_voter v ON v.poll_id = p.id
  WHERE p.state = 'OPEN' AND p.closes_at > now() AND NOT EXISTS (SELECT FROM poll_vote b WHERE b.id = v.id)`;

function votes(clock: Clock): string {
  const one = (body: string, functions: string, person: string): string => `
    SELECT ${body} AS body_id, ${functions} AS functions, 'voteAwaited' AS kind, 'Poll' AS subject_type, p.id AS subject_id,
      'Oddaj głos do ' || ${clock('p.closes_at')}
        || ' w głosowaniu „' || p.question || '”' || coalesce(' na spotkaniu „' || meeting_title(p.meeting_id) || '”', '')
        || '.' AS sentence,
      p.closes_at AS due_at, p.opened_at AS since, ${person} AS for_person_id`;
  return `
  CREATE OR REPLACE VIEW obligation_of_votes AS
    ${one('v.convent_id', `ARRAY['CHAIR', 'VICE_CHAIR']`, 'NULL::uuid')} ${OPEN_SEATS} AND v.convent_id IS NOT NULL
    UNION ALL ${one('v.entity_id', `ARRAY['REPRESENTATIVE']`, 'NULL::uuid')} ${OPEN_SEATS} AND v.entity_id IS NOT NULL
    UNION ALL ${one('p.body_id', 'p.functions', 'v.person_id')} ${OPEN_SEATS} AND v.person_id IS NOT NULL
    UNION ALL ${one('s.body_id', 'ARRAY[s.function]', 's.person_id')}
      FROM mandate s JOIN (SELECT p.id AS open_id, v.mandate_id ${OPEN_SEATS} AND v.mandate_id IS NOT NULL) o
        ON o.mandate_id = s.substitutes_id JOIN poll p ON p.id = o.open_id`;
}

const SIGNED_BEFORE = `EXISTS (SELECT FROM signature s WHERE s.declaration_id = d.id AND s.convent_id = p.convent_id AND s.voided_at IS NOT NULL)`;

const declarations = (clock: Clock): string => `
  CREATE OR REPLACE VIEW obligation_of_declarations AS
    SELECT p.convent_id AS body_id, p.capacities AS functions,
      CASE WHEN ${SIGNED_BEFORE} THEN 'signatureVoided' ELSE 'signatureAwaited' END AS kind,
      'Declaration' AS subject_type, d.id AS subject_id,
      CASE WHEN ${SIGNED_BEFORE}
        THEN 'Nowa wersja tekstu unieważniła podpis pod deklaracją „' || d.title || '”. Podpisz ją ponownie do ' || ${clock('d.deadline')} || '.'
        ELSE 'Deklaracja „' || d.title || '” czeka na podpis do ' || ${clock('d.deadline')} || '.' END AS sentence,
      d.deadline AS due_at, v.frozen_at AS since
    FROM declaration d
      JOIN declaration_version v ON v.id = d.current_version_id
      JOIN declaration_party p ON p.version_id = v.id
    WHERE d.state = 'OPEN_FOR_SIGNATURE' AND NOT EXISTS (SELECT FROM signature s WHERE s.party_id = p.id)
    UNION ALL
    SELECT f.id, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'], 'forumDecisionAwaited', 'Declaration', d.id,
      'Przystąpienie „' || d.title || '” czeka na uchwałę forum.', NULL, d.submitted_at
    FROM declaration d, forum f
    WHERE d.kind = 'ACCESSION' AND d.submitted_at IS NOT NULL AND d.state IN ('DRAFT', 'OPEN_FOR_SIGNATURE')
      AND NOT EXISTS (SELECT FROM forum_decision r WHERE r.version_id = d.current_version_id)`;

/** Deadlines of votes and signatures are told apart too in the hour that comes twice. */
export class ClearHours1793700895000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(votes(clear));
    await db.query(declarations(clear));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(votes(asWritten));
    await db.query(declarations(asWritten));
  }
}
