import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, Option } from 'nest-commander';
import { Base } from './base.command.ts';
import { migrate } from './database.ts';
import { startEmbedded } from './embedded.ts';
import { answer, Misuse, type CommonOptions } from './output.ts';

@Command({ name: 'migrate', description: 'Doprowadza tabele do aktualnej postaci.' })
export class MigrateCommand extends Base {
  protected work(_: string[], { json }: CommonOptions): Promise<void> {
    return this.withDatabase(async (database) => {
      const ran = await migrate(database);
      answer(json, ran.length ? `Wykonano migracje: ${ran.join(', ')}` : 'Tabele są aktualne.', { migrations: ran });
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
