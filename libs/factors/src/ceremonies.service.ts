import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '#core';

export type CeremonyKind =
  | 'TOTP_ENROLMENT'
  | 'PASSKEY_ENROLMENT'
  | 'PASSKEY_SIGN_IN'
  | 'PASSKEY_STEP'
  | 'PASSKEY_PROOF'
  | 'OIDC_TICKET'
  | 'OIDC_REDIRECT'
  | 'OIDC_ARRIVAL'
  | 'OIDC_SESSION'
  | 'OIDC_LOGOUT';

/** Who began it: nobody yet known, a person in a session, or half of a sign-in. */
export interface Holder {
  readonly personId: string | null;
  readonly holderId: string | null;
}

export interface Ceremony extends Holder {
  readonly id: string;
  readonly sealed: Buffer | null;
  readonly issuer: string | null;
  readonly subject: string | null;
  /** The provider's session, where it names one. */
  readonly sid: string | null;
}

interface Beginning extends Holder {
  readonly kind: CeremonyKind;
  /** Of the challenge or token that finishes it. */
  readonly hash: Buffer;
  readonly minutes: number;
  readonly sealed?: Buffer;
  readonly issuer?: string | null;
  readonly subject?: string | null;
  readonly sid?: string | null;
}

export const NOBODY: Holder = { personId: null, holderId: null };

const COLUMNS = `id, person_id AS "personId", holder_id AS "holderId", sealed, issuer, subject, sid`;

/** What was begun and waits for the one answer that finishes it: once, soon, and in the same place. */
@Injectable()
export class Ceremonies {
  /** Gives until when it waits. */
  async begin(tx: Tx, { kind, hash, minutes, personId, holderId, sealed, ...known }: Beginning): Promise<Date> {
    const { issuer = null, subject = null, sid = null } = known;
    const expiresAt = new Date(tx.now.getTime() + minutes * 60_000);
    await tx.sql(
      `INSERT INTO ceremony (id, kind, hash, person_id, holder_id, sealed, issuer, subject, sid, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [newId(), kind, hash, personId, holderId, sealed ?? null, issuer, subject, sid, tx.now, expiresAt],
    );
    return expiresAt;
  }

  /** Uses it up; null where there is none, no longer, or it was begun elsewhere. */
  async take(tx: Tx, kind: CeremonyKind, hash: Buffer, { personId, holderId }: Holder): Promise<Ceremony | null> {
    const [taken] = await tx.sql<Ceremony>(
      `DELETE FROM ceremony WHERE hash = $1 AND kind = $2 AND expires_at > $3
         AND person_id IS NOT DISTINCT FROM $4 AND holder_id IS NOT DISTINCT FROM $5 RETURNING ${COLUMNS}`,
      [hash, kind, tx.now, personId, holderId],
    );
    return taken ?? null;
  }

  /** The same for whoever the secret alone is enough: it says who began. */
  async takeAnyones(tx: Tx, kind: CeremonyKind, hash: Buffer): Promise<Ceremony | null> {
    const [taken] = await tx.sql<Ceremony>(
      `DELETE FROM ceremony WHERE hash = $1 AND kind = $2 AND expires_at > $3 RETURNING ${COLUMNS}`,
      [hash, kind, tx.now],
    );
    return taken ?? null;
  }

  /** The one of a kind that a session has begun. */
  async takeOf(tx: Tx, kind: CeremonyKind, holderId: string): Promise<Ceremony | null> {
    const [taken] = await tx.sql<Ceremony>(
      `DELETE FROM ceremony WHERE kind = $1 AND holder_id = $2 AND expires_at > $3 RETURNING ${COLUMNS}`,
      [kind, holderId, tx.now],
    );
    return taken ?? null;
  }

  /** A new one takes the place of what the same session began before. */
  async forget(tx: Tx, kind: CeremonyKind, holderId: string): Promise<void> {
    await tx.sql(`DELETE FROM ceremony WHERE kind = $1 AND holder_id = $2`, [kind, holderId]);
  }

  /** A wrong answer is an answer. */
  async spend(tx: Tx, hash: Buffer): Promise<void> {
    await tx.sql(`DELETE FROM ceremony WHERE hash = $1`, [hash]);
  }

  /** For the system alone; says how many nobody finished in time. */
  async clean(tx: Tx): Promise<number> {
    tx.allow(tx.actor.kind === 'system');
    return (await tx.sql(`DELETE FROM ceremony WHERE expires_at < $1 RETURNING 1`, [tx.now])).length;
  }
}
