import { createHash } from 'node:crypto';
import { canonicalJson } from '#seals';

/** One point of the minutes; it keeps its id through all versions. */
export interface MinutesUnit {
  readonly id: string;
  readonly agendaItemId: string | null;
  readonly heading: string;
  readonly text: string;
}

/** What a version of the minutes says; its hash stands for exactly this. */
export interface MinutesText {
  readonly title: string;
  readonly units: readonly MinutesUnit[];
}

/** The canonical text of a version, and its hash. */
export function sealedMinutes(text: MinutesText): { content: string; contentHash: string } {
  const content = canonicalJson(text);
  return { content, contentHash: createHash('sha256').update(content, 'utf8').digest('hex') };
}

/** What the draft is made of. */
export interface MinutesSources {
  readonly title: string;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly place: string | null;
  /** Of a meeting entered afterwards: out of what. */
  readonly recordedFrom: string | null;
  readonly bodies: readonly string[];
  /** In the order of the tree. */
  readonly agenda: readonly { readonly id: string; readonly number: string; readonly title: string }[];
  /** Organisations or functions, never names: the minutes are published. */
  readonly attendance: readonly { readonly who: string; readonly mode: string | null; readonly count: number }[];
  /** What was decided or found at an item, in order: a sentence each. */
  readonly outcomes: readonly { readonly agendaItemId: string | null; readonly sentence: string }[];
}

const inWarsaw = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('pl-PL', { timeZone: 'Europe/Warsaw', ...options });
const dayOf = inWarsaw({ day: 'numeric', month: 'long', year: 'numeric' });
const hourOf = inWarsaw({ hour: '2-digit', minute: '2-digit' });
const zoneOf = inWarsaw({ timeZoneName: 'long' });
const HOUR_MS = 3_600_000;

const wallClock = (at: Date): string => `${dayOf.format(at)} ${hourOf.format(at)}`;

/** The hour in Poland; in the night of autumn in which it comes twice, which of the two. */
export function hour(at: Date): string {
  const isTwice = [-HOUR_MS, HOUR_MS].some((shift) => wallClock(new Date(at.getTime() + shift)) === wallClock(at));
  if (!isTwice) return hourOf.format(at);
  const isSummer = /letni/.test(zoneOf.format(at));
  return `${hourOf.format(at)} ${isSummer ? 'czasu letniego' : 'czasu zimowego'}`;
}

function opening({ startsAt, endsAt, place, recordedFrom, bodies }: MinutesSources): string {
  const begun = startsAt && `Spotkanie rozpoczęto ${dayOf.format(startsAt)} o godz. ${hour(startsAt)}.`;
  const over = endsAt && `Zakończono je o godz. ${hour(endsAt)}.`;
  const where = place && `Miejsce: ${place}.`;
  const by = bodies.length ? `Organizator: ${bodies.join('; ')}.` : '';
  const from = recordedFrom && `Spotkanie wpisano po fakcie, na podstawie: ${recordedFrom}.`;
  return [begun, over, where, by, from].filter(Boolean).join(' ');
}

const present = ({ attendance }: MinutesSources): string =>
  attendance
    .map(({ who, mode, count }) => `${who}${mode ? ` (${mode})` : ''}${count > 1 ? ` – ${count} os.` : ''}`)
    .join('\n');

/** The first draft: opening, attendance, each item of the agenda with what came of it, and what belongs to no item. */
export function drafted(sources: MinutesSources): MinutesText {
  const { title, agenda, outcomes } = sources;
  const of = (id: string | null) =>
    outcomes
      .filter(({ agendaItemId }) => agendaItemId === id)
      .map(({ sentence }) => sentence)
      .join('\n');
  const unit = (id: string, heading: string, text: string, agendaItemId: string | null = null): MinutesUnit => ({
    ...{ id, agendaItemId, heading, text },
  });
  const units = [
    unit('otwarcie', 'Otwarcie', opening(sources)),
    unit('obecni', 'Obecni', present(sources)),
    ...agenda.map(({ id, number, title: heading }) => unit(id, `${number}. ${heading}`, of(id), id)),
    unit('ustalenia', 'Ustalenia poza porządkiem obrad', of(null)),
  ];
  return { title, units: units.filter(({ id, text, agendaItemId }) => agendaItemId || id === 'otwarcie' || text) };
}
