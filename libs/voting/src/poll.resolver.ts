import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { AvailableAction, Db, IdPipe, Live, Me, Public, type Actor, type MutationInput, type Tx } from '#core';
import { heldBy } from '#convents';
import { follow, Needs, one, page, sql, type Read } from '#reads';
import { CastingService } from './casting.service.ts';
import { ClosingService } from './closing.service.ts';
import { OpeningService } from './opening.service.ts';
import { PollKeyFiles } from './poll-keys.service.ts';
import { PollVote } from './poll-parts.entity.ts';
import { Poll, PollArgs, PollConnection, pollListing } from './poll.entity.ts';
import {
  CastVoteInput,
  CreatePollInput,
  EditPollInput,
  EndPollInput,
  ExtendPollInput,
  OpenPollInput,
  PublishPollInput,
} from './poll.inputs.ts';
import { pollLifecycle, type PollFacts } from './poll.lifecycle.ts';
import { PollsService } from './polls.service.ts';
import { isMine } from './voting.policy.ts';

const ofMine = (row: Parameters<typeof isMine>[0], actor: Parameters<typeof isMine>[1]) =>
  sql`FROM poll_voter v WHERE v.poll_id = ${row}.id AND ${isMine(sql`v`, actor)}`;

@Resolver(() => Poll)
export class PollResolver {
  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly polls: PollsService,
  ) {}

  @Public()
  @Query(() => PollConnection, { name: 'polls', description: 'Polls that you may see, the latest first (głosowania).' })
  list(@Args() args: PollArgs): Read<Poll[]> {
    return page(Poll, pollListing, args);
  }

  @Public()
  @Query(() => Poll, { nullable: true, description: 'One poll, or NOT_FOUND (głosowanie).' })
  poll(@Args('id', { type: () => ID }, IdPipe) id: string): Read<Poll> {
    return one(Poll, { id });
  }

  @ResolveField(() => [AvailableAction], { description: 'What its lifecycle knows, and whether you may do it now.' })
  @Needs(Poll, (row, actor) => ({
    state: sql`${row}.state`,
    bodyId: sql`${row}.body_id`,
    isOver: sql`${row}.closes_at <= now()`,
    awaitsSession: sql`coalesce(NOT session_is_on(${row}.meeting_id), false)`,
    hasSeat: sql`EXISTS (SELECT ${ofMine(row, actor)})`,
    isDone: sql`NOT coalesce(${row}.may_change, true) AND NOT EXISTS (SELECT ${ofMine(row, actor)}
      AND NOT EXISTS (SELECT FROM poll_vote b WHERE b.id = v.id))`,
    held: heldBy(actor),
  }))
  availableActions(@Parent() facts: PollFacts): AvailableAction[] {
    return pollLifecycle.available(facts);
  }

  @Mutation(() => Poll, { description: 'An officer of a convent or of the forum drafts a poll.' })
  createPoll(@Me() me: Actor, @Args('input') input: CreatePollInput): Promise<Read<Poll>> {
    return this.write(me, input, (tx) => this.polls.create(tx, input));
  }

  @Mutation(() => Poll, { description: 'Rewrites a draft; nothing of an open poll can be edited.' })
  editPoll(@Me() me: Actor, @Args('input') input: EditPollInput): Promise<Read<Poll>> {
    return this.write(me, input, (tx) => this.polls.edit(tx, input));
  }

  @Mutation(() => Poll, { description: 'Gives an open poll a later deadline, with notice (przedłużenie).' })
  extendPoll(@Me() me: Actor, @Args('input') input: ExtendPollInput): Promise<Read<Poll>> {
    return this.write(me, input, (tx) => this.polls.extend(tx, input));
  }

  @Mutation(() => Poll, { description: 'Publishes the result with the record for a recount (ogłoszenie wyniku).' })
  publishPoll(@Me() me: Actor, @Args('input') input: PublishPollInput): Promise<Read<Poll>> {
    return this.write(me, input, (tx) => this.polls.publish(tx, input.pollId));
  }

  @Public()
  @Subscription(() => Poll, {
    description: 'The poll now, and anew after each act in it. Votes of others are no such act: nobody can count them.',
  })
  pollChanged(
    @Me() me: Actor | null,
    @Args('id', { type: () => ID }, IdPipe) id: string,
  ): AsyncIterableIterator<Read<Poll>> {
    return follow(this.live.changes([id, ...(me ? [me.id] : [])]), Poll, { id });
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Promise<Read<Poll>> {
    const { id } = await this.db.write(me, input, work);
    return one(Poll, { id });
  }
}

/** What freezes a poll, what fills it, and what ends it. */
@Resolver(() => PollVote)
export class VotingResolver {
  constructor(
    private readonly db: Db,
    private readonly polls: PollsService,
    private readonly openings: OpeningService,
    private readonly casting: CastingService,
    private readonly closing: ClosingService,
    private readonly keys: PollKeyFiles,
  ) {}

  @Mutation(() => Poll, {
    description: 'Opens a poll: question, options, rules, deadline and roll are frozen (otwarcie).',
  })
  async openPoll(@Me() me: Actor, @Args('input') input: OpenPollInput): Promise<Read<Poll>> {
    const { id } = await this.db.write(me, input, (tx) => this.openings.open(tx, input));
    return one(Poll, { id });
  }

  @Mutation(() => PollVote, {
    description: 'Gives the vote of an organisation, or changes it where the rules allow (oddanie głosu).',
  })
  async castVote(@Me() me: Actor, @Args('input') input: CastVoteInput): Promise<Read<PollVote>> {
    const { id } = await this.db.write(me, input, (tx) => this.casting.cast(tx, input));
    return one(PollVote, { id });
  }

  @Mutation(() => Poll, {
    description: 'Ends the voting, also before the deadline, and counts the votes (zamknięcie).',
  })
  closePoll(@Me() me: Actor, @Args('input') input: EndPollInput): Promise<Read<Poll>> {
    return this.end(me, input, (tx) => this.closing.close(tx, input));
  }

  @Mutation(() => Poll, { description: 'Cancels a poll before its result is published (unieważnienie).' })
  cancelPoll(@Me() me: Actor, @Args('input') input: EndPollInput): Promise<Read<Poll>> {
    return this.end(me, input, (tx) => this.polls.cancel(tx, input));
  }

  /** After the commit nothing is left that could open a ballot again; should that fail, the clock does it. */
  private async end(me: Actor, input: EndPollInput, work: (tx: Tx) => Promise<{ id: string }>): Promise<Read<Poll>> {
    const { id } = await this.db.write(me, input, work);
    await this.keys.sweep().catch(() => undefined);
    return one(Poll, { id });
  }
}
