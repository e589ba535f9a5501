import type { Params } from 'nestjs-pino';
import { newId, type Config } from '#core';

interface Seen {
  readonly id: string;
  readonly method: string;
  readonly url: string;
}

/** Logs say what was asked of the server and how it went: no header, body, address or query string, so no person. */
export const logging = ({ LOG_LEVEL }: Config): Params => ({
  pinoHttp: {
    level: LOG_LEVEL,
    genReqId: () => newId(),
    autoLogging: { ignore: ({ url }) => url?.startsWith('/health') ?? false },
    serializers: {
      req: ({ id, method, url }: Seen) => ({ id, method, path: url.split('?')[0] }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
    customLogLevel: (_, { statusCode }) => (statusCode >= 500 ? 'error' : 'debug'),
  },
});
