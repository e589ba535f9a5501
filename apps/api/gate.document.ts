import {
  GraphQLError,
  Kind,
  parse,
  visit,
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { isBounded, MalformedRequest } from '#core';
import {
  DocumentTooLarge,
  LIMITS,
  TooDeep,
  TooManyAliases,
  TooManyDirectives,
  TooManyFields,
  TooManyFragments,
  TooManyOperations,
  TooManyRootFields,
  TooManyVariables,
} from './gate.errors.ts';

/** Each of these costs a password's hash or an attempt, so that many in one request would get round their counters. */
const ALONE = new Set([
  ...['signIn', 'signInWithLink', 'acceptInvitation', 'reauthenticate', 'changePassword'],
  ...[
    'finishSignIn',
    'startPasskeySignIn',
    'signInWithPasskey',
    'reauthenticateWithFactor',
    'confirmTotp',
    'addPasskey',
  ],
  ...['signInWithIdentity', 'acceptInvitationWithIdentity'],
]);
const INTROSPECTION = new Set(['__schema', '__type']);

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** A document within the limits, its operation and what is asked of the root. */
export interface Measured {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly introspects: boolean;
}

/** Said of a literal, or of a variable. */
export const TextOutOfBounds = (nodes?: ASTNode): GraphQLError =>
  new GraphQLError('Tekst ma ponad 10 000 znaków albo zawiera znaki, których nie można zapisać.', {
    nodes,
    extensions: { code: 'BAD_USER_INPUT' },
  });

/** Reads a document and refuses what would cost more to check, plan or answer than any honest one does. */
export function measured(text: string): Measured {
  const document = documentIn(text);
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const definitions = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const [operation] = operations;
  if (!operation) throw MalformedRequest();
  if (operations.length > 1) throw TooManyOperations();
  if (definitions.length > LIMITS.fragments) throw TooManyFragments();
  if ((operation.variableDefinitions?.length ?? 0) > LIMITS.variables) throw TooManyVariables();
  countMarks(document);
  const fragments = new Map(definitions.map((each) => [each.name.value, each]));
  const roots = new Expansion(fragments).rootsOf(operation.selectionSet);
  if (roots.length > (roots.some((name) => ALONE.has(name)) ? 1 : LIMITS.rootFields)) throw TooManyRootFields();
  return { document, operation, fragments, introspects: roots.some((name) => INTROSPECTION.has(name)) };
}

function documentIn(text: string): DocumentNode {
  if (text.length > LIMITS.documentChars) throw DocumentTooLarge();
  try {
    return parse(text, { maxTokens: LIMITS.tokens });
  } catch (error) {
    const { message, locations } = error as GraphQLError;
    if (message.includes('tokens')) throw DocumentTooLarge();
    throw Object.assign(new GraphQLError(message, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } }), { locations });
  }
}

/** Counts what is written, whether or not it is used. */
function countMarks(document: DocumentNode): void {
  let [aliases, directives] = [0, 0];
  visit(document, {
    Field: ({ alias }) => {
      if (alias && ++aliases > LIMITS.aliases) throw TooManyAliases();
    },
    Directive: () => {
      if (++directives > LIMITS.directives) throw TooManyDirectives();
    },
    StringValue: (node) => {
      if (!isBounded(node.value)) throw TextOutOfBounds(node);
    },
  });
}

/** Counts fields as often as fragments bring them, and stops at the limit however many more there are. */
class Expansion {
  private steps = 0;
  private readonly roots: string[] = [];
  private readonly within: string[] = [];

  constructor(private readonly fragments: Fragments) {}

  rootsOf(selections: SelectionSetNode): readonly string[] {
    this.walk(selections, 1, LIMITS.depth);
    return this.roots;
  }

  private walk({ selections }: SelectionSetNode, depth: number, deepest: number): void {
    for (const each of selections) {
      if (++this.steps > LIMITS.fields) throw TooManyFields();
      if (each.kind === Kind.FRAGMENT_SPREAD) this.spread(each.name.value, depth, deepest);
      else if (each.kind === Kind.INLINE_FRAGMENT) this.walk(each.selectionSet, depth, deepest);
      else {
        const name = each.name.value;
        const limit = INTROSPECTION.has(name) ? LIMITS.introspectionDepth : deepest;
        if (depth > limit) throw TooDeep();
        if (depth === 1) this.roots.push(name);
        if (each.selectionSet) this.walk(each.selectionSet, depth + 1, limit);
      }
    }
  }

  /** A fragment within itself is left to validation, which refuses it. */
  private spread(name: string, depth: number, deepest: number): void {
    const fragment = this.fragments.get(name);
    if (!fragment || this.within.includes(name)) return;
    this.within.push(name);
    this.walk(fragment.selectionSet, depth, deepest);
    this.within.pop();
  }
}
