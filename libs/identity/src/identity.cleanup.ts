import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';

/** What is past is kept a month, so that a person can be told where they were signed in. */
const PAST: Record<string, string> = {
  session: 'least(revoked_at, expires_at)',
  api_token: 'least(revoked_at, expires_at)',
  invitation: 'expires_at',
  sign_in_link: 'expires_at',
  half_session: 'expires_at',
};

/** Deletes credentials that ended a month ago, and counters of attempts that no longer count. */
@Injectable()
export class IdentityCleanup {
  /** For the system alone; says how many rows went. */
  async run(tx: Tx): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    let gone = 0;
    for (const [table, end] of Object.entries(PAST)) {
      const rows = await tx.sql(
        `DELETE FROM ${table} WHERE ${end} < $1::timestamptz - interval '30 days' RETURNING 1`,
        [tx.now],
      );
      gone += rows.length;
    }
    const attempts = await tx.sql(`DELETE FROM attempt WHERE expire < $1 RETURNING 1`, [tx.now.getTime()]);
    return gone + attempts.length;
  }
}
