import { Inject, Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { APP_ROLE, connectionOptions, DATABASE_URL } from '#core';

/** A table is closed to all while it is written anew: it waits for its turn no longer than this, and comes again. */
const LIMITS = '-c statement_timeout=60000 -c lock_timeout=5000';
const AS_SYSTEM = `SELECT set_config('app.actor', 'system', false)`;
const TABLES = `SELECT DISTINCT "table" FROM personal_column WHERE fate NOT IN ('kept', 'sealed') ORDER BY 1`;

/**
 * Writes the tables and indexes anew of which something was erased: a deleted row lies in its page until another takes
 * its place, and an ordinary VACUUM leaves the bytes. So does the log that is
 * written first, until its next file.
 */
@Injectable()
export class Scrubbing {
  private readonly log = new Logger(Scrubbing.name);

  constructor(@Inject(DATABASE_URL) private readonly url: string) {}

  /** The clock's, at night; says of how many tables, zero when nobody was erased since the last time. */
  async run(): Promise<number> {
    const options = `${connectionOptions(APP_ROLE)} ${LIMITS}`;
    const client = new pg.Client({ connectionString: this.url, options, application_name: 'konwent scrubbing' });
    await client.connect();
    try {
      await client.query(AS_SYSTEM);
      const { rows: since } = await client.query<{ id: string }>(
        `SELECT id FROM erasure WHERE state = 'DONE' AND scrubbed_at IS NULL`,
      );
      if (!since.length) return 0;
      const { rows: tables } = await client.query<{ table: string }>(TABLES);
      let failed = 0;
      for (const { table } of tables)
        await client.query(`VACUUM (FULL) ${client.escapeIdentifier(table)}`).catch((error: Error) => {
          failed++;
          this.log.warn(`${table} was not written anew, tomorrow again: ${error.message}`);
        });
      await client.query(`SELECT begin_new_log()`);
      if (!failed)
        await client.query(`UPDATE erasure SET scrubbed_at = now() WHERE id = ANY ($1)`, [since.map(({ id }) => id)]);
      return tables.length - failed;
    } finally {
      await client.end();
    }
  }
}
