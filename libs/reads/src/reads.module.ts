import { Global, Injectable, Module } from '@nestjs/common';
import type { GraphQLSchema } from 'graphql';
import { DataSource } from 'typeorm';
import { attach } from './attach.ts';
import { guardedTables, problemsOf } from './check.ts';
import { ReadEngine } from './engine.ts';
import { Reader } from './reader.ts';

/** Sets the engine up with the schema before the first request, or stops the start with every reason at once. */
@Injectable()
export class Reads {
  constructor(
    private readonly engine: ReadEngine,
    private readonly source: DataSource,
  ) {}

  async serve(schema: GraphQLSchema): Promise<void> {
    this.engine.learn(schema, await guardedTables(this.source));
    const problems = await problemsOf(this.engine.model, this.source);
    if (problems.length) throw new Error(`the schema cannot be read:\n  ${problems.join('\n  ')}`);
    attach(this.engine, schema);
  }
}

@Global()
@Module({ providers: [ReadEngine, Reader, Reads], exports: [ReadEngine, Reader, Reads] })
export class ReadsModule {}
