import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { MAIN, SURROUNDINGS } from './running.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program with a command that ends by itself. */
export function command(
  args: string[],
  dataDir: string,
  more: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { ...SURROUNDINGS, DATA_DIR: dataDir, ...more };
  const child = spawn(process.execPath, [MAIN, ...args], { env });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (said.stderr += String(chunk)));
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...said })) };
}

export const konwent = (args: string[], dataDir = '/nonexistent'): Promise<Ended> => command(args, dataDir).ended;

/** What was left half done in a folder. */
export async function leftIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /\.part-\d+$/.test(name));
}
