import type { Server } from 'node:http';
import { connect as open, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { newId } from '#core';
import { useApp } from '#test/app';

/** The 15 s that we promise, and what a busy machine adds. */
const LONGEST_MS = 20_000;
const INIT = '{"type":"connection_init"}';
const ALL = `subscription ($id: ID!) { conventChanged(id: $id) { memberships(first: 100) { nodes { entity { name } } } } }`;
/** Bytes that Node holds, in its heap and in buffers outside it. */
const held = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
const subscribe = (id: string, query: string, variables = {}) =>
  JSON.stringify({ id, type: 'subscribe', payload: { query, variables } });

describe('the edge holds against', () => {
  const t = useApp({ SOCKETS_PER_ADDRESS: '400' });
  const connections = () =>
    new Promise<number>((resolve) => (t.app.getHttpServer() as Server).getConnections((_, count) => resolve(count)));
  const settles = async (most: number) => {
    for (let i = 0; i < 100 && (await connections()) > most; i++) await sleep(50);
    expect(await connections()).toBeLessThanOrEqual(most);
  };
  /** How long the server puts up with what is done to a connection. */
  const patience = (socket: Socket, until = LONGEST_MS): Promise<number> => {
    const began = performance.now();
    return new Promise((resolve) => {
      const end = () => resolve(performance.now() - began);
      socket.on('error', end).on('close', end).resume();
      setTimeout(end, until).unref();
    });
  };
  const raw = () => open(Number(new URL(t.url).port), '127.0.0.1');
  const webSocket = (path = '/graphql', protocol = 'graphql-transport-ws') =>
    new WebSocket(`${t.url.replace('http', 'ws')}${path}`, protocol);
  const opened = (socket: WebSocket) =>
    new Promise<boolean>((resolve) => {
      socket.on('open', () => resolve(true));
      socket.on('error', () => resolve(false));
    });
  const closing = (socket: WebSocket) => new Promise<number>((resolve) => socket.on('close', resolve));

  /** A convent whose whole answer is long. */
  async function longConvent(): Promise<string> {
    const convent = await t.given.convent();
    for (let i = 0; i < 20; i++)
      await t.given.membership(convent, await t.given.entity({ name: `${'Długa nazwa '.repeat(400)}${newId()}` }));
    return convent.id;
  }

  it('a body that comes drop by drop, and a head without its end', async () => {
    const slow = raw();
    slow.write('POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{');
    const drip = setInterval(() => slow.writable && slow.write(' '), 500);
    const silent = raw();
    const answered = new Promise<string>((resolve) => slow.once('data', (chunk) => resolve(String(chunk))));
    const [bySlow, bySilent] = await Promise.all([patience(slow), patience(silent)]).finally(() => clearInterval(drip));
    expect(await answered).toMatch(/^HTTP\/1.1 408 [^]*BODY_TOO_SLOW/);
    expect(Math.max(bySlow, bySilent)).toBeLessThan(LONGEST_MS);
  });

  it('whoever asks much and reads nothing, over HTTP', async () => {
    const convent = await longConvent();
    const body = JSON.stringify({
      query: ALL.replace('subscription', 'query').replace('conventChanged', 'convent'),
      variables: { id: convent },
    });
    const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    const before = held();
    const never = Array.from({ length: 10 }, () => {
      const socket = raw();
      socket.pause();
      for (let i = 0; i < 60; i++) socket.write(head + body);
      return socket;
    });
    while ((await connections()) < never.length) await sleep(10);
    const began = performance.now();
    while ((await connections()) > 2 && performance.now() - began < LONGEST_MS) await sleep(100);
    expect(performance.now() - began).toBeLessThan(LONGEST_MS);
    expect(held() - before).toBeLessThan(300 * 1024 * 1024);
    never.forEach((each) => each.destroy());
    await settles(2);
  });

  it('whoever subscribes to much and reads nothing: the socket goes, and not the memory', async () => {
    const convent = await longConvent();
    const socket = webSocket();
    await opened(socket);
    socket.send(INIT);
    await new Promise((resolve) => socket.once('message', resolve));
    for (let i = 0; i < 20; i++) socket.send(subscribe(String(i), ALL, { id: convent }));
    await sleep(300);
    const other = await connections();
    socket.pause();
    const began = performance.now();
    while ((await connections()) >= other && performance.now() - began < LONGEST_MS) {
      await t.sql(`SELECT pg_notify('event', $1)`, [convent]);
      await sleep(20);
    }
    // Long before a heartbeat would have missed it.
    expect(performance.now() - began).toBeLessThan(6_000);
    socket.terminate();
  });

  it('whoever opens a WebSocket and reads nothing', async () => {
    const socket = webSocket();
    await opened(socket);
    socket.send(INIT);
    await new Promise((resolve) => socket.once('message', resolve));
    const other = await connections();
    socket.pause();
    const began = performance.now();
    while ((await connections()) >= other && performance.now() - began < LONGEST_MS + 1_000) await sleep(100);
    expect(performance.now() - began).toBeLessThan(LONGEST_MS);
    socket.terminate();
  });

  it('300 WebSockets that are opened and abused, and none is left', async () => {
    const convent = await t.given.convent();
    const one = `subscription ($id: ID!) { conventChanged(id: $id) { id } }`;
    const live = (i: number) => subscribe(String(i), one, { id: convent.id });
    /** What is sent, and the code with which the server closes; 0 where it lets the socket be. */
    const abuses: [frames: (string | Buffer)[], code: number][] = [
      [['{'], 4400],
      [['[]'], 4400],
      [['{"type":"subscribe"}'], 4400],
      [[Buffer.from([0xff, 0xfe, 0])], 4400],
      [['x'.repeat(70_000)], 1009],
      [['['.repeat(1_000)], 4400],
      [[INIT, INIT], 4429],
      [[live(1)], 4401],
      [[], 4408],
      [[INIT, live(1), live(1)], 4409],
      [[INIT, ...Array.from({ length: 21 }, (_, i) => live(i))], 0],
      [['{"type":"connection_init","payload":{"authorization":"Bearer nobody"}}'], 4403],
    ];
    const before = await connections();
    const refused = [webSocket('/other'), webSocket('/graphql/x'), webSocket('/graphql', 'graphql-ws')];
    expect(await Promise.all(refused.map(opened))).toEqual([false, false, false]);
    const sockets = Array.from({ length: 300 }, () => webSocket());
    expect((await Promise.all(sockets.map(opened))).filter(Boolean)).toHaveLength(300);
    const fates = sockets.map(async (socket, i) => {
      const [frames, code] = abuses[i % abuses.length]!;
      const closed = code ? closing(socket) : Promise.resolve(0);
      for (const [place, frame] of frames.entries()) {
        socket.send(frame);
        // What follows a greeting waits for its answer; a second greeting does not.
        if (frame === INIT && ![INIT, undefined].includes(frames[place + 1] as string))
          await new Promise((resolve) => socket.once('message', resolve));
      }
      return `${i % abuses.length} ${await closed}`;
    });
    const expected = abuses.map(([, code], i) => `${i} ${code}`);
    expect([...new Set(await Promise.all(fates))].sort()).toEqual(expected.sort());
    const left = sockets.filter((each) => each.readyState === WebSocket.OPEN);
    expect(left).toHaveLength(25);
    left.forEach((each) => each.terminate());
    await settles(before);
    expect((await fetch(`${t.url}/health/ready`)).status).toBe(200);
  });
});
