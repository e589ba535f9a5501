import { Injectable } from '@nestjs/common';
import { Forbidden, InvalidInput, newId, newSecret, type Tx } from '#core';
import { ApiToken, Session, TokenScope, type CreateApiTokenInput, type NewApiToken } from './credential.entity.ts';
import { ApiTokenMade, ApiTokenRevoked, IdentityProven, SessionOpened, SessionsEnded } from './identity.events.ts';
import { HalfSessions } from './half-session.service.ts';
import type { Newcomer } from './hand-over.ts';
import type { Fresh, SignedIn } from './sign-in.entity.ts';

const MINUTE_MS = 60_000;
const LONGEST_SESSION_MS = 12 * 60 * MINUTE_MS;
const FRESH_MS = 5 * MINUTE_MS;
const LONGEST_CLIENT = 120;

const after = (tx: Tx, ms: number): Date => new Date(tx.now.getTime() + ms);

/** Sessions and API tokens: makes them, keeps them fresh, ends them. */
@Injectable()
export class CredentialsService {
  constructor(private readonly halves: HalfSessions) {}

  /** After a right first proof: a session, or half of one for whom a second proof is asked too. */
  async begin(tx: Tx, personId: string, newcomer: Newcomer): Promise<SignedIn> {
    const methods = await this.halves.methodsOf(tx, personId);
    if (methods.length) return this.halves.make(tx, personId, newcomer.client, methods);
    return this.open(tx, personId, newcomer);
  }

  /** A session for whoever has given every proof that is asked of this person; the caller has checked them. */
  async open(tx: Tx, personId: string, { client, replaces }: Newcomer): Promise<SignedIn> {
    const { secret, hash } = newSecret();
    const session = {
      id: newId(),
      personId,
      tokenHash: hash,
      createdAt: tx.now,
      lastSeenAt: tx.now,
      expiresAt: after(tx, LONGEST_SESSION_MS),
      freshUntil: after(tx, FRESH_MS),
      client: client?.slice(0, LONGEST_CLIENT) ?? null,
    };
    await tx.em.insert(Session, session);
    tx.emit(SessionOpened(personId, { sessionId: session.id }, [session.id]));
    if (replaces) await this.endReplaced(tx, replaces);
    return { token: secret, expiresAt: session.expiresAt.toISOString(), personId, secondStep: null };
  }

  /** Makes the actor's session fresh, under a new token; an API token never is. */
  async prove(tx: Tx): Promise<Fresh> {
    const session = await this.ownSession(tx);
    const freshUntil = after(tx, FRESH_MS);
    const { secret, hash } = newSecret();
    await tx.em.update(Session, { id: session.id }, { freshUntil, tokenHash: hash });
    tx.emit(IdentityProven(session.personId, { sessionId: session.id }, [session.id]));
    return { freshUntil: freshUntil.toISOString(), token: secret, expiresAt: session.expiresAt.toISOString() };
  }

  async signOut(tx: Tx): Promise<boolean> {
    const session = await this.ownSession(tx);
    await this.end(tx, session.personId, [session.id]);
    return true;
  }

  async revokeSession(tx: Tx, id: string): Promise<boolean> {
    const session = await tx.lock(Session, id);
    tx.allow(session.personId === tx.actor.id);
    await this.end(tx, session.personId, [id]);
    return true;
  }

  /** Ends every session of the actor but the one that asks; says how many. */
  async revokeOthers(tx: Tx): Promise<number> {
    const { id, personId } = await this.ownSession(tx);
    const others = await tx.sql<{ id: string }>(
      `SELECT id FROM session WHERE person_id = $1 AND id <> $2 AND session_lives(revoked_at, expires_at, last_seen_at)`,
      [personId, id],
    );
    const ids = others.map((each) => each.id);
    await this.halves.void(tx, personId);
    return this.end(tx, personId, ids);
  }

