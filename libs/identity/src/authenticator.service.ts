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

/** Finds who holds a secret, by its hash: one prepared statement, asked again at each request. */
@Injectable()
export class Credentials {
  private readonly log = new Logger(Credentials.name);

  constructor(
    private readonly reader: Reader,
    private readonly db: Db,
  ) {}

  async bearer(secret: string, kinds: readonly Credential['kind'][]): Promise<Actor | null> {
    const [found] = await this.reader.rows<Credential>('credential', `SELECT * FROM credential_of($1)`, [
      hashOf(secret),
    ]);
    if (!found || !kinds.includes(found.kind)) return null;
    if (found.stale) await this.seen(found);
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

@Injectable()
export class TokenStrategy extends PassportStrategy(Bearer, 'token') {
  constructor(private readonly credentials: Credentials) {
    super();
  }

  validate(token: string): Promise<Actor | null> {
    return this.credentials.bearer(token, ['SESSION', 'API_TOKEN']);
  }
}

@Injectable()
export class CookieStrategy extends PassportStrategy(Custom, 'cookie') {
  private readonly prefix: string;

  constructor(
    private readonly credentials: Credentials,
    config: Config,
  ) {
    super();
    this.prefix = `${sessionCookieName(config)}=`;
  }

  async validate({ headers: { cookie } }: Bearing): Promise<Actor | null> {
    const pairs = String(cookie ?? '').split(/; */);
    const secret = pairs.find((pair) => pair.startsWith(this.prefix))?.slice(this.prefix.length);
    return secret ? this.credentials.bearer(secret, ['SESSION']) : null;
  }
}

/** Says who sends a request: by `Authorization: Bearer`, and only without that header by the session cookie. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly token: TokenStrategy,
    private readonly cookie: CookieStrategy,
  ) {}

  /** Null without a credential and with one that does not count, or no longer. */
  async actorOf({ headers }: Bearing): Promise<Actor | null> {
    if (headers.authorization) return run(this.token, { headers });
    return headers.cookie ? run(this.cookie, { headers }) : null;
  }
}

/** Asks a passport strategy outside of its middleware: the request may come over HTTP or WebSocket. */
const run = (strategy: TokenStrategy | CookieStrategy, request: Bearing): Promise<Actor | null> =>
  new Promise((resolve, reject) => {
    const none = () => resolve(null);
    const asked = Object.assign(Object.create(strategy) as TokenStrategy, {
      success: resolve,
      fail: none,
      pass: none,
      error: reject,
    });
    asked.authenticate(request as never);
  });
