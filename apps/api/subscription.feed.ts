import {
  createSourceEventStream,
  getOperationAST,
  getVariableValues,
  subscribe,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  locatedError,
} from 'graphql';
import type { RequestContext } from '#core';
import { fragmentsOf, isCompiled, Read, textOf, type Asked, type ReadEngine, type RootField } from '#reads';

const TOKEN = /"data":"\\u0001(\d+)"/;
const MOST_UNSENT = 10_000;

/** Reads a subscription's row again at each wake-up: once for all who ask the same, and as text that goes into their frames. */
export class Feed {
  private readonly shared = new Map<string, Promise<string>>();
  private readonly texts = new Map<string, string>();
  private count = 0;

  constructor(private readonly engine: ReadEngine) {}

  /** The answers of one subscription; what cannot be compiled is left to graphql-js. */
  async open(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const { schema, document, operationName, variableValues } = args;
    const operation = getOperationAST(document, operationName)!;
    const { coerced: variables } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
    const fragments = fragmentsOf(document);
    const roots = variables && this.engine.roots(operation, fragments, variables);
    if (!roots || !isCompiled(roots)) return untilRefused(await subscribe(args));
    const events = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in events)) return events;
    const asked = { schema, operation, fragments, variables };
    const context = args.contextValue as RequestContext;
    return this.answers(events as AsyncIterableIterator<unknown>, asked, roots[0]!, context);
  }

  /** A frame with the text in place of the word that stood for it. */
  spliced(frame: string): string {
    return frame.replace(TOKEN, (_, token: string) => {
      const text = this.texts.get(token) ?? 'null';
      this.texts.delete(token);
      return `"data":${text}`;
    });
  }

  private answers(
    events: AsyncIterableIterator<unknown>,
    asked: Asked,
    root: RootField,
    context: RequestContext,
  ): AsyncIterableIterator<ExecutionResult> {
    const answer = async (result: IteratorResult<unknown>): Promise<IteratorResult<ExecutionResult>> => {
      if (result.done) return { done: true, value: undefined };
      try {
        const text = await this.text(asked, root, result.value, context);
        return { done: false, value: { data: this.word(`{${JSON.stringify(root.key)}:${text}}`) } };
      } catch (error) {
        void events.return?.();
        const errors: GraphQLError[] = [locatedError(error, root.nodes, [root.key])];
        return { done: false, value: { data: null, errors } };
      }
    };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => answer(await events.next()),
      return: async () => answer(await events.return!()),
      throw: async (error) => answer(await events.throw!(error)),
    };
  }

  private word(text: string): Record<string, unknown> {
    const token = String(++this.count);
    this.texts.set(token, text);
    // A text whose socket closed before it was sent is never asked for.
    if (this.texts.size > MOST_UNSENT) this.texts.delete(this.texts.keys().next().value!);
    return `\u0001${token}` as unknown as Record<string, unknown>;
  }

  private async text(asked: Asked, root: RootField, read: unknown, context: RequestContext): Promise<string> {
    if (!(read instanceof Read) || read.wake === undefined) return textOf(this.engine, asked, root, read, context);
    const key = `${idOf(asked.operation)} ${root.key} ${JSON.stringify(asked.variables)} ${context.me?.id ?? ''} ${read.wake}`;
    const known = this.shared.get(key);
    if (known) return known;
    const fresh = textOf(this.engine, asked, root, read, context).finally(() => this.shared.delete(key));
    this.shared.set(key, fresh);
    return fresh;
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
