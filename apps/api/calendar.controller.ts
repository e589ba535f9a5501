import { Controller, Get, Header, Param, Req, UseFilters } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NotFound, SignInFirst } from '#core';
import { Authenticator } from '#identity';
import { Calendars } from '#meetings';
import { Problems } from './uploads.ts';

const CALENDAR = 'text/calendar; charset=utf-8';
const FILE = /^([\w-]{1,80})\.ics$/;

/** Meetings for calendar programs (iCalendar, RFC 5545), which know no GraphQL. */
@Controller()
@UseFilters(Problems)
export class CalendarController {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly calendars: Calendars,
  ) {}

  /** One meeting, for whoever may see it: with the session or token that they have, or published. */
  @Get('meetings/:file')
  @Header('content-type', CALENDAR)
  @Header('content-disposition', 'attachment; filename="spotkanie.ics"')
  @Header('cache-control', 'private, no-cache')
  @Header('vary', 'Authorization, Cookie')
  async meeting(@Req() { headers }: FastifyRequest, @Param('file') file: string): Promise<string> {
    const actor = await this.authenticator.actorOf({ headers });
    if (!actor && headers.authorization) throw SignInFirst();
    return this.calendars.meeting(actor, nameIn(file));
  }

  /** All meetings of a person; the address itself is the secret, and nothing else is asked. */
  @Get('calendars/:file')
  @Header('content-type', CALENDAR)
  @Header('cache-control', 'private, no-store')
  feed(@Param('file') file: string): Promise<string> {
    return this.calendars.feed(nameIn(file));
  }
}

function nameIn(file: string): string {
  const name = FILE.exec(file)?.[1];
  if (!name) throw NotFound();
  return name;
}
