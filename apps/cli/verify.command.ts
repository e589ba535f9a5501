import { readFile } from 'node:fs/promises';
import { Command, Option } from 'nest-commander';
import { declarationChecks } from '#declarations';
import { dossierChecks } from '#dossiers';
import { minutesChecks } from '#minutes';
import { contentHash, verifyRecord, type Verified } from '#seals';
import { Base } from './base.command.ts';
import { answer, Misuse, type CommonOptions } from './output.ts';

const KEYS_PATH = '.well-known/konwent-keys.json';
const LONGEST_WAIT_MS = 10_000;

interface VerifyOptions extends CommonOptions {
  readonly keys?: string;
  readonly url?: string;
}

@Command({
  name: 'verify',
  arguments: '<file>',
  description: 'Sprawdza pobrany zapis kluczami węzła, bez bazy i bez serwera; mówi, co pierwsze się nie zgadza.',
})
export class VerifyCommand extends Base {
  @Option({ flags: '--keys <file>', description: 'plik z kluczami węzła (konwent keys export)' })
  keys(file: string): string {
    return file;
  }

  @Option({ flags: '--url <address>', description: 'adres węzła, z którego pobrać klucze' })
  url(address: string): string {
    return address;
  }

  protected async work([file = '']: string[], options: VerifyOptions): Promise<void> {
    const bytes = await bytesOf(file);
    const result = await verifyRecord(bytes, await keysOf(options), {
      checks: { ...declarationChecks(contentHash), ...minutesChecks(contentHash), ...dossierChecks(contentHash) },
    });
    answer(options.json, result.ok ? praise(result) : `Zapisu NIE potwierdzono: ${result.message}`, result);
    process.exitCode = result.ok ? 0 : 1;
  }
}

const praise = ({ kind, seal, root }: Verified): string =>
  [
    'Zapis jest prawdziwy: nie zmieniono w nim ani jednego bajtu.',
    `Rodzaj        ${kind}`,
    `Opieczętowany ${seal.sealedAt}`,
    `Klucz         ${seal.kid}`,
    `Węzeł         ${root}  (pierwszy klucz: porównaj go z tym, który znasz)`,
  ].join('\n');

const bytesOf = (file: string): Promise<Uint8Array> =>
  readFile(file).catch((error: Error) => {
    throw new Misuse(`Nie można odczytać pliku ${file}: ${error.message}`);
  });

async function keysOf({ keys, url }: VerifyOptions): Promise<unknown> {
  if (!keys === !url) throw new Misuse('Podaj klucze węzła: --keys PLIK albo --url ADRES.');
  const text = keys ? new TextDecoder().decode(await bytesOf(keys)) : await download(url!);
  try {
    return JSON.parse(text);
  } catch {
    throw new Misuse(`${keys ?? url} nie zawiera kluczy węzła: to nie jest JSON.`);
  }
}

async function download(url: string): Promise<string> {
  try {
    const address = new URL(KEYS_PATH, url.endsWith('/') ? url : `${url}/`);
    const response = await fetch(address, { signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.text();
  } catch (error) {
    throw new Misuse(`Nie można pobrać kluczy z ${url}: ${(error as Error).message}`);
  }
}
