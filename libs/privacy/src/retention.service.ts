import { Injectable } from '@nestjs/common';
import { Db, SYSTEM, type Tx } from '#core';
import { Recordings } from '#minutes';
import { Erasing, NEUTRAL_NAME } from './erasing.service.ts';
import { CONTACT_MONTHS, SUBMITTER_MONTHS, UNINVITED_DAYS } from './retention.ts';

const AT_ONCE = 200;

/** The lines of `retention.ts` that no lib below keeps by itself; the clock's. */
@Injectable()
export class Retention {
  constructor(
    private readonly db: Db,
    private readonly recordings: Recordings,
    private readonly erasing: Erasing,
  ) {}

  /** Says of how many of each; `at` is the instant that the clock shows. */
  async run(at?: Date): Promise<Record<string, number>> {
    const inTx = (work: (tx: Tx, at: Date) => Promise<number>) =>
      this.db.run(SYSTEM, (tx: Tx) => {
        tx.allow(true);
        return work(tx, at ?? tx.now);
      });
    return {
      tickets: await inTx((tx, now) => count(tx, `DELETE FROM data_ticket WHERE expires_at < $1 RETURNING 1`, [now])),
      contacts: await inTx((tx, now) => count(tx, CONTACTS, [now, CONTACT_MONTHS])),
      submitters: await inTx((tx, now) => count(tx, SUBMITTERS, [now, SUBMITTER_MONTHS, NEUTRAL_NAME])),
      recordings: await inTx((tx, now) => this.recordings.endOld(tx, now)),
      uninvited: await this.forgetUninvited(at),
    };
  }

  /** People who were invited, and never came: what is left of their invitation is a name. */
  private async forgetUninvited(at?: Date): Promise<number> {
    const people = await this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return tx.sql<{ id: string }>(UNINVITED, [at ?? tx.now, UNINVITED_DAYS]);
    });
    for (const { id } of people) await this.erasing.now(id, 'CLOCK', UNJOINED);
    return people.length;
  }
}

const count = async (tx: Tx, text: string, values: unknown[]): Promise<number> => (await tx.sql(text, values)).length;

const CONTACTS = `DELETE FROM entity_contact c USING entity e WHERE e.id = c.id AND e.state = 'CLOSED'
  AND e.closed_on < $1::timestamptz - make_interval(months => $2) RETURNING 1`;
const SUBMITTERS = `UPDATE remark SET submitter = $3 WHERE id IN (
  SELECT r.id FROM remark r JOIN circulation c ON c.id = r.circulation_id WHERE r.submitter <> $3
    AND c.ended_at < $1::timestamptz - make_interval(months => $2) LIMIT ${AT_ONCE}) RETURNING 1`;
const UNJOINED = `NOT EXISTS (SELECT FROM account a WHERE a.id = p.id) AND NOT EXISTS (SELECT FROM invitation i WHERE i.person_id = p.id)
  AND NOT EXISTS (SELECT FROM mandate m WHERE m.person_id = p.id AND m.state IN ('ACTIVE', 'ENDED'))`;
const UNINVITED = `SELECT p.id FROM person p WHERE p.erased_at IS NULL AND p.created_at < $1::timestamptz - make_interval(days => $2)
  AND ${UNJOINED} ORDER BY p.id LIMIT ${AT_ONCE}`;
