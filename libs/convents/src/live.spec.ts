import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Live, newId } from '#core';
import { useApp, type Asker } from '#test/app';
import { patience } from '#test/patience';
import { connect, type Socket } from '#test/socket';

const CONVENT = `subscription ($id: ID!) { conventChanged(id: $id) { id size } }`;
const DERIVED = `subscription ($id: ID!) { conventChanged(id: $id) { id state availableActions { action allowed } } }`;
const ENTITY = `subscription ($id: ID!) { entityChanged(id: $id) { id contact { email } } }`;
const VIEWER = `subscription { viewerChanged { id mandates { nodes { function inForce } } } }`;
const ADMIT = `mutation ($id: ID!) { admitMembership(input: { membershipId: $id }) { id } }`;
const CONFIRM = `mutation ($id: ID!) { confirmMandate(input: { mandateId: $id }) { id } }`;
const END = `mutation ($id: ID!) { endMandate(input: { mandateId: $id, because: RECALLED, basis: "Uchwała 2" }) { id } }`;
const REVOKE = `mutation ($id: ID!) { revokeSession(input: { id: $id }) }`;

describe('subscriptions', () => {
  const t = useApp();
  const open: Socket[] = [];
  afterEach(() => Promise.all(open.splice(0).map((socket) => socket.end())));

  const socketOf = (asker?: Asker): Socket => {
    const socket = connect(t, asker);
    open.push(socket);
    return socket;
  };
  const applied = async () => {
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    const membership = await t.given.membership(convent, await t.given.entity(), { state: 'APPLIED' });
    return { convent, chair, membership };
  };
  const codeOf = ({ errors }: { errors: { extensions: { code: string } }[] }) => errors[0]?.extensions.code;

  it('tell a convent at once, and anew when another client admits a member; two who share it hear both', async () => {
    const { convent, chair, membership } = await applied();
    const listeners = [null, chair, null].map((asker) => socketOf(asker).listen(CONVENT, { id: convent.id }));
    listeners.push(open[0]!.listen(CONVENT, { id: convent.id }));
    const hear = () => Promise.all(listeners.map(async (each) => (await each.next()).data));
    expect(await hear()).toEqual(listeners.map(() => ({ conventChanged: { id: convent.id, size: 0 } })));
    await t.get(chair, ADMIT, membership);
    expect(await hear()).toEqual(listeners.map(() => ({ conventChanged: { id: convent.id, size: 1 } })));
    expect(await listeners[0]!.silent()).toBe(true);
  });

  it('stay silent about other convents, and after they were stopped', async () => {
    const [here, there] = [await applied(), await applied()];
    const [one, two] = [socketOf().listen(CONVENT, here.convent), socketOf().listen(CONVENT, there.convent)];
    await Promise.all([one.next(), two.next()]);
    two.stop();
    await t.get(there.chair, ADMIT, there.membership);
    expect(await Promise.all([one.silent(), two.silent()])).toEqual([true, true]);
  });

  it('show each subscriber what they may see', async () => {
    const entity = await t.given.entity();
    const staff = await t.given.holder('STAFF', entity);
    const [own, strange] = [staff, null].map((asker) => socketOf(asker).listen(ENTITY, entity));
    await Promise.all([own!.next(), strange!.next()]);
    const set = `mutation ($id: ID!) { setEntityContact(input: { entityId: $id, email: "biuro@example.com" }) { id } }`;
    await t.get(staff, set, entity);
    expect((await own!.next()).data).toEqual({ entityChanged: { ...entity, contact: { email: 'biuro@example.com' } } });
    expect((await strange!.next()).data).toEqual({ entityChanged: { ...entity, contact: null } });
  });

  it('tell whoever is signed in of their own mandates: when one begins to count, and when it ends', async () => {
    const { convent, chair } = await applied();
    const person = await t.given.person();
    const mandate = await t.given.mandate(person, 'SECRETARY', convent, { state: 'PROPOSED' });
    const listener = socketOf(person).listen(VIEWER);
    const heard = async (): Promise<unknown> =>
      ((await listener.next()).data as { viewerChanged?: object }).viewerChanged;
    const told = (inForce: boolean) => ({ id: person.id, mandates: { nodes: [{ function: 'SECRETARY', inForce }] } });
    expect(await heard()).toEqual(told(false));
    await t.get(chair, CONFIRM, mandate);
    expect(await heard()).toEqual(told(true));
    await t.get(chair, END, mandate);
    expect(await heard()).toEqual(told(false));
  });

  it('finish in TypeScript what SQL cannot say, anew at each change', async () => {
    const convent = await t.given.convent({ state: 'FORMING' });
    const chair = await t.given.holder('CHAIR', convent);
    const listener = socketOf(chair).listen(DERIVED, convent);
    const allowed = async () => {
      const { data } = await listener.next();
      const { state, availableActions } = (data as unknown as { conventChanged: Seen }).conventChanged;
      return [state, ...availableActions.filter((each) => each.allowed).map((each) => each.action)];
    };
    expect(await allowed()).toEqual(['FORMING', 'activateConvent', 'dissolveConvent']);
    await t.get(
      chair,
      `mutation ($id: ID!) { activateConvent(input: { conventId: $id, basis: "Uchwała 1" }) { id } }`,
      convent,
    );
    expect(await allowed()).toEqual(['ACTIVE', 'suspendConvent', 'dissolveConvent']);
  });

  it.each([
    ['a convent that nobody has', CONVENT, 'NOT_FOUND'],
    ['one whose actions are asked too', DERIVED, 'NOT_FOUND'],
    ['the viewer of whoever is not signed in', VIEWER, 'UNAUTHENTICATED'],
    ['what cannot be an id', CONVENT.replace('($id: ID!)', '').replace('$id', '"x"'), 'NOT_FOUND'],
    ['a query', `{ voivodeships { teryt } }`, 'BAD_REQUEST'],
    ['a mutation', `mutation { signOut }`, 'BAD_REQUEST'],
    ['a field that there is not', `subscription { nothingChanged { id } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['what is no GraphQL', `subscription {`, 'GRAPHQL_PARSE_FAILED'],
  ])('refuse %s, and complete', async (_, query, code) => {
    const listener = socketOf().listen(query, query.includes('$id') ? { id: newId() } : {});
    expect(codeOf(await listener.next())).toBe(code);
    await listener.completed;
  });

  it('end within a second when the session behind them is revoked elsewhere', async () => {
    const person = await t.given.person();
    const elsewhere = await t.given.session(person.id);
    const [socket, other] = [socketOf(person), socketOf(elsewhere)];
    const listeners = [socket.listen(VIEWER), other.listen(VIEWER)];
    await Promise.all(listeners.map((each) => each.next()));
    const [session] = await t.sql<{ id: string }>(`SELECT id FROM session WHERE person_id = $1 ORDER BY id LIMIT 1`, [
      person.id,
    ]);
    const start = performance.now();
    await t.get(elsewhere, REVOKE, session!);
    expect(await socket.closed).toBe(4401);
    expect(performance.now() - start).toBeLessThan(patience(1_000));
    expect((await listeners[1]!.next()).errors).toEqual([]);
  });

  it('refuse a credential that does not count', async () => {
    expect(await socketOf('no-such-token').closed).toBe(4403);
  });

  it('go on after the connection that listens was lost, and miss nothing', async () => {
    const { convent, chair, membership } = await applied();
    const listener = socketOf().listen(CONVENT, convent);
    await listener.next();
    await t.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'konwent live' AND datname = current_database()`,
    );
    await t.get(chair, ADMIT, membership);
    let heard = await listener.next();
    if ((heard.data as unknown as { conventChanged: Seen }).conventChanged.size === 0) heard = await listener.next();
    expect(heard.data).toEqual({ conventChanged: { id: convent.id, size: 1 } });
  });

  it('are to be had at one path alone', async () => {
    const upgrade = (path: string, protocol: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = {
          ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
          ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-protocol': protocol },
        };
        const asked = request(`${t.url}${path}`, { headers });
        asked.on('response', ({ statusCode }) => resolve(statusCode));
        asked.on('upgrade', ({ statusCode }, socket) => (socket.destroy(), resolve(statusCode)));
        asked.on('error', reject).end();
      });
    const protocol = 'graphql-transport-ws';
    expect(await upgrade('/graphql', protocol)).toBe(101);
    expect(await upgrade('/graphql?x=1', protocol)).toBe(101);
    expect(
      await Promise.all(['/', '/graphqlx', '/console', '/health/live'].map((path) => upgrade(path, protocol))),
    ).toEqual([404, 404, 404, 404]);
    expect(await upgrade('/graphql', 'graphql-ws')).toBe(404);
  });

  it('leave nothing behind: a wake-up that was ended keeps no listener', async () => {
    const { topics } = t.app.get(Live) as unknown as {
      topics: { eventNames(): unknown[]; listenerCount(name: string): number };
    };
    const before = topics.eventNames().length;
    const id = newId();
    const wakes = t.app.get(Live).changes([id]);
    await wakes.next();
    const waiting = wakes.next();
    expect(topics.listenerCount(id)).toBe(1);
    await wakes.return!();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await wakes.next()).toEqual({ done: true, value: undefined });
    const socket = socketOf();
    const convent = await t.given.convent();
    await Promise.all([CONVENT, DERIVED].map((query) => socket.listen(query, convent).next()));
    await socket.end();
    for (let i = 0; i < 20 && topics.eventNames().length > before; i++) await sleep(50);
    expect(topics.eventNames()).toHaveLength(before);
  });
});

interface Seen {
  readonly state: string;
  readonly size: number;
  readonly availableActions: readonly { action: string; allowed: boolean }[];
}
