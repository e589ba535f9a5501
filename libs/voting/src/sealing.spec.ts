import { randomUUID } from 'node:crypto';
import { ENVELOPE_BYTES, MOST_OPTIONS, newPollKeys, open, publicKeyOf, receiptOf, seal, shuffled } from './sealing.ts';

const [poll, seat] = [randomUUID(), randomUUID()];

describe('a sealed ballot', () => {
  const keys = newPollKeys();

  it('is opened as it was sealed, and has the same size whatever is in it', () => {
    const choices = [[], [0], [1], [2], [0, 7, 8, 49], Array.from({ length: MOST_OPTIONS }, (_, i) => i)];
    for (const places of choices) {
      const envelope = seal(keys.publicKey, poll, seat, places);
      expect(envelope).toHaveLength(ENVELOPE_BYTES);
      expect(open(keys, poll, seat, envelope)).toEqual(places);
    }
    expect(publicKeyOf(keys.privateKey)).toEqual(keys.publicKey);
  });

  it('is never the same twice, nor is its receipt', () => {
    const envelopes = Array.from({ length: 50 }, () => seal(keys.publicKey, poll, seat, [1]));
    expect(new Set(envelopes.map(receiptOf)).size).toBe(50);
    for (const at of [0, 32, 44, 60, 90])
      expect(new Set(envelopes.map((each) => each.subarray(at, at + 4).toString('hex'))).size).toBe(50);
  });

  it('says nothing to another key, in another poll, for another seat, or with one bit changed', () => {
    const envelope = seal(keys.publicKey, poll, seat, [0]);
    expect(open(newPollKeys(), poll, seat, envelope)).toBeUndefined();
    expect(open(keys, randomUUID(), seat, envelope)).toBeUndefined();
    expect(open(keys, poll, randomUUID(), envelope)).toBeUndefined();
    expect(open(keys, poll, seat, envelope.subarray(1))).toBeUndefined();
    expect(open(keys, poll, seat, Buffer.alloc(ENVELOPE_BYTES))).toBeUndefined();
    for (let byte = 0; byte < ENVELOPE_BYTES; byte++) {
      const broken = Buffer.from(envelope);
      broken[byte]! ^= byte === 31 ? 1 : 128; // X25519 ignores the highest bit of a public key
      expect(open(keys, poll, seat, broken)).toBeUndefined();
    }
  });
});

it('shuffles every order equally often', () => {
  const found = new Map<string, number>();
  for (let i = 0; i < 6_000; i++) {
    const order = shuffled([1, 2, 3]).join('');
    found.set(order, (found.get(order) ?? 0) + 1);
  }
  // Six orders, 1,000 of each expected, standard deviation 29: five of those either way.
  expect(found.size).toBe(6);
  for (const times of found.values()) expect(Math.abs(times - 1_000)).toBeLessThan(145);
});
