#!/usr/bin/env node
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { CommandFactory } from 'nest-commander';
import { Config } from '#core';
import { AuditCommand, CheckpointCommand, VerifyAuditCommand } from './audit.command.ts';
import { BackupCommand, BackupKeyCommand } from './backup.command.ts';
import { CreateOperatorCommand, MigrateCommand, ResetCommand, SdlCommand, SeedCommand } from './commands.ts';
import { FactorsCommand, ResetFactorsCommand } from './factors.command.ts';
import { ExportCommand, ImportCommand } from './export.command.ts';
import { EraseCommand } from './erase.command.ts';
import { ImportEntitiesCommand } from './import.command.ts';
import { ExportKeysCommand, KeysCommand, ListKeysCommand, RotateKeysCommand } from './keys.command.ts';
import { fail, Misuse } from './output.ts';
import { RecountCommand } from './recount.command.ts';
import { RestoreCommand } from './restore.command.ts';
import { StartCommand } from './start.command.ts';
import { VerifyCommand } from './verify.command.ts';

/** Settings are wrong use of the program: one line says all that is wrong. */
function configuration(): Config {
  try {
    return Config.load();
  } catch (error) {
    return fail(new Misuse((error as Error).message));
  }
}

@Module({
  providers: [
    { provide: Config, useFactory: configuration },
    ...[StartCommand, MigrateCommand, SeedCommand, CreateOperatorCommand, ResetCommand, SdlCommand],
    ...[EraseCommand, ImportEntitiesCommand, RecountCommand, VerifyCommand],
    ...[AuditCommand, VerifyAuditCommand, CheckpointCommand],
    ...[FactorsCommand, ResetFactorsCommand],
    ...[BackupCommand, BackupKeyCommand, RestoreCommand, ExportCommand, ImportCommand],
    ...[KeysCommand, ListKeysCommand, RotateKeysCommand, ExportKeysCommand],
  ],
})
class CliModule {}

// Help calls a program by the name of its file.
process.argv[1] = 'konwent';
await CommandFactory.run(CliModule, {
  cliName: 'konwent',
  logger: ['error'],
  errorHandler: (error) => process.exit((error as { exitCode?: number }).exitCode ? 2 : 0),
  serviceErrorHandler: fail,
});
