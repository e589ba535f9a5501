import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
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

  constructor(args: string[], env: Record<string, string>) {
    this.process = spawn(process.execPath, [MAIN, ...args], {
      env: { ...SURROUNDINGS, ...env },
    });
    this.process.stdout!.on('data', (chunk) => (this.stdout += String(chunk)));
    this.process.stderr!.on('data', (chunk) => (this.stderr += String(chunk)));
  }

  async ended(): Promise<Ended> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'close');
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
