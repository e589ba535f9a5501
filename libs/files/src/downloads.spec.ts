import { createHash, randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Db, SYSTEM, type Actor, type Tx } from '#core';
import { Files, type Use } from '#files';
import { useApp } from '#test/app';
import { pdf, png, uploaded } from '#test/files';
import type { Someone } from '#test/given';

const FILE = `query ($id: ID!) { file(id: $id) { id sha256 } }`;

describe('a download', () => {
  const t = useApp();
  const get = (path: string, who?: { token: string } | null, init: RequestInit = {}) => {
    const headers = { ...(who && { authorization: `Bearer ${who.token}` }), ...(init.headers as object) };
    return fetch(`${t.url}${path}`, { ...init, headers });
  };
  const download = (id: string, who?: { token: string } | null, init?: RequestInit) => get(`/files/${id}`, who, init);
  const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;
  const placeOf = (sha256: string) => join(t.dataDir, 'files', sha256.slice(0, 2), sha256.slice(2));
  const actorOf = ({ id }: { id: string }): Actor => ({ kind: 'person', id, scopes: ['READ', 'WRITE'] });
  const write = <T>(who: { id: string } | null, work: (tx: Tx, files: Files) => Promise<T>) =>
    t.app.get(Db, { strict: false }).run(who ? actorOf(who) : SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return work(tx, t.app.get(Files, { strict: false }));
    });
  const use = (who: { id: string } | null, fileId: string, how: Partial<Use> = {}) => {
    const subject = { subjectType: 'test', subjectId: how.subjectId ?? randomUUID() };
    const given = { mediaTypes: ['application/pdf'] as const, audience: [], isPublic: false, ...subject, ...how };
    return write(who, (tx, files) => files.use(tx, fileId, given));
  };
  const code = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: { extensions?: { code: string } }) => error.extensions?.code,
    );

  it('gives the bytes as they came, as an attachment that no browser makes anything of', async () => {
    const person = await t.given.person();
    const bytes = pdf();
    const { fileId, sha256 } = await uploaded(t, person, bytes);
    const answer = await download(fileId, person);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="skan.pdf"; filename*=UTF-8''skan.pdf`,
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      etag: `"${sha256}"`,
    });
  });

  it.each([
    ['Uchwała nr 1 „żółć”.pdf', `filename="Uchwa_a nr 1 ________.pdf"`],
    [`a"; filename="b.exe".pdf`, `filename="a_; filename=_b.exe_.pdf"`],
    [`100%\\' *().pdf`, `filename="' _().pdf"`],
    ['🦆.pdf', `filename="_.pdf"`],
  ])('is named as it was sent: %s', async (name) => {
    const person = await t.given.person();
    const { fileId } = await uploaded(t, person, pdf(), { name });
    const header = (await download(fileId, person)).headers.get('content-disposition')!;
    const parts = /^attachment; filename="([ !#-[\]-~]*)"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)$/.exec(header);
    expect(parts).not.toBeNull();
    const [known] = await t.sql<{ name: string }>(`SELECT name FROM file WHERE id = $1`, [fileId]);
    expect(decodeURIComponent(parts![2]!)).toBe(known!.name);
    expect(parts![1]).toMatch(/\.pdf$/);
  });

  it('cannot be split by a name, even one that came past the rules', async () => {
    const person = await t.given.person();
    const { fileId } = await uploaded(t, person);
    await t.sql(`UPDATE file SET name = E'a.pdf"\\r\\nSet-Cookie: x=1\\r\\n\\r\\n<script>' WHERE id = $1`, [fileId]);
    const { headers } = await download(fileId, person);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('content-disposition')).toContain(`filename="a.pdf___Set-Cookie: x=1____<script>"`);
  });

  it('answers HEAD alike, and tells who has it that nothing has changed', async () => {
    const person = await t.given.person();
    const bytes = pdf();
    const { fileId, sha256 } = await uploaded(t, person, bytes);
    const head = await download(fileId, person, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(bytes.length),
      '',
    ]);
    const headers = { 'if-none-match': `W/"x", "${sha256}"` };
    const same = await download(fileId, person, { headers });
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', `"${sha256}"`]);
    expect((await download(fileId, null, { headers })).status).toBe(404);
    expect((await download(fileId, null, { method: 'HEAD' })).status).toBe(404);
    expect((await download(fileId, person, { headers: { range: 'bytes=0-3' } })).status).toBe(200);
  });

  it('works with the browser’s cookie, and refuses a token that no longer counts', async () => {
    const person = await t.given.person();
    const { fileId } = await uploaded(t, person);
    expect((await download(fileId, null, { headers: { cookie: `konwent=${person.token}` } })).status).toBe(200);
    const wrong = await download(fileId, { token: 'wrong' });
    expect([wrong.status, await codeOf(wrong)]).toEqual([401, 'UNAUTHENTICATED']);
    const reads = { token: await t.given.apiToken(person.id, ['READ']) };
    expect((await download(fileId, reads)).status).toBe(200);
  });

  it('is NOT_FOUND for what is hidden as for what is not there, and for what is no id', async () => {
    const { fileId } = await uploaded(t, await t.given.person());
    const stranger = await t.given.person();
    const answers = await Promise.all(
      [fileId, randomUUID(), 'x', '..%2f..%2fsecrets.json', '%00'].flatMap((id) =>
        [stranger, null].map(async (who) => {
          const answer = await download(id, who);
          const { correlationId: _, ...body } = (await answer.json()) as Record<string, unknown>;
          return {
            status: answer.status,
            body: { ...body, id: undefined },
            headers: answer.headers.get('content-type'),
          };
        }),
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  describe('by a use of the file', () => {
    const seers = async () => {
      const [convent, entity, forum] = [await t.given.convent(), await t.given.entity(), await t.given.forum()];
      const former = await t.given.person();
      await t.given.mandate(former, 'CHAIR', convent, { state: 'ENDED', from: '2020-01-01', until: '2023-12-31' });
      const proposed = await t.given.person();
      await t.given.mandate(proposed, 'SECRETARY', convent, { state: 'PROPOSED' });
      return {
        ids: { convent: convent.id, entity: entity.id, forum: forum.id },
        uploader: await t.given.person(),
        chair: await t.given.holder('CHAIR', convent),
        member: await t.given.holder('BOARD_MEMBER', convent),
        staff: await t.given.holder('STAFF', entity),
        coordinator: await t.given.holder('COORDINATOR', forum),
        foreign: await t.given.holder('CHAIR', await t.given.convent()),
        operator: await t.given.person({ operator: true }),
        ...{ former, proposed, public: null },
      };
    };
    const WHO = [
      ...(['uploader', 'chair', 'member', 'staff', 'coordinator'] as const),
      ...(['foreign', 'operator', 'former', 'proposed', 'public'] as const),
    ];

    it.each([
      ['nobody', [], false, ['uploader']],
      ['a convent', ['convent'], false, ['uploader', 'chair', 'member']],
      ['an entity', ['entity'], false, ['uploader', 'staff']],
      ['the forum and an entity', ['forum', 'entity'], false, ['uploader', 'staff', 'coordinator']],
      ['everyone', [], true, [...WHO]],
    ] as const)('is for %s', async (_, audience, isPublic, allowed) => {
      const people = await seers();
      const { fileId } = await uploaded(t, people.uploader);
      await use(people.uploader, fileId, { audience: audience.map((each) => people.ids[each]), isPublic });
      const found: Record<string, unknown> = {};
      for (const who of WHO) {
        const asked = people[who] as Someone | null;
        const { status } = await download(fileId, asked);
        const refusal = await t.refusal(asked, FILE, { id: fileId });
        found[who] = refusal === undefined && status === 200 ? 'seen' : `${status} ${refusal}`;
      }
      const expected = WHO.map((who) => [who, (allowed as readonly string[]).includes(who) ? 'seen' : '404 NOT_FOUND']);
      expect(found).toEqual(Object.fromEntries(expected));
    });

    it('follows its subject: opened, closed, released', async () => {
      const [uploader, officer, subjectId] = [await t.given.person(), await t.given.person(), randomUUID()];
      const { fileId } = await uploaded(t, uploader);
      const other = await uploaded(t, uploader);
      await use(uploader, fileId, { subjectId });
      await use(uploader, other.fileId, { subjectId });
      const seen = async () => [(await download(fileId)).status, (await download(other.fileId)).status];
      expect(await seen()).toEqual([404, 404]);
      const open = { isPublic: true, audience: [] };
      expect(await write(officer, (tx, files) => files.retarget(tx, subjectId, open, fileId))).toBe(1);
      expect(await seen()).toEqual([200, 404]);
      expect(await write(null, (tx, files) => files.retarget(tx, subjectId, open))).toBe(2);
      expect(await seen()).toEqual([200, 200]);
      expect(await write(officer, (tx, files) => files.release(tx, subjectId, fileId))).toBe(1);
      expect(await seen()).toEqual([404, 200]);
      expect(await write(officer, (tx, files) => files.release(tx, subjectId))).toBe(1);
      expect(await seen()).toEqual([404, 404]);
      const unused = await t.sql(`SELECT FROM file WHERE uploaded_by = $1 AND unused_since IS NOT NULL`, [uploader.id]);
      expect(unused).toHaveLength(2);
    });

    it('stays as long as one of several uses does', async () => {
      const [uploader, first, second] = [await t.given.person(), randomUUID(), randomUUID()];
      const { fileId } = await uploaded(t, uploader);
      await use(uploader, fileId, { subjectId: first, isPublic: true });
      await use(uploader, fileId, { subjectId: second });
      await write(uploader, (tx, files) => files.release(tx, second));
      expect((await download(fileId)).status).toBe(200);
      expect(await t.sql(`SELECT unused_since FROM file WHERE id = $1`, [fileId])).toEqual([{ unused_since: null }]);
    });

    it('is of an upload of one’s own, and of what will do', async () => {
      const [uploader, convent] = [await t.given.person(), await t.given.convent()];
      const chair = await t.given.holder('CHAIR', convent);
      const { fileId, sha256 } = await uploaded(t, uploader, pdf(), { name: 'żółć.pdf' });
      expect(await code(use(chair, fileId))).toBe('NOT_FOUND');
      expect(await code(use(uploader, randomUUID()))).toBe('NOT_FOUND');
      expect(await code(use(uploader, fileId, { mediaTypes: ['image/png'] }))).toBe('FILE_TYPE_REFUSED');
      expect(await code(use(uploader, fileId, { maxBytes: 10 }))).toBe('FILE_TOO_LARGE');
      expect(await use(uploader, fileId, { audience: [convent.id] })).toMatchObject({
        ...{ id: fileId, sha256, mediaType: 'application/pdf', name: 'żółć.pdf', coverage: 'NO_SIGNATURE' },
      });
      expect(await code(use(chair, fileId))).toBe('FORBIDDEN');
    });

    it('is one, though it is made ten times at once', async () => {
      const [uploader, subjectId] = [await t.given.person(), randomUUID()];
      const { fileId } = await uploaded(t, uploader);
      await Promise.all(Array.from({ length: 10 }, () => use(uploader, fileId, { subjectId, isPublic: true })));
      expect(await t.sql(`SELECT FROM file_use WHERE subject_id = $1`, [subjectId])).toHaveLength(1);
    });
  });

  it('is refused where the content is gone or was altered, and so is the server’s own reading', async () => {
    const person = await t.given.person();
    const files = t.app.get(Files, { strict: false });
    const [altered, longer, gone] = [await uploaded(t, person), await uploaded(t, person), await uploaded(t, person)];
    const bytes = await readFile(placeOf(altered.sha256));
    bytes[100]! ^= 1;
    await writeFile(placeOf(altered.sha256), bytes);
    await writeFile(placeOf(longer.sha256), 'x', { flag: 'a' });
    await rm(placeOf(gone.sha256));
    for (const [{ fileId, sha256 }, expected] of [
      [altered, 'FILE_ALTERED'],
      [longer, 'FILE_ALTERED'],
      [gone, 'FILE_MISSING'],
    ] as const) {
      const answer = await download(fileId, person);
      expect([answer.status, await codeOf(answer)]).toEqual([410, expected]);
      expect(answer.headers.get('content-disposition')).toBeNull();
      expect(await code(files.bytes(fileId))).toBe(expected);
      expect(await code(files.bytes(sha256))).toBe(expected);
    }
  });

  it('is well again once the same content is sent again', async () => {
    const person = await t.given.person();
    const bytes = png();
    const { fileId, sha256 } = await uploaded(t, person, bytes, { name: 'a.png' });
    await writeFile(placeOf(sha256), 'x');
    await uploaded(t, person, bytes, { name: 'b.png' });
    expect((await download(fileId, person)).status).toBe(200);
    const hash = createHash('sha256');
    for await (const chunk of await t.app.get(Files, { strict: false }).bytes(fileId)) hash.update(chunk as Buffer);
    expect(hash.digest('hex')).toBe(sha256);
  });
});
