import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole, buildServer } from './bootstrap.build.mjs';
import { command, ROOT, Stop } from './bootstrap.steps.mjs';
import { writeSuites } from './bootstrap.suites.mjs';

const SCHEMA = join(ROOT, 'apps/api/schema.graphql');
const RESULT = join(ROOT, 'dist/jest.json');
const FORMATTED = '**/*.{ts,tsx,js,mjs,json,yaml,css,html}';
const bin = (path) => join(ROOT, 'node_modules', path);

/** Runs one check; what it has to say is printed only if it fails. */
async function check(title, work) {
  const since = Date.now();
  const problem = await work();
  console.error(`${title.padEnd(12)} ${problem ? 'FAILED' : 'ok'} in ${((Date.now() - since) / 1000).toFixed(1)} s`);
  if (problem) console.error(problem);
  return problem ? 1 : 0;
}

async function tool(node, path, ...args) {
  const { code, all } = await command(node, [bin(path), ...args]);
  return code ? all.trim() || `It ended with ${code}.` : '';
}

async function build(node) {
  try {
    await buildServer(node);
    await buildConsole(node);
    return '';
  } catch (error) {
    if (error instanceof Stop) return error.message;
    throw error;
  }
}

async function schema(node) {
  const { code, out, all } = await command(node, [join(ROOT, 'dist/apps/cli/main.js'), 'sdl']);
  if (code) return `konwent sdl failed:\n${all.trim()}`;
  if (existsSync(SCHEMA) && readFileSync(SCHEMA, 'utf8').trim() === out.trim()) return '';
  return 'apps/api/schema.graphql is not what the code makes: run "node apps/cli/bootstrap.mjs sdl > apps/api/schema.graphql" and commit it.';
}

/** Side by side, but for what needs the build. */
async function checks(node) {
  const failed = await Promise.all([
    check('lint, types', () => tool(node, 'oxlint/bin/oxlint')),
    check('build', () => build(node)).then(async (problems) => problems + (await check('schema', () => schema(node)))),
    check('format', () => tool(node, 'oxfmt/bin/oxfmt', '--check', FORMATTED)),
  ]);
  return failed.reduce((sum, each) => sum + each);
}

/** A suite that could not even be loaded counts as one failed test. */
export async function jest(node, args, env = {}) {
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  rmSync(RESULT, { force: true });
  const flags = ['--experimental-vm-modules', '--no-warnings', bin('jest/bin/jest.js'), '--maxWorkers=3'];
  const options = { quiet: false, env: { ...process.env, ...env } };
  const { code } = await command(node, [...flags, '--json', `--outputFile=${RESULT}`, ...args], options);
  if (!existsSync(RESULT)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(RESULT, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: code && !failed ? 1 : failed };
}

/** Everything that must hold before a change is taken; with arguments, only Jest with these. */
export async function test(node, args) {
  const failedChecks = args.length ? 0 : await checks(node);
  if (!args.length) writeSuites();
  const { passed, failed } = await jest(node, args, args.length ? {} : { TEST_SUITES: '1' });
  console.log(`${passed} passed, ${failed + failedChecks} failed`);
  return failed + failedChecks ? 1 : 0;
}
