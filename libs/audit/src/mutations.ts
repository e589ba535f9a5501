import type { GraphQLField, GraphQLSchema } from 'graphql';
import type { RequestContext } from '#core';
import type { Recorder } from './recorder.service.ts';

type Resolve = NonNullable<GraphQLField<unknown, RequestContext>['resolve']>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MOST_IDS = 16;
const DEEPEST = 3;

/**
 * Puts every mutation of the schema under the eyes of the audit trail, guards and checks of input included. By the schema
 * and not by its resolvers, so that none can be forgotten.
 */
export function watchMutations(schema: GraphQLSchema, recorder: Recorder): void {
  for (const field of Object.values(schema.getMutationType()!.getFields())) {
    const watched =
      (resolve: Resolve): Resolve =>
      (source, args: Record<string, unknown>, context, info) =>
        recorder.attend({ operation: field.name, me: () => context.me, named: idsIn(args) }, async () =>
          resolve(source, args, context, info),
        );
    // The way of SQL alone has the resolver as Nest made it; graphql-js has the one that reads what it wants.
    const { resolve: direct } = field.extensions as { resolve?: Resolve };
    if (direct) field.extensions = { ...field.extensions, resolve: watched(direct) };
    field.resolve = watched(field.resolve as Resolve) as typeof field.resolve;
  }
}

/** Ids by which an input names what it is about; a key of idempotency is none. */
export function idsIn(value: unknown, depth = 0): string[] {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return [];
  const found = Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
    if (name === 'clientMutationId') return [];
    return typeof each === 'string' ? (UUID.test(each) ? [each.toLowerCase()] : []) : idsIn(each, depth + 1);
  });
  return [...new Set(found)].slice(0, MOST_IDS);
}
