import { Db, newId, SYSTEM, type Actor, type Tx } from '#core';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { IdentityCleanup } from './identity.cleanup.ts';
import { InvitationsService, type Invited } from './invitations.service.ts';

const ACCEPT = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { token personId } }`;
const REVOKE = `mutation ($input: RevokeInput!) { revokeInvitation(input: $input) { id revokedAt } }`;
const SENT = `{ viewer { account { invitationsSent { nodes { id email acceptedAt } } } } }`;
const PASSWORD = 'zielony parasol śpi w młynie';

describe('invitations', () => {
  const t = useApp();

  const by = (person: { id: string } | null): Actor =>
    person ? { kind: 'person', id: person.id, scopes: ['READ', 'WRITE'] } : SYSTEM;
  const invite = (inviter: { id: string } | null = null, email = `${newId()}@example.invalid`): Promise<Invited> =>
    t.app.get(Db).run(by(inviter), (tx: Tx) => {
      tx.allow(true);
      const invitee = { email, displayName: nasty('Zaproszona'), invitedBy: inviter?.id ?? null };
      return t.app.get(InvitationsService).invite(tx, invitee);
    });
  const accepting = ({ token }: Invited, more = {}) => ({ input: { token, password: PASSWORD, ...more } });

  it('makes an account and signs in', async () => {
    const email = `Ewa.${newId()}@Example.invalid`;
    const invited = await invite(null, email);
    const displayName = nasty('Ewa');
    const { acceptInvitation } = await t.get<{ acceptInvitation: { token: string; personId: string } }>(
      null,
      ACCEPT,
      accepting(invited, { displayName }),
    );
    expect(acceptInvitation.personId).toBe(invited.personId);
    const viewer = { displayName, account: { email, operator: false } };
    expect(await t.get(acceptInvitation.token, `{ viewer { displayName account { email operator } } }`)).toEqual({
      viewer,
    });
  });

  it('makes one account though ten accept at once', async () => {
    const invited = await invite();
    const codes = await Promise.all(Array.from({ length: 10 }, () => t.refusal(null, ACCEPT, accepting(invited))));
    expect(codes.filter((code) => code === 'INVITATION_INVALID')).toHaveLength(9);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(await t.sql(`SELECT id FROM account WHERE id = $1`, [invited.personId])).toHaveLength(1);
  });

  it('answers the same to one key, also after the invitation is used', async () => {
    const variables = accepting(await invite(), { clientMutationId: crypto.randomUUID() });
    const answers = await Promise.all([1, 2, 3].map(() => t.get(null, ACCEPT, variables)));
    answers.push(await t.get(null, ACCEPT, variables));
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it.each([
    ['run out', `expires_at = now()`],
    ['revoked', `revoked_at = now()`],
    ['accepted', `accepted_at = now()`],
  ])('refuses one that is %s', async (_, change) => {
    const invited = await invite();
    await t.sql(`UPDATE invitation SET ${change} WHERE id = $1`, [invited.invitationId]);
    expect(await t.refusal(null, ACCEPT, accepting(invited))).toBe('INVITATION_INVALID');
  });

  it('refuses a token that never was, and a weak password without using the invitation up', async () => {
    const invited = await invite();
    expect(await t.refusal(null, ACCEPT, accepting({ ...invited, token: 'x' }))).toBe('INVITATION_INVALID');
    expect(await t.refusal(null, ACCEPT, accepting(invited, { password: 'a'.repeat(20) }))).toBe('WEAK_PASSWORD');
    expect(await t.refusal(null, ACCEPT, accepting(invited))).toBeUndefined();
  });

  it('knows one person by an address, though ten invite them at once, and lets them accept once', async () => {
    const inviters = await Promise.all(Array.from({ length: 10 }, () => t.given.person()));
    const address = newId();
    const all = await Promise.all(
      inviters.map((inviter, i) =>
        invite(inviter, i % 2 ? `${address}@example.invalid` : ` ${address}@EXAMPLE.invalid`),
      ),
    );
    expect(new Set(all.map(({ personId }) => personId)).size).toBe(1);
    const codes = await Promise.all(all.map((invited) => t.refusal(null, ACCEPT, accepting(invited))));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    const again = await invite(inviters[0]!, `${address}@example.invalid`);
    expect(again).toEqual({ personId: all[0]!.personId, invitationId: null, token: null, expiresAt: null });
  });

  it('are seen and taken back by their sender alone, while open', async () => {
    const [sender, stranger] = [await t.given.person(), await t.given.person()];
    const [first, second] = [await invite(sender), await invite(sender)];
    const input = { id: first.invitationId };
    expect(await t.refusal(stranger, REVOKE, { input })).toBe('NOT_FOUND');
    expect(await t.get(stranger, SENT)).toEqual({ viewer: { account: { invitationsSent: { nodes: [] } } } });
    for (const _ of [1, 2])
      expect(await t.get(sender, REVOKE, { input })).toMatchObject({ revokeInvitation: { id: input.id } });
    expect(await t.refusal(null, ACCEPT, accepting(first))).toBe('INVITATION_INVALID');
    expect(await t.get(sender, SENT)).toMatchObject({
      viewer: { account: { invitationsSent: { nodes: [{ id: second.invitationId }] } } },
    });
    await t.get(null, ACCEPT, accepting(second));
    expect(await t.refusal(sender, REVOKE, { input: { id: second.invitationId } })).toBe('INVITATION_INVALID');
  });
});

describe('what is kept about people', () => {
  const t = useApp();

  it('holds no secret in any table, and no personal text in events', async () => {
    const [email, displayName] = [`kanarek.${newId()}@example.invalid`, nasty('Kanarek')];
    const invited = await t.app.get(Db).run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return t.app.get(InvitationsService).invite(tx, { email, displayName, invitedBy: null });
    });
    const input = { token: invited.token, password: PASSWORD, clientMutationId: crypto.randomUUID() };
    const { acceptInvitation } = await t.get<{ acceptInvitation: { token: string } }>(null, ACCEPT, { input });
    const make = `mutation ($key: UUID) { createApiToken(input: { name: "x", scopes: [READ], clientMutationId: $key }) { token } }`;
    const { createApiToken } = await t.get<{ createApiToken: { token: string } }>(acceptInvitation.token, make, {
      key: crypto.randomUUID(),
    });
    const tables = await t.sql<{ name: string }>(`SELECT oid::regclass::text AS name FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`);
    const dump = async (name: string) =>
      (await t.sql<{ line: string }>(`SELECT row_to_json(x)::text AS line FROM ${name} x`))
        .map(({ line }) => line)
        .join();
    const all = (await Promise.all(tables.map(({ name }) => dump(name)))).join();
    expect(all).toContain(email);
    for (const secret of [PASSWORD, invited.token!, acceptInvitation.token, createApiToken.token])
      for (const form of [
        secret,
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret, 'base64url').toString('hex'),
      ])
        expect(all.includes(form)).toBe(false);
    const events = await dump('event');
    for (const text of [email, 'kanarek', displayName, 'Kanarek']) expect(events.includes(text)).toBe(false);
  });

  it('lets what ended a month ago go, and counters that no longer count', async () => {
    const person = await t.given.person();
    await t.given.session(person.id);
    await t.given.apiToken(person.id, ['READ']);
    await t.sql(`UPDATE session SET expires_at = now() - interval '31 days' WHERE person_id = $1`, [person.id]);
    await t.sql(`UPDATE api_token SET revoked_at = now() - interval '29 days' WHERE person_id = $1`, [person.id]);
    await t.sql(`INSERT INTO attempt VALUES ('address:old', 1, 1), ('address:new', 1, 9999999999999)`);
    const clean = () => t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(IdentityCleanup).run(tx));
    expect(await clean()).toBe(3);
    expect(await clean()).toBe(0);
    expect(await t.sql(`SELECT key FROM attempt WHERE key LIKE 'address:___'`)).toEqual([{ key: 'address:new' }]);
  });
});
