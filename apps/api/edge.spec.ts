import { connect as open } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import WebSocket from 'ws';
import { useApp } from '#test/app';
import { patience } from '#test/patience';
import { connect } from '#test/socket';

const LISTED = `query ($filter: EntityFilter!) { entities(filter: $filter) { totalCount } }`;
const CONVENT = `subscription ($id: ID!) { conventChanged(id: $id) { id } }`;

describe('the edge', () => {
  const t = useApp({ SOCKETS_PER_ADDRESS: '300' });
  const strict = useApp();
  const socketTo = ({ url }: { url: string }, headers = {}) =>
    new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  const fate = (socket: WebSocket) =>
    new Promise<string>((resolve) => {
      socket.on('open', () => resolve('open'));
      socket.on('error', ({ message }) => resolve(message));
    });

  it.each(['/graphql', '/health/live', '/schema.graphql', '/', '/nothing'])('secures its answers: %s', async (path) => {
    const { headers } = await fetch(`${t.url}${path}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it.each([
    ['NUL', 'a\0b'],
    ['half a character', 'a\ud800'],
    ['10,001 characters', 'x'.repeat(10_001)],
    ['10,001 characters of two halves', '😀'.repeat(10_001)],
  ])('refuses a text with %s wherever one goes in', async (_, text) => {
    expect(await t.refusal(null, LISTED, { filter: { name: text } })).toBe('BAD_USER_INPUT');
    expect(await t.refusal(null, `query ($id: ID!) { convent(id: $id) { id } }`, { id: text })).toBe('BAD_USER_INPUT');
  });

  it('gives one address ten sockets, and no page of another site any', async () => {
    const sockets = Array.from({ length: 14 }, () => socketTo(strict));
    const fates = await Promise.all(sockets.map(fate));
    expect(fates.filter((each) => each === 'open')).toHaveLength(10);
    expect(fates.filter((each) => each.includes('429'))).toHaveLength(4);
    expect(await fate(socketTo(t, { origin: 'https://evil.example' }))).toContain('403');
    expect(await fate(socketTo(t, { origin: t.url }))).toBe('open');
    sockets.forEach((each) => each.terminate());
    await sleep(100);
    expect(await fate(socketTo(strict))).toBe('open');
  });

  it('gives one socket twenty subscriptions', async () => {
    const convent = await t.given.convent();
    const socket = connect(t);
    const listeners = Array.from({ length: 21 }, () => socket.listen(CONVENT, convent));
    const answers = await Promise.all(listeners.map((each) => each.next()));
    const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
    expect(codes).toEqual(['TOO_MANY_SUBSCRIPTIONS']);
    await socket.end();
  });

  it('closes whoever sends the head too slowly within 15 seconds', async () => {
    const started = performance.now();
    const socket = open(Number(new URL(t.url).port), '127.0.0.1');
    socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => socket.write('x: y\r\n'), 1_000);
    socket.on('error', () => undefined).resume();
    await new Promise((resolve) => socket.on('close', resolve));
    clearInterval(drip);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('says BUSY soon, though it asks twice for a connection, while nobody gets a connection to write, and recovers', async () => {
    const sign = `mutation { signIn(input: { email: "nobody@example.invalid", password: "wrong horse battery" }) { token } }`;
    const pool = (t.app.get(DataSource, { strict: false }) as unknown as { driver: { master: pg.Pool } }).driver.master;
    const held = await Promise.all(Array.from({ length: 10 }, () => pool.connect()));
    const started = performance.now();
    const refusal = await t.refusalOnce(null, sign);
    held.forEach((each) => each.release());
    expect(refusal).toBe('BUSY');
    expect(performance.now() - started).toBeLessThan(patience(5_000));
    expect(await t.refusal(null, sign)).toBe('SIGN_IN_FAILED');
  });
});
