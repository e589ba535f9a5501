/** What is wrong with a record or with the keys: a code for programs, a sentence for people that names the part. */
export interface Problem {
  readonly problem: string;
  readonly message: string;
}

/** Ends a check at the first thing that is wrong. */
export class Wrong extends Error {
  constructor(
    readonly problem: string,
    message: string,
  ) {
    super(message);
  }
}

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Quotes what somebody else wrote: short, and on one line. */
export function quoted(text: string, longest = 60): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·');
  return `„${line.length > longest ? `${line.slice(0, longest)}…` : line}”`;
}
