import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'nest-commander';
import { backup, bytesBelow, refuseTaken, type Made } from '../backup/backup.ts';
import { makeKeys, publicKeyIn } from '../backup/backup.keys.ts';
import { datedName, keepNewest } from '../backup/drafts.ts';
import { withAccess, type Access } from '../backup/server.access.ts';
import { Base } from './base.command.ts';
import { LaunchError } from './embedded.ts';
import { answer, Misuse, say, type CommonOptions } from './output.ts';
import { withProgress } from './progress.ts';

interface BackupOptions extends CommonOptions {
  readonly to?: string;
  readonly keep?: number;
}

@Command({
  name: 'backup',
  arguments: '<file-or-folder>',
  description: 'Robi zaszyfrowaną kopię węzła, który może przy tym działać: baza, pliki, klucze; bez kluczy głosowań.',
})
export class BackupCommand extends Base {
  @Option({ flags: '--to <file>', description: 'klucz publiczny, dla którego jest kopia (konwent backup-key)' })
  to(file: string): string {
    return file;
  }

  @Option({ flags: '--keep <count>', description: 'w folderze: ile najnowszych kopii zostawić, razem z nową' })
  keep(count: string): number {
    if (!/^[1-9]\d{0,4}$/.test(count)) throw new Misuse('--keep ma być liczbą od 1.');
    return Number(count);
  }

  protected async work([place = '']: string[], { to, keep, json }: BackupOptions): Promise<void> {
    if (!to)
      throw new Misuse('Podaj klucz publiczny, dla którego jest kopia: --to PLIK; parę robi konwent backup-key PLIK.');
    const recipient = await publicKeyIn(to);
    const isFolder = (await stat(place).catch(() => undefined))?.isDirectory() ?? false;
    if (keep && !isFolder) throw new Misuse('--keep działa, gdy kopie leżą w folderze: podaj istniejący folder.');
    const file = isFolder ? join(place, datedName(new Date())) : place;
    await refuseTaken(file);
    const made = await withAccess(this.config, async (access) => {
      const { folder } = embedded(access);
      const all = await bytesBelow(folder);
      return withProgress('Kopia', (onProgress) =>
        backup({
          ...{ access: { ...access, folder }, file, recipient },
          onProgress: (bytes) => onProgress((100 * bytes) / all),
        }),
      );
    });
    const removed = keep ? await keepNewest(place, keep) : [];
    tell(made);
    answer(json, words(made, removed), { ...made, removed });
  }
}

function embedded({ folder }: Access): { folder: string } {
  if (folder) return { folder };
  throw new LaunchError(
    'backup kopiuje tylko wbudowaną bazę, a DATABASE_URL wskazuje inną: jak kopiować taki węzeł, mówi docker/README.md.',
  );
}

function tell({ missing }: Made): void {
  if (missing.length) say(`UWAGA: ${missing.length} plików nie ma albo są uszkodzone, np. ${missing[0]}.`);
}

const words = ({ file, bytes, mark }: Made, removed: readonly string[]): string =>
  [
    `Kopia        ${file}  (${(bytes / 1e6).toFixed(1)} MB)`,
    `Obejmuje     wszystko, co potwierdzono przed ${mark.at}  (LSN ${mark.lsn})`,
    ...(removed.length ? [`Usunięto     ${removed.join(', ')}`] : []),
  ].join('\n');

@Command({
  name: 'backup-key',
  arguments: '<file>',
  description: 'Robi parę kluczy do kopii: PLIK otwiera kopie i ma leżeć poza węzłem, PLIK.pub je robi.',
})
export class BackupKeyCommand extends Base {
  protected async work([file = '']: string[], { json }: CommonOptions): Promise<void> {
    const made = await makeKeys(file);
    const { id, privateFile, publicFile } = made;
    answer(
      json,
      `Klucz ${id}.\n${publicFile} zostaje na węźle: konwent backup FOLDER --to ${publicFile}\n` +
        `${privateFile} przenieś tam, gdzie węzła nie ma, i miej go dwa razy: bez niego żadnej kopii nikt nie otworzy.`,
      made,
    );
  }
}
