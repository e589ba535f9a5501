import { LaunchError } from '../cli/postgres.account.ts';

/** What ends a command here, and its exit code, which a script that makes copies can rely on. */
const CODES = {
  WRONG_KEY: 10,
  TRUNCATED: 11,
  ALTERED: 12,
  FOREIGN: 13,
  NEWER: 14,
  NOT_EMPTY: 15,
  NOT_WHOLE: 16,
  OTHER_SCHEMA: 17,
} as const;

export type RefusalCode = keyof typeof CODES;

/** A refusal that left everything as it was. */
export class Refused extends LaunchError {
  readonly exitCode: number;

  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
    this.exitCode = CODES[code];
  }
}

export const truncated = (what: string): Refused =>
  new Refused('TRUNCATED', `${what} jest ucięty: brakuje końca. Weź inny egzemplarz albo starszą kopię.`);

export const altered = (what: string, where: string): Refused =>
  new Refused('ALTERED', `${what} zmieniono albo uszkodzono (${where}). Weź inny egzemplarz albo starszą kopię.`);

export const foreign = (what: string, kind: string): Refused => new Refused('FOREIGN', `${what} to nie jest ${kind}.`);
