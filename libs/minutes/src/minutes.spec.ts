import { contentHash, Seals, verifyRecord } from '#seals';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { inHours, Minuting, type ToldMinutes } from '#test/minutes';
import { connect } from '#test/socket';
import { minutesChecks } from './minutes.check.ts';

describe('minutes', () => {
  const t = useApp();
  let m: Minuting;
  beforeAll(() => void (m = new Minuting(t)));

  const point = 'otwarcie';
  const correction = ({ id }: { id: string }, more: object = {}) => ({
    minutesId: id,
    unitId: point,
    text: nasty('Błąd'),
    ...more,
  });
  const edited = ({ id, version, currentVersion }: ToldMinutes, text: string) => ({
    ...{ minutesId: id, expectedVersion: version, title: nasty('Protokół') },
    units: currentVersion.units.map((unit) => ({ ...unit, text: unit.id === point ? text : unit.text })),
  });

  it('are drafted from agenda, attendance and what came of each item, and go all the way to a record that holds', async () => {
    const held = await m.held();
    const entity = await t.given.entity({ name: 'CIS „Żółw” & <b>' });
    await m.attended(held, await t.given.person(), { body: entity, function: 'REPRESENTATIVE' });
    const [item] = held.items;
    const resolution = { meetingId: held.id, bodyId: held.convent.id, agendaItemId: item!.id, basis: 'jednogłośnie' };
    await m.do(held.chair, 'recordResolution', { ...resolution, title: 'Sieć', text: '§ 1. Tworzy się sieć.' });
    const draft = await m.do(held.chair, 'draftMinutes', { meetingId: held.id });
    const { units } = draft.currentVersion;
    expect(units.map(({ id }) => id)).toEqual(['otwarcie', 'obecni', ...held.items.map(({ id }) => id)]);
    expect(units[0]!.text).toContain('Spotkanie rozpoczęto 6 maja 2026 o godz. 10:00.');
    expect(units[1]!.text).toBe('CIS „Żółw” & <b> (stacjonarnie)');
    expect(units[2]!.text).toBe('Podjęto uchwałę nr 1/2026 „Sieć” (jednogłośnie).');
    expect(await m.refusal(null, 'draftMinutes', { meetingId: held.id })).toBe('UNAUTHENTICATED');
    expect(await m.refusal(held.chair, 'draftMinutes', { meetingId: held.id })).toBe('MINUTES_ALREADY');

    const words = 'Otwarto\n„Zażółć” <script>alert(1)</script> & \\ 🦆';
    const worded = await m.do(held.chair, 'editMinutes', edited(draft, words));
    expect(worded.currentVersion.units[0]!.text).toBe(words);
    expect(worded.versions.map(({ number }) => number)).toEqual([2, 1]);
    expect(await m.refusal(held.chair, 'editMinutes', edited(draft, 'x'))).toBe('VERSION_CONFLICT');

    const sent = await m.circulate(held.chair, worded);
    const approve = { minutesId: held.id, expectedVersion: sent.version, basis: 'Uchwała nr 7' };
    const approved = await m.do(held.chair, 'approveMinutes', approve);
    expect(approved).toMatchObject({ state: 'APPROVED', approvedBy: 'ACT' });
    expect(await t.refusal(null, `{ minutes(id: "${held.id}") { id } }`)).toBe('NOT_FOUND');
    await m.do(held.chair, 'publishMinutes', { minutesId: held.id, expectedVersion: approved.version });
    const seen = await m.see(null, held.id);
    expect(seen).toMatchObject({ state: 'PUBLISHED', recordPath: `/records/minutes/${held.id}.json` });
    expect(await t.get(null, `{ meeting(id: "${held.id}") { resolutions { number } minutes { state } } }`)).toEqual({
      meeting: { resolutions: [{ number: '1/2026' }], minutes: { state: 'PUBLISHED' } },
    });

    const file = await (await fetch(`${t.url}${seen.recordPath}`)).text();
    const keys = await t.app.get(Seals).publicKeys();
    const verify = (text: string) => verifyRecord(Buffer.from(text), keys, { checks: minutesChecks(contentHash) });
    expect(await verify(file)).toMatchObject({ ok: true, kind: 'minutes' });
    const { record } = JSON.parse(file) as { record: { textHash: string; attendance: object[] } };
    expect(record.textHash).toBe(seen.currentVersion.contentHash);
    expect(record.attendance).toEqual([{ bodyId: entity.id, function: 'REPRESENTATIVE', mode: 'ON_SITE', count: 1 }]);
    expect(file).not.toContain('Osoba');
    expect(await verify(file.replace('Zażółć', 'Zazółć'))).toMatchObject({ ok: false });
    expect((await fetch(`${t.url}/records/minutes/00000000-0000-7000-8000-000000000000.json`)).status).toBe(404);
  });

  it('are begun only of a meeting that has begun, by its organisers, once by ten at the same moment', async () => {
    for (const state of ['PLANNED', 'CONVENED', 'CANCELLED'] as const) {
      const { id, chair } = await m.held({ state });
      expect(await m.refusal(chair, 'draftMinutes', { meetingId: id })).toBe('MINUTES_TOO_EARLY');
    }
    const held = await m.held();
    const ten = await Promise.all(
      Array.from({ length: 10 }, () => m.refusal(held.chair, 'draftMinutes', { meetingId: held.id })),
    );
    expect(ten.sort()).toEqual([...Array.from({ length: 9 }, () => 'MINUTES_ALREADY'), undefined]);
    const { chair } = await m.held();
    expect(await m.refusal(chair, 'draftMinutes', { meetingId: held.id })).toBe('NOT_FOUND');
    const running = await m.held({ state: 'IN_SESSION' });
    const draft = await m.do(running.chair, 'draftMinutes', { meetingId: running.id });
    const early = { minutesId: draft.id, expectedVersion: 1, until: inHours(1) };
    expect(await m.refusal(running.chair, 'circulateMinutes', early)).toBe('WRONG_STATE');
  });

  it('refuse what does not fit, each with its own code', async () => {
    const held = await m.held();
    const draft = await m.do(held.chair, 'draftMinutes', { meetingId: held.id });
    const one = draft.currentVersion.units[0]!;
    const base = { minutesId: held.id, expectedVersion: 1, title: 'x' };
    expect(await m.refusal(held.chair, 'editMinutes', { ...base, units: [one, one] })).toBe('UNITS_WRONG');
    expect(await m.refusal(held.chair, 'editMinutes', { ...base, units: [{ ...one, text: '' }] })).toBe('UNITS_WRONG');
    expect(await m.refusal(held.chair, 'editMinutes', { ...base, units: [] })).toBe('INVALID_INPUT');
    const past = { minutesId: held.id, expectedVersion: 1, until: inHours(-1) };
    expect(await m.refusal(held.chair, 'circulateMinutes', past)).toBe('CORRECT_UNTIL_WRONG');
    expect(await m.refusal(held.chair, 'correctMinutes', correction(held))).toBe('WRONG_STATE');
    const sent = await m.circulate(held.chair, draft);
    expect(await m.refusal(held.chair, 'editMinutes', edited(sent, 'x'))).toBe('WRONG_STATE');
    const shorter = { minutesId: held.id, until: inHours(2), reason: 'x' };
    expect(await m.refusal(held.chair, 'extendMinutes', shorter)).toBe('CORRECT_UNTIL_WRONG');
    expect(await m.refusal(held.chair, 'correctMinutes', correction(held, { unitId: 'nie ma' }))).toBe('UNIT_UNKNOWN');
    const publish = { minutesId: held.id, expectedVersion: sent.version };
    expect(await m.refusal(held.chair, 'publishMinutes', publish)).toBe('WRONG_STATE');
  });

  it('take corrections of those who were there and of the organisers’ people, and answer them', async () => {
    const held = await m.held();
    const [guest, stranger] = [await t.given.person(), await t.given.person()];
    await m.attended(held, guest);
    await m.circulated(held);
    expect(await m.refusal(stranger, 'correctMinutes', correction(held))).toBe('NOT_FOUND');
    type Told = { id: string; state: string; late: boolean };
    const first = await m.do<Told>(guest, 'correctMinutes', correction(held));
    const second = await m.do<Told>(guest, 'correctMinutes', correction(held, { wording: 'Ma być tak' }));
    expect([first.state, first.late]).toEqual(['OPEN', false]);
    const approve = { minutesId: held.id, expectedVersion: 2, basis: 'x' };
    expect(await m.refusal(held.chair, 'approveMinutes', approve)).toBe('CORRECTIONS_OPEN');
    const answer = { correctionId: first.id, answer: 'ACCEPTED', reason: 'Racja' };
    expect(await m.refusal(held.chair, 'answerCorrection', answer)).toBe('WORDING_MISSING');
    expect(await m.refusal(guest, 'answerCorrection', { ...answer, wording: 'y' })).toBe('FORBIDDEN');
    expect(await m.refusal(held.chair, 'withdrawCorrection', { correctionId: first.id })).toBe('FORBIDDEN');
    const carried = await m.do<{ carriedById: string }>(held.chair, 'answerCorrection', {
      ...answer,
      wording: 'Poprawione ę',
    });
    expect(await m.refusal(held.chair, 'answerCorrection', { ...answer, wording: 'z' })).toBe('WRONG_STATE');
    const now = await m.see(guest, held.id);
    expect(now.currentVersion).toMatchObject({ id: carried.carriedById, number: 2 });
    expect(now.currentVersion.units[0]!.text).toBe('Poprawione ę');
    await m.do(guest, 'withdrawCorrection', { correctionId: second.id });
    expect(await m.refusal(held.chair, 'approveMinutes', approve)).toBe('VERSION_CONFLICT');
    expect(await m.do(held.chair, 'approveMinutes', { ...approve, expectedVersion: now.version })).toMatchObject({
      state: 'APPROVED',
    });
    expect(await m.refusal(guest, 'correctMinutes', correction(held))).toBe('WRONG_STATE');
  });

  it('wait in the obligations of the organisers and of those who were there, and wake who follows the meeting', async () => {
    const held = await m.held();
    const entity = await t.given.entity();
    const guest = await t.given.person();
    await m.attended(held, guest, { body: entity, function: 'REPRESENTATIVE' });
    const listener = connect(t, guest.token).listen(
      `subscription { meetingChanged(id: "${held.id}") { minutes { state } } }`,
      {},
    );
    expect(await listener.next()).toMatchObject({ data: { meetingChanged: { minutes: null } } });
    await m.circulated(held);
    const states: unknown[] = [];
    while (!states.includes('CIRCULATED'))
      states.push(
        ((await listener.next()).data as unknown as { meetingChanged: { minutes: { state: string } | null } })
          .meetingChanged.minutes?.state,
      );
    listener.stop();
    const mine = `{ viewer { obligations(first: 9) { nodes { kind sentence meeting { id } } } } }`;
    const kinds = async (who: { token: string }) =>
      (await t.get<{ viewer: { obligations: { nodes: { kind: string }[] } } }>(who, mine)).viewer.obligations.nodes.map(
        ({ kind }) => kind,
      );
    expect(await kinds(guest)).toEqual(['correctMinutes']);
    await m.do(guest, 'correctMinutes', correction(held));
    expect((await kinds(held.chair)).sort()).toEqual(['answerCorrection', 'correctMinutes']);
  });
});
