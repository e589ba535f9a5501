import { join } from 'node:path';
import { contentHash, Seals, verifyRecord } from '#seals';
import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { Minuting } from '#test/minutes';
import { CANCEL } from '#test/polls';
import { SessionPolls } from '#test/session-polls';
import { minutesChecks } from './minutes.check.ts';

const SCRIPT = join(import.meta.dirname, '../../../apps/cli/recount.mjs');

type Body = { id: string; chair: Someone };
type Member = { id: string; speaker: Someone };
type Recorded = { id: string; number: string; basis: string; poll: { id: string } | null };

describe('minutes of a meeting with polls', () => {
  const t = useApp();
  let s: SessionPolls;
  let m: Minuting;
  let own: Body, other: Body;
  let members: [Member, Member, Member];
  beforeAll(async () => {
    s = new SessionPolls(t);
    m = new Minuting(t);
    [own, other] = [await s.meet.convent(), await s.meet.convent()];
    members = [await s.meet.member(own), await s.meet.member(own), await s.meet.member(own)];
  });

  const session = async () => {
    const meeting = await s.joint([own, other]);
    await s.meet.begun(own, meeting.id);
    return { meetingId: meeting.id, agendaItemId: meeting.agenda[0]!.id };
  };
  const voted = async (pollId: string, votes: readonly (string | object)[]): Promise<void> => {
    for (const [i, vote] of votes.entries()) await s.polls.cast(members[i]!.speaker, pollId, vote);
    await s.polls.result(own.chair, pollId);
  };
  const nameOf = async ({ id }: Member): Promise<string> =>
    (await t.get<{ entity: { name: string } }>(own.chair, `{ entity(id: "${id}") { name } }`)).entity.name;
  const RECORD = `mutation ($input: RecordResolutionInput!) { recordResolution(input: $input) { id number basis poll { id } } }`;
  const resolution = (meetingId: string, more: object) => ({
    ...{ meetingId, bodyId: own.id, title: 'Uchwała „A”', text: '§ 1.' },
    ...more,
  });
  const resolved = async (input: object): Promise<Recorded> =>
    (await t.get<{ recordResolution: Recorded }>(own.chair, RECORD, { input })).recordResolution;

  it('say at its item what was asked, how many voted for what, what came of it, and by whom where that is public', async () => {
    const { meetingId, agendaItemId } = await session();
    const at = { agendaItemId };
    const open = await s.opened(own.chair, meetingId, own, { question: 'Czy „tak”?' }, at);
    await voted(open, ['FOR', 'AGAINST', 'FOR']);
    const secret = await s.opened(own.chair, meetingId, own, { question: 'Czy tajnie?', secret: true }, at);
    await voted(secret, ['AGAINST', 'AGAINST', 'ABSTAIN']);
    const inside = await s.opened(own.chair, meetingId, own, { question: 'Czy wewnątrz?', visibility: 'BODY' }, at);
    await voted(inside, ['FOR', 'FOR', 'FOR']);
    const ballot = { question: 'Kto?', kind: 'ELECTION', options: ['A <b>', 'B'] };
    const election = await s.opened(own.chair, meetingId, own, ballot);
    const [first] = await s.polls.options(election);
    await voted(
      election,
      Array.from({ length: 3 }, () => ({ optionIds: [first] })),
    );
    const draft = await m.do(other.chair, 'draftMinutes', { meetingId });
    const text = (id: string) => draft.currentVersion.units.find((unit) => unit.id === id)!.text;
    const names = await Promise.all(members.map(nameOf));
    expect(text(agendaItemId).split('\n')).toEqual([
      `Głosowanie „Czy „tak”?”: za 2, przeciw 1, wstrzymało się 0 – przyjęto. Za: ${[names[0], names[2]].sort((a, b) => (a! < b! ? -1 : 1)).join('; ')}. Przeciw: ${names[1]}.`,
      'Głosowanie tajne „Czy tajnie?”: za 0, przeciw 2, wstrzymało się 1 – nie przyjęto.',
      'Głosowanie „Czy wewnątrz?”: za 3, przeciw 0, wstrzymało się 0 – przyjęto.',
    ]);
    expect(text('ustalenia')).toBe('Wybory „Kto?”: A <b> – 3, B – 0; wybrano: A <b> – wybrano.');
  });

  it('are neither drafted nor circulated while a result is missing', async () => {
    const { meetingId } = await session();
    const pollId = await s.opened(own.chair, meetingId, own);
    const draft = () => t.ask(own.chair, `mutation { draftMinutes(input: { meetingId: "${meetingId}" }) { id } }`);
    const refused = { code: 'MINUTES_RESULT_MISSING', pollIds: [pollId] };
    expect((await draft()).errors[0]!.extensions).toMatchObject(refused);
    await s.polls.close(own.chair, pollId);
    expect((await draft()).errors[0]!.extensions).toMatchObject(refused);
    await s.polls.publish(own.chair, pollId);
    const { version } = await m.do(own.chair, 'draftMinutes', { meetingId });
    const late = await s.opened(own.chair, meetingId, own);
    await s.polls.close(own.chair, late);
    await s.meet.do(own.chair, 'closeMeeting', { meetingId });
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const circulate = { minutesId: meetingId, expectedVersion: version, until };
    expect(await m.refusal(own.chair, 'circulateMinutes', circulate)).toBe('MINUTES_RESULT_MISSING');
    await t.get(own.chair, CANCEL, { input: { pollId: late, reason: 'Pomyłka w pytaniu.' } });
    expect((await m.do(own.chair, 'circulateMinutes', circulate)).state).toBe('CIRCULATED');
  });

  it('hold resolutions that rest on a poll of the meeting which adopted them, once a body', async () => {
    const { meetingId } = await session();
    const elsewhere = await session();
    const adopted = await s.opened(own.chair, meetingId, own);
    const early = resolution(meetingId, { pollId: adopted });
    expect(await t.refusal(own.chair, RECORD, { input: early })).toBe('RESOLUTION_POLL_MISFITS');
    await voted(adopted, ['FOR', 'FOR', 'AGAINST']);
    const rejected = await s.opened(own.chair, meetingId, own);
    await voted(rejected, ['AGAINST', 'FOR', 'AGAINST']);
    for (const [input, code] of [
      [resolution(meetingId, { pollId: rejected }), 'RESOLUTION_POLL_MISFITS'],
      [resolution(elsewhere.meetingId, { pollId: adopted }), 'RESOLUTION_POLL_MISFITS'],
      [resolution(meetingId, { pollId: s.polls.nobody() }), 'RESOLUTION_POLL_MISFITS'],
      [resolution(meetingId, {}), 'RESOLUTION_BASIS_WRONG'],
      [resolution(meetingId, { pollId: adopted, basis: 'jednogłośnie' }), 'RESOLUTION_BASIS_WRONG'],
    ] as const)
      expect(await t.refusal(own.chair, RECORD, { input })).toBe(code);
    const theirs = { ...early, bodyId: other.id };
    expect(await t.refusal(other.chair, RECORD, { input: theirs })).toBe('RESOLUTION_POLL_MISFITS');
    const ten = await Promise.all(
      Array.from({ length: 10 }, () => t.refusal(own.chair, RECORD, { input: { ...early } })),
    );
    expect(ten.sort()).toEqual([...Array.from({ length: 9 }, () => 'POLL_RESOLVED'), undefined]);
    const next = await resolved(resolution(meetingId, { basis: 'jednogłośnie' }));
    const rows = await t.sql<{ ordinal: number; basis: string }>(
      `SELECT ordinal, basis FROM resolution WHERE meeting_id = $1 ORDER BY ordinal`,
      [meetingId],
    );
    expect(rows.map(({ basis }) => basis)).toEqual([
      ...['głosowanie: za 2, przeciw 1, wstrzymało się 0', 'jednogłośnie'],
    ]);
    expect(rows[1]!.ordinal - rows[0]!.ordinal).toBe(1);
    expect(next.poll).toBeNull();
  });

  it('carry in their record what a recount of the polls finds', async () => {
    const { meetingId } = await session();
    const joint = await s.opened(own.chair, meetingId, own, s.joinedBy());
    for (const { chair } of [own, other]) await s.polls.cast(chair, joint, 'FOR');
    const { recordHash } = await s.polls.result(own.chair, joint);
    const inside = await s.opened(own.chair, meetingId, own, { visibility: 'BODY', question: 'Czy wewnątrz?' });
    await voted(inside, ['FOR', 'FOR', 'FOR']);
    const { basis, poll } = await resolved(resolution(meetingId, { pollId: joint }));
    expect([basis, poll]).toEqual(['głosowanie: za 2, przeciw 0, wstrzymało się 0', { id: joint }]);
    await s.meet.do(own.chair, 'closeMeeting', { meetingId });
    await m.published({ id: meetingId, convent: own, chair: own.chair, items: [] });

    const file = await (await fetch(`${t.url}/records/minutes/${meetingId}.json`)).text();
    const keys = await t.app.get(Seals).publicKeys();
    const verify = (text: string) => verifyRecord(Buffer.from(text), keys, { checks: minutesChecks(contentHash) });
    expect(await verify(file)).toMatchObject({ ok: true, kind: 'minutes' });
    interface Polled {
      readonly id: string;
      readonly recordHash: string;
      readonly result: Record<string, unknown> | null;
    }
    const { record } = JSON.parse(file) as { record: { polls: Polled[]; resolutions: { pollId: string }[] } };
    const [shown, hidden] = record.polls;
    expect(hidden).toMatchObject({ id: inside, result: null });
    expect(record.resolutions.map(({ pollId }) => pollId)).toEqual([joint]);
    const { recount } = (await import(SCRIPT)) as {
      recount(text: string): { question: string; hash: string } & Record<string, unknown>;
    };
    const { hash, question, ...counted } = recount((await s.polls.record(joint)).text);
    expect(shown).toMatchObject({ id: joint, recordHash: hash });
    expect([hash, shown!.result!.question]).toEqual([recordHash, question]);
    expect(shown!.result).toMatchObject({ outcome: counted.outcome, inFavour: 2, against: 0, votesCast: 2 });
    const checks = minutesChecks(contentHash);
    const changed = (change: (polls: Polled[]) => unknown) => {
      const copy = structuredClone(record);
      change(copy.polls);
      return checks.minutes(copy as unknown as Record<string, unknown>)?.problem;
    };
    expect(changed(() => undefined)).toBeUndefined();
    expect(changed(([each]) => (each!.result!.inFavour = 3))).toBe('POLL_COUNT_WRONG');
    expect(changed(([each]) => (each!.result!.outcome = 'REJECTED'))).toBe('RESOLUTION_POLL_WRONG');
    expect(changed((polls) => polls.shift())).toBe('RESOLUTION_POLL_WRONG');
  });
});
