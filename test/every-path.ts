import {
  getNamedType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { calls, type Ids } from './every-argument.ts';

/** Whether every path is walked as far as it goes. */
export const IS_LONG = process.env.TEST_PATHS !== undefined;

/** In the long run TEST_PATHS=4; every type is a root too, so that 2 already lead through each link from each side. */
export const PATH_LENGTH = Number(process.env.TEST_PATHS ?? 2);

/**
 * All that can be selected of a type within so many links; a union's members go by keys of their own. In one document
 * each link is followed once at each distance: another way to the same link only shows where it leads.
 */
class Paths {
  private readonly followed = new Set<string>();

  constructor(private readonly derived: boolean) {}

  everything(type: GraphQLNamedType, links: number, prefix = ''): string {
    if (isUnionType(type))
      return `{ __typename ${type
        .getTypes()
        .map((each) => `... on ${each.name} ${this.everything(each, links, `${each.name}_`)}`)
        .join(' ')} }`;
    const fields = Object.values((type as GraphQLObjectType).getFields()).flatMap((field) => {
      const inside = this.insideOf(field, this.once(type.name, field.name, links));
      return inside === undefined ? [] : [`${prefix}${field.name}: ${field.name}${inside}`];
    });
    return `{ __typename ${fields.join(' ')} }`;
  }

  /** The arguments that hide nothing, and the selection; undefined where the path ends. */
  insideOf({ args, type }: GraphQLField<unknown, unknown>, links: number, told: string[] = []): string | undefined {
    const named = getNamedType(type);
    const harmless = args.flatMap(
      ({ name }) => ({ first: 'first: 100', filter: FILTERS[named.name] ?? [] })[name] ?? [],
    );
    const given = [...told, ...harmless];
    const call = given.length ? `(${given.join(', ')})` : '';
    if (named.name === 'AvailableAction') return this.derived ? ' { action allowed reason }' : undefined;
    if (!isObjectType(named) && !isUnionType(named)) return call;
    if (links <= 0) return undefined;
    if (!named.name.endsWith('Connection')) return `${call} ${this.everything(named, links - 1)}`;
    const item = getNamedType((named as GraphQLObjectType).getFields().nodes!.type);
    const [deep, flat] = [this.everything(item, links - 1), this.everything(item, 0)];
    const [nodes, edges] = links % 2 ? [deep, flat] : [flat, deep];
    return `${call} { totalCount pageInfo { startCursor endCursor hasNextPage } nodes ${nodes} edges { cursor node ${edges} } }`;
  }

  private once(type: string, field: string, links: number): number {
    const link = `${type}.${field} ${links}`;
    if (this.followed.has(link)) return Math.min(links, 1);
    this.followed.add(link);
    return links;
  }
}
const FILTERS: Record<string, string> = {
  EntityConnection: 'filter: { closed: true }',
  GoodPracticeConnection: 'filter: { states: [DRAFT, SUBMITTED, IN_REVIEW, RETURNED, PUBLISHED, OUTDATED, ARCHIVED] }',
};

/** In characters: PostgreSQL answers that in a second, and ends what takes it five. */
const LONGEST = 25_000;

/** Documents that are short enough and together ask for the same. */
function parts(document: string): string[] {
  if (!IS_LONG || document.length <= LONGEST) return [document];
  const [operation] = parse(document).definitions as [OperationDefinitionNode];
  return operation.selectionSet.selections.flatMap((root) => split(root, document)).map((root) => `{ ${root} }`);
}

function split(node: SelectionNode, document: string): string[] {
  const { start, end } = node.loc!;
  if (node.kind === Kind.FRAGMENT_SPREAD || !node.selectionSet || end - start <= LONGEST)
    return [document.slice(start, end)];
  const groups = [''];
  for (const each of node.selectionSet.selections.flatMap((inside) => split(inside, document))) {
    if (groups[0]!.length + each.length > LONGEST) groups.unshift('');
    groups[0] += ` ${each}`;
  }
  const head = document.slice(start, node.selectionSet.loc!.start);
  return groups.filter(Boolean).map((inside) => `${head}{${inside} }`);
}

/**
 * One document for each way to begin: a root field with all that it has to be told, and each link from there. What
 * lists the same kind of thing for many ids is walked far from one of them only.
 */
export function documents(
  schema: GraphQLSchema,
  ids: Ids,
  { derived, length }: { derived: boolean; length: number },
): { root: string; document: string }[] {
  const [near, far] = [IS_LONG ? 2 : 1, derived ? length - 1 : length];
  return Object.values(schema.getQueryType()!.getFields()).flatMap((root) => {
    const isList = getNamedType(root.type).name.endsWith('Connection');
    return calls(root, ids).flatMap((told, i) => {
      const isNear = isList && i > 0;
      if (isNear && derived && !IS_LONG) return [];
      const inside = new Paths(derived).insideOf(root, isNear ? near : far, told);
      return parts(`{ ${root.name}${inside ?? ''} }`).map((document) => ({ root: root.name, document }));
    });
  });
}
