import { randomInt } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Db, SYSTEM, type Tx } from '#core';
import { RESULT, useSealing } from '#test/sealing';
import { signerOf } from './key.pairs.ts';
import { recordFile } from './record.format.ts';
import { sealRecord } from './record.seal.ts';
import { verifyRecord } from './record.verify.ts';

describe('the seals of a node', () => {
  const node = useSealing();

  it('come from a key that the first start made, which lies in a file for its own account alone', async () => {
    const { kid } = await node.inUse();
    expect(await node.names()).toEqual([`${kid}.json`]);
    expect((await stat(join(node.folder, `${kid}.json`))).mode & 0o777).toBe(0o600);
    expect((await stat(node.folder)).mode & 0o777).toBe(0o700);
    const kept = JSON.parse(await readFile(join(node.folder, `${kid}.json`), 'utf8')) as { jwk: { d: string } };
    const [row] = await node.t.sql<{ all: string }>('SELECT node_key::text AS all FROM node_key');
    expect(row!.all).not.toContain(kept.jwk.d);
    expect(await node.t.sql(`SELECT data FROM event WHERE type = 'node_key.made'`)).toEqual([
      { data: { first: true } },
    ]);
  });

  it('are good for everybody who has the public keys, which the node gives to all', async () => {
    const person = await node.t.given.person();
    const sealed = await node.seal(undefined, { kind: 'person', id: person.id, scopes: ['WRITE'] });
    const response = await fetch(`${node.t.url}/.well-known/konwent-keys.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const text = await response.text();
    expect(text).not.toContain('"d"');
    expect(await verifyRecord(recordFile(sealed), JSON.parse(text))).toMatchObject({ ok: true, record: RESULT });
  });

  it('stay good through two rotations; a retired key can seal nothing more, not even where it was copied', async () => {
    const { keys, seals } = node.another();
    const sealed = [await node.seal()];
    const copy = await signerOf((await node.files.read((await node.inUse()).kid))!);
    for (let i = 0; i < 2; i++) {
      await keys.rotate();
      sealed.push(await node.seal(), await node.seal(seals));
    }
    expect(new Set(sealed.map((each) => each.seal.kid)).size).toBe(3);
    expect(await Promise.all(sealed.map((each) => node.verdict(each)))).toEqual(sealed.map(() => 'ok'));
    const published = await seals.publicKeys();
    expect(published.keys.map(({ retiredAt }) => !!retiredAt)).toEqual([true, true, false]);

    const backdated = await sealRecord(copy!, 'poll-result', RESULT, new Date().toISOString());
    expect(await node.verdict(backdated)).toBe('SEALED_AFTER_RETIREMENT');
    const withPrivate = (await node.files.all()).filter(({ jwk }) => jwk.d);
    expect(withPrivate.map(({ kid }) => kid)).toEqual([(await node.inUse()).kid]);
  });

  it('refuse what has no canonical form, and names that are none, before anything is signed', async () => {
    await expect(node.seal(undefined, SYSTEM, { at: new Date() })).rejects.toThrow('at is no plain object');
    const wrong = node.t.app.get(Db).run(SYSTEM, (tx: Tx) => node.seals.seal(tx, 'Poll result', RESULT));
    await expect(wrong).rejects.toThrow('no name for a kind');
  });

  it('of any record are good, and of no other', async () => {
    const records = Array.from({ length: 20 }, (_, n) => ({ n, text: 'ż'.repeat(randomInt(100)) }));
    const sealed = await Promise.all(records.map((record) => node.seal(undefined, SYSTEM, record)));
    expect(await Promise.all(sealed.map((each) => node.verdict(each)))).toEqual(records.map(() => 'ok'));
    const exchanged = sealed.map((each, n) => ({ ...each, record: records[(n + 1) % 20]! }));
    expect(new Set(await Promise.all(exchanged.map((each) => node.verdict(each))))).toEqual(
      new Set(['RECORD_CHANGED']),
    );
  });
});
