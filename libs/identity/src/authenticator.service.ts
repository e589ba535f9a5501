import { Injectable, Logger } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy as Custom } from 'passport-custom';
import { Strategy as Bearer } from 'passport-http-bearer';
import { Config, Db, hashOf, SYSTEM, type Actor, type Scope, type Tx } from '#core';
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
  fresh_until: Date | null;
  /** Whether it was last seen more than a minute ago. */
  stale: boolean;
}

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

  async behind(secret: string): Promise<Credential | null> {
    const hash = hashOf(secret);
    const [found] = await this.reader.rows<Credential>('credential', `SELECT * FROM credential_of($1)`, [hash]);
    return found ?? null;
  }
}

@Injectable()
export class TokenStrategy extends PassportStrategy(Bearer, 'token') {
  constructor(private readonly finder: CredentialFinder) {
    super();
  }

  validate(token: string): Promise<Credential | null> {
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

  async validate({ headers: { cookie } }: Bearing): Promise<Credential | null> {
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

  constructor(
    private readonly token: TokenStrategy,
    private readonly cookie: CookieStrategy,
    private readonly db: Db,
  ) {}

  /**
   * Null without a credential and with one that does not count, or no longer. A look that nobody asked for, such as a
   * timer's, is no `activity`: it must not keep an idle session alive.
   */
  async actorOf({ headers }: Bearing, activity = true): Promise<Actor | null> {
    const found = await ask(headers.authorization ? this.token : this.cookie, { headers });
    if (!found) return null;
    if (found.stale && activity) await this.seen(found);
    const { person_id: id, scopes, id: credentialId, fresh_until: freshUntil } = found;
    return { kind: 'person', id, scopes, credentialId, ...(freshUntil && { freshUntil }) };
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

/** Asks a passport strategy outside of its middleware: the request may come over HTTP or WebSocket. */
const ask = (strategy: TokenStrategy | CookieStrategy, request: Bearing): Promise<Credential | null> =>
  new Promise((resolve, reject) => {
    const none = () => resolve(null);
    const asked = Object.create(strategy) as TokenStrategy;
    Object.assign(asked, { success: resolve, fail: none, pass: none, error: reject });
    asked.authenticate(request as never);
  });
