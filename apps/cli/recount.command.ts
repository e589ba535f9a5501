import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommandRunner } from 'nest-commander';

/** The program lies among the sources, also where this runs from `dist`. */
const PLACES = ['recount.mjs', '../../../apps/cli/recount.mjs'].map((path) => join(import.meta.dirname, path));

@Command({
  name: 'recount',
  arguments: '<file> [keys]',
  description: 'Liczy ogłoszone głosowanie od nowa z pobranego protokołu; z kluczami węzła sprawdza też jego podpis.',
})
export class RecountCommand extends CommandRunner {
  /** A program of its own, which shares no line with what has counted the votes first. */
  run(files: string[]): Promise<void> {
    const program = PLACES.find((path) => existsSync(path))!;
    const { status } = spawnSync(process.execPath, [program, ...files], { stdio: 'inherit' });
    process.exitCode = status ?? 1;
    return Promise.resolve();
  }
}
