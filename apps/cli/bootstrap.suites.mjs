import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { ROOT } from './bootstrap.steps.mjs';

const FOLDER = join(ROOT, '.suites');
/** Specs in one suite: each loads 2,000 modules anew and begins cold, six seconds of a processor before its first test. */
const TOGETHER = 24;
/** Long by themselves, or they change what others in the same process would see. */
const ALONE =
  /^test\/(authorization|disk|hostile|kill|load|time|visibility)|^apps\/(backup|cli)|abuse|abort|^libs\/reads\/src\/(check|engine)|secrecy|convergence|sizes/;

function specs() {
  const all = ['apps', 'libs', 'test'].flatMap((root) =>
    readdirSync(join(ROOT, root), { withFileTypes: true, recursive: true })
      .filter((each) => each.isFile() && each.name.endsWith('.spec.ts') && !each.parentPath.includes('node_modules'))
      .map((each) => relative(ROOT, join(each.parentPath, each.name))),
  );
  return all.sort();
}

/** The others as evenly as it goes, neighbours together. */
function groups(paths) {
  const alone = paths.filter((path) => ALONE.test(path));
  const others = paths.filter((path) => !ALONE.test(path));
  const count = Math.ceil(others.length / TOGETHER);
  const cut = (i) => Math.round((i * others.length) / count);
  return [...alone.map((path) => [path]), ...Array.from({ length: count }, (_, i) => others.slice(cut(i), cut(i + 1)))];
}

const placeOf = (path) =>
  dirname(path)
    .replace(/^libs\/|\/src$/g, '')
    .replaceAll('/', '-');

const nameOf = (all, i) =>
  `${all.length === 1 ? basename(all[0], '.spec.ts') : `${placeOf(all[0])}-to-${placeOf(all.at(-1))}`}.${i}`;

/** What takes minutes begins first, so that no worker is left alone with it. */
const LONGEST = /cli|authorization|keys|convergence|backup\.spec|visibility|export|secrecy|kill|disk|time.spec|abuse/;

/** Writes the suites that `npm test` runs; Jest begins with the largest files, so each is as long as what it loads. */
export function writeSuites() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  for (const [i, all] of groups(specs()).entries()) {
    const size = all.reduce((sum, path) => sum + statSync(join(ROOT, path)).size, 0);
    const text = all.map((path) => `import '../${path}';\n`).join('');
    writeFileSync(
      join(FOLDER, `${nameOf(all, i)}.spec.ts`),
      text.padEnd(LONGEST.test(all[0]) && all.length === 1 ? size + 1_000_000 : size),
    );
  }
}
