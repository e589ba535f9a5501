import { useApp } from '#test/app';
import { CREATE, Polls } from '#test/polls';

const SEEN = `query ($id: ID!) { poll(id: $id) { options { label }
  roll { totalCount nodes { name weight entity { id } } } } }`;

interface Seen {
  readonly poll: {
    readonly roll: { totalCount: number; nodes: { name: string; weight: number; entity: { id: string } | null }[] };
    readonly options: { label: string }[];
  };
}

describe('an electorate', () => {
  const t = useApp();
  let polls: Polls;
  beforeAll(() => void (polls = new Polls(t)));
  const seen = async (who: Parameters<typeof t.ask>[0], id: string) => (await t.get<Seen>(who, SEEN, { id })).poll;

  it('of members is the ordinary active ones alone', async () => {
    const { convent, chair, members } = await polls.convent(1);
    for (const [state, kind] of [
      ['SUSPENDED', 'ORDINARY'],
      ['APPLIED', 'ORDINARY'],
      ['ACTIVE', 'SUPPORTING'],
      ['ACTIVE', 'ASSOCIATED'],
    ] as const)
      await t.given.membership(convent, await t.given.entity(), { state, kind });
    const pollId = await polls.open(chair, convent);
    const { roll } = await seen(chair, pollId);
    expect(roll.nodes.map(({ entity }) => entity!.id)).toEqual([members[0]!.entity.id]);
  });

  it('of the forum gives each member convent one vote, and counts the entities behind it where both must agree', async () => {
    const [small, large, third] = [await polls.convent(1), await polls.convent(4), await polls.convent(1)];
    const outside = await polls.convent(1);
    const forum = await polls.joinForum(small.convent);
    await polls.joinForum(large.convent);
    await polls.joinForum(third.convent);
    const coordinator = await t.given.holder('COORDINATOR', forum);
    const electorate = 'FORUM_CONVENTS';
    const data = { electorate, doubleMajority: true, visibility: 'FORUM' };
    const pollId = await polls.open(coordinator, forum, data);
    expect((await seen(coordinator, pollId)).roll.nodes.map(({ weight }) => weight).sort()).toEqual([1, 1, 4]);
    const vice = await t.given.holder('VICE_CHAIR', large.convent);
    await polls.cast(vice, pollId, 'AGAINST');
    await polls.cast(small.chair, pollId, 'FOR');
    await polls.cast(third.chair, pollId, 'FOR');
    expect(await polls.code(large.secretary, pollId, 'FOR')).toBe('NOT_ON_ROLL');
    expect(await polls.code(outside.chair, pollId, 'FOR')).toBe('NOT_FOUND');
    expect(await polls.result(coordinator, pollId)).toMatchObject({
      ...{ outcome: 'REJECTED', inFavour: 2, against: 1, weightInFavour: 2, weightAgainst: 4 },
    });
    // An entity of a member convent belongs to the forum, one of another convent does not.
    expect(await t.refusal(small.members[0]!.speaker, SEEN, { id: pollId })).toBeUndefined();
    expect(await t.refusal(outside.members[0]!.speaker, SEEN, { id: pollId })).toBe('NOT_FOUND');
    expect(await t.refusal(null, SEEN, { id: pollId })).toBe('NOT_FOUND');
  });

  it('of people in office gives each one vote, whatever functions they hold, and lets a substitute vote', async () => {
    const { convent, chair, secretary } = await polls.convent(1);
    await t.given.mandate(chair, 'BOARD_MEMBER', convent);
    const member = await t.given.holder('BOARD_MEMBER', convent);
    const functions = ['CHAIR', 'BOARD_MEMBER'];
    const pollId = await polls.open(secretary, convent, { electorate: 'MANDATE_HOLDERS', functions });
    expect((await seen(secretary, pollId)).roll.totalCount).toBe(2);
    await polls.cast(chair, pollId, 'FOR');
    const substitute = await t.given.person();
    const { id } = await t.given.mandate(substitute, 'EXPERT', convent);
    await t.sql(`UPDATE mandate SET substitutes_id = (SELECT id FROM mandate WHERE person_id = $2) WHERE id = $1`, [
      id,
      member.id,
    ]);
    await polls.cast(substitute, pollId, 'AGAINST');
    expect((await polls.result(chair, pollId)).outcome).toBe('REJECTED');
  });

  it('elects up to so many, and sends equal votes into a run-off of those alone', async () => {
    const { convent, chair, members } = await polls.convent(4);
    const options = ['Anna <b>Żak</b>', 'Bogdan "B"', 'Celina', 'Dawid'];
    const rules = {
      quorumPercent: 50,
      majority: 'SIMPLE',
      abstentions: 'IGNORED',
      tie: 'REPEATED',
      mayChange: false,
      basis: 'Regulamin wyborów',
    };
    const data = { kind: 'ELECTION', options, seats: 2, rules };
    const pollId = await polls.open(chair, convent, data);
    const [a, b, c] = await polls.options(pollId);
    const speakers = members.map(({ speaker }) => speaker);
    expect(await polls.code(speakers[0]!, pollId, { optionIds: [a, b, c] })).toBe('TOO_MANY_CHOICES');
    expect(await polls.code(speakers[0]!, pollId, { optionIds: [polls.nobody()] })).toBe('UNKNOWN_OPTION');
    expect(await polls.code(speakers[0]!, pollId, 'FOR')).toBe('CHOICE_MISFITS');
    await polls.cast(speakers[0]!, pollId, { optionIds: [b, a] });
    await polls.cast(speakers[1]!, pollId, { optionIds: [a, b] });
    await polls.cast(speakers[2]!, pollId, { optionIds: [a, c] });
    expect(await polls.code(speakers[2]!, pollId, { optionIds: [b] })).toBe('ALREADY_VOTED');
    await polls.cast(speakers[3]!, pollId, { optionIds: [c] });
    const first = await polls.result(chair, pollId);
    expect(first.outcome).toBe('RUN_OFF');
    expect(first.counts.map(({ votes, elected, inRunOff }) => [votes, elected, inRunOff])).toEqual([
      ...[
        [3, true, false],
        [2, false, true],
        [2, false, true],
        [0, false, false],
      ],
    ]);
    const again = { kind: 'ELECTION', rules };
    const runOff = await polls.open(chair, convent, again, { runOffOfId: pollId });
    expect((await seen(chair, runOff)).options.map(({ label }) => label)).toEqual([options[1], options[2]]);
    const [left] = await polls.options(runOff);
    for (const speaker of speakers) await polls.cast(speaker, runOff, { optionIds: [left] });
    expect((await polls.result(chair, runOff)).outcome).toBe('ELECTED');
    const misfit = { bodyId: convent.id, data: polls.data(again), runOffOfId: runOff };
    expect(await t.refusal(chair, CREATE, { input: misfit })).toBe('NO_RUN_OFF');
  });
});
