import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { Config } from '#core';
import { openDatabase } from '../cli/database.ts';
import { LaunchError } from '../cli/embedded.ts';
import { OWNER, readPidFile } from '../cli/postgres.server.ts';

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

/** The address of the server that runs on a folder just now, if one does. */
async function running(home: string): Promise<string | undefined> {
  const data = join(home, 'postgres');
  const found = await readPidFile(data);
  const text = found?.ready && (await readFile(join(home, 'secrets.json'), 'utf8').catch(() => undefined));
  if (!text) return undefined;
  const url = `postgres://${OWNER}:${(JSON.parse(text) as { owner: string }).owner}@127.0.0.1:${found.port}/konwent`;
  const client = await connect(url).catch(() => undefined);
  if (!client) return undefined;
  const { rows } = await client
    .query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`)
    .finally(() => client.end());
  return (await realpath(rows[0]!.folder)) === (await realpath(data)) ? url : undefined;
}

/** Works on the server that runs, beside its Konwent, or on one that is started for this alone. */
export async function withAccess<T>(config: Config, work: (access: Access) => Promise<T>): Promise<T> {
  const { DATABASE_URL, OWNER_DATABASE_URL } = config;
  if (DATABASE_URL) return work({ ownerUrl: OWNER_DATABASE_URL ?? DATABASE_URL, folder: undefined });
  const folder = resolve(config.DATA_DIR);
  if (!existsSync(join(folder, 'postgres')))
    throw new LaunchError(`W ${folder} nie ma węzła Konwentu: popraw DATA_DIR.`);
  const ownerUrl = await running(folder);
  if (ownerUrl) return work({ ownerUrl, folder });
  const database = await openDatabase(config);
  return work({ ownerUrl: database.ownerUrl, folder }).finally(() => database.stop());
}
