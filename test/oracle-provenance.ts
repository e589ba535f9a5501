import { refuse, UUID, type Args } from './oracle-rules.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;
type Sees = (type: string, row: Row, reader: Reader) => boolean;
type End = readonly [kind: string, id: unknown];

interface Told {
  readonly title: unknown;
  readonly state: unknown;
  readonly day: unknown;
}
interface Link {
  readonly kind: string;
  readonly from: End;
  readonly to: End;
  readonly held: 'from' | 'to';
}
export interface Node extends Row {
  readonly kind: string;
  readonly side: string;
  readonly place: number;
}
export type ProvenanceArgs = Args & { of?: string; direction?: string };

const inPoland = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Warsaw' });
const dayOf = (moment: unknown): string | null => (moment ? inPoland.format(new Date(String(moment))) : null);
const start = (text: unknown): string | null => (typeof text === 'string' ? [...text].slice(0, 120).join('') : null);
const WIDE = ['UNIT', 'REMARK', 'DISPOSITION'];
const HUBS = ['DOSSIER', 'DISPATCH', 'RESPONSE'];

/** The kinds in the order of the chain: their types, and what is told of a row. */
const KINDS: Readonly<Record<string, readonly [string, string, (row: Row, tables: Tables) => Told]>> = {
  MEETING: ['Meeting', 'meeting', (r) => ({ title: r.title, state: r.state, day: dayOf(r.starts_at) })],
  CONCLUSION: [
    ...(['Conclusion', 'conclusion'] as const),
    (r) => ({ title: start(r.text), state: r.withdrawn_at ? 'WITHDRAWN' : 'RECORDED', day: dayOf(r.created_at) }),
  ],
  PROPOSAL: [
    ...(['Proposal', 'proposal'] as const),
    (r) => ({ title: r.title, state: r.state, day: dayOf(r.submitted_at ?? r.created_at) }),
  ],
  PROPOSAL_MERGE: [
    ...(['ProposalMerge', 'proposal_merge'] as const),
    (r) => ({ title: r.title, state: r.state, day: dayOf(r.proposed_at) }),
  ],
  PRACTICE: [
    ...(['GoodPractice', 'good_practice'] as const),
    (r, tables) => ({
      title: tables.practice_version!.find(({ id }) => id === r.current_version_id)?.title ?? null,
      ...{ state: r.state, day: dayOf(r.published_at ?? r.created_at) },
    }),
  ],
  RECOMMENDATION: [
    ...(['Recommendation', 'recommendation'] as const),
    (r) => ({ title: `${String(r.number)} ${String(r.title)}`, state: r.state, day: dayOf(r.created_at) }),
  ],
  UNIT: [
    ...(['DraftUnit', 'draft_unit'] as const),
    (r) => ({
      title: [r.label, r.title || null, start(r.text)].filter((each) => each !== null).join(' '),
      state: null,
      day: null,
    }),
  ],
  VERSION: [
    ...(['DraftVersion', 'draft_version'] as const),
    (r) => ({ title: `${String(r.title)} (${String(r.number)})`, state: null, day: dayOf(r.frozen_at) }),
  ],
  CIRCULATION: [
    ...(['Circulation', 'circulation'] as const),
    (r) => ({ title: start(r.note), state: r.state, day: dayOf(r.opens_at) }),
  ],
  REMARK: ['Remark', 'remark', (r) => ({ title: start(r.text), state: r.state, day: dayOf(r.at) })],
  DISPOSITION: ['Disposition', 'disposition', (r) => ({ title: start(r.reason), state: r.verdict, day: dayOf(r.at) })],
  POLL: ['Poll', 'poll', (r) => ({ title: r.question, state: r.state, day: dayOf(r.opened_at ?? r.closes_at) })],
  DOSSIER: ['Dossier', 'dossier', (r) => ({ title: r.title, state: r.state, day: dayOf(r.frozen_at ?? r.created_at) })],
  DISPATCH: [
    ...(['Dispatch', 'dispatch'] as const),
    (r) => ({ title: r.addressee, state: r.response_id ? 'ANSWERED' : 'SENT', day: r.sent_on }),
  ],
  RESPONSE: ['DossierResponse', 'dossier_response', (r) => ({ title: r.sender, state: null, day: r.received_on })],
  POSITION: [
    ...(['AnswerPosition', 'answer_position'] as const),
    (r, tables) => ({
      ...{ title: start(r.reason), state: r.kind },
      day: tables.dossier_response!.find(({ id }) => id === r.response_id)!.received_on,
    }),
  ],
  FOLLOW_UP: [
    ...(['FollowUp', 'follow_up'] as const),
    (r) => ({ title: r.act ?? r.list_number ?? start(r.note), state: r.stage, day: r.reached_on }),
  ],
};
const PLACES = Object.keys(KINDS);
export const CHAIN = Object.values(KINDS).map(([type]) => type);
export const provenanceType = (row: Row): string => KINDS[String(row.kind)]![0];

