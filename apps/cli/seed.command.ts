import { Command } from 'nest-commander';
import { Db } from '#core';
import { domains } from '../api/schema.ts';
import { Base } from './base.command.ts';
import { isEmpty, loadDemo } from './demo.network.ts';
import { LaunchError } from './embedded.ts';
import { answer, type CommonOptions } from './output.ts';

@Command({ name: 'seed', description: 'Ładuje sieć przykładową do pustej bazy.' })
export class SeedCommand extends Base {
  protected work(_: string[], { json }: CommonOptions): Promise<void> {
    return this.withServices(domains, async (app) => {
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
