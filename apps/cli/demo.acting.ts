import { Db, SYSTEM, type Actor, type Tx } from '#core';

/** Does something as one of the people of the demo, by their e-mail. */
export type Acting = <T>(email: string, work: (tx: Tx) => Promise<T>) => Promise<T>;

export const acting =
  (db: Db): Acting =>
  async (email, work) =>
    db.run(await actor(db, email), work);

async function actor(db: Db, email: string): Promise<Actor> {
  const [account] = await db.run(SYSTEM, (tx: Tx) => {
    tx.allow(true);
    return tx.sql<{ id: string }>(`SELECT id FROM account WHERE email_key = $1`, [email]);
  });
  return { kind: 'person', id: account!.id, scopes: ['READ', 'WRITE'] };
}

export interface DemoMandate {
  readonly id: string;
  readonly personId: string;
}

const MANDATE = `SELECT m.id, m.person_id AS "personId" FROM mandate m JOIN account a ON a.id = m.person_id
  WHERE a.email_key = $1 LIMIT 1`;

/** Accounts are nobody's but their own: asked as the system. */
export const mandateOf = (db: Db, email: string): Promise<DemoMandate> =>
  db.run(SYSTEM, async (tx: Tx) => {
    tx.allow(true);
    const [mandate] = await tx.sql<DemoMandate>(MANDATE, [email]);
    return mandate!;
  });
