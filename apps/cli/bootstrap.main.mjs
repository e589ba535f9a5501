import { buildConsole, buildServer } from './bootstrap.build.mjs';
import { install } from './bootstrap.install.mjs';
import { proofs } from './bootstrap.proofs.mjs';
import { run } from './bootstrap.start.mjs';
import { Stop } from './bootstrap.steps.mjs';
import { test } from './bootstrap.test.mjs';

async function go([command = 'help', ...args]) {
  const node = await install();
  if (command === 'test') return test(node, args);
  await buildServer(node);
  await buildConsole(node);
  if (command === 'test:proofs') return proofs(node, args);
  return run(node, [command, ...args]);
}

/** npm told to stop ends the shell between it and this process, and nothing else: the shell's end is the signal. */
function followNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}

/** Installs, builds, and does the command: `test`, `test:proofs`, or any of `konwent`'s own. */
export async function main(argv) {
  followNpm();
  try {
    process.exitCode = await go(argv);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
