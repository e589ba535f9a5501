import { Injectable } from '@nestjs/common';
import { Db, hashOf, InvalidInput, newId, newSecret, type Actor, type Tx } from '#core';
import type { CreateUploadTicketInput, UploadPurpose, UploadTicket } from './file.entity.ts';
import {
  FileEmpty,
  FileTooLarge,
  FileTypeRefused,
  QuotaExceeded,
  TicketExpired,
  TicketSpent,
  TicketUnknown,
} from './files.errors.ts';
import { extensionOf, promisedBy, PURPOSES, UPLOAD_LIMITS } from './media-types.ts';

/** A ticket that is being used: what may come in with it. */
export interface Claim {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly purpose: UploadPurpose;
}

/** What a person may send stands reserved while a ticket of theirs is open, and for a day once it was used. */
const RESERVED = `
  SELECT coalesce(sum(size), 0)::int AS bytes, count(*)::int AS files FROM upload_ticket
  WHERE person_id = $1 AND created_at > now() - interval '24 hours' AND NOT failed
    AND (spent_at IS NOT NULL OR expires_at > now())`;

@Injectable()
export class UploadTickets {
  constructor(private readonly db: Db) {}

  /** Refuses beforehand whatever the name and size alone forbid; the secret itself is not stored. */
  async create(tx: Tx, { fileName, size, purpose }: CreateUploadTicketInput): Promise<UploadTicket> {
    tx.allow(tx.actor.kind === 'person');
    const name = baseName(fileName);
    const { maxBytes, mediaTypes: taken } = PURPOSES[purpose];
    const promised = promisedBy(name);
    if (!promised || !taken.includes(promised)) throw FileTypeRefused({ found: promised ?? extensionOf(name), taken });
    if (size === 0) throw FileEmpty();
    if (size > maxBytes) throw FileTooLarge({ maxBytes });
    await this.checkQuota(tx, size);
    const { secret, hash } = newSecret();
    const [made] = await tx.sql<{ expires_at: Date }>(
      `INSERT INTO upload_ticket (id, person_id, secret_hash, file_name, size, purpose, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now(), now() + $7 * interval '1 minute') RETURNING expires_at`,
      [newId(), tx.actor.id, hash, name, size, purpose, UPLOAD_LIMITS.ticketMinutes],
    );
    return { ticket: secret, path: '/files', expiresAt: made!.expires_at.toISOString() };
  }

  /** Spends a ticket before its file is read, so that of ten uploads at once nine are refused right away. */
  claim(actor: Actor, secret: string): Promise<Claim> {
    return this.db.run(actor, async (tx: Tx) => {
      tx.allow(actor.kind === 'person');
      const [ticket] = await tx.sql<Claim & { spent: boolean; expired: boolean }>(
        `SELECT id, file_name AS name, size, purpose, spent_at IS NOT NULL AS spent, expires_at <= now() AS expired
         FROM upload_ticket WHERE secret_hash = $1 AND person_id = $2 FOR UPDATE`,
        [hashOf(secret), actor.id],
      );
      if (!ticket) throw TicketUnknown();
      if (ticket.spent) throw TicketSpent();
      if (ticket.expired) throw TicketExpired();
      await tx.sql(`UPDATE upload_ticket SET spent_at = now() WHERE id = $1`, [ticket.id]);
      return ticket;
    });
  }

  /** Gives back to the quota what a refused file had reserved; the ticket stays spent. */
  fail(actor: Actor, { id }: Claim): Promise<void> {
    return this.db.run(actor, async (tx: Tx) => {
      tx.allow(true);
      await tx.sql(`UPDATE upload_ticket SET failed = true WHERE id = $1`, [id]);
    });
  }

  /** One lock a person: ten tickets at once are counted one after the other. */
  private async checkQuota(tx: Tx, size: number): Promise<void> {
    const { bytesPerDay, filesPerDay } = UPLOAD_LIMITS;
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('upload quota ' || $1, 0))`, [tx.actor.id]);
    const [reserved] = await tx.sql<{ bytes: number; files: number }>(RESERVED, [tx.actor.id]);
    const { bytes, files } = reserved!;
    if (files >= filesPerDay) throw QuotaExceeded({ of: 'FILES', limit: filesPerDay, left: 0 });
    if (bytes + size > bytesPerDay) throw QuotaExceeded({ of: 'BYTES', limit: bytesPerDay, left: bytesPerDay - bytes });
  }
}

/** The last part of a path, without marks that turn the direction of the text and so hide an extension. */
function baseName(fileName: string): string {
  const name = fileName
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\p{Cf}/gu, '')
    .trim();
  if (/[^.\s]/.test(name)) return name;
  throw InvalidInput({ fields: [{ path: 'fileName', rule: 'isFileName', message: 'To nie jest nazwa pliku.' }] });
}
