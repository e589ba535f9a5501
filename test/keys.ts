import { attest, newPair, signerOf, type Signer } from '../libs/seals/src/key.pairs.ts';
import type { PublishedKey, PublishedKeys } from '../libs/seals/src/keys.chain.ts';

export interface TestChain {
  readonly signers: Signer[];
  readonly keys: PublishedKeys & { keys: PublishedKey[] };
}

/** Keys of a node that took over from each other at these instants. */
export async function chainOf(...from: string[]): Promise<TestChain> {
  const signers: Signer[] = [];
  const keys: PublishedKey[] = [];
  for (const [index, validFrom] of from.entries()) {
    const pair = await newPair();
    const { kid, jwk } = pair;
    const previous = signers.at(-1);
    const attestedBy = previous && (await attest(previous, pair, validFrom));
    const kept = { ...pair, format: 'konwent-private-key/1', createdAt: validFrom, validFrom } as const;
    signers.push((await signerOf({ ...kept, previous: null, attestedBy: null }))!);
    const { kty, crv, x } = jwk;
    const retiredAt = from[index + 1];
    const common = { kty, crv, x, kid, use: 'sig', alg: 'Ed25519', validFrom } as const;
    keys.push({ ...common, ...(retiredAt && { retiredAt }), ...(attestedBy && { attestedBy }) });
  }
  return { signers, keys: { format: 'konwent-keys/1', keys } };
}
