import type { Type } from '@nestjs/common';
import type { PageArgs } from '#core';
import type { Listing, Rule } from './marks.ts';

/** What a root resolver wants read; the engine compiles it together with what the client selected. */
export class Read<T = unknown> {
  declare readonly answers: T;

  constructor(
    readonly type: Type,
    /** `one` refuses with NOT_FOUND where there is none, `maybe` answers null. */
    readonly kind: 'one' | 'maybe' | 'page' | 'list',
    readonly where: Where | undefined,
    readonly list?: { readonly listing: Listing; readonly args: PageArgs },
  ) {}
}

/** What a subscription yields: the row anew at each wake-up. Ends at once when its client leaves. */
export function follow<T>(
  wakes: AsyncIterableIterator<void>,
  type: Type<T>,
  where: Where,
): AsyncIterableIterator<Read<T>> {
  const read = async (result: Promise<IteratorResult<void>>): Promise<IteratorResult<Read<T>>> =>
    (await result).done ? { done: true, value: undefined } : { done: false, value: one(type, where) };
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => read(wakes.next()),
    return: () => read(wakes.return!()),
    throw: (error) => read(wakes.throw!(error)),
  };
}

type Where = Record<string, unknown> | Rule;

/** The row with these values, or NOT_FOUND: the same for what is not there and for what the actor may not see. */
export const one = <T>(type: Type<T>, where: Where): Read<T> => new Read(type, 'one', where);

/** The row with these values, or null. */
export const maybe = <T>(type: Type<T>, where: Where): Read<T | null> => new Read(type, 'maybe', where);

/** A page of a type's rows. */
export const page = <T, Args extends PageArgs>(
  type: Type<T>,
  listing: Listing<Args>,
  args: Args,
  where?: Where,
): Read<T[]> => new Read(type, 'page', where, { listing: listing as unknown as Listing, args });

/** All rows of a short catalogue, as a plain list. */
export const list = <T>(type: Type<T>, listing: Listing, where?: Where): Read<T[]> =>
  new Read(type, 'list', where, { listing, args: { first: 1_000 } });