/** Where things come from and what came of them, said a second time: over a list of all links. */
export class ProvenanceOracle {
  private readonly links: readonly Link[];
  private readonly things = new Map<unknown, readonly [string, Row]>();

  constructor(
    private readonly tables: Tables,
    private readonly sees: Sees,
  ) {
    for (const [kind, [, table]] of Object.entries(KINDS))
      for (const row of tables[table]!) this.things.set(row.id, [kind, row]);
    this.links = this.allLinks().filter(({ from, to }) => [from, to].every(([, id]) => this.things.has(id)));
  }

  /** All that is found, in its order; `kinds` cut it later. */
  find({ of, direction = 'BOTH' }: ProvenanceArgs, reader: Reader): Node[] {
    const id = String(of).toLowerCase();
    const seen = (each: unknown): boolean => {
      const [kind, row] = this.things.get(each)!;
      return this.sees(KINDS[kind]![0], row, reader);
    };
    if (!this.things.has(id) || !seen(id)) return [];
    const visible = this.links.filter(({ from, to }) => seen(from[1]) && seen(to[1]));
    const sides = new Map<unknown, string>();
    if (direction !== 'ORIGINS') for (const each of this.walk(id, visible, 'from', 'to')) sides.set(each, 'OUTCOME');
    if (direction !== 'OUTCOMES') for (const each of this.walk(id, visible, 'to', 'from')) sides.set(each, 'ORIGIN');
    sides.set(id, 'ITSELF');
    const nodes = [...sides].map(([each, side]) => this.node(each, side));
    return nodes.sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  }

  counts(found: readonly Node[]): object[] {
    const counts = new Map<string, { kind: string; side: string; place: number; count: number }>();
    for (const { kind, side, place } of found) {
      const known = counts.get(`${kind} ${side}`) ?? { kind, side, place, count: 0 };
      counts.set(`${kind} ${side}`, { ...known, count: known.count + 1 });
    }
    const key = ({ kind, side }: { kind: string; side: string }) => `${kind} ${side}`;
    return [...counts.values()].sort((a, b) => a.place - b.place || (key(a) < key(b) ? -1 : 1));
  }

  /** The links told with a thing, of those within what was found. */
  linksOf({ id, within }: Row): object[] {
    const found = within as ReadonlySet<unknown>;
    const told = this.links.filter(
      (link) => link[link.held][1] === id && found.has(link.from[1]) && found.has(link.to[1]),
    );
    const key = ({ kind, from, to }: Link) => [kind, from[1], to[1]].join(' ');
    return [...told]
      .sort((a, b) => (key(a) < key(b) ? -1 : 1))
      .map(({ kind, from, to }) => ({ kind, fromKind: from[0], fromId: from[1], toKind: to[0], toId: to[1] }));
  }

  check({ of, kinds }: ProvenanceArgs): void {
    if (!UUID.test(String(of)) || (kinds?.length ?? 0) > 50) refuse('INVALID_INPUT');
  }

  private node(id: unknown, side: string): Node {
    const [kind, row] = this.things.get(id)!;
    return { id: String(id), kind, side, place: PLACES.indexOf(kind), ...KINDS[kind]![2](row, this.tables) };
  }

  private walk(root: string, links: readonly Link[], here: 'from' | 'to', there: 'from' | 'to'): Set<unknown> {
    const isWide = ([kind]: End): boolean => WIDE.includes(kind);
    const fromHub = HUBS.includes(this.things.get(root)![0]);
    const found = new Set<unknown>([root]);
    const spread = (open: readonly Link[]): void => {
      for (let before = -1; before < found.size;) {
        before = found.size;
        for (const link of open) if (found.has(link[here][1])) found.add(link[there][1]);
      }
    };
    const isShared = ({ from, to }: Link): boolean =>
      here === 'from' ? from[0] === 'RESPONSE' && to[0] === 'POSITION' : to[0] === 'DOSSIER';
    const isNever = ({ from }: Link): boolean => here === 'to' && from[0] === 'UNIT' && root !== from[1];
    const possible = links.filter(
      (link) => (fromHub || !isShared(link)) && !(isNever(link) && link.to[0] === 'VERSION'),
    );
    spread(possible.filter((link) => !isWide(link[there]) || isWide(link[here])));
    spread(possible.filter((link) => isWide(link[there])));
    return found;
  }

