import { ConsoleLogger, Inject, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandRunner, Option } from 'nest-commander';
import { Config, CoreModule } from '#core';
import { ReadsModule } from '#reads';
import { joinDatabase, migrate, type Database } from './database.ts';
import { fail, type CommonOptions } from './output.ts';

/** Of those the command itself says what went wrong, in a sentence. */
const SAID_ELSEWHERE = ['ExceptionHandler', 'TypeOrmModule'];

/** What services have to say of errors beside the one that ends the command. */
class ServiceErrors extends ConsoleLogger {
  constructor() {
    super({ logLevels: ['error'] });
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (!SAID_ELSEWHERE.includes(String(rest.at(-1)))) super.error(message, ...(rest as [string]));
  }
}

/** What every command that answers and ends has in common. */
export abstract class Base extends CommandRunner {
  constructor(@Inject(Config) protected readonly config: Config) {
    super();
  }

  @Option({ flags: '--json', description: 'odpowiedź jako JSON' })
  json(): boolean {
    return true;
  }

  async run(args: string[], options: CommonOptions & Record<string, unknown> = {}): Promise<void> {
    await this.work(args, options).catch(fail);
  }

  protected abstract work(args: string[], options: CommonOptions & Record<string, unknown>): Promise<void>;

  /** Beside a Konwent that serves on the folder, if there is one. */
  protected async withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await joinDatabase(this.config);
    return work(database).finally(() => database.stop());
  }

  /** The services of some modules over a migrated database, without a server. */
  protected withServices<T>(modules: readonly Type[], work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
    return this.withDatabase(async (database) => {
      await migrate(database);
      const imports = [CoreModule.with(this.config, database.runtimeUrl), ReadsModule, ...modules];
      const options = { logger: new ServiceErrors(), abortOnError: false };
      const app = await NestFactory.createApplicationContext({ module: class {}, imports }, options);
      return work(app).finally(() => app.close());
    });
  }
}
