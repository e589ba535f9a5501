import { Answering, channelNames, remarkClassNames, type RemarkChannel, type RemarkClass } from '#circulation';
import { Db, enrol, feed, SYSTEM } from '#core';
import { RecommendationRounds } from '#recommendations';
import { settled, type Asker, type TestApp } from './app.ts';
import { Circulating } from './circulations.ts';
import { Declaring } from './declarations.ts';
import { Sending } from './dossiers.ts';
import type { ToldDraft } from './drafts.ts';
import type { Someone } from './given.ts';
import { Polls } from './polls.ts';
import { Proposing } from './proposals.ts';
import { Recommending, type ToldRecommendation } from './recommendations.ts';
import { RemarkTables } from './remark-tables.ts';
import { demo, Replay, type Printed, type Region } from './replay.ts';

type Id = { id: string };

/** A remark of the demo network: of somebody who is here, or one that came otherwise. */
export interface SampleRemark {
  readonly by?: string;
  readonly for?: string;
  readonly from?: string;
  readonly channel?: RemarkChannel;
  readonly kind: RemarkClass;
  readonly unit: string | null;
  readonly text: string;
  readonly wording?: string;
  readonly reasons?: string;
  readonly verdict: string;
  readonly reason?: string;
  /** The unit of the second version that carries it out. */
  readonly change?: string;
  /** The number of the remark that says the same. */
  readonly like?: number;
  readonly upheld?: string;
}
type Change = { readonly position?: number } & Record<string, unknown>;
interface Sample {
  readonly title: string;
  readonly act: object;
  readonly heading: string;
  readonly versions: readonly { note: string; changes: readonly Change[]; ending: readonly string[] }[];
}

export const KEYS = ['pomorski', 'lubelski', 'dolnoslaski'] as const;
const TERYT = { pomorski: '22', lubelski: '06', dolnoslaski: '02' };
const HEADER = 'Zgłaszający;Jednostka redakcyjna;Uwaga;Uzasadnienie;Propozycja;Rodzaj uwagi;Sposób zgłoszenia';
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

export const until = (at: string): Promise<void> =>
  new Promise((done) => setTimeout(done, Math.max(0, Date.parse(at) - Date.now() + 50)));
export const allowedOf = (told: { availableActions: { action: string; allowed: boolean }[] }): string[] =>
  told.availableActions.filter(({ allowed }) => allowed).map(({ action }) => action);

/** The way of the demo’s first recommendation, from an empty node on, act by act. */
export class Way {
  readonly play: Replay;
  readonly propose: Proposing;
  readonly recs: Recommending;
  readonly circulate: Circulating;
  readonly send: Sending;
  readonly polls: Polls;
  readonly regions = new Map<string, Region>();
  sample: Sample;
  remarks: SampleRemark[];
  areaId: string;
  forum: Id;
  coordinator: Someone;

  constructor(protected readonly t: TestApp) {
    this.play = new Replay(t);
    this.propose = new Proposing(t);
    this.recs = new Recommending(t);
    this.circulate = new Circulating(t);
    this.send = new Sending(t);
    this.polls = new Polls(t);
  }

  region = (key: string): Region => this.regions.get(key === 'cis' ? 'pomorski' : key)!;
  get chairs(): Someone[] {
    return KEYS.map((key) => this.region(key).chair);
  }

  /** Three convents with a member each found a forum, which gets a coordinator. */
  async founded(): Promise<void> {
    [this.areaId] = (await this.play.catalogue()).map(({ changeAreaId }) => changeAreaId) as [string];
    [this.sample] = await demo<[Sample]>('recommendations.json');
    this.remarks = await demo<SampleRemark[]>('remarks.json');
    const operator = await this.t.given.person({ operator: true });
    for (const key of KEYS)
      this.regions.set(key, await this.play.region(operator, key, `Konwent „${key}”`, TERYT[key]));
    const declare = new Declaring(this.t);
    const founding = await declare.opened(this.region('pomorski').chair, 'FOUNDING', [...this.regions.values()]);
    for (const each of this.regions.values()) await declare.sign(each.chair, founding, each);
    this.forum = (await this.t.get<{ forum: Id }>(null, `{ forum { id } }`)).forum;
    this.coordinator = await this.play.officer(operator, this.forum, 'COORDINATOR', 'Koordynatorka Forum');
    await enrol(this.t.app.get(Db), this.t.app.get(RecommendationRounds, { strict: false }));
  }

