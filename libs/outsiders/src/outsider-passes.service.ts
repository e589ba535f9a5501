import { Injectable } from '@nestjs/common';
import { hashOf, type Tx } from '#core';
import { amendingText, flat, Freezing, ProposedChange } from '#drafts';
import type { OutsiderPass, OutsiderRemark } from './outsider-pass.ts';
import { OutsiderLinkInvalid } from './outsiders.errors.ts';

/** For so long after the end late remarks and replies are taken; then who holds the link is erased. */
export const GRACE_DAYS = 60;
export const EXPIRY = `(coalesce(c.ended_at, c.closes_at) + interval '${GRACE_DAYS} days')`;

const LINKED = `SELECT o.id, o.circulation_id AS "circulationId" FROM outsider_contact k
  JOIN circulation_outsider o ON o.id = k.id JOIN circulation c ON c.id = o.circulation_id
  WHERE k.link_hash = $1 AND o.revoked_at IS NULL AND clock_timestamp() < ${EXPIRY}`;

type Stored = Omit<OutsiderPass, 'units' | 'changes' | 'amendingArticle' | 'remarks' | OnTheClock> &
  Record<OnTheClock, Date> & { readonly id: string; readonly versionId: string };
type OnTheClock = 'opensAt' | 'closesAt' | 'expiresAt';

const PASS = `
  SELECT o.id, o.organisation, c.state, c.note, c.opens_at AS "opensAt", c.closes_at AS "closesAt",
    ${EXPIRY} AS "expiresAt", c.silence, v.title, v.number AS version, v.content_hash AS "contentHash",
    c.version_id AS "versionId", a.answer, a.reason AS "answerReason", coalesce(a.silent, false) AS silent
  FROM circulation_outsider o JOIN circulation c ON c.id = o.circulation_id JOIN draft_version v ON v.id = c.version_id
    JOIN circulation_party p ON p.outsider_id = o.id LEFT JOIN circulation_answer a ON a.id = p.answer_id
  WHERE o.id = $1`;

/** What becomes of remarks is not told while others are still being heard. */
const REMARKS = `
  SELECT r.id, r.unit_id AS "unitId", r.unit_path AS unit, r.kind, r.text, r.wording, r.reasons, r.late, r.at,
    CASE WHEN r.state = 'DISPOSED' AND d.id IS NULL THEN 'SUBMITTED' ELSE r.state END AS state,
    d.id AS "dispositionId", d.verdict, d.reason AS "verdictReason", d.reply, d.reply_reason AS "replyReason"
  FROM remark r JOIN circulation c ON c.id = r.circulation_id
    LEFT JOIN disposition d ON d.id = r.disposition_id AND c.state = 'CLOSED'
  WHERE r.outsider_id = $1 ORDER BY r.id`;

/** Whose a link is, and what it shows them. */
@Injectable()
export class OutsiderPasses {
  constructor(private readonly freezing: Freezing) {}

  /** The same refusal for a link that never was, is over, was taken back or replaced. */
  async linked(tx: Tx, token: string): Promise<{ id: string; circulationId: string }> {
    const [found] = await tx.sql<{ id: string; circulationId: string }>(LINKED, [hashOf(token)]);
    if (!found) throw OutsiderLinkInvalid();
    return found;
  }

  async pass(tx: Tx, outsiderId: string): Promise<OutsiderPass> {
    const [found] = (await tx.sql<Stored>(PASS, [outsiderId])) as [Stored];
    const { id, versionId, opensAt, closesAt, expiresAt, ...told } = found;
    const { content } = await this.freezing.version(tx, versionId);
    const remarks = await tx.sql<Omit<OutsiderRemark, 'at'> & { at: Date }>(REMARKS, [id]);
    return {
      ...told,
      ...{ opensAt: opensAt.toISOString(), closesAt: closesAt.toISOString(), expiresAt: expiresAt.toISOString() },
      ...{ units: flat(content), changes: content.amendments.map((each) => new ProposedChange(each)) },
      amendingArticle: amendingText(content.amendments),
      remarks: remarks.map(({ at, ...remark }) => ({ ...remark, at: at.toISOString() })),
    };
  }
}
