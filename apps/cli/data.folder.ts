import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, chmod, constants, link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lookInto, MB } from '../../libs/core/src/room.look.ts';
import { LaunchError } from './postgres.account.ts';
import type { Cluster } from './postgres.server.ts';

const MAJOR = '18';
const LEAST = MB;
/** Made by a node that had a database of its own before. */
const OURS = ['keys'];

/** The passwords of the superuser and of the application's login. */
export interface Secrets {
  owner: string;
  runtime: string;
}

/** Node's own recursive mkdir never comes back where nothing can be made, as in /proc. */
export async function makeFolder(path: string): Promise<void> {
  const make = () => mkdir(path, { mode: 0o700 });
  await make().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return;
    if (error.code !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    await make();
  });
}

/** Makes the folder, or checks that it is Konwent's; gives the passwords kept in it. */
export async function claim(home: string): Promise<Secrets> {
  const path = join(home, 'secrets.json');
  try {
    await makeFolder(home);
    await access(home, constants.W_OK);
    const files = (await readdir(home)).filter((name) => !name.startsWith('.') && !OURS.includes(name));
    if (files.length && !files.includes('secrets.json')) {
      throw new LaunchError(
        `W ${home} są pliki, które nie należą do Konwentu: ustaw DATA_DIR na folder nowy albo pusty.`,
      );
    }
    // Root lets PostgreSQL's own account pass through, to a folder inside that belongs to it.
    if (process.getuid?.() === 0) await chmod(home, 0o711);
    if (!files.includes('secrets.json')) await makeSecrets(home, path);
    await refuseFull(home);
    return JSON.parse(await readFile(path, 'utf8')) as Secrets;
  } catch (error) {
    if (error instanceof LaunchError) throw error;
    if (error instanceof SyntaxError)
      throw new LaunchError(
        `Plik ${path} jest uszkodzony: przenieś ${home} gdzie indziej i zacznij od nowa albo odtwórz kopię.`,
      );
    throw unwritable(home, error as NodeJS.ErrnoException);
  }
}

/** Whole under its name, or not there: half a file of passwords would lock its cluster for good. Of two the first stays. */
async function makeSecrets(home: string, path: string): Promise<void> {
  const secrets = { owner: randomBytes(24).toString('hex'), runtime: randomBytes(24).toString('hex') };
  const draft = join(home, `.secrets-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(draft, JSON.stringify(secrets), { flag: 'wx', mode: 0o600, flush: true });
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Only where PostgreSQL could not even begin: a node that is short of room starts, and answers reads. */
async function refuseFull(home: string): Promise<void> {
  const { storage, free } = await lookInto(home);
  if (storage === 'READ_ONLY') throw Object.assign(new Error('read-only'), { code: 'EROFS' });
  if (free < LEAST) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
}

/** Whether PostgreSQL may have failed for want of room or because nobody may write there, which somebody can mend. */
export async function isWanting(home: string): Promise<boolean> {
  return (await lookInto(home)).storage !== 'OK';
}

function unwritable(home: string, { code }: { code?: string }): LaunchError {
  return new LaunchError(
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `Na dysku z ${home} nie ma miejsca: zwolnij trochę i uruchom Konwent jeszcze raz.`
      : `Konwent nie może pisać w ${home}: nadaj sobie prawo zapisu albo ustaw DATA_DIR na inny folder.`,
  );
}

/** Refuses a cluster that this PostgreSQL cannot open. */
export async function refuseOtherVersion({ home, data }: Cluster): Promise<void> {
  const found = await readFile(join(data, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => error.code);
  if (found?.trim() === MAJOR || (found === 'ENOENT' && !existsSync(data))) return;
  if (found === 'EACCES') {
    throw new LaunchError(
      `${data} należy do innego konta: uruchom Konwent na tamtym albo ustaw DATA_DIR na nowy folder.`,
    );
  }
  const maker = found === 'ENOENT' ? 'nie jest folderem PostgreSQL' : `pochodzi z PostgreSQL ${found?.trim()}`;
  throw new LaunchError(
    `${home} ${maker}, a Konwent ma PostgreSQL ${MAJOR}: ustaw DATA_DIR na nowy folder albo przenieś ten gdzie indziej.`,
  );
}

/** Clears what starts left that were killed while they made their first data folder. */
export async function clearDrafts(home: string): Promise<void> {
  const drafts = (await readdir(home)).filter((name) => name.startsWith('initdb-'));
  for (const name of drafts) await rm(join(home, name), { recursive: true, force: true });
}
