import type { INestApplicationContext } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { Db, NotFound, SYSTEM, type Tx } from '#core';
import { emailKeyOf } from '#identity';
import { Erasing, PersonKeys, PrivacyModule, Scrubbing } from '#privacy';
import { Base } from './base.command.ts';
import { answer, Misuse, type CommonOptions } from './output.ts';

interface EraseOptions extends CommonOptions {
  readonly reason?: string;
  readonly yes?: boolean;
}

@Command({
  name: 'erase',
  arguments: '<email>',
  description: 'Usuwa na stałe dane osoby o tym adresie; głosy, podpisy i czynności organizacji zostają bez nazwiska.',
})
export class EraseCommand extends Base {
  @Option({ flags: '--reason <text>', description: 'kto i jak o to poprosił' })
  reason(text: string): string {
    return text;
  }

  @Option({ flags: '--yes', description: 'tak, usuń od razu: tego nie da się cofnąć' })
  yes(): boolean {
    return true;
  }

  protected work([email = '']: string[], { json, reason, yes }: EraseOptions): Promise<void> {
    if (!reason?.trim()) throw new Misuse('Podaj powód: konwent erase EMAIL --reason "kto i jak o to poprosił".');
    if (!yes) throw new Misuse('Tego nie da się cofnąć. Jeśli na pewno: dodaj --yes.');
    return this.withServices([PrivacyModule], (app) => this.erase(app, email, reason.trim(), json));
  }

  private async erase(app: INestApplicationContext, email: string, reason: string, json?: boolean): Promise<void> {
    const personId = await app.get(Db).run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [found] = await tx.sql<{ id: string | null }>(`SELECT person_by_account($1) AS id`, [emailKeyOf(email)]);
      if (!found?.id) throw NotFound({ type: 'Person' });
      return found.id;
    });
    const sealed = await app.get(PersonKeys, { strict: false }).seal(personId, reason);
    await app.get(Erasing, { strict: false }).now(personId, 'OPERATOR', 'true', sealed);
    const tables = await app.get(Scrubbing, { strict: false }).run();
    answer(json, `Dane osoby ${personId} usunięto. Na nowo zapisano tabel: ${tables}.`, { personId, tables });
  }
}
