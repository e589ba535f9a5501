import type { Asker, TestApp } from './app.ts';

export const ASK = `query ($of: ID!, $direction: ProvenanceDirection! = BOTH, $kinds: [ProvenanceKind!], $first: Int! = 100, $after: ID) {
  provenance(of: $of, direction: $direction, kinds: $kinds, first: $first, after: $after) {
    counts { kind side count } totalCount pageInfo { hasNextPage endCursor }
    nodes { id kind side title state day links { kind fromKind fromId toKind toId } subject { __typename } } } }`;
/** Without what is asked of each node by itself. */
export const PLAIN = ASK.replace(/ links \{.*$/, ' } } }');

export interface ProvenanceNode {
  readonly id: string;
  readonly kind: string;
  readonly side: string;
  readonly title: string | null;
  readonly state: string | null;
  readonly day: string | null;
  readonly links: { kind: string; fromId: string; toId: string }[];
  readonly subject: { __typename: string } | null;
}
export interface Provenance {
  readonly counts: { kind: string; side: string; count: number }[];
  readonly totalCount: number;
  readonly pageInfo: { hasNextPage: boolean; endCursor: string | null };
  readonly nodes: ProvenanceNode[];
}

/** The kinds of what a network has, by the names of its rows. */
export const KINDS: Readonly<Record<string, string>> = {
  ...{ meeting: 'MEETING', conclusion: 'CONCLUSION', own: 'PROPOSAL', one: 'PROPOSAL', merge: 'PROPOSAL_MERGE' },
  ...{ rec: 'RECOMMENDATION', unit: 'UNIT', v1: 'VERSION', v2: 'VERSION', circulation: 'CIRCULATION' },
  ...{ remark: 'REMARK', disposition: 'DISPOSITION', poll: 'POLL', dossier: 'DOSSIER', dispatch: 'DISPATCH' },
  ...{ response: 'RESPONSE', position: 'POSITION', 'follow-up': 'FOLLOW_UP' },
};

/** How many of each kind on each side. */
export const counted = ({ counts }: Provenance): Record<string, number> =>
  Object.fromEntries(counts.map(({ kind, side, count }) => [`${side} ${kind}`, count]));

export const has = (nodes: readonly ProvenanceNode[], id: string): boolean => nodes.some((each) => each.id === id);

export class AskingProvenance {
  constructor(private readonly t: TestApp) {}

  async find(who: Asker, of: string, more: object = {}): Promise<Provenance> {
    return (await this.t.get<{ provenance: Provenance }>(who, ASK, { of, ...more })).provenance;
  }

  /** All pages. */
  async whole(who: Asker, of: string, more: object = {}): Promise<ProvenanceNode[]> {
    const nodes: ProvenanceNode[] = [];
    for (let after: string | null = null; ;) {
      const { nodes: some, pageInfo }: Provenance = await this.find(who, of, { ...more, after });
      nodes.push(...some);
      if (!pageInfo.hasNextPage) return nodes;
      after = pageInfo.endCursor;
    }
  }

  /** The median and the 95th percentile of asking about different things, once the connections have their plans. */
  async timed(who: Asker, query: string, ids: readonly string[]): Promise<string> {
    const times: number[] = [];
    for (let i = 0; i < 60; i++) {
      const from = performance.now();
      await this.t.get(who, query, { of: ids[(i * 7) % ids.length] });
      times.push(performance.now() - from);
    }
    const sorted = times.slice(20).sort((a, b) => a - b);
    return `${sorted[20]!.toFixed(0)} (p95 ${sorted[38]!.toFixed(0)})`;
  }
}
