import {
  getArgumentValues,
  GraphQLError,
  isNonNullType,
  locatedError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type FragmentDefinitionNode,
} from 'graphql';
import { ClaimLost, NotFound, type RequestContext } from '#core';
import type { ReadEngine, RootField } from './engine.ts';
import { Read } from './read.ts';

/** An operation ready to be answered, its variables coerced. */
export interface Asked {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly variables: Record<string, unknown>;
}

/** A response whose data is JSON text already. */
export class RawAnswer {
  constructor(
    readonly data: string,
    readonly errors: readonly GraphQLError[],
  ) {}
}

const isTypename = ({ name }: RootField) => name === '__typename';

/** Whether PostgreSQL's text can be the answer: every root field answers rows and none of them derives anything. */
export const isCompiled = (roots: readonly RootField[]): boolean =>
  roots.every((root) => isTypename(root) || (root.target !== undefined && !root.target.derives));

/** Answers a compiled operation: queries side by side, mutations one after the other. */
export async function answer(
  engine: ReadEngine,
  asked: Asked,
  roots: readonly RootField[],
  context: RequestContext,
): Promise<RawAnswer> {
  const errors: GraphQLError[] = [];
  const one = (root: RootField) =>
    field(engine, asked, root, context).catch((error: unknown) => failed(root, error, errors));
  const texts: (string | undefined)[] = [];
  if (asked.operation.operation === 'mutation') for (const root of roots) texts.push(await one(root));
  else texts.push(...(await Promise.all(roots.map(one))));
  if (texts.includes(undefined)) return new RawAnswer('null', errors);
  return new RawAnswer(`{${roots.map(({ key }, i) => `${JSON.stringify(key)}:${texts[i]}`).join(',')}}`, errors);
}

/** Null for a field that may be null; undefined where the failure takes the whole answer. */
function failed({ key, nodes, def }: RootField, error: unknown, errors: GraphQLError[]): 'null' | undefined {
  if (error instanceof ClaimLost) throw error;
  errors.push(locatedError(error, nodes, [key]));
  return isNonNullType(def.type) ? undefined : 'null';
}

async function field(engine: ReadEngine, asked: Asked, root: RootField, context: RequestContext): Promise<string> {
  if (isTypename(root)) return JSON.stringify(asked.schema.getRootType(asked.operation.operation)!.name);
  const { resolve } = root.def.extensions as { resolve?: RootField['def']['resolve'] };
  const info = infoOf(asked, root);
  const read: unknown = await resolve!(
    undefined,
    getArgumentValues(root.def, root.nodes[0]!, asked.variables),
    context,
    info,
  );
  return textOf(engine, asked, root, read, context);
}

/** What a resolver wanted read, as JSON text; it may want nothing where the field may be null. */
export async function textOf(
  engine: ReadEngine,
  asked: Asked,
  root: RootField,
  read: unknown,
  context: RequestContext,
): Promise<string> {
  if (read === null && !isNonNullType(root.def.type)) return 'null';
  if (!(read instanceof Read)) throw new Error(`${root.name} has to return what to read`);
  const text = await engine.text(root, read, asked.variables, context.me ?? null);
  if (text === null && read.kind === 'one') throw NotFound({ type: read.type.name });
  return text ?? 'null';
}

/** What graphql-js would tell the resolver of where it stands. */
export const infoOf = (
  { schema, operation, fragments, variables }: Asked,
  { key, nodes, def }: RootField,
): GraphQLResolveInfo => ({
  fieldName: def.name,
  fieldNodes: nodes,
  returnType: def.type,
  parentType: schema.getRootType(operation.operation)!,
  path: { prev: undefined, key, typename: schema.getRootType(operation.operation)!.name },
  schema,
  fragments,
  rootValue: undefined,
  operation,
  variableValues: variables,
});
