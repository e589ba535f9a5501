import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor } from '#core';
import { one, type Read } from '#reads';
import {
  CalendarToken,
  CreateCalendarTokenInput,
  NewCalendarToken,
  RevokeCalendarTokenInput,
} from './calendar.entity.ts';
import { Calendars } from './calendar.service.ts';

@Resolver()
export class CalendarResolver {
  constructor(
    private readonly db: Db,
    private readonly calendars: Calendars,
  ) {}

  @Mutation(() => NewCalendarToken, {
    description: 'A secret address for your calendar program; at most ten at a time.',
  })
  createCalendarToken(@Me() me: Actor, @Args('input') input: CreateCalendarTokenInput): Promise<NewCalendarToken> {
    return this.db.write(me, input, (tx) => this.calendars.create(tx, input));
  }

  @Mutation(() => CalendarToken, { description: 'Closes an address of your calendar at once.' })
  async revokeCalendarToken(
    @Me() me: Actor,
    @Args('input') input: RevokeCalendarTokenInput,
  ): Promise<Read<CalendarToken>> {
    const { id } = await this.db.write(me, input, (tx) => this.calendars.revoke(tx, input));
    return one(CalendarToken, { id });
  }
}
