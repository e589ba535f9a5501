import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, progress, ROOT, Stop } from './bootstrap.steps.mjs';

const SERVER = ['apps/api', 'apps/worker', 'apps/cli', 'libs', 'prisma-free-migrations'];
const CONFIGS = ['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package.json', 'package-lock.json'];
const WITHOUT_EFFECT = /\.spec\.ts$|\.md$|\.graphql$|\.mjs$/;

function files(path) {
  if (!existsSync(join(ROOT, path))) return [];
  const found = readdirSync(join(ROOT, path), { withFileTypes: true, recursive: true });
  return found
    .filter((each) => each.isFile() && !WITHOUT_EFFECT.test(each.name))
    .map((each) => join(each.parentPath, each.name));
}

function fingerprint(folders) {
  const hash = createHash('sha256');
  const configs = CONFIGS.map((name) => join(ROOT, name)).filter((path) => existsSync(path));
  for (const path of [...configs, ...folders.flatMap(files).sort()]) hash.update(path).update(readFileSync(path));
  return hash.digest('hex');
}

/** Builds unless the sources are those of the last build; a `result` that has gone counts as none. */
async function build(title, { stamp, folders, result, args, ...options }) {
  const [path, print] = [join(ROOT, 'dist', stamp), fingerprint(folders)];
  const before = existsSync(join(ROOT, result)) && existsSync(path) && readFileSync(path, 'utf8');
  if (before === print) return;
  options.prepare?.(before);
  rmSync(path, { force: true });
  const done = progress(title);
  const { code, all } = await command(args[0], args.slice(1), { cwd: options.cwd ?? ROOT });
  done(code ? 'failed' : 'done');
  if (code) throw new Stop(`${all.trim()}\nThe build failed, see above.`);
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(path, print);
}

export const buildServer = (node) =>
  build('Building the server,', {
    stamp: '.server',
    folders: SERVER,
    result: 'dist/apps/cli/main.js',
    args: [node, join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js'), 'build', 'api'],
    // The compiler's memory of what it wrote is worth nothing once that has gone.
    prepare: (before) => before || rmSync(join(ROOT, 'dist/build.tsbuildinfo'), { force: true }),
  });

export async function buildConsole(node) {
  const home = join(ROOT, 'apps/console');
  if (!existsSync(home) || !readdirSync(home).some((name) => name.startsWith('vite.config.'))) return;
  await build('Building the console,', {
    stamp: '.console',
    folders: ['apps/console', 'libs/seals', 'libs/declarations'], // the page that verifies records
    result: 'dist/console/index.html',
    args: [node, join(ROOT, 'node_modules/vite/bin/vite.js'), 'build'],
    cwd: home,
  });
}
