import { Injectable } from '@nestjs/common';
import { hashOf, newId, newSecret, type Tx } from '#core';
import { HalfSessionInvalid } from './identity.errors.ts';
import { HalfSessionOpened } from './identity.events.ts';
import type { SecondStepMethod, SignedIn } from './sign-in.entity.ts';

const LIFE_MS = 5 * 60_000;

/** Somebody whose first proof was right and whose second is awaited. */
export interface HalfSession {
  readonly id: string;
  readonly personId: string;
  readonly client: string | null;
}

/** Half of a sign-in: a secret in a table of its own, so that no guard ever takes it for a session. */
@Injectable()
export class HalfSessions {
  /** How a person can give a second proof; nothing where one suffices. `#factors` widens what is asked here. */
  async methodsOf(tx: Tx, personId: string): Promise<SecondStepMethod[]> {
    const [row] = await tx.sql<{ methods: SecondStepMethod[] }>(`SELECT second_steps_of($1) AS methods`, [personId]);
    return row!.methods;
  }

  async make(tx: Tx, personId: string, client: string | null, methods: SecondStepMethod[]): Promise<SignedIn> {
    const { secret, hash } = newSecret();
    const [id, expiresAt] = [newId(), new Date(tx.now.getTime() + LIFE_MS)];
    await tx.sql(
      `INSERT INTO half_session (id, person_id, token_hash, client, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, personId, hash, client, tx.now, expiresAt],
    );
    tx.emit(HalfSessionOpened(personId, { halfSessionId: id }));
    const secondStep = { token: secret, methods };
    return { token: null, expiresAt: expiresAt.toISOString(), personId: null, secondStep };
  }

  /** Whose second proof a token awaits; null where it awaits none any more. Changes nothing. */
  async find(tx: Tx, token: string): Promise<HalfSession | null> {
    const [half] = await tx.sql<HalfSession>(
      `SELECT id, person_id AS "personId", client FROM half_session
       WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`,
      [hashOf(token), tx.now],
    );
    return half ?? null;
  }

  /** Uses a token up; if the second proof is wrong, the refusal gives it back. */
  async take(tx: Tx, token: string): Promise<HalfSession> {
    const [half] = await tx.sql<HalfSession>(
      `UPDATE half_session SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
       RETURNING id, person_id AS "personId", client`,
      [hashOf(token), tx.now],
    );
    if (!half) throw HalfSessionInvalid();
    return half;
  }

  /** What was begun under an older password or other factors is not finished under the new ones. */
  async void(tx: Tx, personId: string): Promise<void> {
    await tx.sql(`UPDATE half_session SET used_at = $2 WHERE person_id = $1 AND used_at IS NULL`, [personId, tx.now]);
  }
}
