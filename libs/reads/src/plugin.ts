import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import { getVariableValues, type GraphQLFormattedError } from 'graphql';
import { Counter } from 'prom-client';
import type { RequestContext } from '#core';
import { answer, isCompiled, RawAnswer } from './answer.ts';
import type { ReadEngine } from './engine.ts';
import { fragmentsOf } from './operation.ts';

const answered = new Counter({
  name: 'konwent_graphql_operations_total',
  help: 'GraphQL operations by the way they were answered: text of PostgreSQL, or rows finished by graphql-js.',
  labelNames: ['way'],
});

type Request = GraphQLRequestContext<RequestContext>;

/** Apollo's hook: answers an operation from SQL alone where it can, and lets graphql-js execute the rest. */
export const compiledReads = (
  engine: () => ReadEngine,
  shown: (error: unknown, context: RequestContext) => GraphQLFormattedError,
): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async responseForOperation(request) {
        const asked = askedIn(request as Request);
        const roots = asked && engine().roots(asked.operation, asked.fragments, asked.variables);
        if (!roots || !isCompiled(roots)) {
          answered.inc({ way: 'rows' });
          return null;
        }
        answered.inc({ way: 'text' });
        const { data, errors } = await answer(engine(), asked, roots, request.contextValue);
        const formatted = errors.map((error) => shown(error, request.contextValue));
        const singleResult = { data: new RawAnswer(data, []), ...(formatted.length ? { errors: formatted } : {}) };
        return { http: request.response.http, body: { kind: 'single', singleResult: singleResult as never } };
      },
    };
  },
});

/** The operation with its variables coerced; undefined where graphql-js has to say what is wrong with them. */
function askedIn({ schema, document, operation, request }: Request) {
  const { coerced: variables } = getVariableValues(
    schema,
    operation!.variableDefinitions ?? [],
    request.variables ?? {},
  );
  return variables && { schema, operation: operation!, fragments: fragmentsOf(document!), variables };
}

/** Apollo's `stringifyResult`: PostgreSQL's text goes into the response as it is. */
export function stringify(result: { data?: unknown; errors?: unknown }): string {
  if (!(result.data instanceof RawAnswer)) return JSON.stringify(result);
  const errors = result.errors ? `"errors":${JSON.stringify(result.errors)},` : '';
  return `{${errors}"data":${result.data.data}}`;
}
