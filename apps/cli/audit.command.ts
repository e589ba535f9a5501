import { readFile } from 'node:fs/promises';
import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';
import pg from 'pg';
import { AuditModule, Checkpoints, verifyAudit, type Ask, type AuditReport } from '#audit';
import { APP_ROLE, connectionOptions } from '#core';
import { NodeKeys, publishedSet, type NodeKey } from '#seals';
import { Base } from './base.command.ts';
import { answer, fail, Misuse, type CommonOptions } from './output.ts';

interface VerifyOptions extends CommonOptions {
  readonly from?: string;
  readonly keys?: string;
}

const KEYS = `SELECT id, kid, jwk, created_at AS "createdAt", valid_from AS "validFrom", retired_at AS "retiredAt",
  previous, attested_by AS "attestedBy" FROM node_key ORDER BY valid_from`;

const textOf = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: Error) => {
    throw new Misuse(`Nie można odczytać pliku ${file}: ${error.message}`);
  });

async function keysIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await textOf(file)) as unknown;
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse(`${file} nie zawiera kluczy węzła: to nie jest JSON.`);
  }
}

const inWords = ({ events, entries, chains, checkpoints, pending, findings, more }: AuditReport): string =>
  [
    `Zdarzenia ${events}, wpisy ${entries}, łańcuchy ${chains}, punkty kontrolne ${checkpoints}; jeszcze poza łańcuchem ${pending}.`,
    ...(findings.length ? ['Dziennik NIE jest taki, jaki był:'] : ['Dziennik jest taki, jaki był.']),
    ...findings.map(({ message }) => `  ${message}`),
    ...(more ? [`  … i ${more} dalszych.`] : []),
  ].join('\n');

@SubCommand({
  name: 'verify',
  description: 'Sprawdza cały dziennik, wiersz po wierszu; potrzebuje bazy i kluczy publicznych, niczego więcej.',
})
export class VerifyAuditCommand extends Base {
  @Option({ flags: '--from <file>', description: 'punkt kontrolny przechowany poza węzłem (konwent audit checkpoint)' })
  from(file: string): string {
    return file;
  }

  @Option({ flags: '--keys <file>', description: 'klucze publiczne przechowane poza węzłem (konwent keys export)' })
  keys(file: string): string {
    return file;
  }

  protected async work(_: string[], { json, from, keys }: VerifyOptions): Promise<void> {
    const given = keys === undefined ? undefined : await keysIn(keys);
    const checkpoint = from === undefined ? undefined : (await textOf(from)).replace(/\r?\n$/, '');
    const report = await this.withDatabase(({ runtimeUrl }) =>
      asSystem(runtimeUrl, async (ask) => {
        const trusted = given ?? publishedSet(await ask<NodeKey>(KEYS, []));
        return verifyAudit(ask, { keys: trusted, ...(checkpoint !== undefined && { checkpoint }) });
      }),
    );
    answer(json, inWords(report), report);
    process.exitCode = report.ok ? 0 : 1;
  }
}

/** Reads as the runtime does: whoever verifies needs no right that the application has not. */
async function asSystem<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    options: `${connectionOptions(APP_ROLE)} -c app.actor=system`,
  });
  await client.connect();
  const ask: Ask = async <Row>(text: string, values: unknown[]) => (await client.query(text, values)).rows as Row[];
  return work(ask).finally(() => client.end());
}

@SubCommand({
  name: 'checkpoint',
  description: 'Pieczętuje stan dziennika i wypisuje punkt kontrolny: konwent audit checkpoint > punkt.json',
})
export class CheckpointCommand extends Base {
  protected work(): Promise<void> {
    return this.withServices([AuditModule], async (app) => {
      await app.get(NodeKeys, { strict: false }).settle();
      const checkpoints = app.get(Checkpoints);
      const file = (await checkpoints.make()) ?? (await checkpoints.file());
      if (file === null) throw new Misuse('Dziennik jest pusty: nie ma czego pieczętować.');
      process.stdout.write(`${file}\n`);
    });
  }
}

/** Without options of its own: it would take those of its commands away from them. */
@Command({
  name: 'audit',
  description: 'Dziennik, którego nie można po cichu zmienić: verify, checkpoint.',
  subCommands: [VerifyAuditCommand, CheckpointCommand],
})
export class AuditCommand extends CommandRunner {
  async run(): Promise<void> {
    fail(new Misuse('Powiedz, co zrobić z dziennikiem: konwent audit verify albo konwent audit checkpoint.'));
  }
}
