import type { FastifyReply } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { ClaimLost, type Actor, type Config, type RequestContext } from '#core';
import type { Authenticator } from '#identity';
import { compiled, type RawAnswer, type ReadEngine } from '#reads';
import { contextOfHttp, type Caller } from './context.ts';
import type { Measured } from './gate.document.ts';
import type { Asked, Gate } from './gate.ts';
import { shown } from './refusals.ts';

/** What clients say they accept, and the type that they get; with anything else Apollo weighs it. */
const TYPES = new Map<string | undefined, string>(
  [undefined, '*/*', 'application/json', 'application/json, */*', 'application/json, text/plain, */*'].map((accept) => [
    accept,
    'application/json; charset=utf-8',
  ]),
);
for (const more of ['', ',application/json;q=0.9', ', application/json', ', application/json; charset=utf-8'])
  for (const own of ['', '; charset=utf-8'])
    TYPES.set(`application/graphql-response+json${own}${more}`, 'application/graphql-response+json; charset=utf-8');

interface Needs {
  readonly gate: Gate;
  readonly config: Config;
  readonly schema: () => GraphQLSchema;
  readonly engine: () => ReadEngine;
  readonly authenticator: () => Authenticator;
}

/** Answers operations that SQL alone can answer, which are nearly all, without Apollo on the way. */
export class Direct {
  constructor(private readonly needs: Needs) {}

  /** The type of the answer for what a client accepts; undefined where Apollo has to weigh it. */
  typeFor(accept: string | undefined): string | undefined {
    return TYPES.get(accept);
  }

  /** The answer as text; undefined where Apollo has to execute or refuse. */
  async answer(
    asked: Asked,
    { document, operation, introspects }: Measured,
    caller: Caller,
    reply?: FastifyReply,
  ): Promise<string | undefined> {
    const { gate, schema, engine } = this.needs;
    if (introspects || gate.problemsOf(asked).length) return undefined;
    const answered = await this.confirmed(operation.operation === 'query', caller, reply, (context) =>
      compiled(engine(), schema(), { document, operation }, asked.variables ?? {}, context),
    );
    return answered && textOf(answered);
  }

  /** A query is read for whoever is presumed to ask; where that turns out wrong, it is read again for whoever does. */
  private async confirmed(
    isQuery: boolean,
    caller: Caller,
    reply: FastifyReply | undefined,
    work: (context: RequestContext) => Promise<RawAnswer> | undefined,
  ): Promise<RawAnswer | undefined> {
    const authenticator = this.needs.authenticator();
    const context = contextOfHttp(caller, reply, authenticator, this.needs.config);
    const presumed = isQuery ? authenticator.presumed(caller) : undefined;
    if (!presumed) return work(context);
    try {
      const answered = await work({ ...context, actor: () => Promise.resolve(presumed) });
      if (!answered || (await this.holds(authenticator, presumed))) return answered;
    } catch (error) {
      if (!(error instanceof ClaimLost)) throw error;
    }
    authenticator.forget(caller);
    return work(context);
  }

  /** Nothing may have been read under the claim, such as where every field was refused. */
  private async holds(authenticator: Authenticator, { claim }: Actor): Promise<boolean> {
    return claim!.confirmed || authenticator.confirms(claim!);
  }
}

function textOf({ data, errors }: RawAnswer): string {
  if (!errors.length) return `{"data":${data}}`;
  return `{"errors":${JSON.stringify(errors.map((error) => shown(error)))},"data":${data}}`;
}
