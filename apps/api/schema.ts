import { NestFactory } from '@nestjs/core';
import {
  GraphQLSchemaBuilderModule,
  GraphQLSchemaFactory,
  registerEnumType,
  RESOLVER_TYPE_METADATA,
} from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { errorCodes } from '#core';
import { AreasModule } from '#areas';
import { AuditModule } from '#audit';
import { CoeditingModule } from '#coediting';
import { ConventsModule } from '#convents';
import { CirculationModule } from '#circulation';
import { DossiersModule } from '#dossiers';
import { DraftsModule } from '#drafts';
import { FactorsModule } from '#factors';
import { FilesModule } from '#files';
import { IdentityModule } from '#identity';
import { ImportsModule } from '#imports';
import { SealsModule } from '#seals';
import { DeclarationsModule } from '#declarations';
import { MeetingsModule } from '#meetings';
import { MinutesModule } from '#minutes';
import { ObligationsModule } from '#obligations';
import { OutsidersModule } from '#outsiders';
import { PracticesModule } from '#practices';
import { PrivacyModule } from '#privacy';
import { ProposalsModule } from '#proposals';
import { ProvenanceModule } from '#provenance';
import { RecommendationsModule } from '#recommendations';
import { RemarksModule } from '#remarks';
import { SearchModule } from '#search';
import { VotingModule } from '#voting';
import { describeAll } from './descriptions.ts';
import './gate.errors.ts';

/** The libs whose resolvers make the schema, lowest first. */
export const domains = [
  ...[
    IdentityModule,
    FactorsModule,
    SealsModule,
    ConventsModule,
    AreasModule,
    FilesModule,
    ObligationsModule,
    SearchModule,
    ImportsModule,
  ],
  ...[
    VotingModule,
    PracticesModule,
    DraftsModule,
    MeetingsModule,
    MinutesModule,
    CirculationModule,
    CoeditingModule,
    DeclarationsModule,
    ProposalsModule,
    RecommendationsModule,
    RemarksModule,
    OutsidersModule,
    DossiersModule,
    PrivacyModule,
    AuditModule,
    ProvenanceModule,
  ],
];

/** Every code that `extensions.code` can hold. */
export const ErrorCode = Object.fromEntries([...errorCodes.keys()].map((code) => [code, code]));
registerEnumType(ErrorCode, {
  name: 'ErrorCode',
  description: 'What `extensions.code` of an error can say (kod odmowy).',
  valuesMap: Object.fromEntries([...errorCodes].map(([code, description]) => [code, { description }])),
});

export const sdlOf = (schema: GraphQLSchema): string => `${printSchema(lexicographicSortSchema(schema))}\n`;

export const isResolver = (provider: unknown): boolean =>
  typeof provider === 'function' && Reflect.hasMetadata(RESOLVER_TYPE_METADATA, provider);

/** The schema's text without a database or a server. */
export async function sdl(): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const providers = domains.flatMap((lib) => Reflect.getMetadata('providers', lib) as (object | Function)[]);
  const resolvers = providers.filter(isResolver);
  const schema = await app
    .get(GraphQLSchemaFactory)
    .create(resolvers as Function[], { orphanedTypes: [ErrorCode as never] });
  await app.close();
  return sdlOf(describeAll(schema));
}
