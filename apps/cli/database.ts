import { DataSource } from 'typeorm';
import { Config, snakeCase } from '#core';
import { migrations } from '../../prisma-free-migrations/index.ts';
import { grantRuntime, LaunchError, startEmbedded } from './embedded.ts';

/** A database to work on: the embedded one while this lasts, or the one that DATABASE_URL names. */
export interface Database {
  readonly ownerUrl: string;
  readonly runtimeUrl: string;
  /** The folder of the embedded server; undefined for one of your own. */
  readonly folder: string | undefined;
  stop(): Promise<void>;
}

export async function openDatabase(config: Config): Promise<Database> {
  const { DATABASE_URL: runtimeUrl, OWNER_DATABASE_URL: ownerUrl = runtimeUrl, DATA_DIR: dataDir } = config;
  if (runtimeUrl) return { ownerUrl: ownerUrl!, runtimeUrl, folder: undefined, stop: async () => undefined };
  const embedded = await startEmbedded({ dataDir, durable: true });
  return { ownerUrl: embedded.ownerUrl, runtimeUrl: embedded.appUrl, folder: dataDir, stop: () => embedded.stop() };
}

/** Brings the tables up to date; gives the names of the migrations that ran. */
export async function migrate({ ownerUrl, folder }: Database): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations,
    namingStrategy: snakeCase,
    migrationsTransactionMode: 'each',
    applicationName: 'konwent migrate',
  });
  try {
    await source.initialize();
    const ran = await source.runMigrations();
    if (folder) await grantRuntime(ownerUrl);
    return ran.map(({ name }) => name);
  } catch (error) {
    throw new LaunchError(explained(error as Error & { code?: string }));
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

function explained({ code, message }: Error & { code?: string }): string {
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return `Baza pod DATABASE_URL nie odpowiada (${message}).`;
  if (code === '28P01' || code === '28000') return 'Baza odrzuca login lub hasło z DATABASE_URL.';
  if (code === '42501') return 'Ten login nie może zakładać tabel: ustaw OWNER_DATABASE_URL na właściciela bazy.';
  return `Migracja nie powiodła się: ${message}`;
}
