import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Picks } from './shape.ts';

/** What of a document never changes: found once, kept as long as Apollo keeps the document. */
export interface Known {
  readonly parent: GraphQLObjectType;
  readonly fragments: Fragments;
  /** The variables that `@skip` and `@include` ask for: with other values of theirs the operation is another. */
  readonly conditions: readonly string[];
  /** The operation as it is under each set of conditions. */
  readonly variants: Map<string, unknown>;
}

type Fragments = Record<string, FragmentDefinitionNode>;

export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = Object.create(null) as Fragments;
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
  return fragments;
}

const known = new WeakMap<OperationDefinitionNode, Known>();

export function knowledgeOf(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments): Known {
  const found = known.get(operation);
  if (found) return found;
  const conditions = new Set<string>();
  for (const part of [operation, ...Object.values(fragments)])
    visit(part, {
      Directive({ arguments: args = [] }) {
        for (const { value } of args) if (value.kind === Kind.VARIABLE) conditions.add(value.name.value);
      },
    });
  const parent = schema.getRootType(operation.operation)!;
  const made = { parent, fragments, conditions: [...conditions], variants: new Map<string, unknown>() };
  known.set(operation, made);
  return made;
}

/** The operation under the conditions that its variables make; at most a hundred variants are kept. */
export function variant<T>(
  of: Known,
  variables: Record<string, unknown>,
  make: (picks: Omit<Picks, 'schema'>) => T,
): T {
  const key = of.conditions.map((name) => String(variables[name])).join();
  const found = of.variants.get(key) as T | undefined;
  if (found) return found;
  const chosen = Object.fromEntries(of.conditions.map((name) => [name, variables[name]]));
  const made = make({ fragments: of.fragments, variables: chosen });
  if (of.variants.size >= 100) of.variants.clear();
  of.variants.set(key, made);
  return made;
}
