import { useApp } from '#test/app';
import { CANCEL, CLOSE, CREATE, EDIT, EXTEND, OPEN, Polls, PUBLISH, soon } from '#test/polls';

const SEEN = `query ($id: ID!) { poll(id: $id) { state version rollSize quorumPercent majority abstentions tie mayChange
  closesAt openedAt closedAt frozenHash options { label position } mySeats { id vote { choice receipt } }
  roll { totalCount nodes { name weight entity { id } convent { id } vote { choice } } }
  acts { action reason closesAt mandate { function } } result { outcome } availableActions { action allowed reason } } }`;

interface Seen {
  readonly poll: {
    readonly state: string;
    readonly closedAt: string;
    readonly closesAt: string;
    readonly roll: {
      totalCount: number;
      nodes: { name: string; weight: number; entity: { id: string } | null; vote: { choice: string } | null }[];
    };
    readonly acts: { action: string; reason: string | null; mandate: { function: string } | null }[];
    readonly mySeats: { id: string; vote: { choice: string } | null }[];
    readonly result: { outcome: string } | null;
    readonly options: { label: string }[];
    readonly availableActions: { action: string; allowed: boolean; reason: string | null }[];
  };
}

describe('polls', () => {
  const t = useApp();
  let polls: Polls;
  beforeAll(() => void (polls = new Polls(t)));
  const seen = async (who: Parameters<typeof t.ask>[0], id: string) => (await t.get<Seen>(who, SEEN, { id })).poll;
  const allowed = ({ availableActions }: Seen['poll']) =>
    availableActions.filter((each) => each.allowed).map(({ action }) => action);

  it('go from a draft over the vote to a published result, each act with its mandate', async () => {
    const { convent, chair, secretary, members } = await polls.convent(3);
    const [a, b, c] = members;
    const pollId = await polls.draft(secretary, convent);
    expect(await t.refusal(a!.speaker, SEEN, { id: pollId })).toBe('NOT_FOUND');
    expect(allowed(await seen(secretary, pollId))).toEqual(['editPoll', 'openPoll']);
    const data = polls.data({ question: 'Czy przyjąć sprawozdanie za rok 2024?' });
    await t.get(secretary, EDIT, { input: { pollId, expectedVersion: 1, data } });
    expect(await t.refusal(secretary, OPEN, { input: { pollId, expectedVersion: 1 } })).toBe('VERSION_CONFLICT');
    await t.get(secretary, OPEN, { input: { pollId, expectedVersion: 2 } });
    const open = await seen(a!.speaker, pollId);
    expect(open).toMatchObject({
      ...{ state: 'OPEN', rollSize: 3, quorumPercent: 50, majority: 'SIMPLE', abstentions: 'COUNTED', tie: 'REJECTED' },
      ...{ mayChange: true, result: null, roll: { totalCount: 3 } },
    });
    expect(allowed(open)).toEqual(['castVote']);
    expect((await polls.cast(a!.speaker, pollId, 'AGAINST')).castVote.choice).toBe('AGAINST');
    await polls.cast(a!.speaker, pollId, 'FOR');
    await polls.cast(b!.speaker, pollId, 'FOR');
    await polls.cast(c!.speaker, pollId, 'AGAINST');
    expect((await seen(a!.speaker, pollId)).mySeats).toEqual([
      { id: expect.any(String), vote: { choice: 'FOR', receipt: null } },
    ]);
    for (const who of [a!.speaker, chair]) {
      const votes = (await seen(who, pollId)).roll.nodes.filter(({ vote }) => vote);
      expect(votes).toHaveLength(who === chair ? 0 : 1);
    }
    await polls.close(chair, pollId);
    expect((await seen(chair, pollId)).result).toBeNull();
    expect(await polls.publish(secretary, pollId)).toMatchObject({
      ...{ outcome: 'ADOPTED', votesCast: 3, inFavour: 2, against: 1, abstaining: 0, invalid: 0 },
    });
    const done = await seen(c!.speaker, pollId);
    expect(done.roll.nodes.map(({ vote }) => vote!.choice).sort()).toEqual(['AGAINST', 'FOR', 'FOR']);
    expect(done.acts.map(({ action, mandate }) => [action, mandate!.function])).toEqual([
      ...[
        ['publishPoll', 'SECRETARY'],
        ['closePoll', 'CHAIR'],
        ['openPoll', 'SECRETARY'],
        ['createPoll', 'SECRETARY'],
      ],
    ]);
    const events = await t.sql<{ type: string; mandate_id: string; data: { hash?: string } }>(
      `SELECT type, mandate_id, data FROM event WHERE subject_id = $1 ORDER BY id`,
      [pollId],
    );
    expect(events.map(({ type }) => type)).toEqual([
      ...['poll.created', 'poll.edited', 'poll.opened', 'poll.closed', 'poll.published'],
    ]);
    expect(events.every(({ mandate_id }) => mandate_id)).toBe(true);
    expect(events[2]!.data.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('freeze the roll: later members do not vote, members who left do', async () => {
    const { convent, chair, members } = await polls.convent(2);
    const pollId = await polls.open(chair, convent);
    const late = await polls.member(convent);
    expect(await polls.code(late.speaker, pollId, 'FOR')).toBe('NOT_ON_ROLL');
    await t.sql(`UPDATE membership SET state = 'ENDED', ended_because = 'RESIGNED' WHERE entity_id = $1`, [
      members[0]!.entity.id,
    ]);
    expect(await polls.code(members[0]!.speaker, pollId, 'FOR')).toBeUndefined();
    expect((await seen(chair, pollId)).roll.totalCount).toBe(2);
    expect(await t.refusal(chair, EDIT, { input: { pollId, expectedVersion: 2, data: polls.data() } })).toBe(
      'WRONG_STATE',
    );
  });

  it.each([
    ['conventless members', { electorate: 'FORUM_CONVENTS' }, 'ELECTORATE_MISFITS'],
    ['people without functions', { electorate: 'MANDATE_HOLDERS' }, 'ELECTORATE_MISFITS'],
    ['functions of members', { functions: ['CHAIR'] }, 'ELECTORATE_MISFITS'],
    ['options of a decision', { options: ['a', 'b'] }, 'OPTIONS_MISFIT'],
    ['an election between nobody', { kind: 'ELECTION' }, 'OPTIONS_MISFIT'],
    ['the same option twice', { kind: 'ELECTION', options: ['a', 'a '] }, 'OPTIONS_MISFIT'],
    ['more seats than options', { kind: 'ELECTION', options: ['a'], seats: 2 }, 'OPTIONS_MISFIT'],
    ['a double majority of members', { doubleMajority: true }, 'DOUBLE_MAJORITY_MISFITS'],
    ['a question with a PESEL', { question: 'Czy przyjąć 44051401359?' }, 'INVALID_INPUT'],
  ])('refuse %s', async (_, more, code) => {
    const { convent, chair } = await polls.convent(1);
    expect(await t.refusal(chair, CREATE, { input: { bodyId: convent.id, data: polls.data(more) } })).toBe(code);
  });

  it('do not open past their deadline, without anybody to vote, or in secret among two', async () => {
    const { convent, chair } = await polls.convent(2);
    const opened = async (more: object) => {
      const pollId = await polls.draft(chair, convent, more);
      return t.refusal(chair, OPEN, { input: { pollId, expectedVersion: 1 } });
    };
    expect(await opened({ closesAt: soon(-1) })).toBe('DEADLINE_TOO_EARLY');
    expect(await opened({ secret: true })).toBe('ROLL_TOO_SMALL');
    expect(await opened({ electorate: 'MANDATE_HOLDERS', functions: ['TUTOR'] })).toBe('ROLL_TOO_SMALL');
    expect(await opened({})).toBeUndefined();
  });

  it('have their deadline extended with notice, only forward, only before it is over', async () => {
    const { convent, secretary, members } = await polls.convent(1);
    const pollId = await polls.open(secretary, convent);
    const extend = (closesAt: string) =>
      t.refusal(secretary, EXTEND, { input: { pollId, closesAt, reason: 'Na prośbę.' } });
    expect(await extend(soon(60))).toBe('DEADLINE_TOO_EARLY');
    const later = soon(7_200);
    expect(await extend(later)).toBeUndefined();
    const { closesAt, acts } = await seen(members[0]!.speaker, pollId);
    expect([closesAt, acts[0]]).toEqual([
      later,
      { action: 'extendPoll', reason: 'Na prośbę.', closesAt: later, mandate: { function: 'SECRETARY' } },
    ]);
    await polls.over(pollId);
    expect(await extend(soon(9_000))).toBe('WRONG_STATE');
  });

  it('are led by officers, ended early by leaders, and cancelled with a reason', async () => {
    const { convent, chair, secretary, members } = await polls.convent(1);
    const foreign = await polls.convent(1, '24');
    const input = { bodyId: convent.id, data: polls.data() };
    expect(await t.refusal(members[0]!.speaker, CREATE, { input })).toBe('FORBIDDEN');
    expect(await t.refusal(foreign.chair, CREATE, { input })).toBe('FORBIDDEN');
    const pollId = await polls.open(secretary, convent);
    const end = { input: { pollId, reason: 'Pomyłka w pytaniu.' } };
    expect(await t.refusal(secretary, CLOSE, end)).toBe('FORBIDDEN');
    expect(await t.refusal(secretary, CANCEL, end)).toBe('FORBIDDEN');
    expect(await t.refusal(members[0]!.speaker, CLOSE, end)).toBe('FORBIDDEN');
    expect(await t.refusal(foreign.chair, CLOSE, end)).toBe('NOT_FOUND');
    await polls.cast(members[0]!.speaker, pollId, 'FOR');
    expect(await t.refusal(secretary, PUBLISH, { input: { pollId } })).toBe('WRONG_STATE');
    await t.get(chair, CANCEL, end);
    expect(await t.refusal(chair, CANCEL, end)).toBe('WRONG_STATE');
    const { state, acts, result } = await seen(members[0]!.speaker, pollId);
    expect([state, acts[0]!.reason, result]).toEqual(['CANCELLED', 'Pomyłka w pytaniu.', null]);
  });
});
