import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MandateFunction } from '#convents';
import { declarationChecks } from '#declarations';
import { minutesChecks } from '#minutes';
import { contentHash, verifyRecord } from '#seals';
import type { Asker, TestApp } from './app.ts';
import type { Someone } from './given.ts';
import { Meetings, type Pass, type Registered, type Seen } from './meetings.ts';
import { inHours, Minuting, type ToldMinutes } from './minutes.ts';

type Id = { id: string };

/** What the report on October 2024 prints, as the demo network has it. */
export interface Printed {
  readonly series: string;
  readonly decision: string;
  readonly meetings: { title: string; convents: string[]; kind: string; place: string | null; host: string | null }[];
  readonly participants: { is: string; convent: string | null; function: MandateFunction | null }[];
}
interface Area {
  readonly no: number;
  readonly slug: string;
  readonly name_pl: string;
  readonly name_en: string;
  readonly provenance: string;
  readonly evidence: { source: string; quote?: string }[];
}
export interface Region extends Id {
  readonly key: string;
  readonly name: string;
  readonly chair: Someone;
  readonly entity: Id;
  readonly speaker: Someone;
}

export const demo = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(join(import.meta.dirname, '../apps/cli/demo', name), 'utf8')) as T;

/** What everybody may ask of a meeting whose minutes are published, and of a report. */
export const OUTCOMES = `query ($id: ID!) { meeting(id: $id) { state title attendances { totalCount } conclusions { text areas { changeArea { slug } } }
  resolutions { number title basis body { ... on Convent { id } } } } }`;
export const REPORT = `query ($id: ID!) { meetingReport(id: $id) { title items { position meeting { title } }
  participants { function count meetings } themes { area conclusions } resolutions { number body title } } }`;

const PASSWORD = 'zielony parasol śpi w młynie';
const DOORS_MS = 30 * 60_000;

/** The story of October 2024, act by act, by the API alone. */
export class Replay {
  readonly meet: Meetings;
  readonly minuting: Minuting;

  constructor(private readonly t: TestApp) {
    this.meet = new Meetings(t);
    this.minuting = new Minuting(t);
  }

