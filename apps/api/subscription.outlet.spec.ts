import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket, { WebSocketServer } from 'ws';
import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { Group } from './subscription.group.ts';
import { Outlet } from './subscription.outlet.ts';

const CONVENT = `subscription ($id: ID!) { conventChanged(id: $id) { version officialName } }`;
const LONG = `subscription ($id: ID!) { conventChanged(id: $id) { version memberships(first: 100) { nodes { entity { name } } } } }`;
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { version } }`;

interface Message {
  readonly type: string;
  readonly payload: { data: { conventChanged: { version: number } } };
}

describe('the messages of a subscription', () => {
  const t = useApp();
  const socketOf = () => new WebSocket(`${t.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const wake = (id: string) => t.sql(`SELECT pg_notify('event', $1)`, [id]);
  const until = async (is: () => boolean) => {
    for (let i = 0; i < 250 && !is(); i++) await sleep(20);
    expect(is()).toBe(true);
  };

  it('are those that graphql-ws would send, under their own ids, and nothing once they have left', async () => {
    const officialName = nasty('Konwent 😀');
    const { id } = await t.given.convent({ name: officialName });
    const socket = socketOf();
    const heard: string[] = [];
    socket.on('message', (data, isBinary) => heard.push(isBinary ? 'binary' : String(data as Buffer)));
    await new Promise((resolve) => socket.once('open', resolve));
    const talk = async (count: number, ...messages: object[]) => {
      for (const message of messages) socket.send(JSON.stringify(message));
      for (let i = 0; i < 100 && heard.length < count; i++) await sleep(20);
      return heard.splice(0);
    };
    await talk(1, { type: 'connection_init' });
    const payload = { query: CONVENT, variables: { id } };
    const ids = ['1', 'ż"\\', '__proto__'];
    const conventChanged = { version: 1, officialName };
    const next = (each: string) => JSON.stringify({ id: each, type: 'next', payload: { data: { conventChanged } } });
    const told = await talk(3, ...ids.map((each) => ({ id: each, type: 'subscribe', payload })));
    expect(told.sort()).toEqual(ids.map(next).sort());
    await talk(1, { id: '1', type: 'complete' }, { type: 'ping' });
    await wake(id);
    expect((await talk(2)).sort()).toEqual(ids.slice(1).map(next).sort());
    await sleep(100);
    expect(heard).toEqual([]);
    socket.terminate();
  });

  it('wait for one who reads slowly and for nobody else; that one is told the then latest state, not all in between', async () => {
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    for (let i = 0; i < 60; i++)
      await t.given.membership(convent, await t.given.entity({ name: `${'Długa nazwa '.repeat(400)}${newId()}` }));
    const [slow, quick] = [[], []] as [number[], number[]];
    const subscribe = (versions: number[]) => {
      const socket = socketOf();
      socket.once('open', () => socket.send('{"type":"connection_init"}'));
      socket.on('message', (data) => {
        const { type, payload } = JSON.parse(String(data as Buffer)) as Message;
        if (type === 'next') versions.push(payload.data.conventChanged.version);
        else socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: LONG, variables: convent } }));
      });
      return socket;
    };
    const sockets = [subscribe(slow), subscribe(quick)];
    await until(() => slow.length > 0 && quick.length > 0);
    sockets[0]!.pause();
    for (let i = 0; i < 50; i++) {
      const input = {
        conventId: convent.id,
        officialName: nasty('Konwent'),
        aliases: [],
        expectedVersion: quick.at(-1),
      };
      await t.get(chair, EDIT, { input });
      await until(() => quick.at(-1)! > input.expectedVersion!);
    }
    const before = slow.length;
    sockets[0]!.resume();
    await until(() => slow.at(-1) === quick.at(-1));
    expect(before).toBe(1);
    expect(slow.length).toBeLessThan(quick.length);
    expect(slow).toEqual(slow.toSorted((a, b) => a - b));
    sockets.forEach((socket) => socket.terminate());
  });
});

describe('a group', () => {
  let server: WebSocketServer;
  beforeAll(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
  });
  afterAll(() => {
    server.clients.forEach((socket) => socket.terminate());
    server.close();
  });

  it('reads one at a time, for joiners anew, and tells nothing to who left during a read', async () => {
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const heard: { id: string; payload: { data: number } }[] = [];
    client.on('message', (data) => heard.push(JSON.parse(String(data as Buffer)) as (typeof heard)[0]));
    const [socket] = (await once(server, 'connection')) as [WebSocket];
    const told = async (count: number) => {
      for (let i = 0; i < 100 && heard.length < count; i++) await sleep(10);
      return heard.splice(0).map(({ id, payload }) => [id, payload.data]);
    };
    const reads: ((text: string) => void)[] = [];
    const data = () => new Promise<string>((resolve) => reads.push(resolve));
    let wake = () => undefined as void;
    let awake = Promise.resolve();
    async function* events() {
      for (;;) {
        await awake;
        awake = new Promise((resolve) => (wake = resolve));
        yield true;
      }
    }
    let isEmpty = false;
    const group = new Group(events(), { data, refusal: () => ({}) }, () => (isEmpty = true));
    const join = (id: string) => {
      const member = group.join(id, new Outlet(socket));
      void member.next();
      return member;
    };
    const members = [join('a'), join('b')];
    await sleep(10);
    wake();
    members.push(join('c'));
    await sleep(10);
    wake();
    await sleep(10);
    // Two events and a joiner came during the first read, and have to wait for it.
    expect(reads).toHaveLength(1);
    await members[0]!.return();
    reads[0]!('1');
    expect(await told(1)).toEqual([['b', 1]]);
    expect(reads).toHaveLength(2);
    reads[1]!('2');
    expect((await told(2)).sort()).toEqual([
      ['b', 2],
      ['c', 2],
    ]);
    await sleep(20);
    expect([reads.length, heard.length, isEmpty]).toEqual([2, 0, false]);
    await Promise.all(members.map((member) => member.return()));
    expect(isEmpty).toBe(true);
  });
});
