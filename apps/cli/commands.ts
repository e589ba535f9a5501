import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Inject, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command, CommandRunner, Option } from 'nest-commander';
import { Config, CoreModule, Db, SYSTEM, type Tx } from '#core';
import { DeclarationsModule } from '#declarations';
import { DraftsModule } from '#drafts';
import { PracticesModule } from '#practices';
import { IdentityModule, PeopleService, SignInLinks } from '#identity';
import { ImportsModule } from '#imports';
import { ReadsModule } from '#reads';
import { sdl } from '../api/schema.ts';
import { migrate, openDatabase, type Database } from './database.ts';
import { isEmpty, loadDemo } from './demo.network.ts';
import { LaunchError, startEmbedded } from './embedded.ts';
import { answer, fail, Misuse, type CommonOptions } from './output.ts';

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

  protected async withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = await openDatabase(this.config);
    return work(database).finally(() => database.stop());
  }

  /** The services over a migrated database, without a server. */
  protected withServices<T>(
    work: (app: INestApplicationContext) => Promise<T>,
    more: readonly Type[] = [],
  ): Promise<T> {
    return this.withDatabase(async (database) => {
      await migrate(database);
      const core = CoreModule.with(this.config, database.runtimeUrl);
      const imports = [
        core,
        ReadsModule,
        IdentityModule,
        ImportsModule,
        PracticesModule,
        DraftsModule,
        DeclarationsModule,
        ...more,
      ];
      const app = await NestFactory.createApplicationContext({ module: class {}, imports }, { logger: ['error'] });
      return work(app).finally(() => app.close());
    });
  }
}

@Command({ name: 'migrate', description: 'Doprowadza tabele do aktualnej postaci.' })
export class MigrateCommand extends Base {
  protected work(_: string[], { json }: CommonOptions): Promise<void> {
    return this.withDatabase(async (database) => {
      const ran = await migrate(database);
      answer(json, ran.length ? `Wykonano migracje: ${ran.join(', ')}` : 'Tabele są aktualne.', { migrations: ran });
    });
  }
}

@Command({ name: 'seed', description: 'Ładuje sieć przykładową do pustej bazy.' })
export class SeedCommand extends Base {
  protected work(_: string[], { json }: CommonOptions): Promise<void> {
    return this.withServices(async (app) => {
      const db = app.get(Db);
      if (!(await isEmpty(db)))
        throw new LaunchError('Baza nie jest pusta: dane przykładowe ładuje się tylko do pustej.');
      const loaded = await loadDemo(app);
      answer(
        json,
        `Załadowano: konwenty ${loaded.convents}, podmioty ${loaded.entities}, osoby ${loaded.people}.`,
        loaded,
      );
    });
  }
}

@Command({
  name: 'create-operator',
  arguments: '<email> <name>',
  description: 'Dodaje operatora węzła i daje mu odnośnik do pierwszego zalogowania.',
})
export class CreateOperatorCommand extends Base {
  protected work([email = '', displayName = '']: string[], { json }: CommonOptions): Promise<void> {
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new Misuse(`„${email}” nie jest adresem e-mail.`);
    return this.withServices(async (app) => {
      const [personId, token] = await app.get(Db).run(SYSTEM, async (tx: Tx) => {
        const id = await app.get(PeopleService, { strict: false }).create(tx, { email, displayName, operator: true });
        return [id, await app.get(SignInLinks, { strict: false }).make(tx, id)] as const;
      });
      const { PUBLIC_URL, HOST, PORT } = this.config;
      const link = `${PUBLIC_URL ?? `http://${HOST}:${PORT}`}/#sign-in=${token}`;
      answer(json, `Operator ${displayName} dodany. Odnośnik działa raz, przez dobę:\n${link}`, { personId, link });
    });
  }
}

@Command({ name: 'reset', description: 'Usuwa wbudowaną bazę razem ze wszystkimi danymi.' })
export class ResetCommand extends Base {
  @Option({ flags: '--yes', description: 'tak, usuń wszystko' })
  yes(): boolean {
    return true;
  }

  protected async work(_: string[], { json, yes }: CommonOptions & { yes?: boolean }): Promise<void> {
    const folder = resolve(this.config.DATA_DIR);
    if (this.config.DATABASE_URL) throw new Misuse('reset usuwa tylko wbudowaną bazę, a DATABASE_URL wskazuje inną.');
    if (!existsSync(folder)) return answer(json, `Nie ma czego usuwać: ${folder} nie istnieje.`, { removed: null });
    if (!existsSync(join(folder, 'secrets.json'))) throw new Misuse(`${folder} to nie jest folder danych Konwentu.`);
    if (!yes)
      throw new Misuse(`To usunie wszystkie dane w ${folder}. Jeśli tego chcesz: npm run konwent reset -- --yes`);
    const embedded = await startEmbedded({ dataDir: folder, durable: true });
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
    answer(json, `Usunięto ${folder}. Następny start zaczyna od nowa.`, { removed: folder });
  }
}

@Command({ name: 'sdl', description: 'Wypisuje schemat GraphQL.' })
export class SdlCommand extends Base {
  protected async work(_: string[], { json }: CommonOptions): Promise<void> {
    const text = await sdl();
    process.stdout.write(json ? `${JSON.stringify({ sdl: text })}\n` : text);
  }
}
