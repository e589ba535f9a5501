import { chainOf, RECORD, SEALED_AT, useRecord, verdict as verdictOf } from '#test/keys';
import { attest, newPair } from './key.pairs.ts';
import { recordFile } from './record.format.ts';
import { sealRecord } from './record.seal.ts';
import { verifyRecord } from './record.verify.ts';

describe('a sealed record, against the chain of keys,', () => {
  const made = useRecord();
  const verdict = (file: string, keys: unknown = made.chain.keys) => verdictOf(file, keys);
  type Keys = { format: string; keys: Record<string, unknown>[] };
  const keysWith = (change: (keys: Keys) => unknown): Keys => {
    const keys = JSON.parse(JSON.stringify(made.chain.keys)) as Keys;
    change(keys);
    return keys;
  };

  it('is good whichever of the keys sealed it, in its time and to the last millisecond', async () => {
    const times = [
      ['2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'],
      ['2026-06-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z'],
      ['2026-09-01T00:00:00.000Z', '2036-09-01T00:00:00.000Z'],
    ];
    for (const [index, signer] of made.chain.signers.entries())
      for (const at of times[index]!)
        expect(await verdict(recordFile(await sealRecord(signer, 'declaration', RECORD, at)))).toBe('ok');
  });

  it('is refused when its key had been retired, or was not yet in use', async () => {
    const [first, second] = made.chain.signers;
    const late = await sealRecord(first!, 'declaration', RECORD, '2026-06-01T00:00:00.001Z');
    expect(await verdict(recordFile(late))).toBe('SEALED_AFTER_RETIREMENT');
    const early = await sealRecord(second!, 'declaration', RECORD, '2026-05-31T23:59:59.999Z');
    expect(await verdict(recordFile(early))).toBe('SEALED_TOO_EARLY');
  });

  it('is refused under keys of another node', async () => {
    expect(await verdict(made.file, (await chainOf(SEALED_AT)).keys)).toBe('KEY_UNKNOWN');
  });

  it.each<[string, string, (keys: Keys) => unknown]>([
    ['no list', 'KEYS_MALFORMED', (keys) => Object.assign(keys, { keys: 'x' })],
    ['an empty one', 'KEYS_MALFORMED', (keys) => keys.keys.splice(0)],
    ['another format', 'KEYS_MALFORMED', (keys) => (keys.format = 'konwent-keys/2')],
    ['a private key', 'KEYS_MALFORMED', ({ keys }) => (keys[0]!.d = 'AAAA')],
    ['a key under another name', 'KEYS_MALFORMED', ({ keys }) => (keys[0]!.kid = keys[1]!.kid)],
    ['a key twice', 'KEYS_MALFORMED', ({ keys }) => keys.push(keys[0]!)],
    ['another curve', 'KEYS_MALFORMED', ({ keys }) => (keys[0]!.crv = 'Ed448')],
    ['a day that is none', 'KEYS_MALFORMED', ({ keys }) => (keys[0]!.validFrom = '2026-13-01T00:00:00.000Z')],
    ['an unattested key', 'KEY_UNATTESTED', ({ keys }) => delete keys[2]!.attestedBy],
    ['a link taken out', 'KEYS_CHAIN_BROKEN', ({ keys }) => keys.splice(1, 1)],
    ['no first key', 'KEYS_CHAIN_BROKEN', ({ keys }) => keys.shift()],
    ['attestations exchanged', 'KEYS_CHAIN_BROKEN', ({ keys }) => (keys[2]!.attestedBy = keys[1]!.attestedBy)],
    ['an attestation of letters', 'KEYS_CHAIN_BROKEN', ({ keys }) => (keys[1]!.attestedBy = 'żółć')],
    ['a key made older', 'KEYS_CHAIN_BROKEN', ({ keys }) => (keys[1]!.validFrom = '2026-05-01T00:00:00.000Z')],
    ['a retirement put off', 'KEYS_CHAIN_BROKEN', ({ keys }) => (keys[0]!.retiredAt = '2027-01-01T00:00:00.000Z')],
    ['a retirement left out', 'KEYS_CHAIN_BROKEN', ({ keys }) => delete keys[0]!.retiredAt],
  ])('is refused under %s', async (_, problem, change) => {
    const result = await verifyRecord(made.file, keysWith(change));
    expect(result).toMatchObject({ ok: false, problem });
  });

  it('is refused when two keys say that they follow the same one', async () => {
    const pair = await newPair();
    const validFrom = '2026-06-01T00:00:00.000Z';
    const { kty, crv, x } = pair.jwk;
    const attestedBy = await attest(made.chain.signers[0]!, pair, validFrom);
    const rival = { kty, crv, x, kid: pair.kid, use: 'sig', alg: 'Ed25519', validFrom, attestedBy };
    expect(
      await verdict(
        made.file,
        keysWith(({ keys }) => keys.push(rival)),
      ),
    ).toBe('KEYS_CHAIN_BROKEN');
  });

  it('takes the keys in any order, with members that later versions may add', async () => {
    const keys = keysWith((set) => set.keys.reverse().forEach((key) => (key.note = 'x')));
    expect(await verdict(made.file, keys)).toBe('ok');
  });
});
