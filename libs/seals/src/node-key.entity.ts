import { Column, Entity, PrimaryColumn } from 'typeorm';
import { KEYS_FORMAT, type PublicJwk, type PublishedKey, type PublishedKeys } from './keys.chain.ts';
import { ALGORITHM } from './record.format.ts';

/** A public key of this node; the private one is never in the database. */
@Entity('node_key')
export class NodeKey {
  @PrimaryColumn('uuid') id: string;
  /** Its RFC 7638 thumbprint. */
  @Column('text') kid: string;
  @Column('jsonb') jwk: PublicJwk;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') validFrom: Date;
  /** When the next one took over; null for the one in use. */
  @Column('timestamptz', { nullable: true }) retiredAt: Date | null;
  /** The `kid` of the key that vouches for it; null for the first. */
  @Column('text', { nullable: true }) previous: string | null;
  @Column('text', { nullable: true }) attestedBy: string | null;
}

export function published({ kid, jwk, validFrom, retiredAt, attestedBy }: Omit<NodeKey, 'id'>): PublishedKey {
  const { kty, crv, x } = jwk;
  const common = { kty, crv, x, kid, use: 'sig', alg: ALGORITHM, validFrom: validFrom.toISOString() } as const;
  return { ...common, ...(retiredAt && { retiredAt: retiredAt.toISOString() }), ...(attestedBy && { attestedBy }) };
}

/** Oldest first, as everybody may have them. */
export const publishedSet = (keys: readonly Omit<NodeKey, 'id'>[]): PublishedKeys => ({
  format: KEYS_FORMAT,
  keys: [...keys].sort((a, b) => Number(a.validFrom) - Number(b.validFrom)).map(published),
});
