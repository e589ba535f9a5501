import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Db, SYSTEM, type Tx } from '#core';
import { Erasing } from '#privacy';
import { recordFile, Seals, verifyRecord, type SealedRecord } from '#seals';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { MAIN, SURROUNDINGS } from '#test/running';
import { whileHeld } from '#test/sealing';
import { chained } from '#test/trail';

const RECORD = { title: 'Deklaracja „Żółw” & <b>reszty</b>', parties: ['Łódź', 'Śląsk'] };

describe('konwent keys, verify and audit', () => {
  const t = useApp();
  let sealed: SealedRecord<typeof RECORD>;
  let file: string;

  const startOn = (url: string, ...args: string[]) => {
    const env = { DATABASE_URL: url, OWNER_DATABASE_URL: t.database.ownerUrl, DATA_DIR: t.dataDir };
    return spawn(process.execPath, [MAIN, ...args], { env: { ...SURROUNDINGS, ...env } });
  };
  const start = (...args: string[]) => startOn(t.database.url, ...args);
  const run = (...args: string[]) => ended(start(...args));
  const ended = async (program: ReturnType<typeof start>) => {
    const said = { code: 0 as number | null, stdout: '', stderr: '' };
    program.stdout.on('data', (chunk) => (said.stdout += String(chunk)));
    program.stderr.on('data', (chunk) => (said.stderr += String(chunk)));
    [said.code] = (await once(program, 'close')) as [number | null];
    return said;
  };
  const write = async (name: string, text: string) => {
    const path = join(t.dataDir, name);
    await writeFile(path, text);
    return path;
  };

  beforeAll(async () => {
    sealed = await t.app.get(Db).run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return t.app.get(Seals).seal(tx, 'sample', RECORD);
    });
    file = await write('zapis.json', recordFile(sealed));
  });

  it('rotates, lists and exports the keys; what was sealed before is verified offline with the export', async () => {
    const rotated = await run('keys', 'rotate', '--json');
    expect(rotated).toMatchObject({ code: 0, stderr: '' });
    const { kid } = JSON.parse(rotated.stdout) as { kid: string };
    const { stdout } = await run('keys', 'list');
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^${sealed.seal.kid}  od \\S+  do \\S+$`)),
      expect.stringMatching(new RegExp(`^${kid}  od \\S+  w użyciu$`)),
    ]);
    const exported = await run('keys', 'export');
    const keys = await write('klucze.json', exported.stdout);
    const good = await run('verify', file, '--keys', keys);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toContain('Zapis jest prawdziwy');
    expect(good.stdout).toContain(sealed.seal.sealedAt);

    const changed = await write('inny.json', recordFile({ ...sealed, record: { ...RECORD, parties: ['Łódź'] } }));
    const bad = await run('verify', changed, '--keys', keys);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toBe('Zapisu NIE potwierdzono: Część zapisu „record.parties” zmieniono po opieczętowaniu.\n');
    const told = await run('verify', changed, '--keys', keys, '--json');
    expect(JSON.parse(told.stdout)).toMatchObject({ ok: false, problem: 'RECORD_CHANGED' });
  });

  it('seals the audit trail, verifies it, and names the row that a superuser has changed', async () => {
    const sealedTrail = await run('audit', 'checkpoint');
    expect(sealedTrail).toMatchObject({ code: 0, stderr: '' });
    const checkpoint = await write('punkt.json', sealedTrail.stdout);
    const good = await run('audit', 'verify', '--from', checkpoint, '--json');
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, checkpoints: 1, findings: [] });
    const [event] = await t.sql<{ id: string }>(`SELECT min(id) AS id FROM event`);
    const forge = (actor: string) =>
      t.sql(`SET session_replication_role = replica; UPDATE event SET actor = '${actor}' WHERE id = ${event!.id};
        RESET session_replication_role`);
    await forge('ktoś inny');
    const bad = await run('audit', 'verify', '--from', checkpoint);
    await forge('system');
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain(`event ${event!.id}, ogniwo 1: Wiersz zmieniono po włączeniu do łańcucha.`);
  });

  it('verifies it by a checkpoint from before a person was erased who had acted', async () => {
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    const input = { conventId: convent.id, basis: nasty('Uchwała') };
    await t.get(chair, `mutation ($input: ConventStepInput!) { suspendConvent(input: $input) { state } }`, { input });
    const checkpoint = await write('przed.json', (await run('audit', 'checkpoint')).stdout);
    const acts = () => t.sql(`SELECT * FROM event WHERE actor = $1 ORDER BY id`, [chair.id]);
    const before = await acts();
    expect(await t.app.get(Erasing, { strict: false }).now(chair.id, 'PERSON')).toBe(true);
    await chained(t);
    const { code, stdout } = await run('audit', 'verify', '--from', checkpoint, '--json');
    expect({ code, report: JSON.parse(stdout) as object }).toMatchObject({
      code: 0,
      report: { ok: true, findings: [] },
    });
    expect(before).toHaveLength(1);
    expect(await acts()).toEqual(before);
  });

  it('takes the keys from a node too, and says what was wrong with its use', async () => {
    expect((await run('verify', file, '--url', t.url)).code).toBe(0);
    const misuses = await Promise.all([
      run('verify', file),
      run('verify', file, '--keys', 'a', '--url', 'b'),
      run('verify', join(t.dataDir, 'none.json'), '--url', t.url),
      run('verify', file, '--keys', await write('klucze.txt', 'to nie klucze')),
      run('verify', file, '--url', 'http://127.0.0.1:1'),
      run('keys'),
    ]);
    for (const { code, stdout, stderr } of misuses) {
      expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 });
    }
  });

  it('says in one line that the database went away, before its keys were settled or while they are', async () => {
    const away = startOn(t.database.url.replace(/:\d+\//, ':1/'), 'keys', 'rotate');
    const cutOff = whileHeld(t.database.ownerUrl, async (cut) => {
      const rotating = run('keys', 'rotate');
      await cut(); // at the start
      await cut();
      return rotating;
    });
    for (const { code, stdout, stderr } of await Promise.all([ended(away), cutOff])) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^Serwer nie nadąża[^\n]*\n$/);
    }
  });

  it('leaves no half key, though processes are killed while they make and rotate keys', async () => {
    for (let round = 0; round < 2; round++) {
      const programs = Array.from({ length: 4 }, () => start('keys', 'rotate'));
      const ends = programs.map((each) => once(each, 'close'));
      for (const each of programs) {
        await sleep(randomInt(700));
        each.kill('SIGKILL');
      }
      await Promise.all(ends);
    }
    expect((await run('keys', 'list')).code).toBe(0);
    const published = await t.app.get(Seals).publicKeys();
    expect(await verifyRecord(await readFile(file), published)).toMatchObject({ ok: true });
    const names = (await readdir(join(t.dataDir, 'keys'))).filter((name) => name.endsWith('.json')).sort();
    expect(names).toEqual(published.keys.map(({ kid }) => `${kid}.json`).sort());
    expect((await run('keys', 'rotate')).code).toBe(0);
  });
});
