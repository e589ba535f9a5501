import { randomUUID } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileSweep } from '#files';
import { useApp } from '#test/app';
import { contents, download, inTx, sent, uploaded, use } from '#test/files';
import { pdf } from '#test/sample-files';

describe('the sweep', () => {
  const t = useApp();
  const sweep = () => t.app.get(FileSweep, { strict: false }).run();
  const aged = (id: string) =>
    t.sql(`UPDATE file SET unused_since = unused_since - interval '25 hours' WHERE id = $1`, [id]);
  const status = async (id: string, who: { token: string }) => (await download(t, id, who)).status;

  /** As if the server were killed after the bytes are in their place and before the row commits. */
  const killedBeforeTheRow = async <T>(work: () => Promise<T>): Promise<T> => {
    await t.sql(`CREATE FUNCTION kill() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''killed''; END'`);
    await t.sql(`CREATE TRIGGER kill BEFORE INSERT ON file FOR EACH ROW EXECUTE FUNCTION kill()`);
    return work().finally(() => t.sql(`DROP FUNCTION kill() CASCADE`));
  };

  it('takes away what came in but was never entered; nobody has seen it', async () => {
    const person = await t.given.person();
    const { status, body } = await killedBeforeTheRow(() => sent(t, person, pdf()));
    expect([status, body.code]).toEqual([500, 'INTERNAL']);
    expect(await contents(t)).toHaveLength(1);
    expect(await t.sql(`SELECT FROM file`)).toEqual([]);
    expect(await t.sql(`SELECT FROM event WHERE type = 'file.uploaded'`)).toEqual([]);
    expect(await sweep()).toEqual({ files: 0, contents: 1, arrivals: 0 });
    expect(await contents(t)).toEqual([]);
  });

  it('takes a file that nothing has used for a day, and its content with the last of its kind', async () => {
    const person = await t.given.person();
    const bytes = pdf();
    const [one, twin, used, fresh] = [
      await uploaded(t, person, bytes),
      await uploaded(t, person, bytes),
      await uploaded(t, person),
      await uploaded(t, person),
    ];
    const subject = randomUUID();
    await use(t, person, used.fileId, { subjectId: subject, isPublic: true });
    await aged(one.fileId);
    expect(await sweep()).toEqual({ files: 1, contents: 0, arrivals: 0 });
    expect([await status(one.fileId, person), await status(twin.fileId, person)]).toEqual([404, 200]);
    await aged(twin.fileId);
    expect(await sweep()).toEqual({ files: 1, contents: 1, arrivals: 0 });
    expect([await status(used.fileId, person), await status(fresh.fileId, person)]).toEqual([200, 200]);
    await inTx(t, person, (tx, files) => files.release(tx, subject));
    expect(await sweep()).toEqual({ files: 0, contents: 0, arrivals: 0 });
    await aged(used.fileId);
    expect(await sweep()).toEqual({ files: 1, contents: 1, arrivals: 0 });
    expect(await contents(t)).toEqual([fresh.sha256]);
  });

  it('takes what arrived an hour ago and was broken off, not what is arriving', async () => {
    const folder = join(t.dataDir, 'files/tmp');
    await mkdir(folder, { recursive: true });
    for (const name of ['old.part', 'new.part']) await writeFile(join(folder, name), '%PDF');
    const before = Date.now() / 1_000 - 3_700;
    await utimes(join(folder, 'old.part'), before, before);
    expect((await sweep()).arrivals).toBe(1);
    expect(await readdir(folder)).toEqual(['new.part']);
  });

  it('forgets old tickets', async () => {
    const person = await t.given.person();
    await uploaded(t, person);
    await t.sql(`UPDATE upload_ticket SET created_at = now() - interval '3 days' WHERE person_id = $1`, [person.id]);
    await sweep();
    expect(await t.sql(`SELECT FROM upload_ticket WHERE person_id = $1`, [person.id])).toEqual([]);
  });

  it('takes nothing that is entered at the same moment, however they meet', async () => {
    const person = await t.given.person();
    const bytes = pdf();
    for (let round = 0; round < 5; round++) {
      await killedBeforeTheRow(() => sent(t, person, bytes));
      const [files] = await Promise.all([
        Promise.all(Array.from({ length: 4 }, () => uploaded(t, person, bytes))),
        ...Array.from({ length: 4 }, sweep),
      ]);
      for (const { fileId } of files) expect(await status(fileId, person)).toBe(200);
      await t.sql(`DELETE FROM file WHERE uploaded_by = $1`, [person.id]);
    }
  });

  it('binds a file or sweeps it, never both', async () => {
    const person = await t.given.person();
    for (let round = 0; round < 5; round++) {
      const { fileId } = await uploaded(t, person);
      await aged(fileId);
      const [bound] = await Promise.allSettled([use(t, person, fileId), sweep()]);
      expect(await status(fileId, person)).toBe(bound.status === 'fulfilled' ? 200 : 404);
    }
  });
});
