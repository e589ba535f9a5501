import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Db, newId, SYSTEM, type Actor, type Tx } from '#core';
import { startApp } from '#test/app';
import { codeOf, useSealing, whileHeld } from '#test/sealing';

describe('the keys of a node', () => {
  const node = useSealing();

  it('come from one key though ten processes start at once, and from one chain though ten rotate it', async () => {
    await node.forgetRows();
    await rm(node.folder, { recursive: true });
    const nodes = Array.from({ length: 10 }, () => node.another());
    const made = await Promise.all(nodes.map(({ keys }) => keys.settle()));
    expect(new Set(made.map(({ kid }) => kid)).size).toBe(1);
    expect(await node.names()).toEqual([`${made[0]!.kid}.json`]);

    const work = nodes.map(async ({ keys, seals }, index) => {
      if (index % 2) return keys.rotate().then(() => node.seal(seals));
      return node.seal(seals);
    });
    const sealed = await Promise.all(work);
    expect(await Promise.all(sealed.map((each) => node.verdict(each)))).toEqual(sealed.map(() => 'ok'));
    const keys = await node.keys.all();
    expect(keys.filter(({ retiredAt }) => !retiredAt)).toHaveLength(1);
    expect(await node.names()).toEqual(keys.map(({ kid }) => `${kid}.json`).sort());
  });

  it('outlive every moment at which a process can be killed while it makes a key', async () => {
    const { kid } = await node.inUse();
    // Killed while it wrote: half a draft.
    await writeFile(join(node.folder, '.draft-0123'), '{"format":"konw');
    // Killed before the commit: a file without its row.
    await node.forgetRows();
    expect((await node.another().keys.settle()).kid).toBe(kid);
    const before = await node.seal();

    // The same in a rotation, before the commit and after it, before the old private half was taken away.
    const held = await readFile(join(node.folder, `${kid}.json`), 'utf8');
    const { kid: next } = await node.another().keys.rotate();
    expect(await node.names()).not.toContain('.draft-0123');
    await node.t.sql('DELETE FROM node_key WHERE kid = $1', [next]);
    await node.t.sql('UPDATE node_key SET retired_at = NULL');
    await writeFile(join(node.folder, `${kid}.json`), held);
    expect((await node.another().keys.settle()).kid).toBe(next);
    expect(await readFile(join(node.folder, `${kid}.json`), 'utf8')).not.toContain('"d"');
    expect([await node.verdict(before), await node.verdict(await node.seal(node.another().seals))]).toEqual([
      'ok',
      'ok',
    ]);
  });

  it('wait for a database that goes away while the first of them is made', async () => {
    await node.forgetRows();
    await rm(node.folder, { recursive: true });
    const { keys } = node.another();
    await whileHeld(node.t.database.ownerUrl, async (cut) => {
      const starting = keys.onApplicationBootstrap();
      await cut();
      await starting;
      expect(await node.names().catch(() => [])).toEqual([]);
    });
    const { kid } = await node.inUseSoon();
    keys.beforeApplicationShutdown();
    expect(await node.names()).toEqual([`${kid}.json`]);
    expect(await node.verdict(await node.seal(node.another().seals))).toBe('ok');
  });

  it('come back with their whole chain over a fresh database', async () => {
    const before = await node.seal();
    await node.another().keys.rotate();
    await node.another().keys.rotate();
    const published = await node.seals.publicKeys();
    await node.forgetRows();
    await node.another().keys.settle();
    expect(await node.seals.publicKeys()).toEqual(published);
    expect(await node.verdict(before)).toBe('ok');
  });

  it('are refused while the key’s file is lost or damaged: no other key is made, and old records stay good', async () => {
    const before = await node.seal();
    const { kid } = await node.inUse();
    const path = join(node.folder, `${kid}.json`);
    await rename(path, `${path}.away`);
    const refused = async () => {
      const { keys, seals } = node.another();
      await keys.onApplicationBootstrap();
      expect(await codeOf(node.seal(seals))).toBe('SEALING_UNAVAILABLE');
      expect(await codeOf(keys.rotate())).toBe('SEALING_UNAVAILABLE');
      expect((await node.keys.all()).map((each) => each.kid)).toEqual([kid]);
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
    expect(await node.verdict(before)).toBe('ok');
    await rename(`${path}.away`, path);
    expect(await node.verdict(await node.seal(node.another().seals))).toBe('ok');
  });

  it('do not mix with the keys of another node', async () => {
    const other = await startApp();
    try {
      const theirs = join(other.dataDir, 'keys');
      await cp(theirs, node.folder, { recursive: true });
      const { kid } = await node.inUse();
      expect((await node.another().keys.settle()).kid).toBe(kid); // a stranger's file is left alone
      await node.forgetRows();
      expect(await codeOf(node.another().keys.settle())).toBe('KEYS_UNCLEAR');
      expect(await codeOf(node.seal(node.another().seals))).toBe('SEALING_UNAVAILABLE');
    } finally {
      await other.stop();
    }
  });

  it('take no file for a key that claims to follow, but that nobody vouches for', async () => {
    const { kid } = await node.inUse();
    const kept = (await node.files.read(kid))!;
    const forged = { ...kept, previous: kid, attestedBy: 'a.b.c', validFrom: '2099-01-01T00:00:00.000Z' };
    const path = join(node.folder, `${kid.slice(1)}A.json`);
    await writeFile(path, JSON.stringify({ ...forged, kid: `${kid.slice(1)}A` }));
    expect((await node.another().keys.settle()).kid).toBe(kid);
    expect(await node.keys.all()).toHaveLength(1);
    await node.forgetRows();
    expect(await codeOf(node.another().keys.settle())).toBe('KEYS_UNCLEAR');
  });

  it('keep their table: persons make no keys, and nobody changes one', async () => {
    const { app, given } = node.t;
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
});
