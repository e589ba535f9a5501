import { Logger } from '@nestjs/common';
import type { GraphQLFormattedError } from 'graphql';
import { newId, present } from '#core';

const log = new Logger('GraphQL');

/** What a client reads of an error, over HTTP and WebSocket alike; what is hidden from them is logged under the same id. */
export const shown = (error: unknown): GraphQLFormattedError =>
  present(error, newId(), (cause, correlationId) =>
    log.error({ correlationId, err: cause instanceof Error ? cause : new Error(String(cause)) }),
  ).toJSON();
