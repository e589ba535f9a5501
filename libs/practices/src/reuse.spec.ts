import { Db, SYSTEM } from '#core';
import { PracticeChecks } from './practice-checks.service.ts';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { practiceRow } from '#test/practice-rows';
import { Practising, replicationData } from '#test/practices';

const KINDS = `{ viewer { obligations { nodes { kind practice { id } } } } }`;

describe('a practice in the hands of others', () => {
  const t = useApp();
  let p: Practising;
  beforeAll(() => void (p = new Practising(t)));

  const waiting = async (who: { token: string }): Promise<string[]> =>
    (await t.get<{ viewer: { obligations: { nodes: { kind: string }[] } } }>(who, KINDS)).viewer.obligations.nodes.map(
      ({ kind }) => kind,
    );
  const tell = (practice: { id: string }, entity: { id: string }) => ({
    ...{ practiceId: practice.id, entityId: entity.id, data: replicationData() },
  });

  it('is taken over by another entity; it counts once its representative has confirmed it', async () => {
    const scene = await p.scene();
    const { helper, taker, author, other, entity } = scene;
    const practice = await p.published(scene);
    expect(await p.refusal(author, 'reportReplication', tell(practice, entity))).toBe('OWN_PRACTICE');
    expect(await p.refusal(author, 'reportReplication', tell(practice, other))).toBe('FORBIDDEN');
    const later = { ...tell(practice, other), data: { ...replicationData(), startedOn: '2090-01-01' } };
    expect(await p.refusal(helper, 'reportReplication', later)).toBe('DAY_OUT_OF_RANGE');
    const { id, state } = await p.do(helper, 'reportReplication', tell(practice, other));
    expect(state).toBe('REPORTED');
    expect((await p.see(null, practice.id))!.replicationCount).toBe(0);
    expect(await waiting(taker)).toEqual(['replicationToConfirm']);
    expect(await t.refusal(author, `query ($id: ID!) { replication(id: $id) { id } }`, { id })).toBe('NOT_FOUND');
    expect(await p.refusal(author, 'confirmReplication', { replicationId: id })).toBe('NOT_FOUND');
    expect(await p.refusal(helper, 'confirmReplication', { replicationId: id })).toBe('FORBIDDEN');
    await p.do(taker, 'confirmReplication', { replicationId: id });
    expect(await p.refusal(taker, 'confirmReplication', { replicationId: id })).toBe('WRONG_STATE');
    expect(await p.refusal(author, 'withdrawReplication', { replicationId: id })).toBe('FORBIDDEN');
    expect((await p.see(null, practice.id))!.replicationCount).toBe(1);
    expect(await waiting(taker)).toEqual([]);
    const edit = { replicationId: id, expectedVersion: 1, data: { ...replicationData(), stillRunning: false } };
    expect(await p.refusal(helper, 'editReplication', edit)).toBe('VERSION_CONFLICT');
    await p.do(helper, 'editReplication', { ...edit, expectedVersion: 2 });
    await p.do(taker, 'withdrawReplication', { replicationId: id });
    expect(await p.refusal(taker, 'editReplication', { ...edit, expectedVersion: 4 })).toBe('WRONG_STATE');
    expect((await p.see(null, practice.id))!.replicationCount).toBe(0);
    expect(await p.do(taker, 'reportReplication', tell(practice, other))).toMatchObject({ state: 'CONFIRMED' });
    expect((await p.see(null, practice.id))!.replicationCount).toBe(1);
  });

  it('is taken over once by an entity, though ten of its people report it at once', async () => {
    const scene = await p.scene();
    const practice = await p.published(scene);
    const people = await Promise.all(Array.from({ length: 10 }, () => t.given.holder('REPRESENTATIVE', scene.other)));
    const answers = await Promise.all(
      people.map((each) => p.refusal(each, 'reportReplication', tell(practice, scene.other))),
    );
    expect(answers.filter((code) => !code)).toHaveLength(1);
    expect(answers.filter((code) => code === 'REPLICATION_ALREADY_REPORTED')).toHaveLength(9);
    expect((await p.see(null, practice.id))!.replicationCount).toBe(1);
  });

  it('counts every one of ten entities that report it at once', async () => {
    const scene = await p.scene();
    const practice = await p.published(scene);
    const entities = await Promise.all(Array.from({ length: 10 }, () => t.given.entity()));
    const people = await Promise.all(entities.map((each) => t.given.holder('REPRESENTATIVE', each)));
    const answers = await Promise.all(
      people.map((each, i) => p.refusal(each, 'reportReplication', tell(practice, entities[i]!))),
    );
    expect(answers.filter(Boolean)).toEqual([]);
    expect((await p.see(null, practice.id))!.replicationCount).toBe(10);
  });

  it('is useful to an entity once, though ten of its people say so at once', async () => {
    const scene = await p.scene();
    const { other, entity, author, taker } = scene;
    const practice = await p.published(scene);
    const input = { practiceId: practice.id, entityId: other.id };
    const people = await Promise.all(Array.from({ length: 10 }, () => t.given.holder('STAFF', other)));
    const answers = await Promise.all(people.map((each) => p.refusal(each, 'markPracticeUseful', input)));
    expect(answers.filter(Boolean)).toEqual([]);
    expect((await p.see(null, practice.id))!.usefulCount).toBe(1);
    expect(await p.refusal(author, 'markPracticeUseful', { ...input, entityId: entity.id })).toBe('OWN_PRACTICE');
    expect(await p.refusal(author, 'markPracticeUseful', input)).toBe('FORBIDDEN');
    expect((await p.do(taker, 'markPracticeUseful', { ...input, useful: false })).usefulCount).toBe(0);
  });

  it('is asked about, and its author answers once; then all who see it read both', async () => {
    const scene = await p.scene();
    const { other, entity, author, staff, taker, helper } = scene;
    const practice = await p.published(scene);
    const text = nasty('Ile to trwa?');
    const input = { practiceId: practice.id, entityId: other.id, text };
    expect(await p.refusal(author, 'askPracticeQuestion', { ...input, entityId: entity.id })).toBe('OWN_PRACTICE');
    await p.do(taker, 'askPracticeQuestion', input);
    expect(await waiting(author)).toEqual(['practiceAnswerAwaited']);
    const asked = `query ($id: ID!) { practice(id: $id) { questions { nodes { id text answer entity { id } } } } }`;
    const questions = async (who: { token: string } | null) =>
      (
        await t.get<{ practice: { questions: { nodes: { id: string; answer: string | null }[] } } }>(who, asked, {
          id: practice.id,
        })
      ).practice.questions.nodes;
    const [question] = await questions(author);
    expect(await questions(null)).toEqual([]);
    const answer = { questionId: question!.id, answer: nasty('Rok') };
    expect(await p.refusal(helper, 'answerPracticeQuestion', answer)).toBe('FORBIDDEN');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => p.refusal(staff, 'answerPracticeQuestion', answer)),
    );
    expect(answers.filter((code) => !code)).toHaveLength(1);
    expect(answers.filter((code) => code === 'ALREADY_ANSWERED')).toHaveLength(9);
    expect(await questions(null)).toEqual([
      { id: question!.id, text, answer: answer.answer, entity: { id: other.id } },
    ]);
    expect(await waiting(author)).toEqual([]);
    for (let i = 0; i < 5; i++) await p.do(taker, 'askPracticeQuestion', input);
    expect(await p.refusal(taker, 'askPracticeQuestion', input)).toBe('TOO_MANY_QUESTIONS');
  });

  it('is doubted after a year without a check, once by ten clocks, until its author says that it holds', async () => {
    const scene = await p.scene();
    const { entity, convent, author, taker, other, chair } = scene;
    const of = { convent, state: 'PUBLISHED' as const };
    const [old, fresh] = [
      await practiceRow(t, entity, { ...of, checkedOn: '2020-02-29' }),
      await practiceRow(t, entity, of),
    ];
    const [db, checks] = [t.app.get(Db), t.app.get(PracticeChecks, { strict: false })];
    const counts = await Promise.all(Array.from({ length: 10 }, () => db.run(SYSTEM, (tx) => checks.outdate(tx))));
    expect(counts.reduce((sum, n) => sum + n)).toBe(1);
    expect(await p.see(null, old.id)).toMatchObject({ state: 'OUTDATED' });
    expect(await p.see(null, fresh.id)).toMatchObject({ state: 'PUBLISHED' });
    expect(
      await t.sql(`SELECT FROM event WHERE type = 'practice.outdated' AND subject_id = $1`, [old.id]),
    ).toHaveLength(1);
    expect(await waiting(author)).toEqual(['practiceCheckDue']);
    const input = { practiceId: old.id };
    expect(await p.refusal(chair, 'confirmPracticeChecked', input)).toBe('FORBIDDEN');
    expect(await p.refusal(taker, 'confirmPracticeChecked', input)).toBe('FORBIDDEN');
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Warsaw' }).format(new Date());
    expect(await p.do(author, 'confirmPracticeChecked', input)).toMatchObject({
      state: 'PUBLISHED',
      lastCheckedOn: today,
    });
    expect(await waiting(author)).toEqual([]);
    expect(await p.refusal(taker, 'archiveGoodPractice', { ...input, reason: 'x' })).toBe('FORBIDDEN');
    expect(await p.do(author, 'archiveGoodPractice', { ...input, reason: nasty('Koniec') })).toMatchObject({
      state: 'ARCHIVED',
    });
    expect(await p.see(null, old.id)).toMatchObject({ state: 'ARCHIVED' });
    for (const [who, act, more] of [
      [author, 'confirmPracticeChecked', {}],
      [author, 'saveGoodPractice', { expectedVersion: 1, card: {} }],
      [taker, 'reportReplication', { entityId: other.id, data: replicationData() }],
      [taker, 'askPracticeQuestion', { entityId: other.id, text: 'Dlaczego?' }],
      [taker, 'markPracticeUseful', { entityId: other.id }],
    ] as const)
      expect([act, await p.refusal(who, act, { ...input, ...more })]).toEqual([act, 'WRONG_STATE']);
  });
});
