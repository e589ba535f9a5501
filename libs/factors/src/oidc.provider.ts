import { Injectable, Logger } from '@nestjs/common';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import * as client from 'openid-client';
import { Config } from '#core';
import { LogoutRefused, OidcRefused, OidcUnavailable } from './factors.errors.ts';

const TIMEOUT_SECONDS = 5;
const CALLBACK = 'auth/oidc/callback';

/** What one sign-in at the provider is recognised by; all three come of one secret that only the browser has. */
export interface Expected {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Identified {
  readonly issuer: string;
  readonly subject: string;
  /** Its own session, where it names one. */
  readonly sid: string | null;
}

/** What a logout token says: whose sessions end, or which one. */
export interface LoggedOut {
  readonly issuer: string;
  readonly subject: string | null;
  readonly sid: string | null;
  readonly tokenId: string;
  /** For so long the token could come again. */
  readonly minutes: number;
}

/** OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6. */
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const LOGOUT_TYPE = /^(application\/)?(logout\+)?jwt$/i;
const LOGOUT_MINUTES = 5;
const SKEW_SECONDS = 30;
/** By public keys alone: with a shared secret the node could have written it. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** The identity provider, as OpenID Connect has it: code with PKCE, state and nonce, signature checked, no e-mail asked. */
@Injectable()
export class OidcProvider {
  private readonly log = new Logger(OidcProvider.name);
  private found?: Promise<client.Configuration>;
  private keys?: ReturnType<typeof createRemoteJWKSet>;

  constructor(private readonly config: Config) {}

  async authorizationUrl({ state, nonce, verifier }: Expected): Promise<string> {
    const url = client.buildAuthorizationUrl(await this.configuration(), {
      ...{ redirect_uri: this.callback().href, scope: 'openid', state, nonce },
      ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    });
    return url.href;
  }

  /** Who came back, by what the provider has signed; the address is ours, whatever host the request was made to. */
  async identify(query: URLSearchParams, { state, nonce, verifier }: Expected): Promise<Identified> {
    const configuration = await this.configuration();
    const url = this.callback();
    url.search = query.toString();
    try {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      const claims = (await client.authorizationCodeGrant(configuration, url, checks)).claims()!;
      return { issuer: claims.iss, subject: claims.sub, sid: textIn(claims.sid) };
    } catch (error) {
      const { code = '', message } = error as { code?: string; message: string };
      this.log.warn(`an answer of the identity provider was refused: ${code} ${message}`);
      throw isUnreachable(error) ? OidcUnavailable() : OidcRefused();
    }
  }

  /** What the provider says by itself of a session that ended there; the signature is all that proves it. */
  async loggedOut(token: string): Promise<LoggedOut> {
    const { jwks_uri: keys, issuer } = (await this.configuration()).serverMetadata();
    if (!keys) throw OidcUnavailable();
    this.keys ??= createRemoteJWKSet(new URL(keys), { timeoutDuration: TIMEOUT_SECONDS * 1_000 });
    const checks = {
      ...{ issuer, audience: this.config.OIDC_CLIENT_ID!, algorithms: ALGORITHMS, clockTolerance: SKEW_SECONDS },
      ...{ requiredClaims: ['iat', 'exp', 'jti', 'events'], maxTokenAge: `${LOGOUT_MINUTES} minutes` },
    };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys, checks);
      return saidIn(payload, protectedHeader.typ);
    } catch (error) {
      this.log.warn(`a logout token was refused: ${(error as Error).message}`);
      throw lacksKeys(error) ? OidcUnavailable() : LogoutRefused({ error: 'invalid_request' });
    }
  }

  private callback(): URL {
    return homeOf(this.config, CALLBACK);
  }

  /** Asked when first needed, so that the node starts without the provider; a failure is forgotten. */
  private configuration(): Promise<client.Configuration> {
    const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret } = this.config;
    if (!issuer || !id) throw OidcUnavailable();
    const execute = [client.enableNonRepudiationChecks];
    if (issuer.startsWith('http:')) execute.push(client.allowInsecureRequests);
    this.found ??= client
      .discovery(new URL(issuer), id, secret, undefined, { execute, timeout: TIMEOUT_SECONDS })
      .catch((error: Error) => {
        this.found = undefined;
        this.log.error(`the identity provider ${issuer} cannot be used: ${error.message}`);
        throw OidcUnavailable();
      });
    return this.found;
  }
}

const textIn = (claim: unknown): string | null => (typeof claim === 'string' && claim !== '' ? claim : null);

/** An ID token is no logout token, though the same key has signed it; nor is one that names neither person nor session. */
function saidIn({ iss, sub, sid, jti, events, nonce }: JWTPayload, typ = 'JWT'): LoggedOut {
  const event = new Map(Object.entries(events ?? {})).get(LOGOUT_EVENT) as unknown;
  if (event?.constructor !== Object || nonce !== undefined || !LOGOUT_TYPE.test(typ))
    throw new Error('no logout token');
  const told = { issuer: iss!, subject: textIn(sub), sid: textIn(sid) };
  const tokenId = textIn(jti);
  if (tokenId === null || (told.subject ?? told.sid) === null) throw new Error('it names nobody, or has no id');
  return { ...told, tokenId, minutes: LOGOUT_MINUTES + (2 * SKEW_SECONDS) / 60 };
}

/** A place of this node, also where a proxy serves it under a path of its own. */
export const homeOf = ({ PUBLIC_URL = '' }: Config, path = ''): URL =>
  new URL(path, PUBLIC_URL.endsWith('/') ? PUBLIC_URL : `${PUBLIC_URL}/`);

/** The provider's keys were not to be had; what else jose says is about the token. */
const lacksKeys = (error: unknown): boolean =>
  error instanceof errors.JOSEError
    ? ['ERR_JWKS_TIMEOUT', errors.JOSEError.code].includes(error.code)
    : isUnreachable(error);

/** No answer at all, rather than a wrong one; by name, since the error of `fetch` may be of another realm. */
const isUnreachable = (error: unknown): boolean => {
  const { name, code, cause } = error as { name?: string; code?: string; cause?: { name?: string } };
  return code === 'OAUTH_TIMEOUT' || name === 'TypeError' || cause?.name === 'TypeError';
};
