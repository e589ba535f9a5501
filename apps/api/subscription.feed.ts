import {
  createSourceEventStream,
  getOperationAST,
  getVariableValues,
  locatedError,
  subscribe,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import type { RequestContext } from '#core';
import { fragmentsOf, isCompiled, textOf, type Asked, type ReadEngine, type RootField } from '#reads';
import { Group } from './subscription.group.ts';
import type { Outlet } from './subscription.outlet.ts';

/** An operation with the place where its answers go. */
export interface Subscribing extends ExecutionArgs {
  readonly id: string;
  readonly outlet: Outlet;
  readonly contextValue: RequestContext;
}

/** Reads a subscription's row again at each wake-up, once for all who ask the same. */
export class Feed {
  private readonly groups = new Map<string, Group>();

  constructor(private readonly engine: ReadEngine) {}

  /** A subscription that the guards let pass; what cannot be compiled is left to graphql-js. */
  async open(args: Subscribing): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const { schema, document, operationName, variableValues } = args;
    const operation = getOperationAST(document, operationName)!;
    const { coerced: variables } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
    const fragments = fragmentsOf(document);
    const roots = variables && this.engine.roots(operation, fragments, variables);
    if (!roots || !isCompiled(roots)) return untilRefused(await subscribe(args));
    const events = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in events)) return events;
    const asked = { schema, operation, fragments, variables };
    const group = this.group(events as AsyncIterableIterator<unknown>, asked, roots[0]!, args.contextValue);
    return group.join(args.id, args.outlet);
  }

  /** Those who ask the same as the same person; the stream of whoever comes later is not needed. */
  private group(events: AsyncIterableIterator<unknown>, asked: Asked, root: RootField, context: RequestContext): Group {
    const key = `${idOf(asked.operation)} ${context.me?.id ?? ''} ${JSON.stringify(asked.variables)}`;
    const known = this.groups.get(key);
    if (known) {
      void events.return!();
      return known;
    }
    const name = JSON.stringify(root.key);
    const reads = {
      data: async (event: unknown) => `{${name}:${await textOf(this.engine, asked, root, event, context)}}`,
      refusal: (error: unknown) => ({ data: null, errors: [locatedError(error, root.nodes, [root.key])] }),
    };
    const group = new Group(events, reads, () => this.groups.delete(key));
    this.groups.set(key, group);
    return group;
  }
}

/** Ends after the first answer without data: what may not be seen now is not waited for. */
function untilRefused(answers: AsyncIterable<ExecutionResult> | ExecutionResult) {
  if (!(Symbol.asyncIterator in answers)) return answers;
  const source = answers as AsyncIterableIterator<ExecutionResult>;
  const next = async () => {
    const result = await source.next();
    if (!result.done && !result.value.data) void source.return!();
    return result;
  };
  // No generator: its `return` would wait for the next event before it lets go.
  return Object.assign(Object.create(source) as typeof source, { next });
}

const ids = new WeakMap<object, number>();
let last = 0;

/** A number for an operation, the same as long as its document is kept. */
function idOf(operation: object): number {
  const known = ids.get(operation) ?? ++last;
  ids.set(operation, known);
  return known;
}
