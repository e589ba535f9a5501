import { createHash } from 'node:crypto';
import { richText } from '#texts';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { cardData } from '#test/practice-rows';
import { Practising } from '#test/practices';

const CHANGES = `query ($id: ID!) { practice(id: $id) {
  versions { number title contentHash changedSince { field label words { kind before after } } } } }`;

describe('the review of a practice', () => {
  const t = useApp();
  let p: Practising;
  beforeAll(() => void (p = new Practising(t)));

  it('goes to one reviewer of ten at once', async () => {
    const { staff, convent, entity, area } = await p.scene();
    const drafted = await p.draft(staff, entity, area);
    await p.submit(staff, drafted, convent);
    const reviewers = await Promise.all(Array.from({ length: 10 }, () => t.given.holder('BOARD_MEMBER', convent)));
    const answers = await Promise.all(
      reviewers.map((each) => p.refusal(each, 'takePracticeReview', { practiceId: drafted.id })),
    );
    expect(answers.filter((code) => !code)).toHaveLength(1);
    expect(answers.filter((code) => code === 'WRONG_STATE')).toHaveLength(9);
    const first = reviewers[answers.findIndex((code) => !code)]!;
    const other = reviewers.find((each) => each !== first)!;
    const input = { practiceId: drafted.id, audience: 'PUBLIC' };
    expect(await p.refusal(other, 'publishGoodPractice', input)).toBe('WRONG_STATE');
    // Another may go on once the mandate of the first is over.
    await t.sql(`UPDATE mandate SET state = 'ENDED', ended_because = 'RESIGNED' WHERE person_id = $1`, [first.id]);
    expect(await p.refusal(other, 'takePracticeReview', { practiceId: drafted.id })).toBeUndefined();
    expect(await p.refusal(other, 'publishGoodPractice', input)).toBeUndefined();
  });

  it('is not reviewed by somebody of its own entity while anybody else could', async () => {
    const { staff, chair, secretary, convent, entity, area } = await p.scene();
    await t.given.mandate(chair, 'STAFF', entity);
    const drafted = await p.draft(staff, entity, area);
    await p.submit(staff, drafted, convent);
    const take = { practiceId: drafted.id };
    const { errors } = await p.ask(chair, 'takePracticeReview', take);
    expect(errors[0]).toMatchObject({ message: 'Kartę własnego podmiotu recenzuje ktoś inny z konwentu.' });
    await t.sql(`UPDATE mandate SET state = 'ENDED', ended_because = 'RESIGNED' WHERE person_id = $1`, [secretary.id]);
    expect(await p.refusal(chair, 'takePracticeReview', take)).toBeUndefined();
  });

  it('comes back with remarks on its fields, and is handed in again', async () => {
    const { staff, chair, taker, convent, entity, area } = await p.scene();
    const drafted = await p.draft(staff, entity, area);
    await p.submit(staff, drafted, convent);
    const remarks = [{ field: 'TITLE', text: nasty('Za długi') }];
    const back = { practiceId: drafted.id, remarks };
    expect(await p.refusal(chair, 'returnGoodPractice', back)).toBe('WRONG_STATE');
    await p.do(chair, 'takePracticeReview', { practiceId: drafted.id });
    expect(await p.refusal(staff, 'returnGoodPractice', back)).toBe('FORBIDDEN');
    expect(await p.refusal(taker, 'returnGoodPractice', back)).toBe('NOT_FOUND');
    expect(await p.refusal(chair, 'returnGoodPractice', { ...back, remarks: [] })).toBe('INVALID_INPUT');
    expect(await p.do(chair, 'returnGoodPractice', back)).toMatchObject({ state: 'RETURNED' });
    const asked = `query ($id: ID!) { practice(id: $id) { remarks { field text round mandate { function } } acts { action } }
      viewer { obligations { nodes { kind sentence practice { id } } } } }`;
    const told = await t.get<Record<string, never>>(staff, asked, { id: drafted.id });
    expect(told).toMatchObject({
      practice: {
        remarks: [{ ...remarks[0], round: 1, mandate: { function: 'CHAIR' } }],
        acts: ['returnGoodPractice', 'takePracticeReview', 'submitGoodPractice', 'draftGoodPractice'].map((action) => ({
          action,
        })),
      },
      viewer: { obligations: { nodes: [{ kind: 'practiceCorrectionAwaited', practice: { id: drafted.id } }] } },
    });
    const saved = await p.do(staff, 'saveGoodPractice', {
      ...{ practiceId: drafted.id, expectedVersion: 4, card: { title: 'Krótszy tytuł' } },
    });
    expect(saved.state).toBe('RETURNED');
    expect((await p.submit(staff, saved, convent)).state).toBe('SUBMITTED');
  });

  it('is published as versions that stand, with their hash, and tells word by word what changed', async () => {
    const scene = await p.scene();
    const { staff, chair, convent } = scene;
    const first = await p.published(scene, 'CONVENT', {
      title: 'Piekarnia na 3 etaty',
      problem: richText('Trwa 3 lata.'),
    });
    const { content, contentHash } = first.currentVersion!;
    expect(createHash('sha256').update(content, 'utf8').digest('hex')).toBe(contentHash);
    expect(JSON.parse(content)).toMatchObject({
      practiceId: first.id,
      number: 1,
      card: { title: 'Piekarnia na 3 etaty' },
    });
    const card = { title: 'Piekarnia na 5 etatów', problem: richText('Trwa 5 lat.') };
    const edited = await p.do(staff, 'saveGoodPractice', {
      ...{ practiceId: first.id, expectedVersion: first.draft!.version, card },
    });
    // The reader sees what is published until the next version is.
    expect(edited).toMatchObject({ state: 'PUBLISHED', draft: { stage: 'DRAFT' }, currentVersion: { number: 1 } });
    await p.submit(staff, edited, convent);
    await p.do(chair, 'takePracticeReview', { practiceId: first.id });
    await p.do(chair, 'publishGoodPractice', { practiceId: first.id, audience: 'PUBLIC' });
    const { practice } = await t.get<{ practice: { versions: object[] } }>(null, CHANGES, { id: first.id });
    expect(practice.versions).toMatchObject([
      {
        number: 2,
        changedSince: [
          {
            field: 'TITLE',
            label: 'Tytuł',
            words: [
              { kind: 'KEPT', before: 'Piekarnia na ' },
              { kind: 'REPLACED', before: '3', after: '5' },
              { kind: 'KEPT', before: ' ' },
              { kind: 'REPLACED', before: 'etaty', after: 'etatów' },
            ],
          },
          { field: 'PROBLEM' },
        ],
      },
      { number: 1, contentHash, changedSince: null },
    ]);
    await expect(t.sql(`UPDATE practice_version SET title = 'x' WHERE practice_id = $1`, [first.id])).rejects.toThrow();
    await expect(t.sql(`DELETE FROM practice_version WHERE practice_id = $1`, [first.id])).rejects.toThrow();
    const cited = `query ($id: ID!) { practiceVersion(id: $id) { contentHash title } }`;
    expect(await t.get(null, cited, { id: first.currentVersion!.id })).toEqual({
      practiceVersion: { contentHash, title: 'Piekarnia na 3 etaty' },
    });
  });

  it('goes as far as its author agreed, and never less far than before', async () => {
    const scene = await p.scene();
    const { staff, chair, convent, entity, area, taker } = scene;
    const stranger = await t.given.person();
    const drafted = await p.draft(staff, entity, area);
    await p.submit(staff, drafted, convent, 'FORUM');
    await p.do(chair, 'takePracticeReview', { practiceId: drafted.id });
    const input = { practiceId: drafted.id };
    expect(await p.refusal(chair, 'publishGoodPractice', { ...input, audience: 'PUBLIC' })).toBe('AUDIENCE_NOT_AGREED');
    await p.do(chair, 'publishGoodPractice', { ...input, audience: 'CONVENT' });
    const seen = async () => Promise.all([taker, stranger, null].map(async (who) => !!(await p.see(who, drafted.id))));
    expect(await seen()).toEqual([true, false, false]);
    expect(await p.refusal(taker, 'widenPracticeAudience', { ...input, audience: 'FORUM' })).toBe('FORBIDDEN');
    expect(await p.refusal(chair, 'widenPracticeAudience', { ...input, audience: 'PUBLIC' })).toBe(
      'AUDIENCE_NOT_AGREED',
    );
    await p.do(chair, 'widenPracticeAudience', { ...input, audience: 'FORUM' });
    expect(await p.refusal(chair, 'widenPracticeAudience', { ...input, audience: 'CONVENT' })).toBe(
      'AUDIENCE_NARROWER',
    );
    const open = await p.published(scene);
    const foreign = await t.given.convent({ voivodeship: '24' });
    await t.given.membership(foreign, entity);
    const edited = await p.do(staff, 'saveGoodPractice', {
      ...{ practiceId: open.id, expectedVersion: open.draft!.version, card: cardData([area.id]) },
    });
    const again = { practiceId: open.id, expectedVersion: edited.draft!.version, agreedAudience: 'PUBLIC' };
    expect(await p.refusal(staff, 'submitGoodPractice', { ...again, conventId: foreign.id })).toBe('OTHER_CONVENT');
    expect(await seen()).toEqual([true, false, false]);
    expect(await p.see(null, open.id)).toMatchObject({ state: 'PUBLISHED', draft: null });
  });
});
