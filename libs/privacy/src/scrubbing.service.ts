import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { APP_ROLE, connectionOptions, DATABASE_URL } from '#core';

/** A table is closed to all while it is written anew: it waits for its turn no longer than this, and comes again. */
const LIMITS = '-c statement_timeout=60000 -c lock_timeout=5000';
const AS_SYSTEM = `SELECT set_config('app.actor', 'system', false)`;
const TABLES = `SELECT DISTINCT "table" FROM personal_column WHERE fate NOT IN ('kept', 'sealed') ORDER BY 1`;

/** Rows that an older snapshot may still read are written anew with the rest, so those that read are waited for. */
const MARK = `SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS mark`;
const READ = `SELECT pg_snapshot_xmin(pg_current_snapshot())::text::numeric < $1::numeric OR EXISTS (
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND age(backend_xmin) > age((($1::numeric % 4294967296)::text)::xid)) AS "isRead"`;
const LONGEST_READ_MS = 60_000;

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
      if (!(await this.isReadNoMore(client))) return 0;
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

  private async isReadNoMore(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query<{ mark: string }>(MARK);
    const until = Date.now() + LONGEST_READ_MS;
    for (; Date.now() < until; await sleep(100)) {
      const { rows: found } = await client.query<{ isRead: boolean }>(READ, [rows[0]!.mark]);
      if (!found[0]!.isRead) return true;
    }
    this.log.warn('somebody still reads what was erased: tables are written anew tomorrow');
    return false;
  }
}
