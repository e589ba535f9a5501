import { drafted, hour, sealedMinutes, type MinutesSources } from './minutes.text.ts';

const sources = (more: Partial<MinutesSources> = {}): MinutesSources => ({
  ...{
    title: 'Spotkanie',
    startsAt: new Date('2024-10-23T10:00:00Z'),
    endsAt: null,
    place: null,
    recordedFrom: null,
    bodies: [],
  },
  ...{ agenda: [], attendance: [], outcomes: [] },
  ...more,
});

describe('the text of minutes', () => {
  it.each([
    ['2024-10-23T10:00:00Z', '12:00'],
    ['2026-10-24T22:30:00Z', '00:30'],
    ['2026-10-25T00:30:00Z', '02:30 czasu letniego'],
    ['2026-10-25T01:30:00Z', '02:30 czasu zimowego'],
    ['2026-10-25T02:00:00Z', '03:00'],
    ['2026-03-29T01:00:00Z', '03:00'],
  ])('says the hour of %s as %s', (at, says) => expect(hour(new Date(at))).toBe(says));

  it('is drafted from what is known and says nothing of what is not', () => {
    const { units } = drafted(sources());
    expect(units).toEqual([
      {
        id: 'otwarcie',
        agendaItemId: null,
        heading: 'Otwarcie',
        text: 'Spotkanie rozpoczęto 23 października 2024 o godz. 12:00.',
      },
    ]);
  });

  it('has a point for each item with what came of it, and one for what belongs to none', () => {
    const agenda = [
      { id: 'a', number: '1', title: 'Powitanie' },
      { id: 'b', number: '1.1', title: '„Żółw” & <b>' },
    ];
    const outcomes = [
      { agendaItemId: 'b', sentence: 'Podjęto uchwałę.' },
      { agendaItemId: 'b', sentence: 'Przyjęto wniosek.' },
      { agendaItemId: null, sentence: 'Zadanie.' },
    ];
    const attendance = [
      { who: 'Pomorski Konwent', mode: 'stacjonarnie', count: 2 },
      { who: 'Mentor', mode: null, count: 1 },
    ];
    const { units } = drafted(
      sources({ agenda, outcomes, attendance, startsAt: null, place: 'Łódź', bodies: ['A', 'B'] }),
    );
    expect(units.map(({ id, heading, text }) => [id, heading, text])).toEqual([
      ['otwarcie', 'Otwarcie', 'Miejsce: Łódź. Organizator: A; B.'],
      ['obecni', 'Obecni', 'Pomorski Konwent (stacjonarnie) – 2 os.\nMentor'],
      ['a', '1. Powitanie', ''],
      ['b', '1.1. „Żółw” & <b>', 'Podjęto uchwałę.\nPrzyjęto wniosek.'],
      ['ustalenia', 'Ustalenia poza porządkiem obrad', 'Zadanie.'],
    ]);
  });

  it('has one hash whatever the order of its members, and another for any other letter', () => {
    const text = drafted(sources({ agenda: [{ id: 'a', number: '1', title: 'Powitanie' }] }));
    const turned = {
      units: text.units.map((unit) => Object.fromEntries(Object.entries(unit).reverse())),
      title: text.title,
    };
    expect(sealedMinutes(turned as never).contentHash).toBe(sealedMinutes(text).contentHash);
    expect(sealedMinutes({ ...text, title: 'Spotkanie ' }).contentHash).not.toBe(sealedMinutes(text).contentHash);
  });
});
