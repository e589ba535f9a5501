import { Injectable } from '@nestjs/common';
import { FlattenedSign } from 'jose';
import type { Tx } from '#core';
import type { PublishedKeys } from './keys.chain.ts';
import { publishedSet } from './node-key.entity.ts';
import { NodeKeys } from './node-keys.service.ts';
import { KIND, payloadOf, RECORD_FORMAT, sealHeader, type SealedRecord } from './record.format.ts';

/** Puts the node's seal under what it publishes for good. */
@Injectable()
export class Seals {
  constructor(private readonly nodeKeys: NodeKeys) {}

  /** Seals a record in the writer's transaction: what does not commit was never published, whatever was signed. */
  async seal<Content extends object>(tx: Tx, kind: string, record: Content): Promise<SealedRecord<Content>> {
    if (!KIND.test(kind)) throw new TypeError(`"${kind}" is no name for a kind of records`);
    const payload = payloadOf(record); // throws for what has no canonical form, before anything is locked
    const { kid, key, sealedAt } = await this.nodeKeys.inUse(tx);
    const header = sealHeader(kind, record, { kid, sealedAt });
    const signed = await new FlattenedSign(payload).setProtectedHeader({ ...header }).sign(key);
    return {
      format: RECORD_FORMAT,
      kind,
      record,
      seal: { kid, sealedAt, jws: `${signed.protected}..${signed.signature}` },
    };
  }

  /** What everybody needs to check records of this node without it. */
  async publicKeys(): Promise<PublishedKeys> {
    return publishedSet(await this.nodeKeys.all());
  }
}
