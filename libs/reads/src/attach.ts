import {
  getNamedType,
  isAbstractType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLResolveInfo,
} from 'graphql';
import { NotFound, type RequestContext } from '#core';
import { argumentsOf } from './arguments.ts';
import type { ReadEngine } from './engine.ts';
import type { Listing } from './marks.ts';
import type { Model, ReadField } from './model.ts';
import { Read } from './read.ts';
import { columnOfKey } from './sql.ts';

/**
 * Makes the schema finish what the engine read. Root resolvers stay as Nest made them (under `extensions.resolve`, for
 * the compiled way); for graphql-js they are wrapped, so that what they want read becomes rows, keyed as the client
 * asked.
 */
export function attach(engine: ReadEngine, schema: GraphQLSchema): void {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    if (root) wrapRoot(engine, root);
  for (const { graphql, fields } of engine.model.types)
    for (const [name, field] of fields) finish(graphql, name, field);
  for (const { graphql, edge, pageInfo } of engine.model.connections.values())
    for (const type of [graphql, edge, pageInfo])
      for (const name of Object.keys(type.getFields())) readByKey(type, name);
  for (const type of Object.values(schema.getTypeMap()))
    if (isAbstractType(type)) type.resolveType = (row: { $type: string }) => row.$type;
}

function finish(type: GraphQLObjectType, name: string, field: ReadField): void {
  if (field.kind === 'derived') wrapDerived(type, name);
  else if (field.kind === 'many') readList(type, name, field.listing);
  else readByKey(type, name);
}

function wrapRoot(engine: ReadEngine, root: GraphQLObjectType): void {
  for (const field of Object.values(root.getFields())) {
    const { resolve } = field;
    field.extensions = { ...field.extensions, resolve };
    if (!resolve && !field.subscribe) continue;
    // What a subscription yields is what it wants read: Nest gives it no resolver of its own.
    const wanted = resolve ?? ((source: unknown) => source);
    field.resolve = async (source, args: object, context: RequestContext, info) =>
      rows(engine, (await wanted(source, args, context, info)) as unknown, context, info);
  }
}

async function rows(
  engine: ReadEngine,
  read: unknown,
  context: RequestContext,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  if (!(read instanceof Read)) return read;
  const roots = engine.opened(info.operation, info.fragments, info.variableValues);
  const root = roots.find(({ key }) => key === info.path.key)!;
  const found = await engine.rows(root, read, info.variableValues, context.me ?? null);
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
  type.getFields()[name]!.resolve = (row: Record<string, unknown>, _args, _context, { path }) =>
    row[columnOfKey(String(path.key))];
}

/** A list whose arguments break a rule has no rows: it says which, at its own place in the answer. */
function readList(type: GraphQLObjectType, name: string, listing: Listing): void {
  const field = type.getFields()[name]!;
  field.resolve = (row: Record<string, unknown>, _args, _context, { path, fieldNodes, variableValues }) =>
    row[columnOfKey(String(path.key))] ?? argumentsOf(listing, field, fieldNodes[0]!, variableValues);
}

/** Fields beside the tables' types that would show rows past the engine, found before the server starts. */
export function rootProblems(model: Model): string[] {
  const { schema } = model;
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const abstract = roots.flatMap((root) =>
    Object.values(root?.getFields() ?? {})
      .filter(({ type }) => isAbstractType(getNamedType(type)))
      .map(({ name }) => `${root!.name}.${name}: a root field of a union or interface`),
  );
  const pages = [...model.connections.values()].flatMap(({ graphql, edge }) => [graphql, edge]);
  const plain = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !roots.includes(type) && !pages.includes(type) && !model.named(type.name),
  );
  const past = plain.flatMap((type) =>
    Object.values((type as GraphQLObjectType).getFields())
      .filter(({ type: answered }) => model.answersRows(answered))
      .map(({ name }) => `${type.name}.${name}: the read engine cannot reach this field`),
  );
  return [...abstract, ...past];
}
