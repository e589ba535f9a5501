import { Controller, Get, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { errorCodes, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Recorder } from '#audit';
import { Config } from '#core';
import { LogoutRefused, OidcJourneys, OidcRefused, ProviderSessions } from '#factors';
import { Problems } from './uploads.ts';

const MINUTES = 10;
const LOGOUT = '/auth/oidc/backchannel-logout';
const FORM = 'application/x-www-form-urlencoded';
const LONGEST_FORM = 16 * 1024;

/** Forms are read of the provider's word alone; everywhere else they stay what nobody takes. */
export function acceptLogouts(fastify: FastifyInstance): void {
  fastify.addContentTypeParser<string>(FORM, { parseAs: 'string', bodyLimit: LONGEST_FORM }, (request, body, done) =>
    request.routeOptions.url === LOGOUT
      ? done(null, new URLSearchParams(body))
      : done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(FORM)),
  );
}

/** The way to the identity provider and back, which is made of pages and not of GraphQL. */
@Controller('auth/oidc')
@UseFilters(Problems)
export class OidcController {
  private readonly cookie: string;
  private readonly secure: string;

  constructor(
    config: Config,
    private readonly journeys: OidcJourneys,
    private readonly sessions: ProviderSessions,
    private readonly recorder: Recorder,
  ) {
    const isSecure = config.PUBLIC_URL?.startsWith('https:') ?? false;
    this.cookie = isSecure ? '__Host-konwent-oidc' : 'konwent-oidc';
    this.secure = isSecure ? '; Secure' : '';
  }

  @Get('start')
  async start(
    @Req() { ip }: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('ticket') ticket?: string,
  ): Promise<void> {
    const { url, secret } = await this.journeys.start(ip, ticket === undefined ? undefined : String(ticket));
    this.send(reply, url, this.cookieWith(secret, MINUTES * 60));
  }

  @Get('callback')
  async callback(@Req() { headers, url }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const secret = this.secretIn(headers.cookie);
    if (!secret) throw OidcRefused();
    const home = await this.journeys.arrive(secret, new URL(url, 'http://localhost').searchParams);
    this.send(reply, home, this.cookieWith('', 0));
  }

  /** By OpenID Connect Back-Channel Logout 1.0: the provider's own words, in a token that it has signed. */
  @Post('backchannel-logout')
  async logout(@Req() { body }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store');
    const tokens = body instanceof URLSearchParams ? body.getAll('logout_token') : [];
    await this.recorder.attend({ operation: `POST ${LOGOUT}`, me: () => null }, async () => {
      if (tokens.length !== 1) throw LogoutRefused({ error: 'invalid_request' });
      await this.sessions.end(tokens[0]!);
    });
    await reply.code(200).send();
  }

  private send(reply: FastifyReply, url: string, cookie: string): void {
    void reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect(url, 303);
  }

  /** Lax, since the provider's page is what leads back here. */
  private cookieWith(secret: string, seconds: number): string {
    return `${this.cookie}=${secret}; Path=/; HttpOnly; SameSite=Lax${this.secure}; Max-Age=${seconds}`;
  }

  private secretIn(cookies = ''): string | undefined {
    const prefix = `${this.cookie}=`;
    const pairs = cookies.split(/; */);
    return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
  }
}
