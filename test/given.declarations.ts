import { createHash } from 'node:crypto';
import { newId } from '#core';
import type { DeclarationKind, DeclarationState } from '#declarations';

export type Run = <Row = Record<string, never>>(text: string, values?: unknown[]) => Promise<Row[]>;
type Id = { id: string };

let count = 0;
/** A name that would break careless code, another one each time. */
export const nasty = (what: string): string => `${what} <b>„Żółć’s"</b> & \\ ${++count} 'Łódź' %_ ; --`;

/** Declarations to test with, past the rules. */
export class GivenDeclarations {
  constructor(protected readonly sql: Run) {}

  /** A declaration of a convent or the forum, past the rules; its parties are convents. */
  async declaration(
    body: Id,
    {
      kind = 'JOINT_POSITION' as DeclarationKind,
      state = 'DRAFT' as DeclarationState,
      parties = [] as Id[],
      readers = [] as string[],
      title = nasty('Deklaracja'),
      text = nasty('Tekst'),
      submitted = false,
      reported = false,
    } = {},
  ): Promise<Id & { contentHash: string; versionId: string }> {
    const [id, versionId] = [newId(), newId()];
    const content = JSON.stringify({ units: [{ id: 'a', section: null, label: null, heading: null, text }] });
    const contentHash = createHash('sha256').update(content).digest('hex');
    const isInForce = state === 'IN_FORCE' || state === 'SUPERSEDED';
    const isOpen = state !== 'DRAFT';
    const isFounding = kind === 'FOUNDING';
    await this.sql(
      `WITH made AS (
         INSERT INTO declaration (id, kind, state, title, convent_id, forum_id, addressee, forum_name, forum_abbreviation, entry_rule,
           deadline, current_version_id, readers, opened_at, submitted_at, in_force_at, in_force_on, created_at,
           reported, source)
         VALUES ($1, $2, $3, $4, (SELECT id FROM convent WHERE id = $5), (SELECT id FROM forum WHERE id = $5), $6, $7, $7, 'ALL',
           now() + interval '7 days', $8, $9, $10::timestamptz, $11::timestamptz, $12::timestamptz, $12::timestamptz::date, now(),
           $16, CASE WHEN $16 THEN 'Raport' END) RETURNING id),
       written AS (
         INSERT INTO declaration_version (id, declaration_id, number, content, content_hash, created_at, frozen_at)
         SELECT $8, id, 1, $13, $14, now(), $10::timestamptz FROM made RETURNING id)
       INSERT INTO declaration_party (id, declaration_id, version_id, convent_id, position, capacities)
       SELECT uuidv7(), $1, written.id, p, i, ARRAY['CHAIR', 'VICE_CHAIR', 'SECRETARY']
       FROM written, unnest($15::uuid[]) WITH ORDINALITY AS x(p, i)`,
      [
        ...[id, kind, state, title, body.id, kind === 'JOINT_POSITION' ? 'Ministerstwo' : null],
        ...[
          isFounding ? 'Forum' : null,
          versionId,
          [body.id, ...readers, ...(isOpen ? parties : []).map((each) => each.id)],
        ],
        ...[
          isOpen ? new Date() : null,
          submitted ? new Date() : null,
          isInForce ? new Date() : null,
          content,
          contentHash,
        ],
        parties.map((each) => each.id),
        reported,
      ],
    );
    return { id, contentHash, versionId };
  }

  /** A member of the forum since its founding, or a convent that wants to join. */
  async standing(convent: Id, forum: Id, kind: 'MEMBER' | 'DECLARED_INTENT' = 'MEMBER'): Promise<Id> {
    const how = { kind: kind === 'MEMBER' ? 'ACCESSION' : 'INTENT', state: 'IN_FORCE', reported: true } as const;
    const declaration = await this.declaration(convent, { ...how, parties: [convent] });
    const id = newId();
    await this.sql(
      `INSERT INTO forum_standing (id, convent_id, forum_id, kind, valid, basis, declaration_id)
       VALUES ($1, $2, $3, $4, '[2024-10-23,)', $5, $6)`,
      [id, convent.id, forum.id, kind, nasty('Deklaracja'), declaration.id],
    );
    return { id };
  }
}
