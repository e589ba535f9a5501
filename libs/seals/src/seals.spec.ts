import { randomInt } from 'node:crypto';
import { cp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Config, Db, newId, SYSTEM, type Actor, type Tx } from '#core';
import { startApp, type TestApp } from '#test/app';
import { KeyFiles } from './key.files.ts';
import type { PublishedKeys } from './keys.chain.ts';
import { NodeKeys } from './node-keys.service.ts';
import { recordFile, type SealedRecord } from './record.format.ts';
import { sealRecord } from './record.seal.ts';
import { signerOf } from './key.pairs.ts';
import { verifyRecord } from './record.verify.ts';
import { Seals } from './seals.service.ts';

const RECORD = { title: 'Uchwała „Żółw” nr 1/2026', votes: { FOR: 5, AGAINST: 0 } };

describe('the seals of a node', () => {
  let t: TestApp;
  beforeEach(async () => {
    t = await startApp();
  });
  afterEach(() => t.stop());

  const folder = () => join(t.dataDir, 'keys');
  const files = async () => (await readdir(folder())).sort();
  const config = () => Config.load({ DATA_DIR: t.dataDir });
  /** What another process has: nothing in memory yet. */
  const another = () => {
    const keys = new NodeKeys(t.app.get(Db), new KeyFiles(config()));
    return { keys, seals: new Seals(keys) };
  };
  const seal = (seals = t.app.get(Seals), actor: Actor = SYSTEM, record: object = RECORD) =>
    t.app.get(Db).run(actor, (tx: Tx) => {
      tx.allow(true);
      return seals.seal(tx, 'poll-result', record);
    });
  const verdict = async (sealed: SealedRecord<object>, keys?: PublishedKeys) => {
    const result = await verifyRecord(recordFile(sealed), keys ?? (await t.app.get(Seals).publicKeys()));
    return result.ok ? 'ok' : result.problem;
  };
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: { extensions?: { code: string } }) => error.extensions?.code ?? String(error),
    );
  const inUse = async () => (await t.app.get(NodeKeys).all()).at(-1)!;
  const forgetRows = () => t.sql('DELETE FROM node_key');

  it('come from a key that the first start made, which lies in a file for its own account alone', async () => {
    const { kid } = await inUse();
    expect(await files()).toEqual([`${kid}.json`]);
    expect((await stat(join(folder(), `${kid}.json`))).mode & 0o777).toBe(0o600);
    expect((await stat(folder())).mode & 0o777).toBe(0o700);
    const kept = JSON.parse(await readFile(join(folder(), `${kid}.json`), 'utf8')) as { jwk: { d: string } };
    const [row] = await t.sql<{ all: string }>('SELECT node_key::text AS all FROM node_key');
    expect(row!.all).not.toContain(kept.jwk.d);
    expect(await t.sql(`SELECT data FROM event WHERE type = 'node_key.made'`)).toEqual([{ data: { first: true } }]);
  });

  it('are good for everybody who has the public keys, which the node gives to all', async () => {
    const person = await t.given.person();
    const sealed = await seal(undefined, { kind: 'person', id: person.id, scopes: ['WRITE'] });
    const response = await fetch(`${t.url}/.well-known/konwent-keys.json`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const text = await response.text();
    expect(text).not.toContain('"d"');
    expect(await verifyRecord(recordFile(sealed), JSON.parse(text))).toMatchObject({ ok: true, record: RECORD });
  });

  it('stay good through two rotations; a retired key can seal nothing more, not even where it was copied', async () => {
    const { keys, seals } = another();
    const sealed = [await seal()];
    const copy = await signerOf((await new KeyFiles(config()).read((await inUse()).kid))!);
    for (let i = 0; i < 2; i++) {
      await keys.rotate();
      sealed.push(await seal(), await seal(seals));
    }
    expect(new Set(sealed.map((each) => each.seal.kid)).size).toBe(3);
    expect(await Promise.all(sealed.map((each) => verdict(each)))).toEqual(sealed.map(() => 'ok'));
    const published = await seals.publicKeys();
    expect(published.keys.map(({ retiredAt }) => !!retiredAt)).toEqual([true, true, false]);

    const backdated = await sealRecord(copy!, 'poll-result', RECORD, new Date().toISOString());
    expect(await verdict(backdated)).toBe('SEALED_AFTER_RETIREMENT');
    const withPrivate = (await new KeyFiles(config()).all()).filter(({ jwk }) => jwk.d);
    expect(withPrivate.map(({ kid }) => kid)).toEqual([(await inUse()).kid]);
  });

  it('come from one key though ten processes start at once, and from one chain though ten rotate it', async () => {
    await forgetRows();
    await rm(folder(), { recursive: true });
    const nodes = Array.from({ length: 10 }, another);
    const made = await Promise.all(nodes.map(({ keys }) => keys.settle()));
    expect(new Set(made.map(({ kid }) => kid)).size).toBe(1);
    expect(await files()).toEqual([`${made[0]!.kid}.json`]);

    const work = nodes.map(async ({ keys, seals }, index) => {
      if (index % 2) return keys.rotate().then(() => seal(seals));
      return seal(seals);
    });
    const sealed = await Promise.all(work);
    expect(await Promise.all(sealed.map((each) => verdict(each)))).toEqual(sealed.map(() => 'ok'));
    const keys = await t.app.get(NodeKeys).all();
    expect(keys.filter(({ retiredAt }) => !retiredAt)).toHaveLength(1);
    expect(await files()).toEqual(keys.map(({ kid }) => `${kid}.json`).sort());
  });

  it('outlive every moment at which a process can be killed while it makes a key', async () => {
    const { kid } = await inUse();
    // Killed while it wrote: half a draft.
    await writeFile(join(folder(), '.draft-0123'), '{"format":"konw');
    // Killed before the commit: a file without its row.
    await forgetRows();
    expect((await another().keys.settle()).kid).toBe(kid);
    const before = await seal();

    // The same in a rotation, before the commit and after it, before the old private half was taken away.
    const held = await readFile(join(folder(), `${kid}.json`), 'utf8');
    const { kid: next } = await another().keys.rotate();
    expect(await files()).not.toContain('.draft-0123');
    await t.sql('DELETE FROM node_key WHERE kid = $1', [next]);
    await t.sql('UPDATE node_key SET retired_at = NULL');
    await writeFile(join(folder(), `${kid}.json`), held);
    expect((await another().keys.settle()).kid).toBe(next);
    expect(await readFile(join(folder(), `${kid}.json`), 'utf8')).not.toContain('"d"');
    expect([await verdict(before), await verdict(await seal(another().seals))]).toEqual(['ok', 'ok']);
  });

  it('come back with their whole chain over a fresh database', async () => {
    const before = await seal();
    await another().keys.rotate();
    await another().keys.rotate();
    const published = await t.app.get(Seals).publicKeys();
    await forgetRows();
    await another().keys.settle();
    expect(await t.app.get(Seals).publicKeys()).toEqual(published);
    expect(await verdict(before)).toBe('ok');
  });

  it('are refused while the key’s file is lost or damaged: no other key is made, and old records stay good', async () => {
    const before = await seal();
    const { kid } = await inUse();
    const path = join(folder(), `${kid}.json`);
    await rename(path, `${path}.away`);
    const refused = async () => {
      const { keys, seals } = another();
      await keys.onApplicationBootstrap();
      expect(await code(seal(seals))).toBe('SEALING_UNAVAILABLE');
      expect(await code(keys.rotate())).toBe('SEALING_UNAVAILABLE');
      expect((await t.app.get(NodeKeys).all()).map((each) => each.kid)).toEqual([kid]);
    };
    await refused();
    const text = await readFile(`${path}.away`, 'utf8');
    const { jwk, ...rest } = JSON.parse(text) as { jwk: { d: string } };
    for (const damaged of [
      '',
      text.slice(0, 200),
      '[]',
      JSON.stringify({ ...rest, jwk: { ...jwk, d: jwk.d.slice(1) } }),
    ]) {
      await writeFile(path, damaged);
      await refused();
    }
    expect(await verdict(before)).toBe('ok');
    await rename(`${path}.away`, path);
    expect(await verdict(await seal(another().seals))).toBe('ok');
  });

  it('do not mix with the keys of another node', async () => {
    const other = await startApp();
    try {
      const theirs = join(other.dataDir, 'keys');
      await cp(theirs, folder(), { recursive: true });
      const { kid } = await inUse();
      expect((await another().keys.settle()).kid).toBe(kid); // a stranger's file is left alone
      await forgetRows();
      expect(await code(another().keys.settle())).toBe('KEYS_UNCLEAR');
      expect(await code(seal(another().seals))).toBe('SEALING_UNAVAILABLE');
    } finally {
      await other.stop();
    }
  });

  it('take no file for a key that claims to follow, but that nobody vouches for', async () => {
    const { kid } = await inUse();
    const kept = (await new KeyFiles(config()).read(kid))!;
    const forged = { ...kept, previous: kid, attestedBy: 'a.b.c', validFrom: '2099-01-01T00:00:00.000Z' };
    const path = join(folder(), `${kid.slice(1)}A.json`);
    await writeFile(path, JSON.stringify({ ...forged, kid: `${kid.slice(1)}A` }));
    expect(await code(another().keys.settle())).toBe('KEYS_UNCLEAR');
    expect(await t.app.get(NodeKeys).all()).toHaveLength(1);
  });

  it('keep their table: persons make no keys, and nobody changes one', async () => {
    const { app, given } = t;
    const person: Actor = { kind: 'person', id: (await given.person()).id, scopes: ['WRITE'] };
    const as = (actor: Actor, text: string) =>
      app.get(Db).run(actor, async (tx: Tx) => {
        tx.allow(true);
        return tx.sql(text);
      });
    const INSERT = `INSERT INTO node_key (id, kid, jwk, created_at, valid_from, previous, attested_by)
      SELECT '${newId()}', repeat('a', 43), jwk, now(), now(), kid, 'x' FROM node_key`;
    await expect(as(person, INSERT)).rejects.toThrow('row-level security');
    expect(await as(person, `UPDATE node_key SET retired_at = now() + interval '1 day' RETURNING id`)).toEqual([]);
    await expect(as(SYSTEM, `UPDATE node_key SET jwk = '{}'`)).rejects.toThrow('permission denied');
    await expect(as(SYSTEM, 'DELETE FROM node_key')).rejects.toThrow('permission denied');
    await expect(as(SYSTEM, INSERT)).rejects.toThrow('node_key_in_use');
  });

  it('refuse what has no canonical form, and names that are none, before anything is signed', async () => {
    await expect(seal(undefined, SYSTEM, { at: new Date() })).rejects.toThrow('at is no plain object');
    const wrong = t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(Seals).seal(tx, 'Poll result', RECORD));
    await expect(wrong).rejects.toThrow('no name for a kind');
  });

  it('of any record are good, and of no other', async () => {
    const records = Array.from({ length: 20 }, (_, n) => ({ n, text: 'ż'.repeat(randomInt(100)) }));
    const sealed = await Promise.all(records.map((record) => seal(undefined, SYSTEM, record)));
    expect(await Promise.all(sealed.map((each) => verdict(each)))).toEqual(records.map(() => 'ok'));
    const exchanged = sealed.map((each, n) => ({ ...each, record: records[(n + 1) % 20]! }));
    expect(new Set(await Promise.all(exchanged.map((each) => verdict(each))))).toEqual(new Set(['RECORD_CHANGED']));
  });
});
