import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { parse } from 'graphql';
import WebSocket from 'ws';
import { Live, type RequestContext } from '#core';
import { ReadEngine } from '#reads';
import { useApp, type Asker } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { connect, type Listener, type Socket } from '#test/socket';
import { Feed } from './subscription.feed.ts';
import { Outlet } from './subscription.outlet.ts';

const CONVENT = `subscription ($id: ID!) { conventChanged(id: $id) { version officialName } }`;
const ENTITY = `subscription ($id: ID!) { entityChanged(id: $id) { contact { email } } }`;
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { version } }`;
const CONTACT = `mutation ($input: SetEntityContactInput!) { setEntityContact(input: $input) { id } }`;
const REVOKE = `mutation ($id: ID!) { revokeSession(input: { id: $id }) }`;

interface Seen {
  readonly version: number;
  readonly officialName: string;
}

describe('subscribers who ask the same', () => {
  const t = useApp({ SOCKETS_PER_ADDRESS: '400' });
  const open: Socket[] = [];
  afterEach(() => Promise.all(open.splice(0).map((socket) => socket.end())));

  const socketOf = (asker?: Asker): Socket => {
    const socket = connect(t, asker);
    open.push(socket);
    return socket;
  };
  /** How many streams of events there are on a subject: one a group. */
  const streams = (id: string) =>
    (t.app.get(Live) as unknown as { topics: { listenerCount(name: string): number } }).topics.listenerCount(id);
  const endOfStreams = async (id: string) => {
    for (let i = 0; i < 100 && streams(id); i++) await sleep(20);
    expect(streams(id)).toBe(0);
  };
  const wake = (id: string) => t.sql(`SELECT pg_notify('event', $1)`, [id]);
  const seen = async (listener: Listener): Promise<Seen> =>
    ((await listener.next()).data as unknown as { conventChanged: Seen }).conventChanged;
  const currently = async (id: string): Promise<Seen> =>
    (await t.sql<Seen>(`SELECT version, official_name AS "officialName" FROM convent WHERE id = $1`, [id]))[0]!;
  const edit = async (chair: Someone, id: string, { version }: Seen) => {
    const input = { conventId: id, officialName: nasty('Konwent'), aliases: [], expectedVersion: version };
    await t.get(chair, EDIT, { input });
    return currently(id);
  };

  it('hear the last state and never go back, while fifty come and go in a storm of edits', async () => {
    const { id } = await t.given.convent();
    const chair = await t.given.holder('CHAIR', { id });
    const people = [null, chair, await t.given.person(), null];
    const sockets = Array.from({ length: 10 }, (_, i) => socketOf(people[i % people.length]));
    let latest = await currently(id);
    let isOver = false;
    /** Comes some time into the storm; every third leaves after some answers, the others hear it out. */
    const follow = async (i: number) => {
      await sleep((i * 37) % 600);
      const atLeast = latest.version;
      const listener = sockets[i % sockets.length]!.listen(CONVENT, { id });
      const heard = [await seen(listener)];
      expect(heard[0]!.version).toBeGreaterThanOrEqual(atLeast);
      const isEnough = () => (i % 3 ? isOver && heard.at(-1)!.version === latest.version : heard.length > i % 7);
      while (!isEnough() && !(isOver && i % 3 === 0)) heard.push(await seen(listener));
      if (i % 3 === 0) listener.stop();
      return { heard, listener };
    };
    const followers = Promise.all(Array.from({ length: 50 }, (_, i) => follow(i)));
    for (let i = 0; i < 40; i++) {
      // What wakes them without a change comes between, so that reads and joiners meet in every way.
      const [now] = await Promise.all([edit(chair, id, latest), wake(id), wake(id)]);
      latest = now;
    }
    isOver = true;
    await wake(id);
    for (const { heard } of await followers) {
      const versions = heard.map(({ version }) => version);
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    }
    const told = (await followers).filter((_, i) => i % 3).map(({ heard }) => heard.at(-1));
    expect(told).toEqual(told.map(() => latest));
    expect(streams(id)).toBe(3);
    await Promise.all(open.splice(0).map((socket) => socket.end()));
    await endOfStreams(id);
  });

  it('are never of two people; of two sessions of one, each ends by itself', async () => {
    const entity = await t.given.entity();
    const staff = await t.given.holder('STAFF', entity);
    const elsewhere = await t.given.session(staff.id);
    const others = [await t.given.person(), await t.given.holder('STAFF', await t.given.entity()), null];
    const sockets = [staff, elsewhere, ...others].map((asker) => socketOf(asker));
    const listeners = sockets.map((socket) => socket.listen(ENTITY, entity));
    const emails = async (some = listeners) =>
      (await Promise.all(some.map((each) => each.next()))).map(
        ({ data }) =>
          (data as unknown as { entityChanged: { contact: { email: string } | null } }).entityChanged.contact,
      );
    expect(await emails()).toEqual([null, null, null, null, null]);
    expect(streams(entity.id)).toBe(4);
    const set = (email: string) => t.get(staff, CONTACT, { input: { entityId: entity.id, email } });
    await set('biuro@example.com');
    const contact = { email: 'biuro@example.com' };
    expect(await emails()).toEqual([contact, contact, null, null, null]);

    const sessions = await t.sql<{ id: string }>(`SELECT id FROM session WHERE person_id = $1 ORDER BY id`, [staff.id]);
    await t.get(staff, REVOKE, sessions[1]);
    expect(await sockets[1]!.closed).toBe(4401);
    await set('nowe@example.com');
    expect(await emails(listeners.filter((_, i) => i !== 1))).toEqual([
      { email: 'nowe@example.com' },
      null,
      null,
      null,
    ]);
    expect(streams(entity.id)).toBe(4);
  });

  it('all end with the error when the read fails, and so does who comes after them', async () => {
    const entity = await t.given.entity();
    const sockets = [socketOf(), socketOf(), socketOf(await t.given.person())];
    const listeners = [...sockets, ...sockets].map((socket) => socket.listen(ENTITY, entity));
    await Promise.all(listeners.map((each) => each.next()));
    await t.sql(`DELETE FROM entity WHERE id = $1`, [entity.id]);
    await wake(entity.id);
    const end = async (listener: Listener) => {
      const { data, errors } = await listener.next();
      await listener.completed;
      return [data, ...errors.map(({ path, extensions }) => [path, extensions.code])];
    };
    const refused = [null, [['entityChanged'], 'NOT_FOUND']];
    expect(await Promise.all(listeners.map(end))).toEqual(listeners.map(() => refused));
    await endOfStreams(entity.id);
    expect(await end(sockets[0]!.listen(ENTITY, entity))).toEqual(refused);
    await endOfStreams(entity.id);
  });

  it('leave nothing behind, though they left before anybody listened to them', async () => {
    const feed = new Feed(t.app.get(ReadEngine));
    const { groups } = feed as unknown as { groups: Map<string, unknown> };
    const { id } = await t.given.convent();
    const { schema } = t.app.get(GraphQLSchemaHost);
    const outlet = new Outlet(new WebSocket(t.url.replace('http', 'ws')).on('error', () => undefined));
    const [document, other] = [parse(CONVENT), parse(CONVENT)];
    const come = async (asked = document, contextId = id) => {
      const contextValue: RequestContext = { presented: false, address: '127.0.0.1', actor: async () => null };
      const variableValues = { id: contextId };
      const opened = await feed.open({ schema, document: asked, variableValues, contextValue, id: '1', outlet });
      return opened as AsyncIterableIterator<unknown>;
    };
    const elsewhere = await t.given.convent();
    const members = [await come(), await come(), await come(other), await come(document, elsewhere.id)];
    expect([groups.size, streams(id), streams(elsewhere.id)]).toEqual([3, 2, 1]);
    await members[0]!.return!();
    expect([groups.size, streams(id)]).toEqual([3, 2]);
    await Promise.all(members.map((each) => each.return!()));
    expect([groups.size, streams(id), streams(elsewhere.id)]).toEqual([0, 0, 0]);
    expect(await members[0]!.next()).toEqual({ done: true, value: undefined });
  });
});
