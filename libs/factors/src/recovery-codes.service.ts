import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret } from 'otpauth';
import { hashOf, newId, type Tx } from '#core';
import { FactorRefused } from './factors.errors.ts';
import { RecoveryCodesMade, RecoveryCodeUsed } from './factors.events.ts';

const HOW_MANY = 10;
const CODE_BYTES = 15;

/** 120 random bits: from 112 on a plain hash keeps a secret, since nobody tries so many. */
const newCode = (): string => new Secret({ buffer: Uint8Array.from(randomBytes(CODE_BYTES)).buffer }).base32;
const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z2-7]/g, '');

/** Codes for the day on which the phone is lost; each works once, and only at sign-in. */
@Injectable()
export class RecoveryCodesService {
  /** Ten new ones in place of all older ones; the caller shows them, nobody can again. */
  async renew(tx: Tx, personId: string): Promise<string[]> {
    const codes = Array.from({ length: HOW_MANY }, newCode);
    await this.forget(tx, personId);
    await tx.sql(
      `INSERT INTO recovery_code (id, person_id, code_hash, created_at)
       SELECT id, $2, hash, $4 FROM unnest($1::uuid[], $3::bytea[]) AS made (id, hash)`,
      [codes.map(newId), personId, codes.map(hashOf), tx.now],
    );
    tx.emit(RecoveryCodesMade(personId, {}));
    return codes.map((code) => code.match(/.{4}/g)!.join('-'));
  }

  async use(tx: Tx, personId: string, code: string): Promise<void> {
    const [used] = await tx.sql(
      `UPDATE recovery_code SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING 1`,
      [personId, hashOf(plain(code)), tx.now],
    );
    if (!used) throw FactorRefused();
    const [row] = await tx.sql<{ left: number }>(`SELECT recovery_codes_left($1) AS left`, [personId]);
    tx.emit(RecoveryCodeUsed(personId, row!));
  }

  async forget(tx: Tx, personId: string): Promise<void> {
    await tx.sql(`DELETE FROM recovery_code WHERE person_id = $1`, [personId]);
  }
}
