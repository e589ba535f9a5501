import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from './config.ts';
import { Db } from './db.ts';
import { EventRow } from './events.ts';
import { Live } from './live.ts';
import { snakeCase } from './naming.ts';
import { PreparingClient } from './preparing.ts';
import { Room } from './room.ts';
import { APP_ROLE, connectionOptions, DATABASE_URL } from './tokens.ts';
import { Leash } from './wanted.ts';

/** What every lib stands on; given the checked configuration with the database that the runtime uses. */
@Global()
@Module({})
export class CoreModule {
  static with(config: Config, databaseUrl: string): DynamicModule {
    return {
      module: CoreModule,
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url: databaseUrl,
          autoLoadEntities: true,
          synchronize: false,
          namingStrategy: snakeCase,
          applicationName: 'konwent writes',
          // A start on a busy machine is not quick enough for the second that a request waits for a connection.
          retryAttempts: 10,
          retryDelay: 200,
          toRetry: (error: Error) => error.message.includes('timeout'),
          logging: false,
          extra: {
            Client: PreparingClient,
            options: connectionOptions(APP_ROLE),
            max: 10,
            // Those that stay know their statements already when somebody comes back from a pause.
            min: 3,
            connectionTimeoutMillis: 1_000,
          },
        }),
        TypeOrmModule.forFeature([EventRow]),
      ],
      providers: [
        Db,
        Leash,
        Room,
        Live,
        { provide: Config, useValue: config },
        { provide: DATABASE_URL, useValue: databaseUrl },
      ],
      exports: [Db, Live, Room, Config, DATABASE_URL],
    };
  }
}
