import type { FastifyReply } from 'fastify';
import type { Config, RequestContext } from '#core';
import { sessionCookieName, type Authenticator } from '#identity';

/** What of an HTTP request the context is made of. */
export interface Caller {
  readonly headers: Record<string, string | string[] | undefined>;
  readonly ip: string;
}

/**
 * What resolvers get of an HTTP request; the gate has refused what another site's page sent with the cookie. Without a
 * reply, as for a query, no cookie can be set.
 */
export function contextOfHttp(
  { headers: { authorization, cookie, 'user-agent': client }, ip }: Caller,
  reply: FastifyReply | undefined,
  authenticator: Authenticator,
  config: Config,
): RequestContext {
  const headers = { authorization, cookie };
  return {
    presented: authorization !== undefined,
    address: ip,
    client: client as string | undefined,
    actor: () => authenticator.actorOf({ headers }),
    ...(reply && {
      setSessionCookie: (token, expiresAt) => void reply.header('set-cookie', cookieWith(config, token, expiresAt)),
    }),
  };
}

function cookieWith(config: Config, token: string | null, expiresAt?: Date): string {
  const name = sessionCookieName(config);
  const secure = name.startsWith('__Host-') ? '; Secure' : '';
  const life = token && expiresAt ? `Expires=${expiresAt.toUTCString()}` : 'Max-Age=0';
  return `${name}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax${secure}; ${life}`;
}
