// npm run bench: installs and builds what is missing, then measures under the project's Node 24.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServer } from '../../apps/cli/bootstrap.build.mjs';
import { install } from '../../apps/cli/bootstrap.install.mjs';
import { command, progress, Stop } from '../../apps/cli/bootstrap.steps.mjs';

const HERE = import.meta.dirname;

/** The peers, as their own lock has them; none of them needs its install scripts. */
async function installPeers() {
  const stamp = join(HERE, 'node_modules/.konwent-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(HERE, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const done = progress('Installing the peers to compare with,');
  const { code, all } = await command('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: HERE,
    shell: process.platform === 'win32',
  });
  done(code ? 'failed' : 'done');
  if (code) throw new Stop(all.trim().split('\n').slice(-15).join('\n'));
  writeFileSync(stamp, lock);
}

/** Where the databases of this run stand; it goes with this process, whatever becomes of the one that measures. */
function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'konwent-bench-'));
  chmodSync(folder, 0o711); // PostgreSQL may run under another account
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

try {
  const node = await install();
  await installPeers();
  await buildServer(node);
  const args = [join(HERE, 'main.mjs'), '--folder', makeFolder(), ...process.argv.slice(2)];
  const { code } = await command(node, args, { quiet: false });
  process.exitCode = code;
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
