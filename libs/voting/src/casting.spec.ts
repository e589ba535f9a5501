import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { CAST, CLOSE, Polls, type Member } from '#test/polls';
import { connect } from '#test/socket';
import { ClosingService } from './closing.service.ts';

const STATE = `query ($id: ID!) { poll(id: $id) { state closedAt closesAt acts { action mandate { id } } } }`;

describe('a vote', () => {
  const t = useApp();
  let polls: Polls;
  beforeAll(() => void (polls = new Polls(t)));
  const strict = {
    rules: {
      quorumPercent: 50,
      majority: 'SIMPLE',
      abstentions: 'COUNTED',
      tie: 'REJECTED',
      mayChange: false,
      basis: 'Statut',
    },
  };
  const votes = (pollId: string) =>
    t.sql<{ id: string; choice: string }>(`SELECT * FROM poll_vote WHERE poll_id = $1`, [pollId]);
  const endMandate = ({ id }: Someone) =>
    t.sql(
      `UPDATE mandate SET state = 'ENDED', ended_because = 'RECALLED', valid = tstzrange(lower(valid), now()) WHERE person_id = $1`,
      [id],
    );

  it('is refused with a code of its own for each reason', async () => {
    const { convent, chair, secretary, members } = await polls.convent(2);
    const [a, b] = members;
    const draft = await polls.draft(chair, convent);
    expect(await polls.code(a!.speaker, draft, 'FOR')).toBe('NOT_FOUND');
    expect(await polls.code(chair, draft, 'FOR')).toBe('NOT_ON_ROLL');
    const pollId = await polls.open(chair, convent, strict);
    expect(await polls.code(null, pollId, 'FOR')).toBe('UNAUTHENTICATED');
    expect(await polls.code(chair, pollId, 'FOR')).toBe('NOT_ON_ROLL');
    expect(await polls.code(secretary, pollId, 'FOR')).toBe('NOT_ON_ROLL');
    expect(await polls.code(await t.given.holder('STAFF', a!.entity), pollId, 'FOR')).toBe('NOT_ON_ROLL');
    expect(await polls.code(await t.given.person(), pollId, 'FOR')).toBe('NOT_FOUND');
    expect(await polls.code(a!.speaker, pollId, {})).toBe('CHOICE_MISFITS');
    expect(await polls.code(a!.speaker, pollId, { choice: 'FOR', optionIds: [] })).toBe('CHOICE_MISFITS');
    expect(await polls.code(a!.speaker, pollId, { choice: 'FOR', seatId: polls.nobody() })).toBe('NOT_ON_ROLL');
    expect(await polls.code(a!.speaker, polls.nobody(), 'FOR')).toBe('NOT_FOUND');
    await polls.cast(a!.speaker, pollId, 'FOR');
    expect(await polls.code(a!.speaker, pollId, 'AGAINST')).toBe('ALREADY_VOTED');
    await t.given.mandate(b!.speaker, 'EXPERT', convent);
    await t.sql(`UPDATE mandate SET state = 'ENDED', ended_because = 'RECALLED' WHERE entity_id = $1`, [b!.entity.id]);
    expect(await polls.code(b!.speaker, pollId, 'FOR')).toBe('MANDATE_ENDED');
    await polls.over(pollId);
    expect(await polls.code(a!.speaker, pollId, 'FOR')).toBe('AFTER_DEADLINE');
    await polls.close(chair, pollId);
    expect(await polls.code(a!.speaker, pollId, 'FOR')).toBe('POLL_NOT_OPEN');
    expect(await votes(pollId)).toHaveLength(1);
  });

  it('belongs to the organisation: whoever comes after in its mandate does not vote again, and what was given stands', async () => {
    const { convent, chair, members } = await polls.convent(2);
    const { entity, speaker } = members[0]!;
    const pollId = await polls.open(chair, convent, strict);
    await polls.cast(speaker, pollId, 'FOR');
    await endMandate(speaker);
    const successor = await t.given.holder('REPRESENTATIVE', entity);
    expect(await polls.code(successor, pollId, 'AGAINST')).toBe('ALREADY_VOTED');
    expect(await polls.code(speaker, pollId, 'AGAINST')).toBe('NOT_FOUND');
    expect((await votes(pollId)).map(({ choice }) => choice)).toEqual(['FOR']);
    const loose = await polls.open(chair, convent);
    await polls.cast(successor, loose, 'FOR');
    const colleague = await t.given.holder('REPRESENTATIVE', entity);
    await polls.cast(colleague, loose, 'AGAINST');
    expect((await votes(loose)).map(({ choice }) => choice)).toEqual(['AGAINST']);
  });

  it('of somebody who speaks for two says for which', async () => {
    const { convent, chair, members } = await polls.convent(2);
    const [a, b] = members;
    await t.given.mandate(a!.speaker, 'REPRESENTATIVE', b!.entity);
    const pollId = await polls.open(chair, convent);
    const { errors } = await t.ask(a!.speaker, CAST, { input: { pollId, choice: 'FOR' } });
    expect(errors[0]!.extensions.code).toBe('SEAT_REQUIRED');
    for (const seatId of errors[0]!.extensions.seatIds as string[])
      await polls.cast(a!.speaker, pollId, { seatId, choice: 'FOR' });
    expect(await votes(pollId)).toHaveLength(2);
  });

  it('is one, though ten people cast it ten times at once', async () => {
    const { convent, chair, members } = await polls.convent(3);
    const { entity, speaker } = members[0]!;
    const others = await Promise.all(Array.from({ length: 4 }, () => t.given.holder('REPRESENTATIVE', entity)));
    const everyone = [speaker, ...others, speaker, ...others];
    for (const rules of [strict, {}]) {
      const pollId = await polls.open(chair, convent, rules);
      const codes = await Promise.all(everyone.map((who, i) => polls.code(who, pollId, i % 2 ? 'FOR' : 'AGAINST')));
      expect(codes.filter((code) => !code)).toHaveLength(rules === strict ? 1 : 10);
      expect(new Set(codes)).toEqual(new Set(rules === strict ? [undefined, 'ALREADY_VOTED'] : [undefined]));
      expect(await votes(pollId)).toHaveLength(1);
    }
  });

  it('sent twice with one key is one vote and one event', async () => {
    const { convent, chair, members } = await polls.convent(1);
    const pollId = await polls.open(chair, convent, strict);
    const input = { pollId, choice: 'FOR', clientMutationId: crypto.randomUUID() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => t.ask(members[0]!.speaker, CAST, { input })));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    const [{ id } = { id: '' }] = await votes(pollId);
    expect(await t.sql(`SELECT FROM event WHERE subject_id = $1`, [id])).toHaveLength(1);
  });

  it('is taken or not: fifty closings against fifty votes give one result, in which counts what was cast before', async () => {
    const { convent, chair, members } = await polls.convent(50);
    for (const secret of [false, true]) {
      const pollId = await polls.open(chair, convent, { secret });
      const input = { pollId, reason: 'Koniec.' };
      const act = async (what: string, asked: Promise<string | undefined>): Promise<[string, string]> => {
        return [what, (await asked) ?? 'taken'];
      };
      const vote = ({ speaker }: Member) => act('vote', polls.code(speaker, pollId, 'FOR'));
      const close = () => act('close', t.refusal(chair, CLOSE, { input }));
      // Five votes are in and ten on their way when the first closing starts; then both come in turns.
      const first = await Promise.all(members.slice(0, 5).map(vote));
      const early = members.slice(5, 15).map(vote);
      const racing = members.flatMap((member, i) => (i < 15 ? [close()] : [vote(member), close()]));
      const answers = [...first, ...(await Promise.all([...early, ...racing]))];
      const of = (what: string, code: string) =>
        answers.filter(([each, says]) => each === what && says === code).length;
      expect(of('close', 'taken')).toBe(1);
      expect(of('close', 'WRONG_STATE')).toBe(49);
      const taken = of('vote', 'taken');
      expect(taken + of('vote', 'POLL_NOT_OPEN')).toBe(50);
      expect(taken).toBeGreaterThanOrEqual(5);
      const [result] = await t.sql<{ votes_cast: number }>(`SELECT votes_cast FROM poll_result WHERE id = $1`, [
        pollId,
      ]);
      expect(result!.votes_cast).toBe(taken);
      expect(await votes(pollId)).toHaveLength(taken);
      expect(await t.sql(`SELECT FROM event WHERE type = 'poll.closed' AND subject_id = $1`, [pollId])).toHaveLength(1);
      console.info(`${secret ? 'secret' : 'open'}: ${taken} of 50 votes came before the closing`);
    }
  });

  it('is taken until the second of the deadline; then the clock closes, once, with that very moment', async () => {
    const { convent, chair, members } = await polls.convent(2);
    const pollId = await polls.open(chair, convent, { closesAt: new Date(Date.now() + 1_500).toISOString() });
    const clock = t.app.get(ClosingService);
    expect(await polls.code(members[0]!.speaker, pollId, 'FOR')).toBeUndefined();
    await clock.closeDue();
    const state = async () =>
      (
        await t.get<{
          poll: { state: string; closedAt: string; closesAt: string; acts: { action: string; mandate: null }[] };
        }>(chair, STATE, { id: pollId })
      ).poll;
    expect((await state()).state).toBe('OPEN');
    await new Promise((done) => setTimeout(done, 1_600));
    expect(await polls.code(members[1]!.speaker, pollId, 'FOR')).toBe('AFTER_DEADLINE');
    await Promise.all(Array.from({ length: 10 }, () => clock.closeDue()));
    const { closedAt, closesAt, acts, state: now } = await state();
    expect([now, closedAt]).toEqual(['CLOSED', closesAt]);
    expect(acts[0]).toEqual({ action: 'deadline', mandate: null });
    expect(acts.filter(({ action }) => action === 'deadline')).toHaveLength(1);
    expect(await polls.publish(chair, pollId)).toMatchObject({ outcome: 'ADOPTED', votesCast: 1 });
  });

  it('wakes those who may cast it, and nobody else who follows the poll', async () => {
    const { convent, chair, members } = await polls.convent(2);
    const [a, b] = members;
    const colleague = await t.given.holder('REPRESENTATIVE', a!.entity);
    const pollId = await polls.open(chair, convent);
    const FOLLOW = `subscription ($id: ID!) { pollChanged(id: $id) { state mySeats { vote { choice } } result { votesCast } } }`;
    const [mine, theirs, officer] = [colleague, b!.speaker, chair].map(({ token }) => connect(t, token));
    const followers = [mine!, theirs!, officer!].map((socket) => socket.listen(FOLLOW, { id: pollId }));
    type Woken = { data: { pollChanged: { state: string; mySeats: object[] } } };
    const next = async (i: number) => (await followers[i]!.next()) as unknown as Woken;
    for (const i of [0, 1, 2]) expect((await next(i)).data.pollChanged.state).toBe('OPEN');
    const waiting = [1, 2].map((i) => next(i));
    await polls.cast(a!.speaker, pollId, 'AGAINST');
    expect((await next(0)).data.pollChanged.mySeats).toEqual([{ vote: { choice: 'AGAINST' } }]);
    const silence = new Promise((done) => setTimeout(() => done('silence'), 700));
    expect(await Promise.race([...waiting, silence])).toBe('silence');
    await polls.close(chair, pollId);
    for (const woken of await Promise.all(waiting)) expect(woken.data.pollChanged.state).toBe('CLOSED');
    await Promise.all([mine!, theirs!, officer!].map((socket) => socket.end()));
  });
});
