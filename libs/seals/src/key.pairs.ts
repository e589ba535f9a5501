import {
  calculateJwkThumbprint,
  CompactSign,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
} from 'jose';
import { bytesOf } from './canonical.json.ts';
import type { KeptKey } from './key.files.ts';
import { attestation, ATTESTATION_TYPE, type PublicJwk } from './keys.chain.ts';
import { ALGORITHM } from './record.format.ts';

/** A private key that is ready to sign, with the name of its public half. */
export interface Signer {
  readonly kid: string;
  readonly key: CryptoKey;
}

interface NewPair {
  readonly kid: string;
  readonly jwk: PublicJwk & { readonly d: string };
}

export async function newPair(): Promise<NewPair> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const { x, d } = await exportJWK(privateKey);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: x!, d: d! } as const;
  return { kid: await calculateJwkThumbprint(jwk), jwk };
}

/** The signer in a key's file; null where the file has no private half, or one that is not that of this public key. */
export async function signerOf({ kid, jwk }: KeptKey): Promise<Signer | null> {
  const { kty, crv, x, d } = jwk;
  if (!d) return null;
  try {
    const key = (await importJWK({ kty, crv, x, d }, ALGORITHM)) as CryptoKey;
    const trial = await new CompactSign(bytesOf(kid)).setProtectedHeader({ alg: ALGORITHM }).sign(key);
    await compactVerify(trial, await importJWK({ kty, crv, x }, ALGORITHM));
    return (await calculateJwkThumbprint({ kty, crv, x })) === kid ? { kid, key } : null;
  } catch {
    return null;
  }
}

/** The previous key's word for the next one. */
export const attest = (signer: Signer, { jwk, kid }: NewPair, validFrom: string): Promise<string> =>
  new CompactSign(bytesOf(attestation(jwk, kid, signer.kid, validFrom)))
    .setProtectedHeader({ alg: ALGORITHM, kid: signer.kid, typ: ATTESTATION_TYPE })
    .sign(signer.key);
