import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN, SURROUNDINGS } from './running.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program, as `npm start` runs it. */
export class Program {
  stdout = '';
  stderr = '';
  readonly process: ChildProcess;
  private readonly closed: Promise<unknown>;

  constructor(args: string[], env: Record<string, string>) {
    this.process = spawn(process.execPath, [MAIN, ...args], { env: { ...SURROUNDINGS, ...env } });
    this.closed = once(this.process, 'close');
    this.process.stdout!.on('data', (chunk) => (this.stdout += String(chunk)));
    this.process.stderr!.on('data', (chunk) => (this.stderr += String(chunk)));
  }

  async ended(): Promise<Ended> {
    await this.closed;
    return { code: this.process.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  async says(text: string): Promise<void> {
    for (let i = 0; i < 4_800; i++) {
      if (this.stdout.includes(text)) return;
      if (this.process.exitCode !== null) break;
      await sleep(50);
    }
    throw new Error(`it never said "${text}":\n${this.stdout}\n${this.stderr}`);
  }
}

/** The built program with a command that ends by itself. */
export function command(
  args: string[],
  dataDir: string,
  more: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const program = new Program(args, { DATA_DIR: dataDir, ...more });
  return { child: program.process, ended: program.ended() };
}

export const konwent = (args: string[], dataDir = '/nonexistent'): Promise<Ended> => command(args, dataDir).ended;

/** What was left half done in a folder. */
export async function leftIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /\.part-\d+$/.test(name));
}
