import pg from 'pg';

type Send = (...args: unknown[]) => unknown;

/** How many statements the connections of this process send to PostgreSQL meanwhile, those too that begin and end. */
export async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  // Where both ways end: what has parameters is executed, anything else is a query.
  const wire = pg.Connection.prototype as unknown as Record<'execute' | 'query', Send>;
  const { execute, query } = wire;
  let count = 0;
  const counted = (send: Send): Send =>
    function (this: unknown, ...args: unknown[]) {
      count++;
      return send.apply(this, args);
    };
  Object.assign(wire, { execute: counted(execute), query: counted(query) });
  try {
    await work();
    return count;
  } finally {
    Object.assign(wire, { execute, query });
  }
}
