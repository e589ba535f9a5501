import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { Config } from '#core';
import { joinDatabase } from '../cli/database.ts';
import { LaunchError } from '../cli/embedded.ts';

/** The owner's way into the node's database, whether the node runs or not. */
export interface Access {
  readonly ownerUrl: string;
  /** The data folder of the embedded server; undefined for a server of one's own. */
  readonly folder: string | undefined;
}

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...{ connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'konwent backup' },
    options: '-c timezone=UTC -c datestyle=ISO -c statement_timeout=0 -c idle_in_transaction_session_timeout=0',
  });
  client.on('error', () => undefined); // the query under way fails, and says so
  await client.connect();
  return client;
}

/** Works on the server that runs, beside its Konwent, or on one that is started for this alone. */
export async function withAccess<T>(config: Config, work: (access: Access) => Promise<T>): Promise<T> {
  const { DATABASE_URL, OWNER_DATABASE_URL } = config;
  if (DATABASE_URL) return work({ ownerUrl: OWNER_DATABASE_URL ?? DATABASE_URL, folder: undefined });
  const folder = resolve(config.DATA_DIR);
  if (!existsSync(join(folder, 'postgres')))
    throw new LaunchError(`W ${folder} nie ma węzła Konwentu: popraw DATA_DIR.`);
  const database = await joinDatabase(config);
  return work({ ownerUrl: database.ownerUrl, folder }).finally(() => database.stop());
}
