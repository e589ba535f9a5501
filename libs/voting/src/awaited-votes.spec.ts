import { Db, SYSTEM, type Tx } from '#core';
import { Obligations } from '#obligations';
import { useApp } from '#test/app';
import { awaited, CANCEL, CLOSE, EXTEND, Polls, waiting } from '#test/polls';

describe('a vote', () => {
  const t = useApp();
  let polls: Polls;
  beforeAll(() => void (polls = new Polls(t)));

  it('is awaited of whoever may give it, until somebody has or the deadline is over', async () => {
    const { convent, chair, members } = await polls.convent(2);
    const { entity, speaker } = members[0]!;
    const colleague = await t.given.holder('REPRESENTATIVE', entity);
    const later = await polls.open(chair, convent, { closesAt: '2090-01-15T17:00:00.000Z', question: 'Czy „tak”?' });
    const sooner = await polls.open(chair, convent, { secret: false });
    await polls.draft(chair, convent);
    for (const who of [speaker, colleague]) expect(await awaited(t, who)).toEqual([sooner, later]);
    const [, { sentence }] = (await waiting(t, speaker)) as [unknown, { sentence: string }];
    expect(sentence).toBe('Oddaj głos do 15.01.2090, 18:00 w głosowaniu „Czy „tak”?”.');
    await polls.cast(colleague, sooner, 'FOR');
    for (const who of [speaker, colleague]) expect(await awaited(t, who)).toEqual([later]);
    await t.get(chair, EXTEND, { input: { pollId: later, closesAt: '2091-01-15T17:00:00.000Z', reason: 'Ferie.' } });
    expect((await waiting(t, speaker))[0]).toMatchObject({ dueAt: '2091-01-15T17:00:00.000Z' });
    const newcomer = await t.given.holder('REPRESENTATIVE', entity);
    expect(await awaited(t, newcomer)).toEqual([later]);
    await polls.over(later);
    await t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(Obligations, { strict: false }).refreshAll(tx));
    expect(await awaited(t, speaker)).toEqual([]);
    expect(await awaited(t, chair)).toEqual([]);
  });

  it('of a person is awaited of them and of whoever substitutes them, not of their colleagues who have voted', async () => {
    const { convent, chair, secretary } = await polls.convent(0);
    const expert = await t.given.holder('EXPERT', convent);
    const [instead, [seat]] = [
      await t.given.holder('OBSERVER', convent),
      await t.sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = $1`, [secretary.id]),
    ];
    await t.sql(`UPDATE mandate SET substitutes_id = $1 WHERE person_id = $2`, [seat!.id, instead.id]);
    const council = { electorate: 'MANDATE_HOLDERS', functions: ['CHAIR', 'SECRETARY'] };
    const pollId = await polls.open(chair, convent, council);
    const due = async () => Promise.all([chair, secretary, instead, expert].map((who) => awaited(t, who)));
    expect(await due()).toEqual([[pollId], [pollId], [pollId], []]);
    await polls.cast(chair, pollId, 'FOR');
    expect(await due()).toEqual([[], [pollId], [pollId], []]);
    await polls.cast(instead, pollId, 'AGAINST');
    expect(await due()).toEqual([[], [], [], []]);
  });

  it('is awaited no more of a poll that is closed or cancelled', async () => {
    const { convent, chair, members } = await polls.convent(1);
    for (const act of [CLOSE, CANCEL]) {
      const pollId = await polls.open(chair, convent);
      expect(await awaited(t, members[0]!.speaker)).toEqual([pollId]);
      await t.get(chair, act, { input: { pollId, reason: 'Sprawa nieaktualna.' } });
      expect(await awaited(t, members[0]!.speaker)).toEqual([]);
    }
  });
});
