import { allLinks, type End, type Link } from './oracle-provenance-links.ts';
import { refuse, UUID, type Args } from './oracle-rules.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;
type Sees = (type: string, row: Row, reader: Reader) => boolean;
interface Told {
  readonly title: unknown;
  readonly state: unknown;
  readonly day: unknown;
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
    this.links = allLinks(tables).filter(({ from, to }) => [from, to].every(([, id]) => this.things.has(id)));
  }

  /** What was found is cut by kinds; counts and links are of the whole. */
  page(args: ProvenanceArgs, reader: Reader): object {
    this.check(args);
    const { first = 20, after, kinds } = args;
    const all = this.find(args, reader);
    const start = after ? all.findIndex(({ id }) => id === after.toLowerCase()) : -1;
    const isWanted = ({ kind }: Node): boolean => !kinds?.length || kinds.includes(kind);
    const past = after && start < 0 ? [] : all.slice(start + 1).filter(isWanted);
    const within = new Set(all.map(({ id }) => id));
    const nodes = past.slice(0, first).map((row) => ({ type: 'ProvenanceNode', row: { ...row, within } }));
    const cut = pageOf(nodes, past.length > first, Boolean(after));
    return { ...cut, totalCount: all.filter(isWanted).length, counts: this.counts(all) };
  }

  /** All that is found, in its order. */
  private find({ of, direction = 'BOTH' }: ProvenanceArgs, reader: Reader): Node[] {
    const id = String(of).toLowerCase();
    const known = new Map<unknown, boolean>();
    const seen = (each: unknown): boolean => {
      const [kind, row] = this.things.get(each)!;
      const answer = known.get(each) ?? this.sees(KINDS[kind]![0], row, reader);
      known.set(each, answer);
      return answer;
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

  private counts(found: readonly Node[]): object[] {
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

  private check({ of, kinds }: ProvenanceArgs): void {
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
}

/** Where a list was cut. */
export function pageOf(
  nodes: readonly { readonly row: Row }[],
  hasNextPage: boolean,
  hasPreviousPage: boolean,
): object {
  const edges = nodes.map((node) => ({ cursor: node.row.id, node }));
  const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  return { nodes, edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor } };
}

/** Fields of nodes that are not columns of the same name. */
export const provenanceFields = (
  one: (type: string, id: unknown, reader: Reader) => unknown,
  oracle: () => ProvenanceOracle,
): Record<string, (row: Row, reader: Reader) => unknown> => ({
  'ProvenanceNode.subject': (row, reader) => one(KINDS[String(row.kind)]![0], row.id, reader),
  'ProvenanceNode.links': (row) => oracle().linksOf(row),
});
