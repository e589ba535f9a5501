import { refusalIn } from '#core';
import { LaunchError } from './embedded.ts';

/** What every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
}

/** Said while work goes on: to stderr, so that stdout holds the answer alone. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** The answer of a command: a line for people, or JSON. */
export function answer(json: boolean | undefined, text: string, data: object): void {
  process.stdout.write(json ? `${JSON.stringify(data)}\n` : `${text}\n`);
}

/** Wrong use of the command line: exit code 2. */
export class Misuse extends Error {}

/** One sentence for what we foresaw, the whole error for what we did not; 2 for wrong use and settings, the error's own code, or 1. */
export function fail(error: unknown): never {
  process.stderr.write(`${foreseen(error) ?? (error as Error)?.stack ?? String(error)}\n`);
  process.exit(error instanceof Misuse ? 2 : ((error as { exitCode?: number })?.exitCode ?? 1));
}

function foreseen(error: unknown): string | undefined {
  const isKnown = error instanceof LaunchError || error instanceof Misuse || isRefusal(error);
  return isKnown ? (error as Error).message : passingIn(error);
}

/** A database that went away, or a disk without room, in a sentence and in the words of whoever said so. */
function passingIn(error: unknown): string | undefined {
  const refusal = refusalIn(error);
  const isPassing = ['BUSY', 'STORAGE_UNAVAILABLE'].includes(refusal?.extensions.code ?? '');
  return isPassing ? `${refusal!.message} (${(error as Error).message})` : undefined;
}

const isRefusal = (error: unknown): boolean =>
  typeof (error as { extensions?: { code?: unknown } })?.extensions?.code === 'string';
