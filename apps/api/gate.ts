import { GraphQLError, validate, type GraphQLSchema } from 'graphql';
import { isBounded, MalformedRequest, Recent } from '#core';
import { costOf, type Variables } from './gate.cost.ts';
import { measured, TextOutOfBounds, type Measured } from './gate.document.ts';
import { BatchingClosed, LIMITS, NoPersistedQueries, TooCostly } from './gate.errors.ts';

const KEPT_DOCUMENTS = 500;
const LONGEST_KEPT = 8 * 1024;

/** A request in GraphQL's shape. */
export interface Asked {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Variables | null;
}

interface Kept extends Measured {
  readonly cost: (variables: Variables) => number;
  problems?: readonly GraphQLError[];
}

const isAbsentOr = <T>(is: (value: unknown) => value is T, value: unknown): value is T | null | undefined =>
  value === undefined || value === null || is(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Whether every text in the variables can be held, whatever type it is for; the depth of JSON is bounded before. */
const areBounded = (value: unknown): boolean =>
  isText(value) ? isBounded(value) : typeof value !== 'object' || !value || Object.values(value).every(areBounded);

/** A body as a request of GraphQL; all else in it is left out. */
export function askedIn(body: unknown): Asked {
  if (Array.isArray(body)) throw BatchingClosed();
  if (!isRecord(body)) throw MalformedRequest();
  const { query, operationName, variables, extensions } = body;
  if (isRecord(extensions) && 'persistedQuery' in extensions) throw NoPersistedQueries();
  if (!isText(query) || !isAbsentOr(isText, operationName) || !isAbsentOr(isRecord, variables))
    throw MalformedRequest();
  return { query, operationName: operationName ?? null, variables: variables ?? null };
}

/** Stands before Apollo and graphql-ws alike: whatever passes is bounded in every way, and nothing here asks the database. */
export class Gate {
  private readonly kept = new Recent<Kept>(KEPT_DOCUMENTS);

  constructor(private readonly schema: () => GraphQLSchema) {}

  /** The document of a request within all limits; equal texts are one object. */
  admit({ query, operationName, variables }: Asked): Measured {
    if (!areBounded(variables)) throw TextOutOfBounds();
    const known = this.known(query);
    const { name } = known.operation;
    if (isText(operationName) && operationName !== name?.value)
      throw new GraphQLError('W dokumencie nie ma operacji o tej nazwie.', {
        extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
      });
    if (known.cost(variables ?? {}) > LIMITS.nodes) throw TooCostly();
    return known;
  }

  /** What does not fit the schema, for whoever has no Apollo to say it. */
  problemsOf({ query }: Asked): readonly GraphQLError[] {
    const known = this.known(query);
    return (known.problems ??= validate(this.schema(), known.document, undefined, { maxErrors: 5 }));
  }

  private known(query: string): Kept {
    const known = this.kept.get(query);
    if (known) return known;
    const fresh = measured(query);
    const kept: Kept = { ...fresh, cost: costOf(this.schema(), fresh) };
    if (query.length <= LONGEST_KEPT) this.kept.set(query, kept);
    return kept;
  }
}
