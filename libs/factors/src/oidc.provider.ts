import { Injectable, Logger } from '@nestjs/common';
import * as client from 'openid-client';
import { Config } from '#core';
import { OidcRefused, OidcUnavailable } from './factors.errors.ts';

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
}

/** The identity provider, as OpenID Connect has it: code with PKCE, state and nonce, signature checked, no e-mail asked. */
@Injectable()
export class OidcProvider {
  private readonly log = new Logger(OidcProvider.name);
  private found?: Promise<client.Configuration>;

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
      return { issuer: claims.iss, subject: claims.sub };
    } catch (error) {
      const { code = '', message } = error as { code?: string; message: string };
      this.log.warn(`an answer of the identity provider was refused: ${code} ${message}`);
      throw isUnreachable(error) ? OidcUnavailable() : OidcRefused();
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

/** A place of this node, also where a proxy serves it under a path of its own. */
export const homeOf = ({ PUBLIC_URL = '' }: Config, path = ''): URL =>
  new URL(path, PUBLIC_URL.endsWith('/') ? PUBLIC_URL : `${PUBLIC_URL}/`);

/** No answer at all, rather than a wrong one. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error as { code?: string }).code === 'OAUTH_TIMEOUT' ||
  (error as { cause?: unknown }).cause instanceof TypeError;
