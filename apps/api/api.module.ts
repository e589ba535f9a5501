import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Logger, Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoggerModule } from 'nestjs-pino';
import { AuditModule, Recorder, watchMutations } from '#audit';
import { composeStrings, Config, CoreModule } from '#core';
import { Authenticator, IdentityModule } from '#identity';
import { Reads, ReadsModule } from '#reads';
import { CalendarController } from './calendar.controller.ts';
import { CheckpointController } from './checkpoint.controller.ts';
import { contextOfHttp } from './context.ts';
import { describeAll } from './descriptions.ts';
import { FileController } from './file.controller.ts';
import { HealthController } from './health.controller.ts';
import { InputPipe } from './input.pipe.ts';
import { KeysController } from './keys.controller.ts';
import { logging } from './logging.ts';
import { OidcController } from './oidc.controller.ts';
import { MyDataController } from './my-data.controller.ts';
import { PracticesController } from './practices.controller.ts';
import { RecordsController } from './records.controller.ts';
import { RegisterController } from './register.controller.ts';
import { RemarkTableController } from './remark-table.controller.ts';
import { RemarkUploadController } from './remark-upload.controller.ts';
import { shown } from './refusals.ts';
import { domains, ErrorCode } from './schema.ts';
import { SchemaDriver } from './schema.driver.ts';
import { PracticeUploadController } from './practice-upload.controller.ts';
import { UploadController } from './upload.controller.ts';

/** Apollo executes what SQL alone cannot answer, and says what is wrong with a document. */
const graphql = (
  reads: Reads,
  authenticator: Authenticator,
  config: Config,
  recorder: Recorder,
): ApolloDriverConfig => ({
  autoSchemaFile: true,
  graphiql: false,
  introspection: true,
  includeStacktraceInErrorResponses: false,
  autoTransformHttpErrors: false,
  persistedQueries: false,
  allowBatchedHttpRequests: false,
  // The check executes a whole introspection at every start; `sdl`, which a test compares, still makes it.
  buildSchemaOptions: { orphanedTypes: [ErrorCode], skipCheck: true },
  transformSchema: async (schema) => {
    composeStrings();
    await reads.serve(schema);
    watchMutations(schema, recorder);
    return describeAll(schema);
  },
  context: (request: FastifyRequest, reply: FastifyReply) => contextOfHttp(request, reply, authenticator, config),
  plugins: [ApolloServerPluginCacheControlDisabled()],
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
          driver: SchemaDriver,
          imports: [IdentityModule, AuditModule],
          inject: [Reads, Authenticator, Config, Recorder],
          useFactory: graphql,
        }),
      ],
      controllers: [
        ...[CalendarController, CheckpointController, FileController, HealthController, KeysController],
        ...[MyDataController, OidcController],
        ...[PracticesController, PracticeUploadController, RecordsController],
        ...[RegisterController, RemarkTableController, RemarkUploadController, UploadController],
      ],
      providers: [Logger, { provide: APP_PIPE, useClass: InputPipe }],
    };
  }
}
