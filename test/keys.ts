import { attest, newPair, signerOf, type Signer } from '../libs/seals/src/key.pairs.ts';
import type { PublishedKey, PublishedKeys } from '../libs/seals/src/keys.chain.ts';

import { recordFile, type SealedRecord } from '../libs/seals/src/record.format.ts';
import { sealRecord } from '../libs/seals/src/record.seal.ts';
import { verifyRecord } from '../libs/seals/src/record.verify.ts';

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

export const SEALED_AT = '2026-03-01T12:00:00.000Z';

/** With what breaks careless readers: quotes, markup, Polish letters, lines, numbers of every sort, null. */
export const RECORD = {
  title: 'Deklaracja „Zażółć gęślą jaźń” <b>w sprawie</b> & reszty',
  parties: [
    { name: 'Konwent CIS i KIS w Łodzi', capacity: 'przewodnicząca', signedAt: '2026-02-27T08:30:00.000Z' },
    { name: 'Śląski Konwent', capacity: 'zastępca', signedAt: '2026-02-28T23:59:59.999Z' },
  ],
  text: 'Strony postanawiają:\n1. założyć forum;\n2. spotykać się co kwartał.'.repeat(4),
  quorum: 2,
  share: 0.125,
  founding: true,
  leaving: null,
};

export interface TestRecord {
  chain: TestChain;
  sealed: SealedRecord<typeof RECORD>;
  file: string;
}

/** A record sealed by the first of three keys, made once for a spec file. */
export function useRecord(): TestRecord {
  const made = {} as TestRecord;
  beforeAll(async () => {
    const chain = await chainOf('2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z');
    const sealed = await sealRecord(chain.signers[0]!, 'declaration', RECORD, SEALED_AT);
    Object.assign(made, { chain, sealed, file: recordFile(sealed) });
  });
  return made;
}

/** The code of what is wrong, or "ok". */
export async function verdict(file: string | Uint8Array, keys: unknown): Promise<string> {
  const result = await verifyRecord(file, keys);
  return result.ok ? 'ok' : result.problem;
}
