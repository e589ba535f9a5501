import { stat } from 'node:fs/promises';
import { Command } from 'nest-commander';
import { exportNode } from '../backup/export.ts';
import { importNode } from '../backup/import.ts';
import { withAccess } from '../backup/server.access.ts';
import { Base } from './base.command.ts';
import { migrate } from './database.ts';
import { answer, Misuse, say, type CommonOptions } from './output.ts';
import { withProgress } from './progress.ts';

@Command({
  name: 'export',
  arguments: '<file>',
  description: 'Wypisuje całą treść węzła w jednym, zawsze takim samym porządku; bez haseł, sesji i kluczy.',
})
export class ExportCommand extends Base {
  protected async work([file = '']: string[], { json }: CommonOptions): Promise<void> {
    const { DATA_DIR: home } = this.config;
    const made = await withAccess(this.config, ({ ownerUrl }) =>
      withProgress('Eksport', (onProgress) =>
        exportNode({ ownerUrl, home, file, onProgress: (done, all) => onProgress((100 * done) / all) }),
      ),
    );
    const { tables, rows, contents, missing } = made;
    if (missing.length) say(`UWAGA: ${missing.length} plików nie ma albo są uszkodzone, np. ${missing[0]}.`);
    say('Eksport zawiera dane osobowe i nie jest zaszyfrowany: przechowuj go tak jak bazę.');
    answer(json, `Wypisano ${rows} wierszy z ${tables} tabel i ${contents} plików: ${made.file}`, made);
  }
}

@Command({
  name: 'import',
  arguments: '<file>',
  description: 'Wczytuje eksport do nowego węzła, przed jego pierwszym startem: wszystko albo nic.',
})
export class ImportCommand extends Base {
  protected async work([file = '']: string[], { json }: CommonOptions): Promise<void> {
    const { size } = await stat(file).catch((error: Error) => {
      throw new Misuse(`Nie można odczytać pliku ${file}: ${error.message}`);
    });
    const { DATA_DIR: home } = this.config;
    const done = await this.withDatabase(async (database) => {
      if (database.isShared)
        throw new Misuse('Import wymaga nowego węzła przed pierwszym startem: zatrzymaj ten węzeł.');
      await migrate(database);
      return withProgress('Import', (onProgress) =>
        importNode({
          ...{ ownerUrl: database.ownerUrl, home, file },
          onProgress: (bytes) => onProgress((100 * bytes) / size),
        }),
      );
    });
    if (done.missing) say(`UWAGA: ${done.missing} plików nie było już w eksporcie.`);
    const next = 'Hasła zostały w dawnym węźle: ludzie logują się odnośnikiem. Przed startem przenieś też folder keys.';
    answer(json, `Wczytano ${done.rows} wierszy i ${done.contents} plików.\n${next}`, done);
  }
}
