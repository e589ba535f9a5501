import pg from 'pg';

type Query = (...args: unknown[]) => unknown;

/** How many statements the connections of this process send to PostgreSQL meanwhile. */
export async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const client = pg.Client.prototype as unknown as { query: Query };
  const { query } = client;
  let count = 0;
  client.query = function (this: unknown, ...args: unknown[]) {
    count++;
    return query.apply(this, args);
  };
  try {
    await work();
    return count;
  } finally {
    client.query = query;
  }
}
