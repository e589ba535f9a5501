import { FlattenedSign } from 'jose';
import type { Signer } from './key.pairs.ts';
import { payloadOf, RECORD_FORMAT, sealHeader, type SealedRecord } from './record.format.ts';

/** The record with a key's seal of that instant; whether the key may seal then is for the caller to know. */
export async function sealRecord<Content extends object>(
  { kid, key }: Signer,
  kind: string,
  record: Content,
  sealedAt: string,
): Promise<SealedRecord<Content>> {
  const header = { ...sealHeader(kind, record, { kid, sealedAt }) };
  const signed = await new FlattenedSign(payloadOf(record)).setProtectedHeader(header).sign(key);
  const jws = `${signed.protected}..${signed.signature}`;
  return { format: RECORD_FORMAT, kind, record, seal: { kid, sealedAt, jws } };
}