  /** A meeting of a convent with what it concludes, up to minutes that everybody reads. */
  async concluded(of: Region, text: string): Promise<Id> {
    const { meetings } = await demo<Printed>('october.json');
    const { id: meetingId, agenda } = await this.play.convened([of], meetings[1]!, { invite: { membersOf: [of.id] } });
    await this.play.accepted(of.speaker, meetingId, of.entity);
    const coming = [];
    for (const who of [of.speaker, of.chair]) coming.push(await this.play.meet.register(who, meetingId));
    await this.play.present(of.chair, meetingId, coming);
    await this.play.meet.do(of.chair, 'beginMeeting', { meetingId });
    const conclusion = { meetingId, agendaItemId: agenda[1]!.id, text, changeAreaIds: [this.areaId] };
    const concluded = await this.play.minuting.do<Id>(of.chair, 'recordConclusion', conclusion);
    await this.play.meet.do(of.chair, 'closeMeeting', { meetingId });
    await this.play.minutes(of.chair, meetingId, of.speaker);
    return concluded;
  }

  see = async (id: string, who: Asker = this.coordinator): Promise<ToldRecommendation> =>
    (await this.recs.see(who, id))!;

  /** The changes of law of a version of the sample, and the text that their sentences make. */
  async written(draftId: string, number: 0 | 1): Promise<ToldDraft> {
    const { drafting } = this.recs;
    const { changes, ending, note } = this.sample.versions[number]!;
    let draft = (await drafting.see(this.coordinator, draftId))!;
    for (const { position, ...change } of changes) {
      const amendmentId = draft.text!.amendments.find((each) => each.position === position)?.id;
      const act = amendmentId ? 'editDraftAmendment' : 'addDraftAmendment';
      draft = await drafting.edit(this.coordinator, act, draft, { ...(amendmentId && { amendmentId }), change });
    }
    const articles = ending.map((words, i) => `Art. ${i + 2}. ${words}`);
    const text = [[this.sample.heading, draft.text!.amendingArticle, ...articles].join('\n\n')];
    draft = await drafting.edit(this.coordinator, 'replaceDraftText', draft, { text });
    return drafting.freeze(this.coordinator, draft, note);
  }

  /** The units of a circulated version by where they stand. */
  async units(versionId: string, draftId: string): Promise<Map<string, string>> {
    type Told = { draft: { versions: { id: string; units: { id: string; path: string }[] }[] } };
    const query = `query ($id: ID!) { draft(id: $id) { versions { id units { id path } } } }`;
    const { draft } = await this.t.get<Told>(this.coordinator, query, { id: draftId });
    return new Map(draft.versions.find(({ id }) => id === versionId)!.units.map(({ id, path }) => [path, id]));
  }

  /** All remarks of the sample: each by its author, or in one table of those that came by letter and mail; their ids in order. */
  async remarked(circulation: Id, units: Map<string, string>): Promise<string[]> {
    const own = this.remarks.filter(({ by }) => by);
    const ids = new Map<SampleRemark, string>();
    for (const each of own) {
      const of = this.region(each.for!);
      const { kind, text, wording, reasons } = each;
      const fields = { kind, text, wording, reasons, unitId: each.unit && units.get(each.unit)! };
      const [who, organisation] = each.for === 'cis' ? [of.speaker, of.entity] : [of.chair, of];
      ids.set(each, (await this.circulate.remarked(who, circulation, organisation, fields)).id);
    }
    const rest = this.remarks.filter(({ by }) => !by);
    const lines = rest.map(({ from, unit, text, reasons, wording, kind, channel }) =>
      [from!, unit ?? 'całość', text, reasons ?? '', wording ?? '', remarkClassNames[kind], channelNames[channel!]]
        .map(cell)
        .join(';'),
    );
    const tables = new RemarkTables(this.t, this.coordinator);
    const { body } = await tables.taken(circulation, [HEADER, ...lines].join('\n'));
    body.rows.forEach(({ remarkId }, i) => ids.set(rest[i]!, remarkId!));
    return this.remarks.map((each) => ids.get(each)!);
  }

  /** The clock of the worker, and what follows from events. */
  async worked(): Promise<void> {
    const [db, consumer] = [this.t.app.get(Db), this.t.app.get(RecommendationRounds, { strict: false })];
    await db.run(SYSTEM, (tx) => this.t.app.get(Answering, { strict: false }).closeDue(tx));
    await settled(this.t);
    while (await feed(db, consumer));
  }

  /** What somebody is waited for, by kind. */
  async waits(who: Asker): Promise<string[]> {
    type Told = { viewer: { obligations: { nodes: { kind: string }[] } } };
    const { viewer } = await this.t.get<Told>(who, `{ viewer { obligations(first: 50) { nodes { kind } } } }`);
    return viewer.obligations.nodes.map(({ kind }) => kind).sort();
  }
}
