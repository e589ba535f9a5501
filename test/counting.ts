import pg from 'pg';

/** How many statements all connections of this process send to PostgreSQL meanwhile, but for those that only begin and end. */
export async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  const spied = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: unknown,
    ...args: unknown[]
  ) {
    count++;
    return query.apply(this, args) as never;
  } as never);
  try {
    await work();
    return count;
  } finally {
    spied.mockRestore();
  }
}
