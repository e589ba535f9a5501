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
  const { headers, ip: address, id: requestId } = request;
  return {
    address,
    requestId: String(requestId),
    actor: () => authenticator.actorOf({ headers }),
    setSessionCookie: (token, expiresAt) => void reply.header('set-cookie', cookie(config, token, expiresAt)),
  };
}

function cookie(config: Config, token: string | null, expiresAt?: Date): string {
  const name = sessionCookieName(config);
  const secure = name.startsWith('__Host-') ? '; Secure' : '';
  const life = token && expiresAt ? `Expires=${expiresAt.toUTCString()}` : 'Max-Age=0';
  return `${name}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax${secure}; ${life}`;
}
