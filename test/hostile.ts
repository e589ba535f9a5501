import fc from 'fast-check';
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  OperationTypeNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { hostile, HostileInputs, often, type Ids } from './hostile.inputs.ts';
import { ALIASES, KEYS } from './hostile.values.ts';

/** What somebody sends who wants to see something break. */
export interface Attempt {
  readonly root: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly operationName: string | undefined;
  /** Which of the actors sends it. */
  readonly actor: number;
  readonly overSocket: boolean;
}

type Field = GraphQLField<unknown, unknown>;
type Values = Record<string, unknown>;

const STYLES = [...Array<'variables'>(5).fill('variables'), 'literals', 'literals', 'typed wrongly'] as const;
const NAME = /^[_A-Za-z]\w*$/;
const DEEPEST = 4;
const MOST_FIELDS = 90;

const isNeeded = (arg: { type: GraphQLInputType; defaultValue?: unknown }): boolean =>
  isNonNullType(arg.type) && arg.defaultValue === undefined;
const isLeaf = ({ type }: Field): boolean => isLeafType(getNamedType(type));

/** Attempts on each root field of a schema, for so many actors. */
export function attempts(schema: GraphQLSchema, ids: Ids, actors: number): fc.Arbitrary<Attempt>[] {
  const inputs = new HostileInputs(ids);
  return Object.values(OperationTypeNode).flatMap((kind) =>
    Object.values(schema.getRootType(kind)!.getFields()).map((field) => attempt(kind, field, inputs, actors)),
  );
}

function attempt(kind: OperationTypeNode, field: Field, inputs: HostileInputs, actors: number): fc.Arbitrary<Attempt> {
  const valueOf = (name: string, type: GraphQLInputType) => inputs.value(type, name === 'id' ? field.name : name);
  const isLive = kind === OperationTypeNode.SUBSCRIPTION;
  const selection = selectionOf(field);
  return fc
    .record({
      given: fc.record(Object.fromEntries(field.args.map(({ name, type }) => [name, valueOf(name, type)]))),
      style: fc.constantFrom(...STYLES),
      alias: often(fc.constant(''), fc.constantFrom(...ALIASES)),
      operationName: often(fc.constant(undefined), fc.constantFrom(...KEYS, 'x'.repeat(300))),
      extra: often(fc.constant({}), fc.dictionary(fc.constantFrom(...KEYS), hostile, { maxKeys: 2 })),
      actor: fc.nat(actors - 1),
      overSocket: isLive ? fc.constant(true) : often(fc.constant(false), fc.constant(true)),
    })
    .map(({ given, style, alias, operationName, extra, actor, overSocket }) => {
      const call = callOf(kind, field, given, style);
      const [head, passed] = [call.head, `${alias && `${alias}: `}${field.name}${call.passed}`];
      const variables = { ...(style === 'literals' ? {} : given), ...extra };
      const query = `${head} { ${passed}${selection} }`;
      return { root: field.name, query, variables, actor, overSocket, operationName };
    });
}

/** The operation's head and the arguments of its field, by variables or as literals. */
function callOf(kind: OperationTypeNode, { args }: Field, given: Values, style: (typeof STYLES)[number]) {
  const inBrackets = (parts: string[]) => (parts.length ? `(${parts.join(', ')})` : '');
  if (style === 'literals')
    return { head: kind, passed: inBrackets(args.map(({ name, type }) => `${name}: ${literal(type, given[name])}`)) };
  const typed = args.map(({ name, type }) => `$${name}: ${style === 'typed wrongly' ? 'String' : String(type)}`);
  return { head: `${kind} ${inBrackets(typed)}`, passed: inBrackets(args.map(({ name }) => `${name}: $${name}`)) };
}

/** All there is to read of the answer, a few levels deep. */
function selectionOf(field: Field): string {
  let left = MOST_FIELDS;
  const inside = (of: GraphQLOutputType, depth: number): string => {
    const type = getNamedType(of);
    if (isLeafType(type)) return '';
    if (!isObjectType(type) || depth > DEEPEST) return ' { __typename }';
    const readable = Object.values(type.getFields()).filter(({ args }) => !args.some(isNeeded));
    const parts = [...readable.filter(isLeaf), ...readable.filter((each) => !isLeaf(each))];
    const chosen = parts.flatMap((each) => (left-- > 0 ? [`${each.name}${inside(each.type, depth + 1)}`] : []));
    return ` { ${chosen.join(' ')} __typename }`;
  };
  return inside(field.type, 1);
}

/** JSON as GraphQL writes it, names of enums without quotes; what has no such form goes in as it is and does not parse. */
function literal(type: GraphQLInputType, value: unknown): string {
  const inner = getNullableType(type);
  if (Array.isArray(value))
    return `[${value.map((each) => literal(isListType(inner) ? inner.ofType : inner, each)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const typeOf = (key: string) => (isInputObjectType(inner) && inner.getFields()[key]?.type) || inner;
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${literal(typeOf(key), each)}`)
      .join(', ')}}`;
  }
  const isWord = isEnumType(inner) && typeof value === 'string' && NAME.test(value);
  return isWord ? value : JSON.stringify(value ?? null);
}
