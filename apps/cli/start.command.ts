import { Inject, type INestApplicationContext } from '@nestjs/common';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { Command, CommandRunner, Option } from 'nest-commander';
import { Config, Db } from '#core';
import { SignInLinks } from '#identity';
import { startApi, type RunningApi } from '../api/api.ts';
import { Worker, WorkerModule } from '../worker/worker.ts';
import { demoLinks, startBox } from './box.ts';
import { migrate, openDatabase, type Database } from './database.ts';
import { isEmpty, loadDemo } from './demo.network.ts';
import { LaunchError } from './embedded.ts';
import { fail, say } from './output.ts';

const LONGEST_STOP_MS = 10_000;

interface Running {
  database?: Database;
  api?: RunningApi;
}

/** Finds out before a database is made: the port has to be free, and ours to open. */
async function refuseTaken({ PORT, HOST }: Config): Promise<void> {
  const probe = createServer().listen(PORT, HOST);
  await once(probe, 'listening');
  probe.close();
  await once(probe, 'close');
}

@Command({
  name: 'start',
  description: 'Uruchamia wszystko w jednym procesie: bazę, API i worker.',
})
export class StartCommand extends CommandRunner {
  private readonly running: Running = {};

  constructor(@Inject(Config) private readonly config: Config) {
    super();
  }

  async run(_: string[], { demo = true }: { demo?: boolean } = {}): Promise<void> {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void this.stop().then(() => process.exit(0)));
    try {
      await this.start(demo);
    } catch (error) {
      await this.stop();
      fail(this.explained(error));
    }
    await new Promise(() => undefined);
  }

  @Option({ flags: '--no-demo', description: 'pusta baza zostaje pusta' })
  noDemo(): boolean {
    return false;
  }

  private async start(demo: boolean): Promise<void> {
    const { config, running } = this;
    await refuseTaken(config);
    running.database = await openDatabase(config, { toServe: true });
    const ran = await migrate(running.database);
    if (ran.length) say(`Migracje: ${ran.length}`);
    running.api = await startApi(config, running.database.runtimeUrl, {
      modules: [WorkerModule],
      first: (app) => (demo ? this.fill(app) : Promise.resolve()),
    });
    const { app, url } = running.api;
    await app.get(Worker, { strict: false }).start();
    const links = await demoLinks(app.get(Db), app.get(SignInLinks, { strict: false }));
    const folder = running.database.folder && resolve(running.database.folder);
    process.stdout.write(startBox(url, folder, links));
  }

  private async fill(app: INestApplicationContext): Promise<void> {
    const db = app.get(Db);
    if (!(await isEmpty(db))) return;
    const { convents, entities } = await loadDemo(app);
    say(`Dane przykładowe: konwenty ${convents}, podmioty ${entities}`);
  }

  private async stop(): Promise<void> {
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
    const { api, database } = this.running;
    await api?.close().catch(() => undefined);
    await database?.stop();
  }

  private explained(error: unknown): unknown {
    const { code } = error as { code?: string };
    const { HOST, PORT } = this.config;
    if (code === 'EADDRINUSE')
      return new LaunchError(
        `Port ${PORT} jest zajęty: zatrzymaj to, co na nim działa, albo podaj inny, np. PORT=${PORT + 1} npm start.`,
      );
    if (code === 'EACCES')
      return new LaunchError(`Portu ${PORT} nie wolno Ci otworzyć: podaj wyższy niż 1023, np. PORT=3000 npm start.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      return new LaunchError(`Tego komputera nie ma pod adresem ${HOST}: popraw HOST.`);
    return error;
  }
}
