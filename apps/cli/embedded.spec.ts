import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { grantRuntime, LaunchError, startEmbedded, type Embedded } from './embedded.ts';

const MODULE = join(import.meta.dirname, 'embedded.ts');
/** A Konwent of its own process, as far as its database goes: prints its address, then only a signal ends it. */
const LAUNCHER = `
  const { startEmbedded } = await import(${JSON.stringify(MODULE)});
  const { ownerUrl } = await startEmbedded({ dataDir: process.argv[1], durable: true });
  process.on('SIGTERM', () => process.exit());
  console.log(ownerUrl);
  setInterval(() => undefined, 1000);
`;

describe('startEmbedded', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  const servers: Embedded[] = [];
  const open = async (name: string, durable = false) => {
    const server = await startEmbedded({ dataDir: join(folder, name), durable });
    servers.push(server);
    return server;
  };
  const refusal = async (name: string) => {
    const error: unknown = await open(name).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LaunchError);
    return (error as LaunchError).message;
  };

  async function ask(url: string, sql: string): Promise<unknown> {
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql).finally(() => client.end());
    return rows[0] && Object.values(rows[0])[0];
  }

  async function launcher(name: string): Promise<{ child: ChildProcess; url: string }> {
    const args = ['--no-warnings', '--input-type=module', '-e', LAUNCHER, join(folder, name)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [text] = (await once(child.stdout!, 'data')) as [Buffer];
    return { child, url: text.toString().trim() };
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'konwent-embedded-'));
  });
  afterAll(async () => {
    for (const child of children) child.kill();
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps what was written, gives a login without power, and stops', async () => {
    const first = await open('kept', true);
    await ask(first.ownerUrl, 'CREATE ROLE konwent_app');
    await ask(first.ownerUrl, 'CREATE ROLE konwent_public');
    await ask(first.ownerUrl, `CREATE TABLE word AS SELECT 'żółć' AS text`);
    await ask(first.ownerUrl, 'GRANT SELECT ON word TO konwent_app');
    await grantRuntime(first.ownerUrl);
    await first.stop();
    await expect(ask(first.ownerUrl, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');

    const { appUrl, ownerUrl, stop } = await open('kept');
    expect(await ask(appUrl, 'SELECT text FROM word')).toBe('żółć');
    const power = 'rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication';
    expect(await ask(appUrl, `SELECT ${power} FROM pg_roles WHERE rolname = current_user`)).toBe(false);
    expect(await ask(ownerUrl, `SELECT current_setting('server_version_num')::int / 10000`)).toBe(18);
    expect(await ask(ownerUrl, 'SHOW data_checksums')).toBe('on');
    expect(await ask(ownerUrl, 'SHOW password_encryption')).toBe('scram-sha-256');
    expect(await ask(ownerUrl, `SELECT lower('ŻÓŁĆ')`)).toBe('żółć');
    await expect(ask(appUrl.replace(/:\w+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password authentication failed');
    await stop();
  });

  it('refuses a second start, and takes over what a killed one left running', async () => {
    const { child, url } = await launcher('orphan');
    expect(await refusal('orphan')).toMatch(/^Na .* działa już Konwent: najpierw go zatrzymaj/);
    expect(await ask(url, 'SELECT 1')).toBe(1);

    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await ask(url, 'SELECT 2')).toBe(2); // the orphan
    const { ownerUrl, stop } = await open('orphan');
    expect(await ask(ownerUrl, 'SELECT 3')).toBe(3);
    await expect(ask(url, 'SELECT 4')).rejects.toThrow('ECONNREFUSED');
    await stop();
  });

  it('starts after the server itself was killed, and over a pid file whose number went to another program', async () => {
    const { child } = await launcher('crash');
    const pidFile = join(folder, 'crash/postgres/postmaster.pid');
    process.kill(parseInt(await readFile(pidFile, 'utf8'), 10), 'SIGKILL');
    child.kill('SIGKILL');
    await (await open('crash')).stop();

    await writeFile(pidFile, `${process.pid}\n${join(folder, 'crash/postgres')}\n1\n5432\n\n\n\nready\n`);
    await (await open('crash')).stop();
  });

  it('starts the server again, at the same address, when it dies under a Konwent that goes on', async () => {
    const { appUrl, ownerUrl, stop } = await open('revived');
    await ask(ownerUrl, `CREATE TABLE kept AS SELECT 'żółć' AS text`);
    await ask(ownerUrl, 'CHECKPOINT'); // this one forgets what it did not write
    const pidFile = join(folder, 'revived/postgres/postmaster.pid');
    for (let i = 0; i < 2; i++) {
      process.kill(parseInt(await readFile(pidFile, 'utf8'), 10), 'SIGKILL');
      await sleep(100);
      for (let tries = 0; (await ask(appUrl, 'SELECT 1').catch(() => 0)) !== 1; tries++) {
        expect(tries).toBeLessThan(100);
        await sleep(100);
      }
    }
    expect(await ask(ownerUrl, 'SELECT text FROM kept')).toBe('żółć');
    await stop();
    await expect(ask(ownerUrl, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('lets one of two win that start a new folder at the same moment', async () => {
    const starts = await Promise.allSettled([open('race'), open('race')]);
    const won = starts.filter((start) => start.status === 'fulfilled');
    const lost = starts.filter((start) => start.status === 'rejected');
    expect([won.length, lost.length]).toEqual([1, 1]);
    expect((lost[0]!.reason as Error).message).toMatch('działa już Konwent');
    await won[0]!.value.stop();
  });

  it('stops the server when the process exits without asking it to', async () => {
    const { child, url } = await launcher('ended');
    child.kill('SIGTERM');
    await once(child, 'exit');
    await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('refuses folders of another version, of others, and those it cannot write', async () => {
    await (await open('old')).stop();
    await writeFile(join(folder, 'old/postgres/PG_VERSION'), '17\n');
    expect(await refusal('old')).toMatch(/pochodzi z PostgreSQL 17, a Konwent ma PostgreSQL 18/);

    await mkdir(join(folder, 'theirs'));
    await writeFile(join(folder, 'theirs/thesis.odt'), '');
    expect(await refusal('theirs')).toMatch(/są pliki, które nie należą do Konwentu/);

    await writeFile(join(folder, 'file'), '');
    expect(await refusal('file')).toMatch(/^Konwent nie może pisać w .*: nadaj sobie prawo zapisu/);
    expect(await refusal('file/below')).toMatch(/^Konwent nie może pisać w/);

    await writeFile(join(folder, 'old/secrets.json'), '{');
    expect(await refusal('old')).toMatch(/secrets.json jest uszkodzony/);
  });

  it('runs inside a folder that is closed to others', async () => {
    await mkdir(join(folder, 'closed'));
    await chmod(join(folder, 'closed'), 0o700);
    const { ownerUrl, stop } = await open('closed/data');
    expect(await ask(ownerUrl, 'SELECT 1')).toBe(1);
    await stop();
  });
});
