#!/usr/bin/env node
import 'reflect-metadata';
import { Module, type Type } from '@nestjs/common';
import { CommandFactory, CommandRunner } from 'nest-commander';
import { Config } from '#core';
import { fail, Misuse } from './output.ts';

/** By the first word: no command waits for what only others need. */
const commands: Record<string, () => Promise<Record<string, unknown>>> = {
  audit: () => import('./audit.command.ts'),
  backup: () => import('./backup.command.ts'),
  'backup-key': () => import('./backup.command.ts'),
  'create-operator': () => import('./operator.command.ts'),
  erase: () => import('./erase.command.ts'),
  export: () => import('./export.command.ts'),
  factors: () => import('./factors.command.ts'),
  import: () => import('./export.command.ts'),
  'import-entities': () => import('./import.command.ts'),
  keys: () => import('./keys.command.ts'),
  migrate: () => import('./database.command.ts'),
  recount: () => import('./recount.command.ts'),
  reset: () => import('./database.command.ts'),
  restore: () => import('./restore.command.ts'),
  sdl: () => import('./sdl.command.ts'),
  seed: () => import('./seed.command.ts'),
  start: () => import('./start.command.ts'),
  verify: () => import('./verify.command.ts'),
};

/** The commands that begin with this word; for help, or where there is no such word, all. */
async function named(word = ''): Promise<Type[]> {
  const files = Object.hasOwn(commands, word) ? [commands[word]!] : [...Object.values(commands)];
  const modules = await Promise.all(files.map((load) => load()));
  const found = modules.flatMap((module) => Object.values(module)).filter(isCommand);
  return [...new Set(found)];
}

const isCommand = (value: unknown): value is Type =>
  typeof value === 'function' && value.prototype instanceof CommandRunner;

/** Settings are wrong use of the program: one line says all that is wrong. */
function configuration(): Config {
  try {
    return Config.load();
  } catch (error) {
    return fail(new Misuse((error as Error).message));
  }
}

const config = configuration();

@Module({ providers: [{ provide: Config, useValue: config }, ...(await named(process.argv[2]))] })
class CliModule {}

// Help calls a program by the name of its file.
process.argv[1] = 'konwent';
await CommandFactory.run(CliModule, {
  cliName: 'konwent',
  logger: ['error'],
  errorHandler: (error) => process.exit((error as { exitCode?: number }).exitCode ? 2 : 0),
  serviceErrorHandler: fail,
});