  private allLinks(): Link[] {
    const { tables } = this;
    const rows = (table: string): Row[] => tables[table]!;
    const link = (kind: string, from: End, to: End, held: 'from' | 'to' = 'to'): Link => ({ kind, from, to, held });
    const versionsOf = (draftId: unknown) => rows('draft_version').filter(({ draft_id }) => draft_id === draftId);
    const next = ({ draft_id, number }: Row) =>
      versionsOf(draft_id).filter((each) => each.number === Number(number) + 1);
    const recommendation = (key: unknown) => rows('recommendation').filter(({ id }) => id === key);
    const adopted = (key: unknown): End[] =>
      recommendation(key).flatMap((r) => {
        const [version] = rows('draft_version').filter(({ id }) => id === r.adopted_version_id);
        const isIts = (p: Row) =>
          p.subject_id === r.id && p.state === 'PUBLISHED' && version && p.subject_hash === version.content_hash;
        const polls = rows('poll')
          .filter(isIts)
          .map(({ id }): End => ['POLL', id]);
        return [['RECOMMENDATION', r.id] as End, ...(version ? [['VERSION', version.id] as End] : []), ...polls];
      });
    return [
      ...rows('conclusion').map((c) => link('RECORDED', ['MEETING', c.meeting_id], ['CONCLUSION', c.id])),
      ...rows('proposal').flatMap((p) => [
        link('PROPOSED', ['CONCLUSION', p.conclusion_id], ['PROPOSAL', p.id]),
        link('MERGED', ['PROPOSAL', p.id], ['PROPOSAL', p.merged_into_id], 'from'),
        link('TAKEN_UP', ['PROPOSAL', p.id], ['RECOMMENDATION', p.recommendation_id], 'from'),
      ]),
      ...rows('proposal_part').map((k) =>
        link('PUT_TOGETHER', ['PROPOSAL', k.proposal_id], ['PROPOSAL_MERGE', k.merge_id], 'from'),
      ),
      ...rows('proposal_merge').map((m) => link('MADE', ['PROPOSAL_MERGE', m.id], ['PROPOSAL', m.result_id], 'from')),
      ...rows('recommendation_practice').map((k) =>
        link('EVIDENCE', ['PRACTICE', k.practice_id], ['RECOMMENDATION', k.recommendation_id]),
      ),
      ...rows('recommendation').flatMap((r) => [
        ...rows('draft_unit')
          .filter((u) => u.draft_id === r.draft_id)
          .map((u) => link('WORDED', ['RECOMMENDATION', r.id], ['UNIT', u.id])),
        ...versionsOf(r.draft_id).map((v) => link('FROZEN', ['RECOMMENDATION', r.id], ['VERSION', v.id])),
      ]),
      ...rows('poll').flatMap((p) =>
        recommendation(p.subject_id).flatMap((r) => [
          link('PUT_TO_VOTE', ['RECOMMENDATION', r.id], ['POLL', p.id]),
          ...versionsOf(r.draft_id)
            .filter((v) => v.content_hash === p.subject_hash)
            .map((v) => link('PUT_TO_VOTE', ['VERSION', v.id], ['POLL', p.id])),
        ]),
      ),
      ...rows('draft_unit').flatMap((u) =>
        versionsOf(u.draft_id)
          .filter((v) => String(v.content).includes(u.id))
          .map((v) => link('IN_VERSION', ['UNIT', u.id], ['VERSION', v.id], 'from')),
      ),
      ...rows('draft_version').flatMap((v) =>
        next(v).map((n) => link('NEXT_VERSION', ['VERSION', v.id], ['VERSION', n.id])),
      ),
      ...rows('circulation').flatMap((c) => [
        link('CIRCULATED', ['VERSION', c.version_id], ['CIRCULATION', c.id]),
        ...rows('draft_version')
          .filter(({ id }) => id === c.version_id)
          .flatMap((v) => next(v).map((n) => link('REVISED', ['CIRCULATION', c.id], ['VERSION', n.id], 'from'))),
      ]),
      ...rows('remark').flatMap((k) => [
        link('REMARKED', ['CIRCULATION', k.circulation_id], ['REMARK', k.id]),
        link('REMARKED', ['UNIT', k.unit_id], ['REMARK', k.id]),
        link('CARRIED', ['REMARK', k.carried_from_id], ['REMARK', k.id]),
        link('JOINED', ['REMARK', k.id], ['REMARK', k.joined_to_id], 'from'),
      ]),
      ...rows('disposition').flatMap((d) => [
        link('DISPOSED', ['REMARK', d.remark_id], ['DISPOSITION', d.id]),
        link('CARRIED_OUT', ['DISPOSITION', d.id], ['VERSION', d.version_id], 'from'),
      ]),
      ...rows('dossier_item').flatMap((i) =>
        adopted(i.recommendation_id).map((from) => link('COMPILED', from, ['DOSSIER', i.dossier_id], 'from')),
      ),
      ...rows('dispatch').map((x) => link('DISPATCHED', ['DOSSIER', x.dossier_id], ['DISPATCH', x.id])),
      ...rows('dossier_response').map((a) => link('RESPONDED', ['DISPATCH', a.dispatch_id], ['RESPONSE', a.id])),
      ...rows('answer_position').flatMap((a) => [
        link('STATED', ['RESPONSE', a.response_id], ['POSITION', a.id]),
        ...adopted(a.recommendation_id).map((from) => link('ANSWERED', from, ['POSITION', a.id])),
      ]),
      ...rows('follow_up').flatMap((f) =>
        adopted(f.recommendation_id).map((from) => link('FOLLOWED', from, ['FOLLOW_UP', f.id])),
      ),
    ];
  }
}
