import {
  getNamedType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

const PATH_LENGTH = 4;

/**
 * All that can be selected of a type within so many links; a union's members go by keys of their own. A type that the
 * way has led through already shows what it has itself: what lies behind it was asked for there.
 */
function everything(type: GraphQLNamedType, links: number, derived: boolean, way: string[] = [], prefix = ''): string {
  if (isUnionType(type))
    return `{ __typename ${type
      .getTypes()
      .map((each) => `... on ${each.name} ${everything(each, links, derived, way, `${each.name}_`)}`)
      .join(' ')} }`;
  const fields = Object.values((type as GraphQLObjectType).getFields()).flatMap((field) => {
    const inside = insideOf(field, way.includes(type.name) ? 0 : links, derived, [...way, type.name]);
    return inside === undefined ? [] : [`${prefix}${field.name}: ${field.name}${inside}`];
  });
  return `{ __typename ${fields.join(' ')} }`;
}

/** The arguments that hide nothing, and the selection; undefined where the path ends. */
function insideOf(
  { args, type }: GraphQLField<unknown, unknown>,
  links: number,
  derived: boolean,
  way: string[] = [],
): string | undefined {
  const named = getNamedType(type);
  const given = args.flatMap(({ name }) => ({ first: 'first: 100', filter: FILTERS[named.name] ?? [] })[name] ?? []);
  const call = given.length ? `(${given.join(', ')})` : '';
  if (named.name === 'AvailableAction') return derived ? ' { action allowed reason }' : undefined;
  if (!isObjectType(named) && !isUnionType(named)) return '';
  if (links <= 0) return undefined;
  if (!named.name.endsWith('Connection')) return ` ${everything(named, links - 1, derived, way)}`;
  const item = getNamedType((named as GraphQLObjectType).getFields().nodes!.type);
  const [deep, flat] = [everything(item, links - 1, derived, way), everything(item, 0, derived)];
  const [nodes, edges] = links % 2 ? [deep, flat] : [flat, deep];
  return `${call} { totalCount pageInfo { startCursor endCursor hasNextPage } nodes ${nodes} edges { cursor node ${edges} } }`;
}
const FILTERS: Record<string, string> = { EntityConnection: 'filter: { closed: true }' };

/** One document for each way to begin: a root field, with an id if it takes one, and each link from there. */
export function documents(schema: GraphQLSchema, ids: Record<string, string[]>, derived: boolean): string[] {
  return Object.values(schema.getQueryType()!.getFields()).flatMap((root) => {
    if (root.args.some((each) => isRequiredArgument(each) && each.name !== 'id')) return [];
    const links = derived ? PATH_LENGTH - 1 : PATH_LENGTH;
    if (!root.args.some(({ name }) => name === 'id'))
      return [`{ ${root.name}${insideOf(root, links, derived) ?? ''} }`];
    const type = getNamedType(root.type);
    return (ids[type.name] ?? []).map((id) => `{ ${root.name}(id: "${id}") ${everything(type, links - 1, derived)} }`);
  });
}
