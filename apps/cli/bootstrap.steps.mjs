import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** An end that was foreseen: its message is one sentence that says what to do. */
export class Stop extends Error {}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Shows that something long goes on: a line that renews itself on a terminal, a line each ten seconds elsewhere. */
export function progress(title, detail = () => '') {
  const [since, live] = [Date.now(), process.stderr.isTTY];
  const line = () => `${title} ${seconds(since)} ${detail()}`.trim();
  const show = () => process.stderr.write(live ? `\r\x1b[2K${line()}` : `${line()}\n`);
  show();
  const timer = setInterval(show, live ? 500 : 10_000);
  return (verdict) => {
    clearInterval(timer);
    process.stderr.write(`${live ? '\r\x1b[2K' : ''}${title} ${verdict} in ${seconds(since)}\n`);
  };
}

/** Ends of a child as the shell numbers them. */
export const exitCode = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0);

/** Runs a program to its end, stopping it when this process is told to stop; its words are kept, or go straight out. */
export async function command(program, args, { quiet = true, ...options } = {}) {
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ['ignore', ...Array(2).fill(quiet ? 'pipe' : 'inherit')],
    ...options,
  });
  const output = { out: '', all: '' };
  child.stdout?.on('data', (data) => ((output.out += data), (output.all += data)));
  child.stderr?.on('data', (data) => (output.all += data));
  const pass = (signal) => {
    child.kill(signal);
    child.once('close', () => process.exit(exitCode(null, signal)));
  };
  process.once('SIGINT', pass).once('SIGTERM', pass);
  const [code, signal] = await once(child, 'close').catch((error) => [127, (output.all += error.message)]);
  process.off('SIGINT', pass).off('SIGTERM', pass);
  return { ...output, code: exitCode(code, signal) };
}
