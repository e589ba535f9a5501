// npm run bench: installs and builds what is missing, then measures under the project's Node 24.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  const { code, all } = await command('npm', ['install', ...options], {
    cwd: HERE,
    shell: process.platform === 'win32',
  });
  done(code ? 'failed' : 'done');
  if (code) throw new Stop(all.trim().split('\n').slice(-15).join('\n'));
  writeFileSync(stamp, lock);
}

try {
  const node = await install();
  await installPeers();
  await buildServer(node);
  const { code } = await command(node, [join(HERE, 'main.mjs'), ...process.argv.slice(2)], { quiet: false });
  process.exitCode = code;
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
