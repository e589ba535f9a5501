import { randomInt } from 'node:crypto';
import { chainOf, RECORD, SEALED_AT, useRecord, verdict } from '#test/keys';
import { canonicalJson } from './canonical.json.ts';
import { recordFile } from './record.format.ts';
import { sealRecord } from './record.seal.ts';
import { verifyRecord } from './record.verify.ts';

describe('a change of a sealed record', () => {
  const made = useRecord();
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('does not let one bit of any byte change', async () => {
    const original = bytes(made.file);
    for (let at = 0; at < original.length; at++) {
      const copy = original.slice();
      copy[at]! ^= 1 << randomInt(8);
      expect({ at, verdict: await verdict(copy, made.chain.keys) }).not.toMatchObject({ verdict: 'ok' });
    }
  });

  it('finds 500 random changes of every sort, and says in words what is wrong', async () => {
    const { file } = made;
    const stranger = await chainOf('2026-01-01T00:00:00.000Z');
    const others = {
      key: (await sealRecord(stranger.signers[0]!, 'declaration', RECORD, SEALED_AT)).seal,
      record: (await sealRecord(made.chain.signers[0]!, 'declaration', { ...RECORD, quorum: 3 }, SEALED_AT)).seal,
      kind: (await sealRecord(made.chain.signers[0]!, 'poll-result', RECORD, SEALED_AT)).seal,
    };
    // The whole seal would be as good: the node would have said the same twice.
    const later = (await sealRecord(made.chain.signers[0]!, 'declaration', RECORD, '2026-03-01T12:00:00.001Z')).seal;
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
      unknown: () => canonicalJson({ ...made.sealed, [`x${at()}`]: 1 }),
      seal: () => recordFile({ ...made.sealed, seal: random(Object.values(others)) }),
      jws: () =>
        recordFile({
          ...made.sealed,
          seal: { ...made.sealed.seal, jws: random([later, ...Object.values(others)]).jws },
        }),
      word: () =>
        canonicalJson({
          ...made.sealed,
          record: { ...RECORD, [random(Object.keys(RECORD))]: random(['x', 0, false, [], {}]) },
        }),
    };
    const found: Record<string, number> = {};
    for (let count = 0; count < 500;) {
      const sort = random(Object.keys(sorts));
      const mutant = sorts[sort]!();
      if (Buffer.from(mutant as string).equals(Buffer.from(file))) continue; // two equal neighbours swapped
      const result = await verifyRecord(mutant, made.chain.keys);
      if (result.ok) throw new Error(`not found: ${sort} ${Buffer.from(mutant as string).toString('utf8')}`);
      expect(result.message).toMatch(/^\p{Lu}.{15,}\.$/u);
      found[sort] = (found[sort] ?? 0) + 1;
      count++;
    }
    expect(Object.keys(found).sort()).toEqual(Object.keys(sorts).sort());
  });
});
