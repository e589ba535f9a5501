import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Program, type Ended } from '#test/konwent';

const ROOT = join(import.meta.dirname, '../..');

describe('konwent', () => {
  let folder: string;
  let env: Record<string, string>;
  const programs: Program[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'konwent-cli-'));
    env = { DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'error' };
  });
  afterEach(async () => {
    for (const { process: each } of programs)
      if (each.exitCode === null && each.signalCode === null) each.kill('SIGTERM');
    await Promise.all(programs.splice(0).map((each) => each.ended()));
  });
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

  const start = (args: string[], more: Record<string, string> = {}): Program => {
    const program = new Program(args, { ...env, ...more });
    programs.push(program);
    return program;
  };
  const run = (args: string[], more: Record<string, string> = {}): Promise<Ended> => start(args, more).ended();
  const post = async (url: string, query: string, variables: object) => {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return (await response.json()) as { data: { signInWithLink: { token: string } } | null };
  };
  const signIn = (url: string, token: string) =>
    post(url, `mutation ($input: SignInWithLinkInput!) { signInWithLink(input: $input) { token } }`, {
      input: { token },
    });
  const postmaster = async (): Promise<number> =>
    parseInt(await readFile(join(env.DATA_DIR!, 'postgres/postmaster.pid'), 'utf8').catch(() => '0'), 10);
  /** A process that has ended, but that nobody has asked about yet, does not live. */
  const lives = async (pid: number): Promise<boolean> => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return /\) [^ZX]/.test(stat);
  };

  it('starts everything on an empty folder, says where, signs demo people in once, and stops it all', async () => {
    const program = start(['start']);
    await program.says('Koniec');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(program.stdout)![0];
    const [, link] = /chair\.pomorski[\s\S]*?#sign-in=(\S+)/.exec(program.stdout)!;
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ready', storage: 'OK' });
    expect((await signIn(url, link!)).data!.signInWithLink.token).toMatch(/\S{40,}/);
    expect((await signIn(url, link!)).data).toBeNull();
    expect(await (await fetch(`${url}/schema.graphql`)).text()).toBe(
      await readFile(join(ROOT, 'apps/api/schema.graphql'), 'utf8'),
    );
    const pid = await postmaster();
    program.process.kill('SIGTERM');
    expect((await program.ended()).code).toBe(0);
    expect(await lives(pid)).toBe(false);
  });

  it('finds the PostgreSQL of a start that was killed, and keeps what was acknowledged', async () => {
    const first = start(['start']);
    await first.says('Koniec');
    const orphan = await postmaster();
    first.process.kill('SIGKILL');
    await first.ended();
    expect(await lives(orphan)).toBe(true);
    const second = start(['start']);
    await second.says('Koniec');
    expect(second.stderr).not.toContain('Dane przykładowe');
    second.process.kill('SIGINT');
    expect((await second.ended()).code).toBe(0);
    expect(await lives(orphan)).toBe(false);
  });

  it('lets commands work beside it, and refuses those that need the folder for themselves', async () => {
    const program = start(['start']);
    await program.says('Koniec');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(program.stdout)![0];
    const file = join(folder, 'eksport');
    await writeFile(file, '');
    const [operator, rotated, imported, removed, verified] = await Promise.all([
      run(['create-operator', 'obok@example.invalid', 'Jan „Obok” <i>', '--json']),
      run(['keys', 'rotate', '--json']),
      run(['import', file]),
      run(['reset', '--yes']),
      run(['audit', 'verify', '--json']),
    ]);
    const { link } = JSON.parse(operator.stdout) as { link: string };
    expect((await signIn(url, link.split('#sign-in=')[1]!)).data!.signInWithLink.token).toMatch(/\S{40,}/);
    const { kid } = JSON.parse(rotated.stdout) as { kid: string };
    expect(await (await fetch(`${url}/.well-known/konwent-keys.json`)).text()).toContain(kid);
    expect({ code: imported.code, stderr: imported.stderr }).toMatchObject({
      ...{ code: 2, stderr: expect.stringContaining('zatrzymaj ten węzeł') as string },
    });
    expect({ code: removed.code, stderr: removed.stderr }).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('działa już Konwent') as string },
    });
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true });
    program.process.kill('SIGTERM');
    expect((await program.ended()).code).toBe(0);
  });

  it('lives on when PostgreSQL is killed under it: answers again, and hears of changes again', async () => {
    const program = start(['start']);
    await program.says('Koniec');
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(program.stdout)![0];
    const forum = () =>
      post(url, '{ forum { name } }', {}).then(
        (answer) => !('errors' in answer),
        () => false,
      );
    for (let i = 0; i < 2; i++) {
      process.kill(await postmaster(), 'SIGKILL');
      for (let tries = 0; !(await forum()); tries++) {
        expect({ tries: tries < 600, code: program.process.exitCode, said: program.stderr }).toMatchObject({
          ...{ tries: true, code: null },
        });
        await sleep(100);
      }
    }
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(program.stderr.split('\n').length).toBeLessThan(100);
    program.process.kill('SIGTERM');
    expect((await program.ended()).code).toBe(0);
  });

  it('says in one sentence what to do about a port in use', async () => {
    const server: Server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await run(['start'], { PORT: String(port) });
    server.close();
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(new RegExp(`^Port ${port} jest zajęty.*PORT=${port + 1} npm start\\.$`));
    expect(await postmaster()).toBe(0);
  });

  it.each([
    [{ PORT: 'abc' }, 2, 'PORT ma być liczbą'],
    [{ DATABASE_URL: 'mysql://x' }, 2, 'DATABASE_URL ma zaczynać się od postgres://'],
    [{ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' }, 1, 'DATABASE_URL'],
    [{ DATA_DIR: '/proc/konwent' }, 1, 'DATA_DIR'],
  ])('refuses %j', async (wrong, expected, words) => {
    const { code, stderr } = await run(['start'], wrong as unknown as Record<string, string>);
    expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: expected, lines: 1 });
    expect(stderr).toContain(words);
  });

  it('answers in JSON on stdout, with progress on stderr alone', async () => {
    const migrated = await run(['migrate', '--json']);
    expect(JSON.parse(migrated.stdout)).toEqual({ migrations: [] });
    const again = await run(['seed', '--json']);
    expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 1, stdout: '' });
    const seeded = await run(['seed', '--json'], { DATA_DIR: join(folder, 'seeded') });
    expect(JSON.parse(seeded.stdout)).toMatchObject({ convents: 5, entities: 117 });
    const operator = await run(['create-operator', 'operator@example.invalid', 'Ola „Żółć” <b>', '--json']);
    expect(JSON.parse(operator.stdout)).toMatchObject({ link: expect.stringContaining('#sign-in=') as string });
    const reset = await run(['factors', 'reset', 'Operator@example.invalid', '--json']);
    expect(JSON.parse(reset.stdout)).toEqual({ personId: expect.any(String) as string, factors: 0, sessions: 0 });
    const nobody = await run(['factors', 'reset', 'nikt@example.invalid']);
    expect({ code: nobody.code, stderr: nobody.stderr.trim().split('\n').length }).toEqual({ code: 1, stderr: 1 });
    expect((await run(['factors'])).code).toBe(2);
    const wrong = await run(['create-operator', 'no-address', 'X']);
    expect({ code: wrong.code, stderr: wrong.stderr }).toEqual({
      code: 2,
      stderr: '„no-address” nie jest adresem e-mail.\n',
    });
    const unknown = await run(['frobnicate']);
    expect(unknown.code).toBe(2);
  });

  it('imports a file: the good rows go in, the bad ones are told', async () => {
    const file = join(folder, 'lista.csv');
    await writeFile(file, 'nazwa;rodzaj;województwo\nCIS „Przystań” w Łęczycy;CIS;łódzkie\n;KIS;łódzkie\n');
    const { code, stdout } = await run(['import-entities', file, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      committed: true,
      rowsTotal: 2,
      rowsReady: 1,
      rowsBad: 1,
      bad: [{ line: 3 }],
    });
    const dry = await run(['import-entities', file, '--dry-run', '--json']);
    expect(JSON.parse(dry.stdout)).toMatchObject({ committed: false, rowsReady: 0, rowsDuplicate: 1 });
    expect((await run(['import-entities', join(folder, 'none.csv')])).code).toBe(2);
  });

  it('removes its data only when told so, and only its own', async () => {
    const asked = await run(['reset']);
    expect(asked.code).toBe(2);
    expect((await run(['reset', '--yes'], { DATA_DIR: folder })).code).toBe(2);
    const { code, stdout } = await run(['reset', '--yes', '--json']);
    expect({ code, removed: JSON.parse(stdout) as unknown }).toEqual({ code: 0, removed: { removed: env.DATA_DIR } });
  });
});
