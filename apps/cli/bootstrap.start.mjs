import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exitCode, ROOT } from './bootstrap.steps.mjs';

const LEASH = pathToFileURL(join(ROOT, 'apps/cli/bootstrap.leash.mjs')).href;

/**
 * Runs one command of `konwent` and answers with its exit code. The child has a process group of its own, so that of
 * Ctrl+C, which reaches this process from the terminal and again through npm, it hears once.
 */
export async function run(node, args) {
  const argv = ['--enable-source-maps', '--import', LEASH, join(ROOT, 'dist/apps/cli/main.js'), ...args];
  const env = { NODE_ENV: 'production', NODE_COMPILE_CACHE: join(ROOT, 'dist/.compiled'), ...process.env };
  const child = spawn(node, argv, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], detached: true });
  let last = 0;
  const forward = (signal) => {
    if (Date.now() - last > 1000) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    last = Date.now();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  return exitCode(...(await once(child, 'exit')));
}
