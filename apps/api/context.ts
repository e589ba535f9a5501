import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config, RequestContext } from '#core';
import { sessionCookieName, type Authenticator } from '#identity';

/** What resolvers get of an HTTP request; the gate has refused what another site's page sent with the cookie. */
export function contextOfHttp(
  request: FastifyRequest,
  reply: FastifyReply,
  authenticator: Authenticator,
  config: Config,
): RequestContext {
  const { ip: address, id: requestId } = request;
  const { authorization, cookie, 'user-agent': client } = request.headers;
  const headers = { authorization, cookie };
  return {
    presented: authorization !== undefined,
    address,
    requestId: String(requestId),
    client,
    actor: () => authenticator.actorOf({ headers }),
    setSessionCookie: (token, expiresAt) => void reply.header('set-cookie', cookieWith(config, token, expiresAt)),
  };
}

function cookieWith(config: Config, token: string | null, expiresAt?: Date): string {
  const name = sessionCookieName(config);
  const secure = name.startsWith('__Host-') ? '; Secure' : '';
  const life = token && expiresAt ? `Expires=${expiresAt.toUTCString()}` : 'Max-Age=0';
  return `${name}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax${secure}; ${life}`;
}
