import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config, RequestContext } from '#core';
import { sessionCookieName, type Authenticator } from '#identity';

/** What resolvers get of an HTTP request. */
export function contextOfHttp(
  request: FastifyRequest,
  reply: FastifyReply,
  authenticator: Authenticator,
  config: Config,
): RequestContext {
  const { ip: address, id: requestId } = request;
  const { authorization, cookie: cookies, 'user-agent': client } = request.headers;
  const headers = { authorization, cookie: isForeign(request) ? undefined : cookies };
  return {
    presented: authorization !== undefined,
    address,
    requestId: String(requestId),
    client,
    actor: () => authenticator.actorOf({ headers }),
    setSessionCookie: (token, expiresAt) => void reply.header('set-cookie', cookie(config, token, expiresAt)),
  };
}

/** Whether another site's page sent it: then the browser's cookie says nothing of what its person wants. */
function isForeign({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = headers;
  return origin !== undefined && URL.parse(origin)?.host !== host;
}

function cookie(config: Config, token: string | null, expiresAt?: Date): string {
  const name = sessionCookieName(config);
  const secure = name.startsWith('__Host-') ? '; Secure' : '';
  const life = token && expiresAt ? `Expires=${expiresAt.toUTCString()}` : 'Max-Age=0';
  return `${name}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax${secure}; ${life}`;
}
