import { Args, ID, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, IdPipe, Live, Public } from '#core';
import { follow, Needs, one, page, type Read } from '#reads';
import { Meeting, MeetingConnection } from './meeting.entity.ts';
import { factsOf, type MeetingFacts } from './meeting.facts.ts';
import { meetingLifecycle } from './meeting.lifecycle.ts';
import { MeetingArgs, meetingListing } from './meeting.listing.ts';

@Resolver(() => Meeting)
export class MeetingResolver {
  constructor(private readonly live: Live) {}

  @Public()
  @Query(() => Meeting, { nullable: true, description: 'One meeting, or NOT_FOUND (spotkanie).' })
  meeting(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Meeting> {
    return one(Meeting, { id });
  }

  @Public()
  @Query(() => MeetingConnection, { description: 'Meetings that you may see, the latest first (spotkania).' })
  meetings(@Args() args: MeetingArgs): Read<Meeting[]> {
    return page(Meeting, meetingListing, args);
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Meeting, factsOf)
  availableActions(@Parent() facts: MeetingFacts): AvailableAction[] {
    return meetingLifecycle.available(facts);
  }

  @Public()
  @Subscription(() => Meeting, {
    description: 'The meeting now, and anew after each act on it and all that belongs to it, while you may see it.',
  })
  meetingChanged(@Args('id', { type: () => ID }, IdPipe) id: string): AsyncIterableIterator<Read<Meeting>> {
    return follow(this.live.changes([id]), Meeting, { id });
  }
}
