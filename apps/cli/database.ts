import { resolve } from 'node:path';
import { DataSource, MigrationExecutor } from 'typeorm';
import { Config, snakeCase } from '#core';
import { migrations } from '../../prisma-free-migrations/index.ts';
import { grantRuntime, LaunchError, startEmbedded } from './embedded.ts';
import { servingOn } from './postgres.keeper.ts';

/** A database to work on: the embedded one while this lasts, or the one that DATABASE_URL names. */
export interface Database {
  readonly ownerUrl: string;
  readonly runtimeUrl: string;
  /** The folder of the embedded server; undefined for one of your own. */
  readonly folder: string | undefined;
  /** Whether it is the embedded one of a Konwent that serves people meanwhile. */
  readonly isShared: boolean;
  stop(): Promise<void>;
}

/** Refuses an embedded one that is in use. Commands may join what is opened to serve. */
export async function openDatabase(config: Config, { toServe = false } = {}): Promise<Database> {
  const { DATABASE_URL: runtimeUrl, OWNER_DATABASE_URL: ownerUrl = runtimeUrl, DATA_DIR: dataDir } = config;
  const other = { folder: undefined, isShared: false, stop: async () => undefined };
  if (runtimeUrl) return { ownerUrl: ownerUrl!, runtimeUrl, ...other };
  const embedded = await startEmbedded({ dataDir, durable: true, toServe });
  const own = { folder: dataDir, isShared: false, stop: () => embedded.stop() };
  return { ownerUrl: embedded.ownerUrl, runtimeUrl: embedded.appUrl, ...own };
}

/** The same beside a Konwent that serves on the folder. */
export async function joinDatabase(config: Config): Promise<Database> {
  const found = config.DATABASE_URL ? undefined : await servingOn(resolve(config.DATA_DIR));
  if (!found) return openDatabase(config);
  const { ownerUrl, appUrl: runtimeUrl } = found;
  return { ownerUrl, runtimeUrl, folder: config.DATA_DIR, isShared: true, stop: async () => undefined };
}

/** Brings the tables up to date; gives the names of the migrations that ran. Under a Konwent that serves, none may. */
export async function migrate({ ownerUrl, folder, isShared }: Database): Promise<string[]> {
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
    if (isShared) return await refusePending(source);
    const ran = await source.runMigrations();
    if (folder) await grantRuntime(ownerUrl);
    return ran.map(({ name }) => name);
  } catch (error) {
    if (error instanceof LaunchError) throw error;
    throw new LaunchError(explained(error as Error & { code?: string }));
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

async function refusePending(source: DataSource): Promise<string[]> {
  const pending = await new MigrationExecutor(source).getPendingMigrations();
  if (!pending.length) return [];
  throw new LaunchError('Działa tu Konwent w starszej wersji: zatrzymaj go i uruchom nową, zanim wydasz to polecenie.');
}

function explained({ code, message }: Error & { code?: string }): string {
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') return `Baza pod DATABASE_URL nie odpowiada (${message}).`;
  if (code === '28P01' || code === '28000') return 'Baza odrzuca login lub hasło z DATABASE_URL.';
  if (code === '42501') return 'Ten login nie może zakładać tabel: ustaw OWNER_DATABASE_URL na właściciela bazy.';
  return `Migracja nie powiodła się: ${message}`;
}
