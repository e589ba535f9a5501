// Adds to package-lock.json the optional packages of other platforms that the registry in use left out: without their
// entries `npm ci` calls the lock out of step. They are skipped everywhere but on their own platform. Run: npm run lock
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));

/** Whether some folder that this package would look into holds the name. */
function isLocked(folder, name) {
  for (let at = folder; ;) {
    if (lock.packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
    const parent = at.lastIndexOf('node_modules/');
    at = parent <= 0 ? '' : at.slice(0, parent - 1);
  }
}

/** The platform that a package is for, as its name ends; undefined where the name does not say. */
function platformOf(name) {
  const words = name.slice(name.lastIndexOf('/') + 1).split('-');
  const os = SYSTEMS.find((each) => words.includes(each)) ?? (words.includes('windows') ? 'win32' : undefined);
  const cpu = PROCESSORS.find(
    (each) => words.includes(each) || (each === 'arm' && words.some((word) => /^arm(?!64)/.test(word))),
  );
  return os && { os: [os], ...(cpu && { cpu: [cpu] }) };
}

let added = 0;
for (const [folder, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = platformOf(name);
    if (isLocked(folder, name) || !platform || !/^\d/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platform, optional: true, ...(entry.dev && { dev: true }) };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${FILE}: ${added} optional packages of other platforms added`);
