import { newId, newSecret } from '#core';
import { input, type Ask } from './authorization.ask.ts';
import { Authenticator } from './authenticator.ts';
import { Factors } from './factors.ts';
import { nasty } from './given.ts';
import type { Cell } from './authorization.world.ts';

/** Where a node is found that was told no address and no port. */
const HERE = 'http://localhost:0';

const PROOF = { id: 'YQ', clientDataJSON: 'YQ', authenticatorData: 'YQ', signature: 'YQ' };

/** A factor without any secret in it. */
async function factorOf({ t }: Cell, personId: string, id = newId()): Promise<void> {
  await t.sql(`DELETE FROM second_factor WHERE person_id = $1`, [personId]);
  await t.sql(
    `INSERT INTO second_factor (id, person_id, kind, name, created_at, secret, last_step)
     VALUES ($1, $2, 'TOTP', $3, now(), 'x', 0)`,
    [id, personId, nasty('Telefon')],
  );
}

/** Somebody's who came back from the provider; for a session where one is given. */
async function arrival({ t }: Cell, subject: string, personId: string | null = null): Promise<string> {
  const { secret, hash } = newSecret();
  await t.sql(
    `INSERT INTO ceremony (id, kind, hash, person_id, holder_id, issuer, subject, created_at, expires_at)
     VALUES ($1, 'OIDC_ARRIVAL', $2, $3, (SELECT id FROM session WHERE person_id = $3 AND revoked_at IS NULL LIMIT 1),
       'https://id.example', $4, now(), now() + interval '2 minutes')`,
    [newId(), hash, personId, subject],
  );
  return secret;
}

async function identityOf({ t }: Cell, personId: string, id: string): Promise<void> {
  await t.sql(`UPDATE account SET password_hash = 'x' WHERE id = $1`, [personId]);
  await t.sql(
    `INSERT INTO linked_identity (id, person_id, issuer, subject, created_at) VALUES ($1, $2, 'https://id.example', $3, now())`,
    [id, personId, newId()],
  );
}

/** Of the actor, of somebody else, or of nobody. */
const onOwned =
  (make: (cell: Cell, owner: string, id: string) => Promise<unknown>, more: object = {}): Ask =>
  async (cell) => {
    const owner = cell.target === 'own' && cell.actor ? cell.actor : await cell.t.given.person();
    const id = newId();
    if (cell.target !== 'none') await make(cell, owner.id, id);
    return input({ id, ...more });
  };

async function half(f: Factors): Promise<{ token: string; codes: string[] }> {
  const member = await f.member();
  const { codes } = await f.passkey(member);
  return { token: await f.half(member), codes };
}

export const FACTORS: Record<string, Ask> = {
  'Mutation.signInWithPasskey': async ({ t }) => {
    const f = new Factors(t, HERE);
    const { key } = await f.passkey(await f.member());
    const { options } = await f.do<{ options: string }>(null, 'startPasskeySignIn');
    return input({ passkey: key.get(options) });
  },
  'Mutation.finishSignIn': async ({ t, target }) => {
    if (target === 'none') return input({ token: newId(), passkey: PROOF });
    const { token, codes } = await half(new Factors(t, HERE));
    return input({ token, recoveryCode: codes[0] });
  },
  'Mutation.signInWithIdentity': async (cell) => {
    const [person, subject] = [await cell.t.given.person(), newId()];
    await identityOf(cell, person.id, newId());
    await cell.t.sql(`UPDATE linked_identity SET subject = $2 WHERE person_id = $1`, [person.id, subject]);
    return input({ code: await arrival(cell, subject) });
  },
  'Mutation.acceptInvitationWithIdentity': async (cell) =>
    input({ token: (await new Factors(cell.t).invitation()).token, code: await arrival(cell, newId()) }),
  'Mutation.confirmTotp': async ({ t, actor }) => {
    if (!actor) return input({ code: '123456', name: 'x' });
    const f = new Factors(t, HERE);
    const { secret } = await f.do<{ secret: string }>(actor, 'enrolTotp');
    return input({ code: await f.code(secret), name: nasty('Telefon') });
  },
  'Mutation.addPasskey': async ({ t, actor }) => {
    if (!actor) return input({ attestation: { id: 'YQ', clientDataJSON: 'YQ', attestationObject: 'YQ' }, name: 'x' });
    const { options } = await new Factors(t, HERE).do<{ options: string }>(actor, 'enrolPasskey');
    return input({ attestation: new Authenticator(HERE).create(options), name: nasty('Klucz') });
  },
  'Mutation.renameFactor': onOwned(factorOf, { name: nasty('Telefon') }),
  'Mutation.removeFactor': onOwned(factorOf),
  'Mutation.renewRecoveryCodes': async (cell) => {
    if (cell.actor) await factorOf(cell, cell.actor.id);
    return {};
  },
  'Mutation.reauthenticateWithFactor': async ({ t, actor }) => {
    if (!actor) return input({ totpCode: '123456' });
    const f = new Factors(t, HERE);
    const { key } = await f.passkey(actor);
    const { options } = await f.do<{ options: string }>(actor, 'startPasskeyProof');
    return input({ passkey: key.get(options) });
  },
  'Mutation.linkIdentity': async (cell) => input({ code: await arrival(cell, newId(), cell.actor?.id) }),
  'Mutation.unlinkIdentity': onOwned(identityOf),
};
