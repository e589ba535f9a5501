import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Logger, Module, ValidationPipe, type DynamicModule, type Type } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoggerModule } from 'nestjs-pino';
import { Config, CoreModule, InvalidInput } from '#core';
import { Authenticator, IdentityModule } from '#identity';
import { compiledReads, invalid, ReadEngine, Reads, ReadsModule, stringify } from '#reads';
import { contextOfHttp } from './context.ts';
import { describeAll } from './descriptions.ts';
import { HealthController } from './health.controller.ts';
import { KeysController } from './keys.controller.ts';
import { logging } from './logging.ts';
import { shown } from './refusals.ts';
import { RecordsController } from './records.controller.ts';
import { domains, ErrorCode } from './schema.ts';
import { UploadController } from './upload.controller.ts';

const graphql = (
  reads: Reads,
  engine: ReadEngine,
  authenticator: Authenticator,
  config: Config,
): ApolloDriverConfig => ({
  autoSchemaFile: true,
  sortSchema: true,
  graphiql: false,
  introspection: true,
  includeStacktraceInErrorResponses: false,
  autoTransformHttpErrors: false,
  persistedQueries: false,
  allowBatchedHttpRequests: false,
  buildSchemaOptions: { orphanedTypes: [ErrorCode] },
  transformSchema: async (schema) => {
    await reads.serve(schema);
    return describeAll(schema);
  },
  context: (request: FastifyRequest, reply: FastifyReply) => contextOfHttp(request, reply, authenticator, config),
  plugins: [
    compiledReads(
      () => engine,
      (error) => shown(error),
    ),
    ApolloServerPluginCacheControlDisabled(),
  ],
  stringifyResult: stringify as ApolloDriverConfig['stringifyResult'],
  formatError: (_, error) => shown(error),
});

/** The API as one Nest application, over the database that the runtime login may use. */
@Module({})
export class ApiModule {
  static with(config: Config, databaseUrl: string, company: readonly Type[] = []): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        LoggerModule.forRoot(logging(config)),
        CoreModule.with(config, databaseUrl),
        ReadsModule,
        ...domains,
        ...company,
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          imports: [IdentityModule],
          inject: [Reads, ReadEngine, Authenticator, Config],
          useFactory: graphql,
        }),
      ],
      controllers: [HealthController, KeysController, RecordsController, UploadController],
      providers: [
        Logger,
        {
          provide: APP_PIPE,
          useValue: new ValidationPipe({
            transform: true,
            whitelist: true,
            forbidNonWhitelisted: true,
            transformOptions: { exposeDefaultValues: true },
            exceptionFactory: (errors) => InvalidInput({ fields: invalid(errors) }),
          }),
        },
      ],
    };
  }
}
