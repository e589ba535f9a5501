import { hash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy as Custom } from 'passport-custom';
import { Strategy as Bearer } from 'passport-http-bearer';
import { Config, Db, hashOf, Recent, SYSTEM, type Actor, type Claim, type Scope, type Tx } from '#core';
import { Reader } from '#reads';

/** What of a request says who sends it. */
export interface Bearing {
  readonly headers: Record<string, string | string[] | undefined>;
}

interface Credential {
  person_id: string;
  id: string;
  kind: 'SESSION' | 'API_TOKEN';
  scopes: Scope[];
  fresh_until: string | null;
  /** Whether it was last seen more than a minute ago. */
  stale: boolean;
}

/** A credential with what it is known by. */
interface Found extends Credential {
  readonly hash: Buffer;
  /** As PostgreSQL said it. */
  readonly text: string;
}

const MOST_KNOWN = 10_000;

const SEEN = {
  SESSION: ['session', 'last_seen_at'],
  API_TOKEN: ['api_token', 'last_used_at'],
} as const;

/** `__Host-` makes browsers insist on HTTPS and on this very host; without HTTPS they would drop it. */
export const sessionCookieName = ({ PUBLIC_URL }: Config): string =>
  PUBLIC_URL?.startsWith('https:') ? '__Host-konwent' : 'konwent';

/** Finds what a secret opens, by its hash: one prepared statement, asked again at each request. */
@Injectable()
export class CredentialFinder {
  constructor(private readonly reader: Reader) {}

  async behind(secret: string): Promise<Found | null> {
    const hash = hashOf(secret);
    const text = await this.reader.claimed(hash);
    return text === null ? null : { ...(JSON.parse(text) as Credential), hash, text };
  }
}

@Injectable()
export class TokenStrategy extends PassportStrategy(Bearer, 'token') {
  constructor(private readonly finder: CredentialFinder) {
    super();
  }

  validate(token: string): Promise<Found | null> {
    return this.finder.behind(token);
  }
}

@Injectable()
export class CookieStrategy extends PassportStrategy(Custom, 'cookie') {
  private readonly prefix: string;

  constructor(
    private readonly finder: CredentialFinder,
    config: Config,
  ) {
    super();
    this.prefix = `${sessionCookieName(config)}=`;
  }

  async validate({ headers: { cookie } }: Bearing): Promise<Found | null> {
    const pairs = String(cookie ?? '').split(/; */);
    const secret = pairs.find((pair) => pair.startsWith(this.prefix))?.slice(this.prefix.length);
    const found = secret ? await this.finder.behind(secret) : null;
    return found?.kind === 'SESSION' ? found : null;
  }
}

/** Says who sends a request: by `Authorization: Bearer`, and only without that header by the session cookie. */
@Injectable()
export class Authenticator {
  private readonly log = new Logger(Authenticator.name);
  private readonly known = new Recent<Omit<Claim, 'confirmed'> & { readonly actor: Actor }>(MOST_KNOWN);

  constructor(
    private readonly token: TokenStrategy,
    private readonly cookie: CookieStrategy,
    private readonly db: Db,
    private readonly reader: Reader,
  ) {}

  /**
   * Null without a credential and with one that does not count, or no longer. A look that nobody asked for, such as a
   * timer's, is no `activity`: it must not keep an idle session alive.
   */
  async actorOf({ headers }: Bearing, activity = true): Promise<Actor | null> {
    const found = await ask(headers.authorization ? this.token : this.cookie, { headers });
    if (!found) return null;
    if (found.stale && activity) await this.seen(found);
    const actor = actorBehind(found);
    if (!found.stale) this.known.set(keyOf({ headers }), { actor, hash: found.hash, found: found.text });
    return actor;
  }

  /** Who sent the same credential before, at no cost; whatever is read for them has to confirm the claim. */
  presumed(bearing: Bearing): Actor | undefined {
    const known = this.known.get(keyOf(bearing));
    return known && { ...known.actor, claim: { hash: known.hash, found: known.found, confirmed: false } };
  }

  /** Whether a claim that nothing was read under still holds. */
  async confirms({ hash, found }: Claim): Promise<boolean> {
    return (await this.reader.claimed(hash)) === found;
  }

  /** For a claim that was lost: the next look is a real one. */
  forget(bearing: Bearing): void {
    this.known.delete(keyOf(bearing));
  }

  /** Written once a minute at most, however many requests come at once; a request does not fail for it. */
  private async seen({ id, kind }: Credential): Promise<void> {
    const [table, column] = SEEN[kind];
    const write = this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      await tx.sql(
        `UPDATE ${table} SET ${column} = now() WHERE id = (
           SELECT id FROM ${table}
           WHERE id = $1 AND coalesce(${column} < now() - interval '1 minute', true) FOR UPDATE SKIP LOCKED)`,
        [id],
      );
    });
    await write.catch((error: Error) => this.log.warn(`could not note a credential as seen: ${error.message}`));
  }
}

function actorBehind({ person_id: id, scopes, id: credentialId, fresh_until: fresh }: Credential): Actor {
  return { kind: 'person', id, scopes, credentialId, ...(fresh && { freshUntil: new Date(fresh) }) };
}

/** No secret is kept. */
const keyOf = ({ headers: { authorization, cookie } }: Bearing): string =>
  hash('sha256', String(authorization ?? cookie ?? ''), 'base64url');

/** Asks a passport strategy outside of its middleware: the request may come over HTTP or WebSocket. */
const ask = (strategy: TokenStrategy | CookieStrategy, request: Bearing): Promise<Found | null> =>
  new Promise((resolve, reject) => {
    const none = () => resolve(null);
    const asked = Object.create(strategy) as TokenStrategy;
    Object.assign(asked, { success: resolve, fail: none, pass: none, error: reject });
    asked.authenticate(request as never);
  });
