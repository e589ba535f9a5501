import { randomUUID } from 'node:crypto';
import { useApp } from '#test/app';
import { codeOf, download, FILE, inTx, uploaded, use } from '#test/files';
import type { Someone } from '#test/given';
import { pdf } from '#test/sample-files';

describe('a use of a file', () => {
  const t = useApp();
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
    await use(t, people.uploader, fileId, { audience: audience.map((each) => people.ids[each]), isPublic });
    const found: Record<string, unknown> = {};
    for (const who of WHO) {
      const asked = people[who] as Someone | null;
      const { status } = await download(t, fileId, asked);
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
    await use(t, uploader, fileId, { subjectId });
    await use(t, uploader, other.fileId, { subjectId });
    const seen = async () => [(await download(t, fileId)).status, (await download(t, other.fileId)).status];
    expect(await seen()).toEqual([404, 404]);
    const open = { isPublic: true, audience: [] };
    expect(await inTx(t, officer, (tx, files) => files.retarget(tx, subjectId, open, fileId))).toBe(1);
    expect(await seen()).toEqual([200, 404]);
    expect(await inTx(t, null, (tx, files) => files.retarget(tx, subjectId, open))).toBe(2);
    expect(await seen()).toEqual([200, 200]);
    expect(await inTx(t, officer, (tx, files) => files.release(tx, subjectId, fileId))).toBe(1);
    expect(await seen()).toEqual([404, 200]);
    expect(await inTx(t, officer, (tx, files) => files.release(tx, subjectId))).toBe(1);
    expect(await seen()).toEqual([404, 404]);
    const unused = await t.sql(`SELECT FROM file WHERE uploaded_by = $1 AND unused_since IS NOT NULL`, [uploader.id]);
    expect(unused).toHaveLength(2);
  });

  it('stays as long as one of several uses does', async () => {
    const [uploader, first, second] = [await t.given.person(), randomUUID(), randomUUID()];
    const { fileId } = await uploaded(t, uploader);
    await use(t, uploader, fileId, { subjectId: first, isPublic: true });
    await use(t, uploader, fileId, { subjectId: second });
    await inTx(t, uploader, (tx, files) => files.release(tx, second));
    expect((await download(t, fileId)).status).toBe(200);
    expect(await t.sql(`SELECT unused_since FROM file WHERE id = $1`, [fileId])).toEqual([{ unused_since: null }]);
  });

  it('is of an upload of one’s own, and of what will do', async () => {
    const [uploader, convent] = [await t.given.person(), await t.given.convent()];
    const chair = await t.given.holder('CHAIR', convent);
    const { fileId, sha256 } = await uploaded(t, uploader, pdf(), { name: 'żółć.pdf' });
    expect(await codeOf(use(t, chair, fileId))).toBe('NOT_FOUND');
    expect(await codeOf(use(t, uploader, randomUUID()))).toBe('NOT_FOUND');
    expect(await codeOf(use(t, uploader, fileId, { mediaTypes: ['image/png'] }))).toBe('FILE_TYPE_REFUSED');
    expect(await codeOf(use(t, uploader, fileId, { maxBytes: 10 }))).toBe('FILE_TOO_LARGE');
    expect(await use(t, uploader, fileId, { audience: [convent.id] })).toMatchObject({
      ...{ id: fileId, sha256, mediaType: 'application/pdf', name: 'żółć.pdf', coverage: 'NO_SIGNATURE' },
    });
    expect(await codeOf(use(t, chair, fileId))).toBe('FORBIDDEN');
  });

  it('is one, though it is made ten times at once', async () => {
    const [uploader, subjectId] = [await t.given.person(), randomUUID()];
    const { fileId } = await uploaded(t, uploader);
    await Promise.all(Array.from({ length: 10 }, () => use(t, uploader, fileId, { subjectId, isPublic: true })));
    expect(await t.sql(`SELECT FROM file_use WHERE subject_id = $1`, [subjectId])).toHaveLength(1);
  });
});
