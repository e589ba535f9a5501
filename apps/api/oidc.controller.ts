import { Controller, Get, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '#core';
import { OidcJourneys, OidcRefused } from '#factors';
import { Problems } from './uploads.ts';

const MINUTES = 10;

/** The way to the identity provider and back, which is made of pages and not of GraphQL. */
@Controller('auth/oidc')
@UseFilters(Problems)
export class OidcController {
  private readonly cookie: string;
  private readonly secure: string;

  constructor(
    config: Config,
    private readonly journeys: OidcJourneys,
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
