import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { EDIT } from '#test/polls';
import { SessionPolls } from '#test/session-polls';

type Convent = { id: string; chair: Someone };

describe('a decision of the convents that organise a meeting', () => {
  const t = useApp();
  let s: SessionPolls;
  let three: [Convent, Convent, Convent];
  beforeAll(async () => {
    s = new SessionPolls(t);
    three = [await s.meet.convent(), await s.meet.convent(), await s.meet.convent()];
  });

  const SEEN = `query ($id: ID!) { poll(id: $id) { electorate rollSize rulesBasis meeting { id } agendaItem { title }
    result { outcome inFavour against recordHash } roll { nodes { convent { id } name vote { choice } } } } }`;
  interface Seen {
    readonly poll: {
      readonly rollSize: number;
      readonly meeting: { id: string } | null;
      readonly agendaItem: { title: string } | null;
      readonly result: { outcome: string; recordHash: string } | null;
      readonly roll: { nodes: { convent: { id: string }; vote: { choice: string } | null }[] };
    };
  }
  const seen = async (who: Someone | null, id: string) => (await t.get<Seen>(who, SEEN, { id })).poll;

  it('is unanimous before there is a forum: one vote each, for all who organise and all who were asked', async () => {
    const [lead, second, third] = three;
    const { id: meetingId, agenda } = await s.joint(three);
    const agendaItemId = agenda[0]!.id;
    const member = await s.meet.member(lead);
    await s.meet.do(lead.chair, 'inviteToMeeting', { meetingId, bodyIds: [member.id] });
    const pollId = await s.draft(
      lead.chair,
      s.input(meetingId, lead, { ...s.joinedBy(), visibility: 'BODY' }, { agendaItemId }),
    );
    expect(await t.refusal(second.chair, SEEN, { id: pollId })).toBe('NOT_FOUND');
    await s.meet.begun(lead, meetingId);
    await s.open(lead.chair, pollId);
    const vice = await t.given.holder('VICE_CHAIR', second);
    await s.polls.cast(lead.chair, pollId, 'FOR');
    await s.polls.cast(vice, pollId, 'FOR');
    expect(await s.polls.code(member.speaker, pollId, 'FOR')).toBe('NOT_ON_ROLL');
    expect((await seen(third.chair, pollId)).roll.nodes.filter(({ vote }) => vote)).toEqual([]);
    await s.polls.cast(third.chair, pollId, 'FOR');
    expect(await s.polls.result(lead.chair, pollId)).toMatchObject({ outcome: 'ADOPTED', inFavour: 3, against: 0 });
    for (const who of [lead.chair, second.chair, third.chair, member.speaker]) {
      const { result, meeting, agendaItem, roll, rollSize } = await seen(who, pollId);
      expect([result!.outcome, meeting, agendaItem!.title, rollSize]).toEqual([
        ...['ADOPTED', { id: meetingId }, 'Powołanie „forum” <b>', 3],
      ]);
      expect(roll.nodes.map(({ convent }) => convent.id).sort()).toEqual(three.map(({ id }) => id).sort());
      expect(roll.nodes.every(({ vote }) => vote?.choice === 'FOR')).toBe(true);
    }
    const stranger = await s.meet.convent();
    for (const who of [stranger.chair, null]) expect(await t.refusal(who, SEEN, { id: pollId })).toBe('NOT_FOUND');
    const { text } = await s.polls.record(pollId, third.chair);
    const { frozen } = (JSON.parse(text) as { record: { frozen: Record<string, unknown> } }).record;
    expect(frozen).toMatchObject({ electorate: 'ORGANISING_CONVENTS', meeting: meetingId, agendaItem: agendaItemId });
  });

  it('is broken by one vote against', async () => {
    const { id: meetingId } = await s.joint(three);
    await s.meet.begun(three[0], meetingId);
    const pollId = await s.opened(three[0].chair, meetingId, three[0], s.joinedBy());
    for (const [i, { chair }] of three.entries()) await s.polls.cast(chair, pollId, i ? 'FOR' : 'AGAINST');
    expect((await s.polls.result(three[0].chair, pollId)).outcome).toBe('REJECTED');
  });

  it('is asked for by the convent that planned the meeting alone, under rules of its own, of two at least', async () => {
    const [lead, second] = three;
    const { id: meetingId } = await s.joint(three);
    const asked = s.input(meetingId, lead, s.joinedBy());
    expect(await s.draftCode(second.chair, s.input(meetingId, second, s.joinedBy()))).toBe('POLL_BODY_MISFITS');
    expect(await s.draftCode(second.chair, asked)).toBe('FORBIDDEN');
    const ruleless = s.input(meetingId, lead, { electorate: 'ORGANISING_CONVENTS' });
    expect(await s.draftCode(lead.chair, ruleless)).toBe('POLL_RULES_REQUIRED');
    const outside = { bodyId: lead.id, data: s.polls.data(s.joinedBy()) };
    const CREATE = `mutation ($input: CreatePollInput!) { createPoll(input: $input) { id } }`;
    expect(await t.refusal(lead.chair, CREATE, { input: outside })).toBe('ELECTORATE_MISFITS');
    const own = await s.draft(second.chair, s.input(meetingId, second));
    const turned = { pollId: own, expectedVersion: 1, data: s.polls.data(s.joinedBy()) };
    expect(await t.refusal(second.chair, EDIT, { input: turned })).toBe('ELECTORATE_MISFITS');

    const alone = await s.joint([lead]);
    await s.meet.begun(lead, alone.id);
    const pollId = await s.draft(lead.chair, s.input(alone.id, lead, s.joinedBy()));
    expect(await s.openCode(lead.chair, pollId)).toBe('ROLL_TOO_SMALL');
  });
});
