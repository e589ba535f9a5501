import { getVariableValues, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { Counter } from 'prom-client';
import type { RequestContext } from '#core';
import { answer, isCompiled, type RawAnswer } from './answer.ts';
import type { ReadEngine } from './engine.ts';
import { fragmentsOf } from './operation.ts';

const answered = new Counter({
  name: 'konwent_graphql_operations_total',
  help: 'GraphQL operations by the way they were answered: text of PostgreSQL, or rows finished by graphql-js.',
  labelNames: ['way'],
});

interface Valid {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Answers a valid operation from SQL alone; undefined where graphql-js has to execute it, or say what is wrong. */
export function compiled(
  engine: ReadEngine,
  schema: GraphQLSchema,
  { document, operation }: Valid,
  given: Readonly<Record<string, unknown>>,
  context: RequestContext,
): Promise<RawAnswer> | undefined {
  const { coerced: variables } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  const asked = variables && { schema, operation, fragments: fragmentsOf(document), variables };
  const roots = asked && engine.roots(operation, asked.fragments, variables);
  if (!roots || !isCompiled(roots)) {
    answered.inc({ way: 'rows' });
    return undefined;
  }
  answered.inc({ way: 'text' });
  return answer(engine, asked, roots, context);
}
