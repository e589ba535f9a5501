import { generateKeyPairSync } from 'node:crypto';
import type { TestApp } from './app.ts';
import { ORIGIN } from './factors.ts';

/** A plain key of this realm: under Jest the mock refuses those that it makes itself, as objects of another. */
export function keyPair(): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = JSON.parse(JSON.stringify(privateKey.export({ format: 'jwk' }))) as object;
  return { ...jwk, kid: 'k1', alg: 'RS256', use: 'sig' };
}

export interface Way {
  readonly path?: string;
  /** Changes what the provider sends the browser back with. */
  readonly query?: (query: URLSearchParams) => void;
  readonly cookie?: string;
}

/** What a browser has at the end: a code, or a refusal's. */
interface Answered {
  readonly status: number;
  readonly code: string;
  readonly what?: string;
  readonly begun?: Response;
  readonly place?: URL;
  readonly again?: () => Promise<Response>;
}

const open = (url: string, cookie = '') => fetch(url, { redirect: 'manual', headers: { cookie } });
const refused = async (answer: Response) => ({
  status: answer.status,
  ...((await answer.json()) as { code: string }),
});

/** The whole way of a browser: to the provider, back, and what it is answered there. */
export async function journey(
  { url }: TestApp,
  { path = '/auth/oidc/start', query, cookie }: Way = {},
): Promise<Answered> {
  const begun = await open(`${url}${path}`);
  if (begun.status !== 303) return refused(begun);
  const secret = begun.headers.get('set-cookie')!.split(';')[0]!;
  const there = await open(begun.headers.get('location')!);
  const back = new URL(there.headers.get('location')!);
  expect(back.href.split('?')[0]).toBe(`${ORIGIN}/auth/oidc/callback`);
  query?.(back.searchParams);
  const again = () => open(`${url}/auth/oidc/callback?${back.searchParams}`, cookie ?? `other=1; ${secret}`);
  const home = await again();
  if (home.status !== 303) return { ...(await refused(home)), again };
  const place = new URL(home.headers.get('location')!);
  const [what, code] = place.hash.slice(1).split('=') as [string, string];
  return { status: 303, what, code, begun, place, again };
}

const parted = (token: string) => token.split('.') as [string, string, string];
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What somebody makes of an id token who has not the provider's key. */
export const FORGERIES: [string, (token: string) => string][] = [
  ['alg none', (token) => `${encoded({ alg: 'none', typ: 'JWT' })}.${parted(token)[1]}.`],
  ['alg none under a signature', (token) => `${encoded({ alg: 'none' })}.${parted(token)[1]}.${parted(token)[2]}`],
  ['no signature', (token) => `${parted(token)[0]}.${parted(token)[1]}.`],
  [
    'other claims under the same signature',
    (token) => {
      const [head, body, signature] = parted(token);
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
      return `${head}.${encoded({ ...claims, sub: 'ktoś inny' })}.${signature}`;
    },
  ],
  ['something that is no token', () => 'a.b.c'],
];

export type Claims = Record<string, unknown>;
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

/** What a logout token has to say. */
export function logoutClaims(iss: string, aud: string, more: Claims): Claims {
  const iat = ago(0);
  return { iss, aud, iat, exp: iat + 120, jti: crypto.randomUUID(), events: { [LOGOUT_EVENT]: {} }, ...more };
}

/** What the node answers the provider that sends it these in one form. */
export async function tellLogout({ url }: Pick<TestApp, 'url'>, ...tokens: string[]) {
  const body = new URLSearchParams(tokens.map((token): [string, string] => ['logout_token', token]));
  const response = await fetch(`${url}/auth/oidc/backchannel-logout`, { method: 'POST', body });
  const text = await response.text();
  return { status: response.status, cached: response.headers.get('cache-control'), text };
}

/** What a logout token with the provider's right signature may not say. */
export const WRONG_LOGOUTS: [string, Claims][] = [
  ['another issuer', { iss: 'https://evil.test' }],
  ['no issuer', { iss: undefined }],
  ['another audience', { aud: 'another-client' }],
  ['no audience', { aud: undefined }],
  ['no time of its making', { iat: undefined }],
  ['no end', { exp: undefined }],
  ['an end that is past', { iat: ago(120), exp: ago(60) }],
  ['a time of its making long ago', { iat: ago(600) }],
  ['a time of its making to come', { iat: ago(-600), exp: ago(-900) }],
  ['no id', { jti: undefined }],
  ['an empty id', { jti: '' }],
  ['no events', { events: undefined }],
  ['another event', { events: { 'http://schemas.openid.net/event/other': {} } }],
  ['an event that is no object', { events: { [LOGOUT_EVENT]: true } }],
  ['events as a list', { events: [LOGOUT_EVENT] }],
  ['a nonce', { nonce: 'x' }],
  ['neither person nor session', { sub: undefined }],
  ['an empty person', { sub: '' }],
  ['a person that is no text', { sub: 7 }],
];