  /** For the system: ends all that a person is signed in with, but API tokens. */
  async endAll(tx: Tx, personId: string): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    const lives = await tx.sql<{ id: string }>(`SELECT id FROM session WHERE person_id = $1 AND revoked_at IS NULL`, [
      personId,
    ]);
    await this.halves.void(tx, personId);
    const ids = lives.map((each) => each.id);
    return this.end(tx, personId, ids);
  }

  /** For the system: ends these of a person's sessions, and what is half begun; says how many lived. */
  async endThese(tx: Tx, personId: string, ids: string[]): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    await this.halves.void(tx, personId);
    return this.end(tx, personId, ids);
  }

  private async endReplaced(tx: Tx, id: string): Promise<void> {
    const session = await tx.em.findOneBy(Session, { id });
    if (session) await this.end(tx, session.personId, [id]);
  }

  async makeToken(tx: Tx, { name, scopes, expiresOn }: CreateApiTokenInput): Promise<NewApiToken> {
    tx.allow(tx.actor.kind === 'person');
    const { secret, hash } = newSecret();
    const expiresAt = await endOf(tx, expiresOn);
    const all = Object.values(TokenScope).filter((scope) => scope === TokenScope.READ || scopes.includes(scope));
    const shown = { id: newId(), name: name.trim(), scopes: all };
    await tx.em.insert(ApiToken, {
      ...shown,
      personId: tx.actor.id,
      tokenHash: hash,
      createdAt: tx.now,
      expiresAt,
    });
    tx.emit(ApiTokenMade(tx.actor.id, { apiTokenId: shown.id }, [shown.id]));
    return { ...shown, token: secret, expiresAt: expiresAt?.toISOString() ?? null };
  }

  async revokeToken(tx: Tx, id: string): Promise<boolean> {
    const token = await tx.lock(ApiToken, id);
    tx.allow(token.personId === tx.actor.id);
    if (token.revokedAt) return true;
    await tx.em.update(ApiToken, { id }, { revokedAt: tx.now });
    tx.emit(ApiTokenRevoked(token.personId, { apiTokenId: id }, [id]));
    return true;
  }

  /** Ends whatever lets a person in, so that what is open with it closes too; for the system alone. */
  async endAllOf(tx: Tx, personId: string): Promise<void> {
    await this.endAll(tx, personId);
    const tokens = await tx.sql<{ id: string }>(
      `UPDATE api_token SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL RETURNING id`,
      [personId, tx.now],
    );
    for (const { id } of tokens) tx.emit(ApiTokenRevoked(personId, { apiTokenId: id }, [id]));
  }

  async ownSession(tx: Tx): Promise<Session> {
    const { credentialId: id = '' } = tx.actor;
    const session = id ? await tx.em.findOne(Session, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
    if (!session) throw Forbidden({ reason: 'To możliwe tylko w sesji, nie tokenem API.' });
    tx.allow(session.personId === tx.actor.id);
    return session;
  }

  private async end(tx: Tx, personId: string, ids: string[]): Promise<number> {
    const ended = await tx.sql<{ id: string }>(
      `UPDATE session SET revoked_at = $2 WHERE id = ANY ($1) AND revoked_at IS NULL RETURNING id`,
      [ids, tx.now],
    );
    const sessionIds = ended.map(({ id }) => id);
    if (sessionIds.length) tx.emit(SessionsEnded(personId, { sessionIds }, sessionIds));
    return sessionIds.length;
  }
}

/** The end of a day in Poland, which has to lie ahead. */
async function endOf(tx: Tx, day: string | null | undefined): Promise<Date | null> {
  if (!day) return null;
  const [row] = await tx.sql<{ end: Date }>(`SELECT ($1::date + 1)::timestamp AT TIME ZONE 'Europe/Warsaw' AS "end"`, [
    day,
  ]);
  if (row!.end > tx.now) return row!.end;
  const message = 'Ten dzień już minął.';
  throw InvalidInput({ fields: [{ path: 'input.expiresOn', rule: 'future', message }] });
}
