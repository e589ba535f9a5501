import { Command } from 'nest-commander';
import { Db, SYSTEM, type Tx } from '#core';
import { IdentityModule, PeopleService, SignInLinks } from '#identity';
import { Base } from './base.command.ts';
import { answer, Misuse, type CommonOptions } from './output.ts';

@Command({
  name: 'create-operator',
  arguments: '<email> <name>',
  description: 'Dodaje operatora węzła i daje mu odnośnik do pierwszego zalogowania.',
})
export class CreateOperatorCommand extends Base {
  protected work([email = '', displayName = '']: string[], { json }: CommonOptions): Promise<void> {
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new Misuse(`„${email}” nie jest adresem e-mail.`);
    return this.withServices([IdentityModule], async (app) => {
      const [personId, token] = await app.get(Db).run(SYSTEM, async (tx: Tx) => {
        const id = await app.get(PeopleService, { strict: false }).create(tx, { email, displayName, operator: true });
        return [id, await app.get(SignInLinks, { strict: false }).make(tx, id)] as const;
      });
      const { PUBLIC_URL, HOST, PORT } = this.config;
      const link = `${PUBLIC_URL ?? `http://${HOST}:${PORT}`}/#sign-in=${token}`;
      answer(json, `Operator ${displayName} dodany. Odnośnik działa raz, przez dobę:\n${link}`, { personId, link });
    });
  }
}
