import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const DIST = join(import.meta.dirname, '../dist');
/** The built program. */
export const MAIN = join(DIST, 'apps/cli/main.js');
const API = join(DIST, 'apps/api/main.js');
/** All that it sees of where the tests run. */
export const SURROUNDINGS = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  NODE_COMPILE_CACHE: join(DIST, '.compiled'),
};
const LONGEST_START_MS = 240_000;

/** The built program with its own PostgreSQL, as `npm start` runs it, in a folder of the test's. */
export class Running {
  url = '';
  private child?: ChildProcess;

  constructor(
    readonly folder: string,
    private readonly settings: Record<string, string> = {},
    private readonly program: readonly string[] = [MAIN, 'start', '--no-demo'],
  ) {}

  /** An API of its own process on the same database, not started yet. */
  async beside(): Promise<Running> {
    const { runtime } = await this.secrets();
    const url = `postgres://konwent_runtime:${runtime}@127.0.0.1:${(await this.postmaster()).port}/konwent`;
    return new Running(this.folder, { ...this.settings, DATABASE_URL: url }, [API]);
  }

  async start(): Promise<void> {
    const env = { ...SURROUNDINGS, PORT: '0', LOG_LEVEL: 'fatal', DATA_DIR: this.folder, ...this.settings };
    const child = spawn(process.execPath, this.program, { env });
    this.child = child;
    let [said, complained] = ['', ''];
    child.stdout!.on('data', (chunk) => (said += String(chunk)));
    child.stderr!.on('data', (chunk) => (complained += String(chunk)));
    const latest = Date.now() + LONGEST_START_MS;
    for (let url: string | undefined; !url; await sleep(20)) {
      if (this.hasEnded || Date.now() > latest) throw new Error(`it did not start:\n${said}\n${complained}`);
      url = /(http:\S+)\/graphql/.exec(said)?.[1];
      this.url = url ?? '';
    }
  }

  get pid(): number {
    return this.child!.pid!;
  }

  get hasEnded(): boolean {
    return !this.child || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Ends the application at once; its PostgreSQL is left behind. */
  async kill(): Promise<void> {
    this.child!.kill('SIGKILL');
    if (!this.hasEnded) await once(this.child!, 'exit');
  }

  async stop(): Promise<void> {
    if (this.hasEnded) return;
    this.child!.kill('SIGTERM');
    await once(this.child!, 'exit');
  }

  async postmaster(): Promise<{ pid: number; port: number }> {
    const lines = (await readFile(join(this.folder, 'postgres/postmaster.pid'), 'utf8')).split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  }

  async ownerUrl(): Promise<string> {
    const { owner } = await this.secrets();
    return `postgres://konwent_owner:${owner}@127.0.0.1:${(await this.postmaster()).port}/konwent`;
  }

  private async secrets(): Promise<{ owner: string; runtime: string }> {
    return JSON.parse(await readFile(join(this.folder, 'secrets.json'), 'utf8')) as { owner: string; runtime: string };
  }
}
