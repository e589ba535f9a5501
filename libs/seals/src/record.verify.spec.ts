import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { base64url, FlattenedSign } from 'jose';
import { RECORD, SEALED_AT, useRecord, verdict as verdictOf } from '#test/keys';
import { canonicalJson } from './canonical.json.ts';
import { recordFile, sealHeader } from './record.format.ts';
import { sealRecord } from './record.seal.ts';
import { verifyRecord, type RecordCheck } from './record.verify.ts';

const GOOD = { ok: true, kind: 'declaration', record: RECORD };

describe('a sealed record', () => {
  const made = useRecord();
  const bytes = (text: string) => new TextEncoder().encode(text);
  const verdict = (file: string | Uint8Array) => verdictOf(file, made.chain.keys);
  const changed = (change: (value: { record: Record<string, unknown>; seal: Record<string, unknown> }) => void) => {
    const value = JSON.parse(made.file) as never;
    change(value);
    return canonicalJson(value);
  };

  it('is good as a text, as bytes, and after a way over paper', async () => {
    expect(await verifyRecord(made.file, made.chain.keys)).toMatchObject({ ...GOOD, root: made.chain.signers[0]!.kid });
    expect(await verifyRecord(bytes(made.file), JSON.parse(JSON.stringify(made.chain.keys)))).toMatchObject(GOOD);
    expect(made.file).toMatch(/^\{"format":"konwent-record\/1","kind":"declaration","record":\{/);
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
    const result = await verifyRecord(changed(change), made.chain.keys);
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
    const put = (json: string) => made.file.replace('"quorum":2', `"quorum":${json}`);
    expect(await verdict(put('['.repeat(5_000) + ']'.repeat(5_000)))).toBe('NOT_CANONICAL');
    expect(await verdict(put('"\\udc00"'))).toBe('NOT_CANONICAL');
    expect(await verdict(put('2.0'))).toBe('NOT_CANONICAL');
    expect(await verdict(put('1e999'))).toBe('NOT_CANONICAL');
  });

  it('says NO to a header that was made to fit, since nobody signed it', async () => {
    const record = { ...RECORD, quorum: 1 };
    const header = canonicalJson(sealHeader('declaration', record, made.sealed.seal));
    const jws = `${base64url.encode(header)}..${made.sealed.seal.jws.split('..')[1]}`;
    expect(await verdict(recordFile({ ...made.sealed, record, seal: { ...made.sealed.seal, jws } }))).toBe(
      'SEAL_INVALID',
    );
  });

  it('takes one spelling of a signature only', async () => {
    const last = made.sealed.seal.jws.at(-1)!;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(last) + 1]!; // the last four bits mean nothing
    const jws = made.sealed.seal.jws.slice(0, -1) + twin;
    expect(base64url.decode(jws.split('..')[1]!)).toEqual(base64url.decode(made.sealed.seal.jws.split('..')[1]!));
    expect(await verdict(recordFile({ ...made.sealed, seal: { ...made.sealed.seal, jws } }))).toBe('SEAL_INVALID');
  });

  it('takes no other algorithm, type or critical header, though the right key signed it', async () => {
    const header = sealHeader('declaration', RECORD, { kid: made.sealed.seal.kid, sealedAt: SEALED_AT });
    for (const other of [{ typ: 'JWT' }, { alg: 'EdDSA' }, { jku: 'https://example.invalid' }]) {
      const signed = await new FlattenedSign(bytes(canonicalJson(RECORD)))
        .setProtectedHeader({ ...header, ...other })
        .sign(made.chain.signers[0]!.key);
      const jws = `${signed.protected}..${signed.signature}`;
      expect(await verdict(recordFile({ ...made.sealed, seal: { ...made.sealed.seal, jws } }))).toBe('SEAL_MALFORMED');
    }
  });

  it('lets a kind of records add what it asks for, once the seal is good', async () => {
    const quorum: RecordCheck = ({ parties, quorum: needed }) =>
      (parties as unknown[]).length < (needed as number)
        ? { problem: 'QUORUM_MISSING', message: `Podpisało mniej stron niż ${String(needed)}.` }
        : undefined;
    const checks = { declaration: quorum, toString: () => ({ problem: 'X', message: 'X' }) };
    expect(await verifyRecord(made.file, made.chain.keys, { checks })).toMatchObject({ ok: true });
    const lonely = await sealRecord(made.chain.signers[0]!, 'declaration', { ...RECORD, quorum: 3 }, SEALED_AT);
    expect(await verifyRecord(recordFile(lonely), made.chain.keys, { checks })).toEqual({
      ok: false,
      problem: 'QUORUM_MISSING',
      message: 'Podpisało mniej stron niż 3.',
    });
    const forged = recordFile({ ...lonely, seal: made.sealed.seal });
    expect(await verifyRecord(forged, made.chain.keys, { checks })).toMatchObject({ problem: 'RECORD_CHANGED' });
  });

  it('is checked by code that a browser can run: it names no module of Node or Nest, however far one follows it', async () => {
    const [seen, foreign] = [new Set(['record.verify.ts']), new Set<string>()];
    for (const file of seen) {
      const source = await readFile(join(import.meta.dirname, file), 'utf8');
      for (const [, whole, name] of source.matchAll(/^import (type )?[^']*'([^']+)'/gm)) {
        if (whole) continue; // types are gone by then
        if (name?.startsWith('./')) seen.add(name.slice(2));
        else if (name) foreign.add(name);
      }
    }
    expect(seen.size).toBeGreaterThan(5);
    expect([...foreign].sort()).toEqual(['@noble/hashes/sha2.js', '@noble/hashes/utils.js', 'canonicalize', 'jose']);
  });
});
