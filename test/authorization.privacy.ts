import { newId } from '#core';
import { input, made, reason, type Ask } from './authorization.ask.ts';

/** What operations on one's own data, and on somebody's by the operator, are asked with. */
export const PRIVACY: Record<string, Ask> = {
  'Mutation.requestMyData': () => input({}),
  'Mutation.requestErasure': () => input({ reason }),
  'Mutation.cancelErasure': async (cell) => {
    const { t, target, actor } = cell;
    const erasureId = await made(cell, async () => {
      const [id, person] = [newId(), (target === 'own' && actor) || (await t.given.person())];
      await t.sql(`DELETE FROM erasure WHERE person_id = $1`, [person.id]);
      await t.sql(
        `INSERT INTO erasure (id, person_id, state, asked_by, asked_at, due_at) VALUES ($1, $2, 'WAITING', 'PERSON', now(), now())`,
        [id, person.id],
      );
      return { id };
    });
    return input({ erasureId });
  },
  'Mutation.erasePerson': async ({ t, target }) => {
    const { id } = target === 'none' ? { id: newId() } : await t.given.person();
    return input({ email: `osoba.${id}@example.invalid`, reason });
  },
};
