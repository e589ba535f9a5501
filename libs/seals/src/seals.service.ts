import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import { canonicalJson } from './canonical.json.ts';
import type { PublishedKeys } from './keys.chain.ts';
import { publishedSet } from './node-key.entity.ts';
import { NodeKeys } from './node-keys.service.ts';
import { KIND, type SealedRecord } from './record.format.ts';
import { sealRecord } from './record.seal.ts';

/** Puts the node's seal under what it publishes for good. */
@Injectable()
export class Seals {
  constructor(private readonly nodeKeys: NodeKeys) {}

  /** Seals a record in the writer's transaction: what does not commit was never published, whatever was signed. */
  async seal<Content extends object>(tx: Tx, kind: string, record: Content): Promise<SealedRecord<Content>> {
    if (!KIND.test(kind)) throw new TypeError(`"${kind}" is no name for a kind of records`);
    canonicalJson(record); // throws for what has no canonical form, before anything is locked
    const { sealedAt, ...signer } = await this.nodeKeys.inUse(tx);
    return sealRecord(signer, kind, record, sealedAt);
  }

  /** What everybody needs to check records of this node without it. */
  async publicKeys(): Promise<PublishedKeys> {
    return publishedSet(await this.nodeKeys.all());
  }
}
