import { serve } from './processes.mjs';

const server = (name) => new URL(`servers/${name}.mjs`, import.meta.url).pathname;
const KONWENT = new URL('../../dist/apps/api/main.js', import.meta.url).pathname;

/** Konwent as it is served: its built code with session, visibility, row-level security and gate; `settings` are its own. */
export const startKonwent = ({ appUrl }, settings = {}) =>
  serve(KONWENT, { DATABASE_URL: appUrl, PORT: '0', LOG_LEVEL: 'silent', ...settings });

const peer =
  (name, env = {}) =>
  ({ ownerUrl }) =>
    serve(server(name), { DATABASE_URL: ownerUrl, ...env });

const document = ({ query }, { variables }) => ({ path: '/graphql', body: { query, variables } });

/** Each in a process of its own; Konwent alone finds out who asks and what they may see and do. */
export const contenders = {
  konwent: {
    start: startKonwent,
    request: (work, variant) => ({ ...document(work, variant), token: variant.who.token }),
  },
  postgraphile: {
    start: peer('postgraphile', { GRAPHILE_ENV: 'production' }),
    request: ({ postgraphile: query, forPostgraphile = (variables) => variables }, { variables }) =>
      document({ query }, { variables: forPostgraphile(variables) }),
  },
  bare: {
    start: peer('bare'),
    request: ({ name }, { variables }) => ({ path: `/${name}`, body: { variables } }),
  },
  naive: { start: peer('nest'), request: document },
  mercurius: { start: peer('mercurius'), request: document },
};
