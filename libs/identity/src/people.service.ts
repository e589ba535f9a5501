import { Injectable } from '@nestjs/common';
import { hashOf, newId, newSecret, type Tx } from '#core';
import { Account, emailKeyOf } from './account.entity.ts';
import { CredentialsService } from './credentials.service.ts';
import { SignInLinkInvalid } from './identity.errors.ts';
import { SignInLinkMade } from './identity.events.ts';
import { Person } from './person.entity.ts';
import type { Newcomer } from './hand-over.ts';
import type { SignedIn } from './sign-in.entity.ts';

const LIFE_MS = 24 * 60 * 60_000;

export interface NewPerson {
  displayName: string;
  email: string;
  operator?: boolean;
}

/** People whom nobody invites: the demo network's, and the first operator. Their account has no password yet. */
@Injectable()
export class PeopleService {
  /** For the system alone. */
  async create(tx: Tx, { displayName, email, operator = false }: NewPerson): Promise<string> {
    tx.allow(tx.actor.kind === 'system');
    const id = newId();
    await tx.em.insert(Person, { id, displayName: displayName.trim(), createdAt: tx.now });
    const account = { id, email: email.trim(), emailKey: emailKeyOf(email), operator };
    await tx.em.insert(Account, { ...account, createdAt: tx.now });
    return id;
  }
}

/** One-time links that sign in without a password; only the cli makes them. */
@Injectable()
export class SignInLinks {
  constructor(private readonly credentials: CredentialsService) {}

  /** The token of a new link, good for a day; for the system alone. */
  async make(tx: Tx, personId: string): Promise<string> {
    tx.allow(tx.actor.kind === 'system');
    const { secret, hash } = newSecret();
    const id = newId();
    await tx.sql(
      `INSERT INTO sign_in_link (id, person_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
      [id, personId, hash, tx.now, new Date(tx.now.getTime() + LIFE_MS)],
    );
    tx.emit(SignInLinkMade(personId, { signInLinkId: id }));
    return secret;
  }

  /** Whoever comes first with the token is let in; one statement decides. */
  async open(tx: Tx, token: string, newcomer: Newcomer): Promise<SignedIn> {
    const [link] = await tx.sql<{ person_id: string }>(
      `UPDATE sign_in_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
       RETURNING person_id`,
      [hashOf(token), tx.now],
    );
    if (!link) throw SignInLinkInvalid();
    tx.allow(true);
    return this.credentials.begin(tx, link.person_id, newcomer);
  }
}
