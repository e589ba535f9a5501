import { Injectable } from '@nestjs/common';
import { Db, newId, SYSTEM, type Tx } from '#core';
import { contentHash, recordFile, Seals } from '#seals';
import { AuditCheckpoint } from './audit-checkpoint.entity.ts';
import { CheckpointSealed } from './audit.events.ts';
import { rootOf } from './chain.hashing.ts';
import { Chainer } from './chainer.service.ts';
import { CHECKPOINT_KIND, type CheckpointRecord } from './checkpoint.record.ts';

/** From chain to chain by its index: a million rows are not looked at for a handful of ends. */
const HEADS = `
  WITH RECURSIVE each (chain) AS (
    (SELECT chain FROM audit_link ORDER BY chain LIMIT 1)
    UNION ALL SELECT (SELECT l.chain FROM audit_link l WHERE l.chain > each.chain ORDER BY l.chain LIMIT 1)
      FROM each WHERE each.chain IS NOT NULL)
  SELECT each.chain, l.seq, l.hash FROM each
    CROSS JOIN LATERAL (SELECT seq, hash FROM audit_link l WHERE l.chain = each.chain ORDER BY seq DESC LIMIT 1) l`;

/** Seals where the chains stand, so that their end cannot be cut off or written anew unnoticed. */
@Injectable()
export class Checkpoints {
  constructor(
    private readonly db: Db,
    private readonly seals: Seals,
    private readonly chainer: Chainer,
  ) {}

  /** Chains what there is and seals it; null where nothing has happened since the last one but its own event. */
  async make(): Promise<string | null> {
    await this.chainer.catchUp();
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      await this.chainer.hold(tx);
      const last = await latest(tx);
      const [end] = await tx.sql<{ size: number }>(
        `SELECT position AS size FROM audit_link ORDER BY position DESC LIMIT 1`,
      );
      if (!end || end.size <= (last ? last.size + 1 : 0)) return null;
      return this.seal(tx, last, end.size);
    });
  }

  /** The latest one as everybody may keep it, to the byte. */
  async file(): Promise<string | null> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      return (await latest(tx))?.file ?? null;
    });
  }

  private async seal(tx: Tx, last: AuditCheckpoint | null, size: number): Promise<string> {
    const record: CheckpointRecord = {
      id: newId(),
      sequence: (last?.sequence ?? 0) + 1,
      size,
      root: rootOf(await tx.sql<{ chain: string; seq: number; hash: Buffer }>(HEADS)),
      previous: last && contentHash(JSON.parse(last.file)),
    };
    const sealed = await this.seals.seal(tx, CHECKPOINT_KIND, record);
    const { id, sequence, root } = record;
    const sealedAt = new Date(sealed.seal.sealedAt);
    const file = recordFile(sealed);
    await tx.em.insert(AuditCheckpoint, { id, sequence, size, root, sealedAt, file });
    tx.emit(CheckpointSealed(id, { sequence, hash: contentHash(sealed) }));
    return file;
  }
}

const latest = async (tx: Tx): Promise<AuditCheckpoint | null> =>
  (await tx.em.find(AuditCheckpoint, { order: { sequence: 'DESC' }, take: 1 }))[0] ?? null;
