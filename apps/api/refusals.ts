import { Logger } from '@nestjs/common';
import type { GraphQLFormattedError } from 'graphql';
import { newId, present } from '#core';

const log = new Logger('GraphQL');

const SUGGESTION = / Did you mean [^]*$/;
const LONGEST_MESSAGE = 500;

/** GraphQL's words without the names that it guesses at, and without long echoes of what was sent. */
function tidy(message: string): string {
  const words = message.replace(SUGGESTION, '');
  return words.length > LONGEST_MESSAGE ? `${words.slice(0, LONGEST_MESSAGE)}…` : words;
}

/** What a client reads of an error, over HTTP and WebSocket alike; what is hidden from them is logged under the same id. */
export function shown(error: unknown): GraphQLFormattedError {
  const seen = present(error, newId(), (cause, correlationId) =>
    log.error({ correlationId, err: cause instanceof Error ? cause : new Error(String(cause)) }),
  ).toJSON();
  return { ...seen, message: tidy(seen.message) };
}
