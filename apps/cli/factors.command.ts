import { Command, CommandRunner, SubCommand } from 'nest-commander';
import { Db, refusalIn, SYSTEM, type Tx } from '#core';
import { FactorsModule, FactorsService } from '#factors';
import { Base } from './base.command.ts';
import { answer, fail, Misuse, type CommonOptions } from './output.ts';

@SubCommand({
  name: 'reset',
  arguments: '<email>',
  description: 'Usuwa drugie składniki logowania osoby i kończy jej sesje. Najpierw upewnij się, kto o to prosi.',
})
export class ResetFactorsCommand extends Base {
  protected work([email = '']: string[], { json }: CommonOptions): Promise<void> {
    return this.withServices([FactorsModule], async (app) => {
      const factors = app.get(FactorsService, { strict: false });
      const done = await app.get(Db).run(SYSTEM, (tx: Tx) => factors.reset(tx, email));
      answer(json, `Usunięto składniki: ${done.factors}, zakończono sesje: ${done.sessions}.`, done);
    }).catch((error: unknown) => {
      throw refusalIn(error) ?? error;
    });
  }
}

/** Without options of its own: it would take those of its commands away from them. */
@Command({ name: 'factors', description: 'Drugie składniki logowania: reset.', subCommands: [ResetFactorsCommand] })
export class FactorsCommand extends CommandRunner {
  async run(): Promise<void> {
    fail(new Misuse('Powiedz, czyje składniki usunąć: konwent factors reset ADRES.'));
  }
}
