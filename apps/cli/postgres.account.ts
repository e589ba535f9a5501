import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A refusal to start: its message is one sentence that tells the reader what to do. */
export class LaunchError extends Error {
  override name = 'LaunchError';
}

interface Ids {
  uid: number;
  gid: number;
}

/** Under which account PostgreSQL runs (this process's own if `ids` is absent), and what goes before its commands. */
export interface Account {
  ids?: Ids;
  prefix: string[];
}

const id = async (...args: string[]): Promise<number> => Number((await run('id', args)).stdout);

/** The owner of a path, or of the nearest folder above it that exists. */
async function ownerOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.uid ?? ownerOf(dirname(path));
}

/** initdb wants an account that has a name, so a bare number is not enough. */
async function named(user: string): Promise<Ids | undefined> {
  try {
    const [uid, gid] = [await id('-u', user), await id('-g', user)];
    return uid === 0 ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}

/** The right to pass closed folders, the smaller one of those that this process may hand on. */
async function passage(): Promise<string> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const held = BigInt(`0x${/^CapPrm:\s*(\w+)/m.exec(status)?.[1] ?? '0'}`);
  return held & 4n ? 'dac_read_search' : 'dac_override';
}

/** Runs as another account that may still enter folders open to root alone, as a clone in /root is. */
async function withPassage(ids: Ids): Promise<Account> {
  const capability = `+${await passage()}`;
  const options = [`--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups'];
  options.push(`--inh-caps=${capability}`, `--ambient-caps=${capability}`);
  await run('setpriv', [...options, 'true']);
  return { ids, prefix: ['setpriv', ...options] };
}

/**
 * PostgreSQL refuses to run as root, so root lends it the account that owns the folder, or `postgres`, or `nobody`;
 * `paths` are what that account has to reach.
 */
export async function accountFor(cluster: string, paths: string[]): Promise<Account> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = await ownerOf(cluster);
  const found = (await named(`${owner}`)) ?? (await named('postgres')) ?? (await named('nobody'));
  if (!found) throw new LaunchError('PostgreSQL nie działa na koncie root: uruchom Konwent jako zwykły użytkownik.');
  const reach = paths.map((_, index) => `test -x "$${index + 1}"`).join(' && ');
  const open = await run('/bin/sh', ['-c', reach, 'sh', ...paths], found).catch(() => undefined);
  if (open) return { ids: found, prefix: [] };
  return withPassage(found).catch(() => {
    throw new LaunchError(
      'PostgreSQL nie działa na koncie root, a do tego folderu nie wejdzie żadne inne: uruchom Konwent jako zwykły użytkownik albo przenieś go tam, gdzie wejść może każdy.',
    );
  });
}
