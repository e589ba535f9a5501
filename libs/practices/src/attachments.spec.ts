import { useApp } from '#test/app';
import { download, uploaded } from '#test/files';
import { nasty } from '#test/given';
import { Practising } from '#test/practices';
import { connect } from '#test/socket';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
const FILES = `query ($id: ID!) { practice(id: $id) { attachments { id title altText published removed sha256 } } }`;

describe('the files of a practice, and who hears of it', () => {
  const t = useApp();
  let p: Practising;
  beforeAll(() => void (p = new Practising(t)));

  const filesOf = async (who: { token: string } | null, id: string) =>
    (await t.get<{ practice: { attachments: { id: string; removed: boolean }[] } }>(who, FILES, { id })).practice
      .attachments;

  it('need words for whoever does not see a picture, wait for the version, and go out with it', async () => {
    const { staff, chair, taker, author, entity, convent, area } = await p.scene();
    const { id } = await p.draft(staff, entity, area);
    const { fileId } = await uploaded(t, staff, PNG, { name: 'piec.png' });
    const title = nasty('Piec');
    const attach = { practiceId: id, fileId, title };
    expect(await p.refusal(staff, 'attachToPractice', attach)).toBe('ALT_TEXT_REQUIRED');
    expect(await p.refusal(author, 'attachToPractice', { ...attach, altText: 'Piec' })).toBe('NOT_FOUND');
    expect(await p.refusal(taker, 'attachToPractice', { ...attach, altText: 'Piec' })).toBe('NOT_FOUND');
    await p.do(staff, 'attachToPractice', { ...attach, altText: nasty('Piec na cztery blachy') });
    expect(await p.refusal(staff, 'attachToPractice', { ...attach, altText: 'x' })).toBe('ALREADY_ATTACHED');
    expect((await download(t, fileId, author)).status).toBe(200);
    expect((await download(t, fileId, taker)).status).toBe(404);
    const drafted = (await p.see(staff, id))!;
    await p.submit(staff, drafted, convent);
    await p.do(chair, 'takePracticeReview', { practiceId: id });
    const told = await p.do(chair, 'publishGoodPractice', { practiceId: id, audience: 'CONVENT' });
    const [attachment] = await filesOf(taker, id);
    expect(attachment).toMatchObject({ title, published: true, removed: false });
    expect(JSON.parse(told.currentVersion!.content)).toMatchObject({ attachments: [{ id: attachment!.id, title }] });
    expect((await download(t, fileId, taker)).status).toBe(200);
    expect((await download(t, fileId, null)).status).toBe(404);
    await p.do(chair, 'widenPracticeAudience', { practiceId: id, audience: 'PUBLIC' });
    expect((await download(t, fileId, null)).status).toBe(200);
    await p.do(staff, 'removePracticeAttachment', { attachmentId: attachment!.id });
    expect(await filesOf(null, id)).toMatchObject([{ removed: true }]);
    expect((await download(t, fileId, null)).status).toBe(200);
  });

  it('are open to whoever may read the practice now: who joins gets them, who leaves loses them', async () => {
    const scene = await p.scene();
    const { staff, chair, secretary, entity, other, taker, convent, area } = scene;
    const { given } = t;
    const forum = await given.forum();
    const [near, away] = [await given.convent(), await given.convent()];
    const [joins, distant] = [await given.entity(), await given.entity()];
    await given.membership(near, distant);
    const people = {
      ...{ staff, secretary, taker, stranger: await given.person(), public: null },
      joining: await given.holder('STAFF', joins),
      observer: await given.holder('OBSERVER', convent),
      distant: await given.holder('STAFF', distant),
      near: await given.holder('CHAIR', near),
      away: await given.holder('CHAIR', away),
    };
    const { id } = await p.draft(staff, entity, area);
    const { fileId } = await uploaded(t, staff);
    await p.do(staff, 'attachToPractice', { practiceId: id, fileId, title: 'Regulamin' });
    /** Who opens the file; whoever does reads it in the practice too, and nobody else. */
    const readers = async () => {
      const seen: string[] = [];
      for (const [name, who] of Object.entries(people)) {
        const { status } = await download(t, fileId, who);
        const { data } = await t.ask(who, FILES, { id });
        const listed = (data?.practice as { attachments: object[] } | null | undefined)?.attachments ?? [];
        expect([name, status]).toEqual([name, listed.length ? 200 : 404]);
        if (status === 200) seen.push(name);
      }
      return seen.sort();
    };
    expect(await readers()).toEqual(['staff']);
    await p.submit(staff, (await p.see(staff, id))!, convent);
    expect(await readers()).toEqual(['secretary', 'staff']);
    await p.do(chair, 'takePracticeReview', { practiceId: id });
    await p.do(chair, 'publishGoodPractice', { practiceId: id, audience: 'CONVENT' });
    const inConvent = ['secretary', 'staff', 'taker'];
    expect(await readers()).toEqual(inConvent);

    const { id: joined } = await given.membership(convent, joins);
    expect(await readers()).toEqual([...inConvent, 'joining'].sort());
    const leave = `UPDATE membership SET state = 'ENDED', ended_because = 'RESIGNED', valid = daterange(lower(valid), CURRENT_DATE)
      WHERE id = $1`;
    await t.sql(leave, [joined]);
    expect(await readers()).toEqual(inConvent);
    const [ofTaker] = await t.sql<{ id: string }>(`SELECT id FROM membership WHERE entity_id = $1`, [other.id]);
    await t.sql(leave, [ofTaker!.id]);
    expect(await readers()).toEqual(['secretary', 'staff']);

    await p.do(chair, 'widenPracticeAudience', { practiceId: id, audience: 'FORUM' });
    expect(await readers()).toEqual(['secretary', 'staff']);
    await given.standing(near, forum);
    expect(await readers()).toEqual(['distant', 'near', 'secretary', 'staff']);
    await t.sql(`DELETE FROM forum_standing WHERE convent_id = $1`, [near.id]);
    expect(await readers()).toEqual(['secretary', 'staff']);
    await p.do(chair, 'widenPracticeAudience', { practiceId: id, audience: 'PUBLIC' });
    expect(await readers()).toEqual(Object.keys(people).sort());
    expect(await t.sql(`SELECT is_public, audience FROM file_use WHERE file_id = $1`, [fileId])).toEqual([
      { is_public: false, audience: [] },
    ]);
  });

  it('are taken away without a trace before they were published', async () => {
    const { staff, taker, entity, area } = await p.scene();
    const { id } = await p.draft(staff, entity, area);
    const { fileId } = await uploaded(t, staff);
    await p.do(staff, 'attachToPractice', { practiceId: id, fileId, title: 'Regulamin' });
    const attachmentId = (await filesOf(staff, id))[0]!.id;
    expect(await p.refusal(taker, 'removePracticeAttachment', { attachmentId })).toBe('NOT_FOUND');
    const codes = await Promise.all(
      Array.from({ length: 10 }, () => p.refusal(staff, 'removePracticeAttachment', { attachmentId })),
    );
    expect(codes.filter((code) => !code)).toHaveLength(1);
    expect(codes.filter((code) => code === 'NOT_FOUND')).toHaveLength(9);
    expect(await filesOf(staff, id)).toEqual([]);
    expect(await t.sql(`SELECT FROM file_use WHERE file_id = $1`, [fileId])).toEqual([]);
  });

  it('is told to whoever follows the practice, as far as they may see it', async () => {
    const scene = await p.scene();
    const practice = await p.published(scene);
    const socket = connect(t);
    const listener = socket.listen(
      `subscription ($id: ID!) { practiceChanged(id: $id) { usefulCount draft { stage } } }`,
      {
        id: practice.id,
      },
    );
    expect((await listener.next()).data).toEqual({ practiceChanged: { usefulCount: 0, draft: null } });
    await p.do(scene.taker, 'markPracticeUseful', { practiceId: practice.id, entityId: scene.other.id });
    expect((await listener.next()).data).toEqual({ practiceChanged: { usefulCount: 1, draft: null } });
    listener.stop();
    await socket.end();
  });
});
