import ICAL from 'ical.js';
import { useApp } from '#test/app';
import { inDays } from '#test/declarations';
import type { Someone } from '#test/given';
import { Meetings, type Registered } from '#test/meetings';
import { Minuting } from '#test/minutes';

const LINK = 'https://spotkania.example/tajny-pokój?haslo=żółw';

describe('a calendar over HTTP', () => {
  const t = useApp();
  let meet: Meetings;
  let acts: Minuting;
  let body: { id: string; chair: Someone };
  let member: { id: string; speaker: Someone };
  beforeAll(async () => {
    [meet, acts] = [new Meetings(t), new Minuting(t)];
    body = await meet.convent();
    member = await meet.member(body);
  });
  const get = async (path: string, who?: Someone) => {
    const response = await fetch(`${t.url}${path}`, {
      headers: who ? { authorization: `Bearer ${who.token}` } : {},
    });
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  };
  const events = (text: string) =>
    new ICAL.Component(ICAL.parse(text) as unknown as object[])
      .getAllSubcomponents('vevent')
      .map((each) => new ICAL.Event(each));
  const told = (text: string) =>
    events(text).map((event) => [event.uid, event.sequence, event.component.getFirstPropertyValue('status')]);
  const token = async (who: Someone) =>
    acts.do<{ id: string; path: string }>(who, 'createCalendarToken', { name: 'Telefon „Ż”' });

  it('follows a meeting from its convening over an edit and a move to its end, and never tells the online link', async () => {
    const { id: meetingId, title } = await meet.convened(body, { linkMinutes: 1440, startsAt: inDays(0.5) });
    await meet.do(body.chair, 'setOnlineLink', { meetingId, url: LINK });
    await meet.register(member.speaker, meetingId, 'ONLINE');
    const [path, { path: feed }] = [`/meetings/${meetingId}.ics`, await token(member.speaker)];
    const both = async () => [(await get(path, member.speaker)).text, (await get(feed)).text];
    const uid = `${meetingId}@konwent`;
    for (const text of await both()) expect(told(text)).toEqual([[uid, 0, 'CONFIRMED']]);
    expect(events((await both())[0]!)[0]!.summary).toBe(title);

    const { meeting } = await t.get<{ meeting: object & { version: number } }>(
      body.chair,
      `{ meeting(id: "${meetingId}") { version mode place startsAt endsAt linkMinutes } }`,
    );
    const { version: expectedVersion, ...now } = meeting;
    const data = { ...now, title: 'Nowa „nazwa”' };
    await meet.do(body.chair, 'editMeeting', { meetingId, expectedVersion, data });
    for (const text of await both()) expect(told(text)).toEqual([[uid, 1, 'CONFIRMED']]);
    const [from, to] = ['2090-10-29T02:30:00+02:00', '2090-10-29T02:30:00+01:00'];
    await meet.do(body.chair, 'moveMeeting', { meetingId, startsAt: from, endsAt: to, reason: 'Zmiana czasu' });
    for (const text of await both()) {
      expect(told(text)).toEqual([[uid, 2, 'CONFIRMED']]);
      expect(text).toContain('\r\nDTSTART:20901029T003000Z\r\n');
      expect(text).toContain('\r\nDTEND:20901029T013000Z\r\n');
      expect(text).toContain('\r\nMETHOD:PUBLISH\r\n');
      expect(text.replaceAll('\r\n ', '')).not.toMatch(/spotkania\.example|tajny/);
    }
    await meet.do(body.chair, 'cancelMeeting', { meetingId, reason: 'Żałoba' });
    const off = await get(path, member.speaker);
    expect(off.text).toContain('\r\nMETHOD:CANCEL\r\n');
    expect(told(off.text)).toEqual([[uid, 3, 'CANCELLED']]);
    // Whose registration ended with it has it in the feed all the same, struck out.
    expect(told((await get(feed)).text)).toEqual([[uid, 3, 'CANCELLED']]);
  });

  it('leaves out what somebody withdrew from, and what they see no more', async () => {
    const speaker = (await meet.member(body)).speaker;
    const { path } = await token(speaker);
    const [stays, goes] = [await meet.convened(body), await meet.convened(body)];
    const { id: registrationId } = await meet.register(speaker, goes.id);
    const ids = async () => events((await get(path)).text).map(({ uid }) => uid.slice(0, -'@konwent'.length));
    expect((await ids()).sort()).toEqual(expect.arrayContaining([stays.id, goes.id].sort()));
    await meet.do<Registered>(speaker, 'cancelRegistration', { registrationId });
    expect(await ids()).not.toContain(goes.id);
    await meet.do(body.chair, 'cancelMeeting', { meetingId: goes.id, reason: 'Żałoba' });
    expect(await ids()).not.toContain(goes.id);
    const { invitations } = await meet.see(body.chair, stays.id);
    for (const { id: invitationId } of invitations.nodes)
      await meet.do(body.chair, 'withdrawMeetingInvitation', { invitationId });
    expect(await ids()).not.toContain(stays.id);
  });

  it('answers with what calendar programs and caches need, and 404 once an address is closed', async () => {
    const { id: meetingId } = await meet.convened(body);
    const one = await get(`/meetings/${meetingId}.ics`, member.speaker);
    expect(one.headers).toMatchObject({
      ...{ 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, no-cache' },
      'content-disposition': 'attachment; filename="spotkanie.ics"',
    });
    expect(one.headers.vary).toMatch(/Authorization, Cookie/);
    const { id, path } = await token(member.speaker);
    const feed = await get(path);
    expect([feed.status, feed.headers['content-type'], feed.headers['cache-control']]).toEqual([
      ...[200, 'text/calendar; charset=utf-8', 'private, no-store'],
    ]);
    await acts.do(member.speaker, 'revokeCalendarToken', { id });
    const gone = await get(path);
    expect([gone.status, gone.text.includes('NOT_FOUND')]).toEqual([404, true]);
    for (const odd of [
      `/meetings/${meetingId}x.ics`,
      `/meetings/${meetingId}.txt`,
      `/calendars/${'a'.repeat(300)}.ics`,
    ])
      expect([400, 404]).toContain((await get(odd, member.speaker)).status);
    expect((await get(`/meetings/${meetingId}.ics`, await t.given.person())).status).toBe(404);
  });
});
