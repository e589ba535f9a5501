import {
  isAbstractType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLResolveInfo,
} from 'graphql';
import { NotFound, type RequestContext } from '#core';
import type { ReadEngine } from './engine.ts';
import type { Model } from './model.ts';
import { Read } from './read.ts';

/**
 * Makes the schema finish what the engine read. Root resolvers stay as Nest made them (under `extensions.resolve`, for
 * the compiled way); for graphql-js they are wrapped, so that what they want read becomes rows, keyed as the client
 * asked.
 */
export function attach(engine: ReadEngine, schema: GraphQLSchema): void {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    if (root) wrapRoot(engine, root);
  for (const { graphql, fields } of engine.model.types)
    for (const [name, field] of fields) {
      if (field.kind === 'derived') wrapDerived(graphql, name);
      else readByKey(graphql, name);
    }
  for (const { graphql, edge, pageInfo } of engine.model.connections.values())
    for (const type of [graphql, edge, pageInfo])
      for (const name of Object.keys(type.getFields())) readByKey(type, name);
  for (const type of Object.values(schema.getTypeMap()))
    if (isAbstractType(type)) type.resolveType = (row: { $type: string }) => row.$type;
}

function wrapRoot(engine: ReadEngine, root: GraphQLObjectType): void {
  for (const field of Object.values(root.getFields())) {
    const { resolve } = field;
    field.extensions = { ...field.extensions, resolve };
    if (!resolve) continue;
    field.resolve = async (source, args: object, context: RequestContext, info) =>
      rows(engine, (await resolve(source, args, context, info)) as unknown, context, info);
  }
}

async function rows(
  engine: ReadEngine,
  read: unknown,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  if (!(read instanceof Read)) return read;
  const roots = engine.roots(info.operation, info.fragments, info.variableValues);
  const root = roots.find(({ key }) => key === info.path.key)!;
  const found = await engine.rows(root, read, info.variableValues, context.me?.id ?? null);
  if (found === null && read.kind === 'one') throw NotFound({ type: read.type.name });
  return found;
}

function wrapDerived(type: GraphQLObjectType, name: string): void {
  const field = type.getFields()[name]!;
  const { resolve } = field;
  field.resolve = (row: Record<string, unknown>, args, context, info) =>
    resolve!(row[`$${name}`], args, context, info) as unknown;
}

function readByKey(type: GraphQLObjectType, name: string): void {
  type.getFields()[name]!.resolve = (row: Record<string, unknown>, _args, _context, { path }) => row[path.key];
}

/** Root fields that the engine could not answer, found before the server starts. */
export function rootProblems(model: Model): string[] {
  const { schema } = model;
  return [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) => {
      const named = schema.getType(String(field.type).replace(/[[\]!]/g, ''));
      return isAbstractType(named) && !isObjectType(named)
        ? [`${root!.name}.${field.name}: a root field of a union or interface`]
        : [];
    }),
  );
}
