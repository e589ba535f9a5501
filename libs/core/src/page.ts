import type { Type } from '@nestjs/common';
import { ArgsType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';

/** The arguments of every list; a list with a filter or an order extends it. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 100.' })
  @IsInt()
  @Min(1)
  @Max(100)
  first: number = 20;

  @Field(() => ID, { nullable: true, description: 'The `endCursor` of the page before.' })
  @IsOptional()
  @IsUUID()
  after?: string | null;
}

@ObjectType({ description: 'Where a page stands in its list (Relay).' })
export class PageInfo {
  @Field({ description: 'Whether more follow.' }) hasNextPage: boolean;
  @Field({ description: 'Whether the page was asked for with `after`.' }) hasPreviousPage: boolean;
  @Field(() => ID, { nullable: true, description: 'The cursor of the first item.' }) startCursor: string | null;
  @Field(() => ID, { nullable: true, description: 'Give it as `after` to get the next page.' }) endCursor:
    | string
    | null;
}

/** The GraphQL type of a page of `Item`: `class MembershipConnection extends ConnectionOf(Membership) {}`. */
export function ConnectionOf<T>(Item: Type<T>, name = Item.name) {
  @ObjectType(`${name}Edge`, { description: `One ${name} in a list, with its place.` })
  class Edge {
    @Field(() => ID, { description: 'Its place: give it as `after`.' }) cursor: string;
    @Field(() => Item, { description: 'The item itself.' }) node: T;
  }
  @ObjectType({ isAbstract: true })
  abstract class Connection {
    @Field(() => [Item], { description: 'The items alone, without cursors.' }) nodes: T[];
    @Field(() => [Edge], { description: 'The items with their cursors.' }) edges: Edge[];
    @Field(() => PageInfo, { description: 'Whether and where the list goes on.' }) pageInfo: PageInfo;
    @Field(() => Int, { description: 'All items that you may see, on every page; counted only when asked.' })
    totalCount: number;
  }
  return Connection;
}
