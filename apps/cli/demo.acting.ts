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
