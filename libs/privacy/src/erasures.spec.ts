import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { Meetings } from '#test/meetings';
import {
  addressOf,
  CANCEL_ERASURE,
  ERASE_PERSON,
  invited,
  MY_DATA,
  nameOf,
  NEUTRAL,
  REQUEST_ERASURE,
} from '#test/privacy';
import { Erasing } from './erasing.service.ts';
import { PersonKeys } from './person-keys.ts';

const TOKEN = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { id } }`;
const PASSWORD = 'zielony parasol śpi w młynie';
const CHANGE = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { personId } }`;

interface Told {
  readonly id: string;
  readonly dueAt: string;
  readonly availableActions: object[];
}
const ten = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 10 }, work));

describe('an erasure', () => {
  const t = useApp();
  const erasing = () => t.app.get(Erasing, { strict: false });
  const keys = () => t.app.get(PersonKeys, { strict: false });
  const ask = async (who: Someone, reason: string | null = null): Promise<Told> =>
    (await t.get<{ requestErasure: Told }>(who, REQUEST_ERASURE, { input: { reason } })).requestErasure;
  const rowsOf = async (table: string, { id }: { id: string }): Promise<number> =>
    (await t.sql(`SELECT FROM ${table} WHERE person_id = $1`, [id])).length;

  it('waits fourteen days, once, though it is asked for ten times at once; its reason is the person’s to read', async () => {
    const me = await t.given.person();
    const reason = nasty('Powód');
    const answers = await ten(() => ask(me, reason));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    const [{ dueAt, ...first }] = answers as [Told];
    expect(first).toMatchObject({ state: 'WAITING', askedBy: 'PERSON', settledAt: null, reason: reason.trim() });
    expect(Date.parse(dueAt) - Date.now()).toBeGreaterThan(13.9 * 86_400_000);
    expect(first.availableActions).toEqual([{ action: 'cancelErasure', allowed: true, reason: null }]);
    expect(await erasing().due()).toBe(0);
    const [{ stored }] = (await t.sql<{ stored: string }>(
      `SELECT encode(reason, 'escape') AS stored FROM erasure WHERE id = $1`,
      [first.id],
    )) as [{ stored: string }];
    expect(stored).not.toContain('Pow');
  });

  it('is cancelled by the person or an operator, while it waits, and by nobody else', async () => {
    const [me, stranger, operator] = [
      await t.given.person(),
      await t.given.person(),
      await t.given.person({ operator: true }),
    ];
    const { id: erasureId } = await ask(me);
    expect(await t.refusal(stranger, CANCEL_ERASURE, { input: { erasureId } })).toBe('NOT_FOUND');
    expect(await t.refusal(me, CANCEL_ERASURE, { input: { erasureId: newId() } })).toBe('NOT_FOUND');
    expect(await t.get(operator, CANCEL_ERASURE, { input: { erasureId } })).toMatchObject({
      cancelErasure: { state: 'CANCELLED' },
    });
    expect(await t.refusal(me, CANCEL_ERASURE, { input: { erasureId } })).toBe('WRONG_STATE');
    const { id } = await ask(me);
    expect(id).not.toBe(erasureId);
    expect(await t.get(me, MY_DATA)).toMatchObject({ myData: { erasure: { id, state: 'WAITING' } } });
  });

  it('is asked for by an operator with a reason, for three days, and told to the person', async () => {
    const [me, operator] = [await t.given.person(), await t.given.person({ operator: true })];
    const input = { email: addressOf(me).toUpperCase(), reason: 'List z 3 maja, od niej samej' };
    expect(await t.refusal(me, ERASE_PERSON, { input })).toBe('FORBIDDEN');
    expect(await t.refusal(operator, ERASE_PERSON, { input: { ...input, email: 'nikt@example.invalid' } })).toBe(
      'NOT_FOUND',
    );
    expect(await t.refusal(operator, ERASE_PERSON, { input: { ...input, email: 'nikt' } })).toBe('INVALID_INPUT');
    expect(await t.refusal(operator, ERASE_PERSON, { input: { ...input, reason: ' ' } })).toBe('INVALID_INPUT');
    const { erasePerson } = await t.get<{ erasePerson: Told }>(operator, ERASE_PERSON, { input });
    expect(erasePerson).toMatchObject({ state: 'WAITING', askedBy: 'OPERATOR', reason: input.reason });
    expect(Date.parse(erasePerson.dueAt) - Date.now()).toBeLessThan(3.1 * 86_400_000);
    expect(await t.get(me, MY_DATA)).toMatchObject({
      myData: { erasure: { askedBy: 'OPERATOR', reason: input.reason } },
    });

    await t.sql(`UPDATE erasure SET due_at = now() WHERE id = $1`, [erasePerson.id]);
    expect(await erasing().due()).toBe(1);
    const [told] = await t.sql(`SELECT state, reason IS NOT NULL AS sealed FROM erasure WHERE id = $1`, [
      erasePerson.id,
    ]);
    expect(told).toEqual({ state: 'DONE', sealed: true });
    expect(await t.refusal(operator, CANCEL_ERASURE, { input: { erasureId: erasePerson.id } })).toBe('WRONG_STATE');
    expect(await keys().known()).not.toContain(me.id);
    expect(await readdir(join(t.dataDir, 'persons'))).not.toContain(`${me.id}.key`);
  });

  it('ends what lets in, mandates with a reason and the seats to come; acts stay, under no name', async () => {
    const meet = new Meetings(t);
    const body = await meet.convent();
    const [me, waiting] = [await t.given.holder('EXPERT', body), await t.given.holder('EXPERT', body)];
    await t.get(me, CHANGE, { input: { newPassword: PASSWORD } });
    const { id } = await meet.convened(body, { seatsOnSite: 1 }, { personIds: [me.id, waiting.id] });
    await meet.register(me, id);
    expect(await meet.register(waiting, id)).toMatchObject({ state: 'WAITLISTED' });
    const proposed = await t.given.mandate(me, 'TUTOR', body, { state: 'PROPOSED' });

    expect(await erasing().now(me.id, 'PERSON')).toBe(true);
    expect(await t.refusal(me, `{ myData { parts { heading } } }`)).toBe('UNAUTHENTICATED');
    expect(await t.refusal(null, SIGN_IN, { input: { email: addressOf(me), password: PASSWORD } })).toBe(
      'SIGN_IN_FAILED',
    );
    expect(await nameOf(t, me)).toBe(NEUTRAL);
    const mandates = await t.sql(
      `SELECT function, state, ended_because AS because, ended_basis AS basis, upper(valid) <= now() AS over FROM mandate
       WHERE person_id = $1 ORDER BY 1`,
      [me.id],
    );
    expect(mandates).toEqual([
      { function: 'EXPERT', state: 'ENDED', because: 'RESIGNED', basis: 'Usunięcie danych osoby', over: true },
      { function: 'TUTOR', state: 'DECLINED', because: null, basis: null, over: null },
    ]);
    expect(proposed.id).toBeDefined();
    const registered = await t.sql(`SELECT name, state FROM registration WHERE meeting_id = $1 ORDER BY queue`, [id]);
    expect(registered).toMatchObject([{ name: NEUTRAL, state: 'CANCELLED' }, { state: 'CONFIRMED' }]);
    for (const table of ['session', 'api_token', 'invitation', 'obligation']) expect(await rowsOf(table, me)).toBe(0);
    const [event] = await t.sql(`SELECT data FROM event WHERE subject_id = $1 AND type = 'privacy.person_erased'`, [
      me.id,
    ]);
    expect(event).toEqual({ data: { by: 'PERSON' } });
  });

  it('leaves the address free for somebody new, who is another person', async () => {
    const convent = await t.given.convent();
    const [chair, me] = [await t.given.holder('CHAIR', convent), await t.given.person()];
    await erasing().now(me.id, 'PERSON');
    const somebody = await invited(t, chair, convent, addressOf(me));
    expect(somebody.id).not.toBe(me.id);
    expect(await nameOf(t, somebody)).toBe('Ktoś Nowy');
    await expect(t.given.mandate(me, 'EXPERT', convent)).rejects.toThrow('this person was erased');
    await expect(t.sql(`UPDATE person SET display_name = 'x' WHERE id = $1`, [me.id])).rejects.toThrow('erased');
  });

  it('is done once, though ten do it at once, and nothing of the person comes in beside or after it', async () => {
    const me = await t.given.person();
    const acting = ten(
      async () =>
        (await t.ask(me, TOKEN, { input: { name: 'Token Zofii', scopes: ['READ'] } })).errors[0]?.extensions.code,
    );
    const done = await ten(() => erasing().now(me.id, 'OPERATOR'));
    expect(done.filter(Boolean)).toHaveLength(1);
    for (const code of await acting) expect([undefined, 'CONFLICT', 'UNAUTHENTICATED', 'BUSY']).toContain(code);
    expect(await rowsOf('api_token', me)).toBe(0);
    expect(await rowsOf('erasure', me)).toBe(1);
    const events = await t.sql(`SELECT FROM event WHERE subject_id = $1 AND type = 'privacy.person_erased'`, [me.id]);
    expect(events).toHaveLength(1);
  });

  it('is done again over an older database that knows the person by name', async () => {
    const me = await t.given.person();
    const [before] = await t.sql<{ row: object }>(`SELECT to_json(a) AS row FROM account a WHERE id = $1`, [me.id]);
    await erasing().now(me.id, 'PERSON');
    await t.sql(
      `ALTER TABLE person DISABLE TRIGGER stays_erased; UPDATE person SET erased_at = NULL, display_name = 'Zofia' WHERE id = '${me.id}';
       ALTER TABLE person ENABLE TRIGGER stays_erased; DELETE FROM erasure WHERE person_id = '${me.id}'`,
    );
    await t.sql(`INSERT INTO account SELECT * FROM json_populate_record(NULL::account, $1)`, [
      JSON.stringify(before!.row),
    ]);
    expect(await erasing().due()).toBe(1);
    expect(await nameOf(t, me)).toBe(NEUTRAL);
    expect(await t.sql(`SELECT FROM account WHERE id = $1`, [me.id])).toEqual([]);
  });

  it('seals texts that only the person’s own key opens', async () => {
    const [mine, theirs] = [newId(), newId()];
    const text = nasty('Żółta łódź');
    const sealed = await keys().seal(mine, text);
    expect(await keys().open(mine, sealed)).toBe(text);
    await keys().seal(theirs, 'x');
    expect(await keys().open(theirs, sealed)).toBeNull();
    expect(await keys().open(mine, Buffer.from(sealed.map((byte, i) => (i === 30 ? byte ^ 1 : byte))))).toBeNull();
    const all = await ten(() => keys().seal(mine, 'y'));
    expect(await Promise.all(all.map((each) => keys().open(mine, each)))).toEqual(Array(10).fill('y'));
    await keys().destroy(mine);
    expect(await keys().open(mine, sealed)).toBeNull();
  });
});
