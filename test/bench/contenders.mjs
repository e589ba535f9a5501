import { reads } from './reads.mjs';
import { requestOf } from './load.mjs';
import { serve } from './processes.mjs';

const server = (name) => new URL(`servers/${name}.mjs`, import.meta.url).pathname;
const KONWENT = new URL('../../dist/apps/api/main.js', import.meta.url).pathname;

/** Each in a process of its own; Konwent alone finds out who asks and what they may see. */
export const contenders = {
  konwent: {
    start: ({ appUrl }) => serve(KONWENT, { DATABASE_URL: appUrl, PORT: '0', LOG_LEVEL: 'silent' }),
    request: (port, { query }, { variables, who }) => requestOf(port, '/graphql', { query, variables }, who.token),
  },
  postgraphile: {
    start: ({ ownerUrl }) => serve(server('postgraphile'), { DATABASE_URL: ownerUrl, GRAPHILE_ENV: 'production' }),
    request: (port, { postgraphile: query }, { variables }) => requestOf(port, '/graphql', { query, variables }),
  },
  bare: {
    start: ({ ownerUrl }) => serve(server('bare'), { DATABASE_URL: ownerUrl }),
    request: (port, read, { variables }) => requestOf(port, `/${nameOf(read)}`, { variables }),
  },
  naive: {
    start: ({ ownerUrl }) => serve(server('nest'), { DATABASE_URL: ownerUrl }),
    request: (port, { query }, { variables }) => requestOf(port, '/graphql', { query, variables }),
  },
  mercurius: {
    start: ({ ownerUrl }) => serve(server('mercurius'), { DATABASE_URL: ownerUrl }),
    request: (port, { query }, { variables }) => requestOf(port, '/graphql', { query, variables }),
  },
};

const nameOf = (read) => Object.keys(reads).find((name) => reads[name] === read);
