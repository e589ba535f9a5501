import type { INestApplicationContext } from '@nestjs/common';
import { Command, CommandRunner, SubCommand } from 'nest-commander';
import { refusalIn } from '#core';
import { NodeKeys, Seals, SealsModule, type NodeKey } from '#seals';
import { Base } from './base.command.ts';
import { answer, fail, Misuse, type CommonOptions } from './output.ts';

/** The commands about the node's keys; each first brings files and database together. */
abstract class KeysBase extends Base {
  protected withKeys<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
    return this.withServices([SealsModule], async (app) => {
      await app.get(NodeKeys).settle();
      return work(app);
    }).catch((error: unknown) => {
      throw refusalIn(error) ?? error;
    });
  }
}

const told = ({ kid, validFrom, retiredAt }: NodeKey) => ({ kid, validFrom, retiredAt });

function line({ kid, validFrom, retiredAt }: NodeKey): string {
  const until = retiredAt ? `do ${retiredAt.toISOString()}` : 'w użyciu';
  return `${kid}  od ${validFrom.toISOString()}  ${until}`;
}

@SubCommand({ name: 'list', description: 'Wymienia klucze węzła, od najstarszego.' })
export class ListKeysCommand extends KeysBase {
  protected work(_: string[], { json }: CommonOptions): Promise<void> {
    return this.withKeys(async (app) => {
      const keys = await app.get(NodeKeys).all();
      answer(json, keys.map(line).join('\n'), { keys: keys.map(told) });
    });
  }
}

@SubCommand({
  name: 'rotate',
  description: 'Wprowadza nowy klucz: poświadcza go dotychczasowy, który traci część prywatną. Dawne zapisy są ważne.',
})
export class RotateKeysCommand extends KeysBase {
  protected work(_: string[], { json }: CommonOptions): Promise<void> {
    return this.withKeys(async (app) => {
      const key = await app.get(NodeKeys).rotate();
      answer(json, `Nowy klucz: ${line(key)}\nZrób kopię zapasową folderu keys w DATA_DIR.`, told(key));
    });
  }
}

@SubCommand({ name: 'export', description: 'Wypisuje klucze publiczne: konwent keys export > klucze.json' })
export class ExportKeysCommand extends KeysBase {
  protected work(): Promise<void> {
    return this.withKeys(async (app) => {
      process.stdout.write(`${JSON.stringify(await app.get(Seals).publicKeys(), null, 2)}\n`);
    });
  }
}

/** Without options of its own: it would take those of its commands away from them. */
@Command({
  name: 'keys',
  description: 'Klucze, którymi węzeł pieczętuje zapisy: list, rotate, export.',
  subCommands: [ListKeysCommand, RotateKeysCommand, ExportKeysCommand],
})
export class KeysCommand extends CommandRunner {
  async run(): Promise<void> {
    fail(new Misuse('Powiedz, co zrobić z kluczami: konwent keys list, konwent keys rotate albo konwent keys export.'));
  }
}
