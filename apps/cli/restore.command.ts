import { stat } from 'node:fs/promises';
import { Command, Option } from 'nest-commander';
import { privateKeyIn } from '../backup/backup.keys.ts';
import { restore, type Restored } from '../backup/restore.ts';
import { Base } from './base.command.ts';
import { answer, Misuse, say, type CommonOptions } from './output.ts';
import { withProgress } from './progress.ts';

/** What is packed, as a share of what it holds; only for the bar. */
const PACKED = 0.12;

interface RestoreOptions extends CommonOptions {
  readonly key?: string;
  readonly into?: string;
}

@Command({
  name: 'restore',
  arguments: '<file>',
  description: 'Odtwarza węzeł z kopii do nowego folderu danych i sprawdza go, zanim go tam postawi.',
})
export class RestoreCommand extends Base {
  @Option({ flags: '--key <file>', description: 'klucz prywatny kopii (konwent backup-key)' })
  key(file: string): string {
    return file;
  }

  @Option({ flags: '--into <folder>', description: 'nowy albo pusty folder, potem DATA_DIR węzła' })
  into(folder: string): string {
    return folder;
  }

  protected async work([file = '']: string[], { key, into, json }: RestoreOptions): Promise<void> {
    if (!key || !into)
      throw new Misuse('Podaj klucz prywatny i folder: konwent restore PLIK --key KLUCZ --into FOLDER.');
    const { size } = await stat(file).catch((error: Error) => {
      throw new Misuse(`Nie można odczytać pliku ${file}: ${error.message}`);
    });
    const privateKey = await privateKeyIn(key);
    const restored = await withProgress('Odtwarzanie', (onProgress) =>
      restore({ file, key: privateKey, into, onProgress: (bytes) => onProgress((100 * PACKED * bytes) / size) }),
    );
    tell(restored);
    answer(json, words(restored), restored);
  }
}

function tell({ missing, pollsWithoutKey, seals }: Restored): void {
  if (missing.length) say(`UWAGA: ${missing.length} plików brakowało już w chwili kopii, np. ${missing[0]}.`);
  if (pollsWithoutKey.length)
    say(
      `UWAGA: ${pollsWithoutKey.length} tajnych głosowań czeka na klucze, których kopie nie mają: włóż je do polls (${pollsWithoutKey.join(', ')}).`,
    );
  if (!seals) say('UWAGA: brakuje klucza, którym węzeł pieczętuje: włóż go do keys.');
}

const words = ({ folder, mark, head }: Restored): string =>
  [
    `Odtworzono   ${folder}`,
    `Stan         wszystko, co potwierdzono przed ${mark.at}  (LSN ${mark.lsn}, ${head.migration})`,
    `Sprawdzono   sumy wszystkich części, strony i indeksy bazy, pliki i klucze`,
    `Start        DATA_DIR=${folder} npm start`,
  ].join('\n');
