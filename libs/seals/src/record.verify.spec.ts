import { randomInt } from 'node:crypto';
import { base64url, FlattenedSign } from 'jose';
import { chainOf, type TestChain } from '#test/keys';
import { canonicalJson } from './canonical.json.ts';
import { attest, newPair } from './key.pairs.ts';
import { recordFile, sealHeader, type SealedRecord } from './record.format.ts';
import { sealRecord } from './record.seal.ts';
import { verifyRecord, type RecordCheck } from './record.verify.ts';

const AT = '2026-03-01T12:00:00.000Z';
const RECORD = {
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
const GOOD = { ok: true, kind: 'declaration', record: RECORD };

describe('a sealed record', () => {
  let chain: TestChain;
  let sealed: SealedRecord<typeof RECORD>;
  let file: string;
  beforeAll(async () => {
    chain = await chainOf('2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z');
    sealed = await sealRecord(chain.signers[0]!, 'declaration', RECORD, AT);
    file = recordFile(sealed);
  });
  const bytes = (text: string) => new TextEncoder().encode(text);
  const verdict = async (changed: string | Uint8Array, keys: unknown = chain.keys) => {
    const result = await verifyRecord(changed, keys);
    return result.ok ? 'ok' : result.problem;
  };
  const changed = (change: (value: { record: Record<string, unknown>; seal: Record<string, unknown> }) => void) => {
    const value = JSON.parse(file) as never;
    change(value);
    return canonicalJson(value);
  };

  it('is good as a text, as bytes, and after a way over paper', async () => {
    expect(await verifyRecord(file, chain.keys)).toMatchObject({ ...GOOD, root: chain.signers[0]!.kid });
    expect(await verifyRecord(bytes(file), JSON.parse(JSON.stringify(chain.keys)))).toMatchObject(GOOD);
    expect(file).toMatch(/^\{"format":"konwent-record\/1","kind":"declaration","record":\{/);
  });

  it('does not let one bit of any byte change', async () => {
    const original = bytes(file);
    for (let at = 0; at < original.length; at++) {
      const copy = original.slice();
      copy[at]! ^= 1 << randomInt(8);
      expect({ at, verdict: await verdict(copy) }).not.toMatchObject({ verdict: 'ok' });
    }
  });

  it('finds 500 random changes of every sort, and says in words what is wrong', async () => {
    const stranger = await chainOf('2026-01-01T00:00:00.000Z');
    const others = {
      key: (await sealRecord(stranger.signers[0]!, 'declaration', RECORD, AT)).seal,
      record: (await sealRecord(chain.signers[0]!, 'declaration', { ...RECORD, quorum: 3 }, AT)).seal,
      kind: (await sealRecord(chain.signers[0]!, 'poll-result', RECORD, AT)).seal,
    };
    // The whole seal would be as good: the node would have said the same twice.
    const later = (await sealRecord(chain.signers[0]!, 'declaration', RECORD, '2026-03-01T12:00:00.001Z')).seal;
    const random = <T>(list: readonly T[]): T => list[randomInt(list.length)]!;
    const members = [...file.matchAll(/"[^"\\]+":(?:"(?:[^"\\]|\\.)*"|[\d.]+|true|null)/g)];
    const at = () => randomInt(file.length);
    const spliced = (from: number, removed: number, put = '') => file.slice(0, from) + put + file.slice(from + removed);
    const sorts: Record<string, () => string | Uint8Array> = {
      flip: () => {
        const copy = bytes(file);
        copy[randomInt(copy.length)]! ^= 1 << randomInt(8);
        return copy;
      },
      insert: () => spliced(at(), 0, random([' ', '\n', 'a', '0', '"', ',', '}', 'ą', '\u0000', '\u200b', '\ufeff'])),
      delete: () => spliced(at(), 1 + randomInt(5)),
      swap: () => {
        const from = at();
        return spliced(from, 2, [...file.slice(from, from + 2)].reverse().join(''));
      },
      truncate: () => file.slice(0, at()),
      append: () => file + random(['\n', ' ', '{}', '\0', file]),
      duplicate: () => {
        const { 0: member, index } = random(members);
        return spliced(index, 0, `${member},`);
      },
      reorder: () => {
        const { record, ...rest } = JSON.parse(file) as { record: object };
        return JSON.stringify({ ...rest, record: Object.fromEntries(Object.entries(record).reverse()) });
      },
      decompose: () => {
        const letter = random([...file.matchAll(/[żółćęąśź]/g)]);
        return spliced(letter.index, 1, letter[0].normalize('NFD'));
      },
      escape: () => {
        const letter = random([...file.matchAll(/\p{L}/gu)]);
        return spliced(letter.index, 1, `\\u${letter[0].charCodeAt(0).toString(16).padStart(4, '0')}`);
      },
      pretty: () => JSON.stringify(JSON.parse(file), null, 1 + randomInt(8)),
      unknown: () => canonicalJson({ ...sealed, [`x${at()}`]: 1 }),
      seal: () => recordFile({ ...sealed, seal: random(Object.values(others)) }),
      jws: () =>
        recordFile({ ...sealed, seal: { ...sealed.seal, jws: random([later, ...Object.values(others)]).jws } }),
      word: () => changed(({ record }) => (record[random(Object.keys(record))] = random(['x', 0, false, [], {}]))),
    };
    const found: Record<string, number> = {};
    for (let count = 0; count < 500;) {
      const sort = random(Object.keys(sorts));
      const mutant = sorts[sort]!();
      if (Buffer.from(mutant as string).equals(Buffer.from(file))) continue; // two equal neighbours swapped
      const result = await verifyRecord(mutant, chain.keys);
      if (result.ok) throw new Error(`not found: ${sort} ${Buffer.from(mutant as string).toString('utf8')}`);
      expect(result.message).toMatch(/^\p{Lu}.{15,}\.$/u);
      found[sort] = (found[sort] ?? 0) + 1;
      count++;
    }
    expect(Object.keys(found).sort()).toEqual(Object.keys(sorts).sort());
  });

  it.each<
    [string, string, RegExp, (value: { record: Record<string, unknown>; seal: Record<string, unknown> }) => void]
  >([
    ['text', 'RECORD_CHANGED', /„record\.text” zmieniono/, ({ record }) => (record.text = 'Nic.')],
    ['party', 'RECORD_CHANGED', /„record\.parties” zmieniono/, ({ record }) => (record.parties as object[]).pop()],
    ['less', 'RECORD_CHANGED', /usunięto .*„record\.quorum”/, ({ record }) => delete record.quorum],
    ['more', 'RECORD_CHANGED', /dopisano .*„record\.note”/, ({ record }) => (record.note = 1)],
    ['kind', 'SEAL_MISMATCH', /„kind”/, (value) => Object.assign(value, { kind: 'minutes' })],
    ['time', 'SEAL_MISMATCH', /„seal\.sealedAt”/, ({ seal }) => (seal.sealedAt = '2026-03-02T12:00:00.000Z')],
    [
      'no such time',
      'MEMBER_MALFORMED',
      /„seal\.sealedAt”/,
      ({ seal }) => (seal.sealedAt = '2026-02-30T12:00:00.000Z'),
    ],
    ['other format', 'FORMAT_UNKNOWN', /„format”/, (value) => Object.assign(value, { format: 'konwent-record/2' })],
    ['no seal', 'MEMBER_MISSING', /„seal”/, (value) => delete (value as { seal?: unknown }).seal],
    ['no signature', 'MEMBER_MISSING', /„seal\.jws”/, ({ seal }) => delete seal.jws],
    ['an addition', 'MEMBER_UNKNOWN', /„seal\.note”/, ({ seal }) => (seal.note = 'x')],
    ['a list', 'MEMBER_MALFORMED', /„record”/, (value) => Object.assign(value, { record: [] })],
    [
      'another header',
      'SEAL_MALFORMED',
      /seal\.jws/,
      ({ seal }) => (seal.jws = (seal.jws as string).replace(/^.{4}/, 'AAAA')),
    ],
  ])('names the first thing wrong: %s', async (_, problem, words, change) => {
    const result = await verifyRecord(changed(change), chain.keys);
    expect(result).toMatchObject({ ok: false, problem });
    expect((result as { message: string }).message).toMatch(words);
  });

  it.each([
    ['', 'NOT_JSON'],
    ['null', 'NOT_A_RECORD'],
    ['[]', 'NOT_A_RECORD'],
    ['{}', 'FORMAT_UNKNOWN'],
    ['{"format":"konwent-record/1","kind":"a","record":{"x":"\\ud800"},"seal":{}}', 'MEMBER_MISSING'],
    [new Uint8Array([0xff, 0xfe]), 'NOT_UTF8'],
    ['['.repeat(100_000), 'NOT_JSON'],
    ['['.repeat(100_000) + ']'.repeat(100_000), 'NOT_A_RECORD'],
  ])('refuses what is no record at all', async (other, problem) => {
    expect(await verdict(other)).toBe(problem);
  });

  it('refuses deep and broken values behind a good shape', async () => {
    const put = (json: string) => file.replace('"quorum":2', `"quorum":${json}`);
    expect(await verdict(put('['.repeat(5_000) + ']'.repeat(5_000)))).toBe('NOT_CANONICAL');
    expect(await verdict(put('"\\udc00"'))).toBe('NOT_CANONICAL');
    expect(await verdict(put('2.0'))).toBe('NOT_CANONICAL');
    expect(await verdict(put('1e999'))).toBe('NOT_CANONICAL');
  });

  it('says NO to a header that was made to fit, since nobody signed it', async () => {
    const record = { ...RECORD, quorum: 1 };
    const header = canonicalJson(sealHeader('declaration', record, sealed.seal));
    const jws = `${base64url.encode(header)}..${sealed.seal.jws.split('..')[1]}`;
    expect(await verdict(recordFile({ ...sealed, record, seal: { ...sealed.seal, jws } }))).toBe('SEAL_INVALID');
  });

  it('takes one spelling of a signature only', async () => {
    const last = sealed.seal.jws.at(-1)!;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(last) + 1]!; // the last four bits mean nothing
    const jws = sealed.seal.jws.slice(0, -1) + twin;
    expect(base64url.decode(jws.split('..')[1]!)).toEqual(base64url.decode(sealed.seal.jws.split('..')[1]!));
    expect(await verdict(recordFile({ ...sealed, seal: { ...sealed.seal, jws } }))).toBe('SEAL_INVALID');
  });

  it('takes no other algorithm, type or critical header, though the right key signed it', async () => {
    const header = sealHeader('declaration', RECORD, { kid: sealed.seal.kid, sealedAt: AT });
    for (const other of [{ typ: 'JWT' }, { alg: 'EdDSA' }, { jku: 'https://example.invalid' }]) {
      const signed = await new FlattenedSign(bytes(canonicalJson(RECORD)))
        .setProtectedHeader({ ...header, ...other })
        .sign(chain.signers[0]!.key);
      const jws = `${signed.protected}..${signed.signature}`;
      expect(await verdict(recordFile({ ...sealed, seal: { ...sealed.seal, jws } }))).toBe('SEAL_MALFORMED');
    }
  });

  it('lets a kind of records add what it asks for, once the seal is good', async () => {
    const quorum: RecordCheck = ({ parties, quorum: needed }) =>
      (parties as unknown[]).length < (needed as number)
        ? { problem: 'QUORUM_MISSING', message: `Podpisało mniej stron niż ${String(needed)}.` }
        : undefined;
    const checks = { declaration: quorum, toString: () => ({ problem: 'X', message: 'X' }) };
    expect(await verifyRecord(file, chain.keys, { checks })).toMatchObject({ ok: true });
    const lonely = await sealRecord(chain.signers[0]!, 'declaration', { ...RECORD, quorum: 3 }, AT);
    expect(await verifyRecord(recordFile(lonely), chain.keys, { checks })).toEqual({
      ok: false,
      problem: 'QUORUM_MISSING',
      message: 'Podpisało mniej stron niż 3.',
    });
    const forged = recordFile({ ...lonely, seal: sealed.seal });
    expect(await verifyRecord(forged, chain.keys, { checks })).toMatchObject({ problem: 'RECORD_CHANGED' });
  });

  describe('against the chain of keys', () => {
    type Keys = { format: string; keys: Record<string, unknown>[] };
    const keysWith = (change: (keys: Keys) => unknown): Keys => {
      const keys = JSON.parse(JSON.stringify(chain.keys)) as Keys;
      change(keys);
      return keys;
    };

    it('is good whichever of the keys sealed it, in its time and to the last millisecond', async () => {
      const times = [
        ['2026-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'],
        ['2026-06-01T00:00:00.000Z', '2026-09-01T00:00:00.000Z'],
        ['2026-09-01T00:00:00.000Z', '2036-09-01T00:00:00.000Z'],
      ];
      for (const [index, signer] of chain.signers.entries())
        for (const at of times[index]!)
          expect(await verdict(recordFile(await sealRecord(signer, 'declaration', RECORD, at)))).toBe('ok');
    });

    it('is refused when its key had been retired, or was not yet in use', async () => {
      const [first, second] = chain.signers;
      const late = await sealRecord(first!, 'declaration', RECORD, '2026-06-01T00:00:00.001Z');
      expect(await verdict(recordFile(late))).toBe('SEALED_AFTER_RETIREMENT');
      const early = await sealRecord(second!, 'declaration', RECORD, '2026-05-31T23:59:59.999Z');
      expect(await verdict(recordFile(early))).toBe('SEALED_TOO_EARLY');
    });

    it('is refused under keys of another node', async () => {
      expect(await verdict(file, (await chainOf(AT)).keys)).toBe('KEY_UNKNOWN');
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
      const result = await verifyRecord(file, keysWith(change));
      expect(result).toMatchObject({ ok: false, problem });
    });

    it('is refused when two keys say that they follow the same one', async () => {
      const pair = await newPair();
      const validFrom = '2026-06-01T00:00:00.000Z';
      const { kty, crv, x } = pair.jwk;
      const attestedBy = await attest(chain.signers[0]!, pair, validFrom);
      const rival = { kty, crv, x, kid: pair.kid, use: 'sig', alg: 'Ed25519', validFrom, attestedBy };
      expect(
        await verdict(
          file,
          keysWith(({ keys }) => keys.push(rival)),
        ),
      ).toBe('KEYS_CHAIN_BROKEN');
    });

    it('takes the keys in any order, with members that later versions may add', async () => {
      const keys = keysWith((set) => set.keys.reverse().forEach((key) => (key.note = 'x')));
      expect(await verdict(file, keys)).toBe('ok');
    });
  });
});
