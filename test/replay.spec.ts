import ICAL from 'ical.js';
import { useApp } from './app.ts';
import { Declaring } from './declarations.ts';
import type { Someone } from './given.ts';
import type { Registered } from './meetings.ts';
import { Polls } from './polls.ts';
import { demo, OUTCOMES, Replay, REPORT, type Printed, type Region } from './replay.ts';
import { SessionPolls } from './session-polls.ts';

type Id = { id: string };
interface Founding {
  readonly forum: { name: string; abbreviation: string; foundingDocument: string };
  readonly convents: { key: string; teryt: string; officialName: string }[];
}
const LINK = 'https://spotkanie.example/centralne?klucz=1&sala="A"';

/** Live, so half an hour from now on; the report's words, names of nobody. */
describe('the four meetings of October 2024', () => {
  const t = useApp();
  let play: Replay;
  let printed: Printed;
  let founding: Founding;
  let findings: { changeAreaId: string; quote: string }[];
  let vice: Someone;
  const regions = new Map<string, Region>();
  const region = (key: string): Region => regions.get(key)!;
  const held: string[] = [];

  beforeAll(async () => {
    play = new Replay(t);
    [printed, founding] = [await demo<Printed>('october.json'), await demo<Founding>('founding.json')];
    findings = await play.catalogue();
  });

  const ONLINE = `query ($id: ID!) { meeting(id: $id) { onlineLink { url } } }`;
  const online = async (who: Someone, id: string): Promise<string | undefined> =>
    (await t.get<{ meeting: { onlineLink: { url: string } | null } }>(who, ONLINE, { id })).meeting.onlineLink?.url;

  it('begin with an empty database, in which three convents are founded', async () => {
    expect(await t.get(null, `{ convents { totalCount } meetings { totalCount } }`)).toEqual({
      ...{ convents: { totalCount: 0 }, meetings: { totalCount: 0 } },
    });
    const operator = await t.given.person({ operator: true });
    for (const { key, teryt, officialName } of founding.convents)
      regions.set(key, await play.region(operator, key, officialName, teryt));
    expect(await t.get(null, `{ convents { totalCount } forum { id } }`)).toEqual({
      ...{ convents: { totalCount: 3 }, forum: null },
    });
    vice = await play.officer(
      region('dolnoslaski').chair,
      region('dolnoslaski'),
      'VICE_CHAIR',
      'Wiceprzewodnicząca Konwentu',
    );
  });

  it.each([0, 1, 2])('are first held in each region, up to published minutes: %s', async (i) => {
    const told = printed.meetings[i]!;
    const of = region(told.convents[0]!);
    const { id: meetingId, agenda } = await play.convened([of], told, { invite: { membersOf: [of.id] } });
    await play.accepted(of.speaker, meetingId, of.entity);
    const coming: Registered[] = [];
    for (const who of [of.speaker, of.chair]) coming.push(await play.meet.register(who, meetingId));
    await play.present(of.chair, meetingId, coming);
    await play.meet.do(of.chair, 'beginMeeting', { meetingId });
    await play.meet.do(of.chair, 'takeUpAgendaItem', { meetingId, itemId: agenda[1]!.id });
    await play.meet.do(of.chair, 'noteInSession', { meetingId, text: 'Głos w dyskusji: „stabilne” źródła.' });
    expect((await play.meet.see(of.chair, meetingId)).organisers[0]!.quorum).toEqual({
      ...{ entitled: 1, present: 1, required: 1, reached: true },
    });
    const { quote: text, changeAreaId } = findings[i]!;
    const conclusion = { meetingId, agendaItemId: agenda[1]!.id, text, changeAreaIds: [changeAreaId] };
    await play.minuting.do(of.chair, 'recordConclusion', conclusion);
    const resolution = {
      meetingId,
      bodyId: of.id,
      title: 'Udział w spotkaniu centralnym',
      text,
      basis: 'jednogłośnie',
    };
    expect(await play.minuting.do(of.chair, 'recordResolution', resolution)).toMatchObject({ ordinal: 1 });
    await play.meet.do(of.chair, 'closeMeeting', { meetingId });
    const { recordPath, state, currentVersion } = await play.minutes(of.chair, meetingId, of.speaker);
    expect(state).toBe('PUBLISHED');
    const record = await play.record<{ textHash: string; attendance: object[]; corrections: object }>(recordPath!);
    expect(record).toMatchObject({ textHash: currentVersion.contentHash, corrections: { accepted: 1, rejected: 1 } });
    expect(record.attendance).toHaveLength(2);
    held.push(meetingId);
  });

  it('then centrally: three convents together, guests of an outside host, one unanimous decision', async () => {
    const told = printed.meetings[3]!;
    const [pomorski, lubelski, dolnoslaski] = [region('pomorski'), region('lubelski'), region('dolnoslaski')];
    const three = [pomorski, lubelski, dolnoslaski] as const;
    const { id: meetingId, agenda } = await play.convened(three, told, {
      invite: { bodyIds: three.map(({ id }) => id) },
      data: { mode: 'HYBRID', linkMinutes: 60, seatsOnSite: 20 },
    });
    await play.meet.do(pomorski.chair, 'setOnlineLink', { meetingId, url: LINK });
    for (const [who, of] of [
      [pomorski.chair, pomorski],
      [lubelski.chair, lubelski],
      [vice, dolnoslaski],
    ] as const)
      await play.accepted(who, meetingId, of);
    const onSite: { code: string }[] = [];
    for (const who of [pomorski.chair, vice]) onSite.push(await play.meet.register(who, meetingId));
    await play.meet.register(lubelski.chair, meetingId, 'ONLINE');
    // Those of the seven who are of no convent come as guests; one who was invited does not come.
    const guests = printed.participants.slice(3).map(({ is }) => is);
    expect(await play.guest(pomorski.chair, meetingId, 'Wiceministra', { answer: 'DECLINED' })).toMatchObject({
      ...{ registration: null, onlineUrl: null },
    });
    for (const name of guests.slice(0, -1))
      onSite.push(await play.guest(pomorski.chair, meetingId, name, { answer: 'ACCEPTED', mode: 'ON_SITE' }));
    const far = await play.guest(pomorski.chair, meetingId, guests.at(-1)!, { answer: 'ACCEPTED', mode: 'ONLINE' });
    expect(far).toMatchObject({ registration: 'CONFIRMED', onlineUrl: LINK });
    expect(await online(lubelski.chair, meetingId)).toBe(LINK);
    expect(await online(dolnoslaski.chair, meetingId)).toBeUndefined();

    await play.present(pomorski.chair, meetingId, onSite);
    await play.meet.do(pomorski.chair, 'beginMeeting', { meetingId });
    await play.meet.do(lubelski.chair, 'joinMeeting', { meetingId });
    await play.meet.do(null, 'joinAsGuest', { key: far.key });
    for (const { quote: text, changeAreaId } of findings)
      await play.minuting.do(pomorski.chair, 'recordConclusion', {
        ...{ meetingId, agendaItemId: agenda[1]!.id, text, changeAreaIds: [changeAreaId] },
      });
    const agendaItemId = agenda[2]!.id;
    await play.meet.do(pomorski.chair, 'takeUpAgendaItem', { meetingId, itemId: agendaItemId });
    const [session, polls] = [new SessionPolls(t), new Polls(t)];
    const asked = { ...session.joinedBy(), question: 'Czy powołać ponadregionalną reprezentację?' };
    const pollId = await session.opened(pomorski.chair, meetingId, pomorski, asked, { agendaItemId });
    for (const who of [pomorski.chair, vice, lubelski.chair]) await polls.cast(who, pollId, 'FOR');
    const counted = await polls.result(pomorski.chair, pollId);
    expect(counted).toMatchObject({ outcome: 'ADOPTED', votesCast: 3, inFavour: 3, against: 0, abstaining: 0 });
    await play.record(`/records/polls/${pollId}.json`);
    for (const { chair, id: bodyId } of three)
      await play.minuting.do(chair, 'recordResolution', {
        ...{ meetingId, bodyId, agendaItemId, pollId, title: 'Powołanie forum', text: printed.decision },
      });
    await play.meet.do(pomorski.chair, 'closeMeeting', { meetingId });
    const { recordPath, currentVersion } = await play.minutes(pomorski.chair, meetingId, vice);
    expect(currentVersion.units.find((unit) => unit.agendaItemId === agendaItemId)!.text).toContain('Powołanie forum');
    const { attendance } = await play.record<{ attendance: { function: string | null; count: number }[] }>(recordPath!);
    expect(attendance.reduce((sum, { count }) => sum + count, 0)).toBe(7);
    held.push(meetingId);
  });

  it('are read by everybody, compiled into a report, and stand in calendars', async () => {
    for (const [i, id] of held.entries()) {
      const { meeting } = await t.get<{ meeting: { conclusions: object[]; resolutions: object[] } }>(null, OUTCOMES, {
        id,
      });
      expect(meeting).toMatchObject({
        state: 'CLOSED',
        title: printed.meetings[i]!.title,
        attendances: { totalCount: 0 },
      });
      expect(meeting.conclusions).toHaveLength(i < 3 ? 1 : findings.length);
      expect(meeting.resolutions).toHaveLength(i < 3 ? 1 : 3);
      const file = await (await fetch(`${t.url}/meetings/${id}.ics`)).text();
      const calendar = new ICAL.Component(ICAL.parse(file) as unknown as object[]);
      const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent')!);
      expect([event.summary, file.includes('klucz=1')]).toEqual([printed.meetings[i]!.title, false]);
    }
    const { path } = await play.minuting.do<{ path: string }>(vice, 'createCalendarToken', { name: 'Telefon' });
    const feed = await (await fetch(`${t.url}${path}`)).text();
    const events = new ICAL.Component(ICAL.parse(feed) as unknown as object[]).getAllSubcomponents('vevent');
    expect(events.map((each) => new ICAL.Event(each).summary)).toEqual([0, 3].map((i) => printed.meetings[i]!.title));

    const compiled = { bodyId: region('pomorski').id, title: printed.series, meetingIds: held };
    const { id } = await play.minuting.do<Id>(region('pomorski').chair, 'compileMeetingReport', compiled);
    const { meetingReport: report } = await t.get<{
      meetingReport: { participants: object[]; themes: { conclusions: string[] }[]; resolutions: { number: string }[] };
    }>(null, REPORT, { id });
    expect(report).toMatchObject({
      title: printed.series,
      items: printed.meetings.map(({ title }, i) => ({ position: i + 1, meeting: { title } })),
    });
    expect(report.participants.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual([
      { function: 'CHAIR', count: 5, meetings: 4 },
      { function: 'REPRESENTATIVE', count: 3, meetings: 3 },
      { function: 'VICE_CHAIR', count: 1, meetings: 1 },
      { function: null, count: 4, meetings: 1 },
    ]);
    expect(report.themes).toHaveLength(new Set(findings.map(({ changeAreaId }) => changeAreaId)).size);
    expect(report.themes.flatMap(({ conclusions }) => conclusions)).toHaveLength(findings.length + 3);
    const year = new Date().getFullYear();
    expect(report.resolutions.map(({ number }) => number)).toEqual([1, 1, 1, 2, 2, 2].map((n) => `${n}/${year}`));
  });

  it('end with the founding declaration open for the signatures of the three', async () => {
    const declare = new Declaring(t);
    const three = founding.convents.map(({ key }) => region(key));
    const { name: forumName, abbreviation: forumAbbreviation, foundingDocument: title } = founding.forum;
    const text = { title, forumName, forumAbbreviation };
    const drafted = await declare.draft(region('pomorski').chair, 'FOUNDING', three, text, region('pomorski').id);
    const opened = await declare.open(region('pomorski').chair, drafted);
    for (const { chair } of three)
      expect(await declare.see(chair, opened.id)).toMatchObject({ state: 'OPEN_FOR_SIGNATURE' });
    expect(await t.refusal(null, `query ($id: ID!) { declaration(id: $id) { id } }`, opened)).toBe('NOT_FOUND');
    const waits = `{ viewer { obligations(first: 50) { nodes { kind declaration { id } } } } }`;
    const { viewer } = await t.get<{ viewer: { obligations: { nodes: { kind: string; declaration: Id | null }[] } } }>(
      region('lubelski').chair,
      waits,
    );
    expect(viewer.obligations.nodes.filter(({ declaration }) => declaration?.id === opened.id)).toHaveLength(1);
    expect(await t.get(null, `{ forum { id } }`)).toEqual({ forum: null });
  });
});