  private act = async <T>(who: Asker, name: string, answered: string, input: object): Promise<T> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) ${answered} }`;
    return (await this.t.get<Record<string, T>>(who, text, { input }))[name]!;
  };

  /** The catalogue of change areas comes with a node, as its voivodeships do; answers what the report says of each. */
  async catalogue(): Promise<{ changeAreaId: string; quote: string }[]> {
    const { areas } = await demo<{ areas: Area[] }>('change-areas.json');
    const rows = await this.t.sql<{ id: string; slug: string }>(
      `INSERT INTO change_area (id, number, slug, name_pl, name_en, provenance)
       SELECT uuidv7(), a.no, a.slug, a.name_pl, a.name_en, a.provenance
       FROM json_to_recordset($1) AS a(no int, slug text, name_pl text, name_en text, provenance text) RETURNING id, slug`,
      [JSON.stringify(areas)],
    );
    return areas.flatMap(({ slug, evidence }) =>
      evidence
        .filter(({ source, quote }) => quote && source.startsWith('Raport z roboczych'))
        .map(({ quote }) => ({ changeAreaId: rows.find((row) => row.slug === slug)!.id, quote: quote! })),
    );
  }

  /** Somebody new with a mandate: proposed, invited, come in, confirmed. */
  async officer(by: Someone, body: Id, what: MandateFunction, displayName: string): Promise<Someone> {
    const invitee = { email: `${crypto.randomUUID()}@example.invalid`, displayName };
    const input = { bodyId: body.id, function: what, invitee, basis: 'Uchwała o wyborze' };
    type Proposed = { mandateId: string; invitationToken: string };
    const proposed = await this.act<Proposed>(by, 'proposeMandate', '{ mandateId invitationToken }', input);
    const invitation = { token: proposed.invitationToken, password: PASSWORD };
    const { token } = await this.act<{ token: string }>(null, 'acceptInvitation', '{ token }', invitation);
    await this.act(by, 'confirmMandate', '{ id }', { mandateId: proposed.mandateId });
    const { viewer } = await this.t.get<{ viewer: Id }>(token, `{ viewer { id } }`);
    return { id: viewer.id, token };
  }

  /** A convent with its chair, and an entity that it has admitted, with somebody who speaks for it. */
  async region(operator: Someone, key: string, officialName: string, voivodeship: string): Promise<Region> {
    const created = { officialName, aliases: [], voivodeship };
    const convent = await this.act<Id>(operator, 'createConvent', '{ id }', created);
    const chair = await this.officer(operator, convent, 'CHAIR', `Przewodnicząca (${key})`);
    const data = { kind: 'CIS', name: `Centrum Integracji Społecznej „${key}”`, voivodeship };
    const entity = await this.act<Id>(chair, 'createEntity', '{ id }', { data });
    const applied = { conventId: convent.id, entityId: entity.id };
    const { id: membershipId } = await this.act<Id>(chair, 'applyForMembership', '{ id }', applied);
    await this.act(chair, 'admitMembership', '{ state }', { membershipId });
    const speaker = await this.officer(chair, entity, 'REPRESENTATIVE', `Kierownik CIS (${key})`);
    return { ...convent, key, name: officialName, chair, entity, speaker };
  }

  /** Planned half an hour ahead and convened, with its agenda; who is asked to organise it too has agreed. */
  async convened(
    [lead, ...partners]: readonly [Region, ...Region[]],
    { kind, title, place, host }: Printed['meetings'][number],
    more: { invite: object; data?: object },
  ): Promise<Seen> {
    const starts = Date.now() + DOORS_MS;
    const data = {
      ...{ title, host, place: place ?? 'Sala konwentu', mode: 'ON_SITE', ...more.data },
      ...{ startsAt: new Date(starts).toISOString(), endsAt: new Date(starts + 6 * DOORS_MS).toISOString() },
    };
    const planned = { bodyId: lead.id, kind, data, partnerIds: partners.map(({ id }) => id) };
    const { id: meetingId } = await this.meet.do(lead.chair, 'planMeeting', planned);
    for (const { chair } of partners) await this.meet.do(chair, 'agreeToOrganise', { meetingId });
    for (const [item, title] of [
      ['INFORMATION', 'Sytuacja podmiotów zatrudnienia socjalnego'],
      ['DISCUSSION', 'Obszary wymagające zmian'],
      ['VOTE', 'Ponadregionalna reprezentacja'],
    ])
      await this.meet.do(lead.chair, 'addAgendaItem', { meetingId, kind: item, title });
    await this.meet.do(lead.chair, 'inviteToMeeting', { meetingId, ...more.invite });
    return this.meet.do(lead.chair, 'conveneMeeting', { meetingId });
  }

  /** Answers for a body that is invited. */
  async accepted(who: Someone, meetingId: string, body: Id): Promise<void> {
    const { invitations } = await this.meet.see(who, meetingId);
    const invitation = invitations.nodes.find((each) => each.body?.id === body.id)!;
    const input = { invitationId: invitation.id, answer: 'ACCEPTED' };
    expect(await this.meet.do(who, 'answerMeetingInvitation', input)).toMatchObject({ answer: 'ACCEPTED' });
  }

  /** Somebody without an account, who opens their link and answers. */
  async guest(by: Someone, meetingId: string, name: string, said: object): Promise<Pass> {
    const { token } = await this.meet.do<{ token: string }>(by, 'inviteGuest', { meetingId, name });
    const { key } = await this.meet.do<Pass>(null, 'openGuestLink', { token });
    return { ...(await this.meet.do<Pass>(null, 'answerAsGuest', { key, ...said })), key };
  }

  async present(by: Someone, meetingId: string, registered: Pick<Registered, 'code'>[]): Promise<void> {
    for (const { code } of registered) await this.meet.do(by, 'checkIn', { meetingId, code });
  }

  /** From the draft to what everybody reads, with a correction that is accepted and one that is not. */
  async minutes(chair: Someone, meetingId: string, corrector: Someone): Promise<ToldMinutes> {
    const { do: act } = this.minuting;
    const draft = await act(chair, 'draftMinutes', { meetingId });
    const { id: minutesId } = await act(chair, 'circulateMinutes', {
      ...{ minutesId: draft.id, expectedVersion: draft.version, until: inHours(48) },
    });
    const unit = draft.currentVersion.units.at(-1)!;
    const remark = { minutesId, unitId: unit.id, text: 'Zapis jest niepełny.' };
    const [right, wrong] = [
      await act<Id>(corrector, 'correctMinutes', remark),
      await act<Id>(corrector, 'correctMinutes', { ...remark, unitId: 'otwarcie' }),
    ];
    const before = await this.minuting.see(chair, minutesId);
    const approval = { minutesId, expectedVersion: before.version, basis: 'Decyzja prezydium' };
    expect(await this.minuting.refusal(chair, 'approveMinutes', approval)).toBe('CORRECTIONS_OPEN');
    const wording = `${unit.text} Uzupełniono po uwadze.`.trim();
    await act(chair, 'answerCorrection', { correctionId: right.id, answer: 'ACCEPTED', reason: 'Słusznie.', wording });
    await act(chair, 'answerCorrection', { correctionId: wrong.id, answer: 'REJECTED', reason: 'Tak było.' });
    const { version } = await this.minuting.see(chair, minutesId);
    const approved = await act(chair, 'approveMinutes', { ...approval, expectedVersion: version });
    return act(chair, 'publishMinutes', { minutesId, expectedVersion: approved.version });
  }

  /** A sealed record, once anybody at all has downloaded and verified it. */
  async record<T>(path: string): Promise<T> {
    const text = await (await fetch(`${this.t.url}${path}`)).text();
    const keys: unknown = await (await fetch(`${this.t.url}/.well-known/konwent-keys.json`)).json();
    const checks = { ...declarationChecks(contentHash), ...minutesChecks(contentHash) };
    expect(await verifyRecord(Buffer.from(text), keys, { checks })).toMatchObject({ ok: true });
    expect(await verifyRecord(Buffer.from(text.replace(/202\d/, '2019')), keys, { checks })).toMatchObject({
      ok: false,
    });
    return (JSON.parse(text) as { record: T }).record;
  }
}
