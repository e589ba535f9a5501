import type { INestApplicationContext } from '@nestjs/common';
import { Db, SYSTEM, type Tx } from '#core';
import {
  MergeAnswers,
  ProposalMerging,
  ProposalReviewing,
  ProposalWriting,
  type ProposalAudience,
  type ProposalState,
} from '#proposals';
import { acting, type Acting } from './demo.acting.ts';

interface DemoProposal {
  /** Who writes it, and for whom. */
  readonly by: string;
  readonly origin: string;
  readonly to: string;
  /** The slug of a change area. */
  readonly area: string;
  readonly title: string;
  readonly text: string;
  readonly reasons: string;
  readonly provisions: { act: string; path?: string }[];
  readonly state: ProposalState;
  readonly audience: ProposalAudience;
  /** Why its convent handed it on to the forum. */
  readonly forward?: string;
  /** Why it was declined or withdrawn. */
  readonly reason?: string;
  /** The merge of which it is a part. */
  readonly group?: string;
}

export interface DemoProposals {
  readonly proposals: readonly DemoProposal[];
  readonly merge: {
    readonly group: string;
    readonly title: string;
    readonly text: string;
    readonly reasons: string;
    readonly agree: readonly [body: string, who: string][];
  };
}

const DAY_MS = 86_400_000;
const address = (who: string): string => `${who}@demo.invalid`;
/** Who reviews in a body. */
const reviewerOf = (body: string): string => (body === 'forum' ? 'coordinator.forum' : `chair.${body}`);

/** Made-up proposals out of what the meetings of October 2024 named, each act done by whoever could do it. */
export async function addProposals(
  app: INestApplicationContext,
  { proposals, merge }: DemoProposals,
  bodies: ReadonlyMap<string, string>,
): Promise<void> {
  const db = app.get(Db);
  const made = new Made(app, acting(db), bodies, await sourcesOf(db));
  const parts = new Map<string, string[]>();
  for (const proposal of proposals) {
    const id = await made.add(proposal);
    if (proposal.group) parts.set(proposal.group, [...(parts.get(proposal.group) ?? []), id]);
  }
  await made.merge(merge, parts.get(merge.group)!);
  await db.run(SYSTEM, async (tx: Tx) => {
    tx.allow(true);
    for (const table of ['proposal', 'proposal_merge']) await tx.sql(`UPDATE ${table} SET sample = true`);
  });
}

interface Source {
  readonly areaId: string;
  readonly conclusionId: string | null;
}

/** The change areas by their slugs, with what the central meeting concluded about each. */
async function sourcesOf(db: Db): Promise<Map<string, Source>> {
  const rows = await db.run(SYSTEM, (tx: Tx) => {
    tx.allow(true);
    return tx.sql<Source & { slug: string }>(
      `SELECT a.slug, a.id AS "areaId", (SELECT c.conclusion_id FROM conclusion_area c
         WHERE c.change_area_id = a.id ORDER BY c.conclusion_id LIMIT 1) AS "conclusionId" FROM change_area a`,
    );
  });
  return new Map(rows.map(({ slug, ...source }) => [slug, source]));
}

class Made {
  private readonly writing: ProposalWriting;
  private readonly reviewing: ProposalReviewing;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly by: Acting,
    private readonly bodies: ReadonlyMap<string, string>,
    private readonly sources: ReadonlyMap<string, Source>,
  ) {
    this.writing = app.get(ProposalWriting, { strict: false });
    this.reviewing = app.get(ProposalReviewing, { strict: false });
  }

  async add(told: DemoProposal): Promise<string> {
    const { areaId, conclusionId } = this.sources.get(told.area)!;
    const { title, text, reasons, provisions } = told;
    const data = { title, text, reasons, provisions, changeAreaIds: [areaId] };
    const originId = this.bodies.get(told.origin)!;
    const { id } = await this.by(address(told.by), (tx) => this.writing.draft(tx, { originId, conclusionId, data }));
    if (told.state !== 'DRAFT') await this.review(id, told);
    return id;
  }

  private async review(proposalId: string, { by, to, state, audience, forward, reason }: DemoProposal): Promise<void> {
    const step = (expectedVersion: number) => ({ proposalId, expectedVersion });
    const reviewerId = this.bodies.get(to)!;
    await this.by(address(by), (tx) => this.writing.submit(tx, { ...step(1), reviewerId, audience }));
    if (state === 'SUBMITTED') return;
    const reviewer = address(reviewerOf(forward ? 'forum' : to));
    if (forward)
      await this.by(address(reviewerOf(to)), (tx) => this.reviewing.forward(tx, { ...step(2), reason: forward }));
    const version = forward ? 3 : 2;
    await this.by(reviewer, (tx) => this.reviewing.begin(tx, step(version)));
    if (state === 'DECLINED')
      await this.by(reviewer, (tx) => this.reviewing.decline(tx, { ...step(version + 1), reason: reason! }));
    if (state === 'WITHDRAWN')
      await this.by(address(by), (tx) => this.writing.withdraw(tx, { ...step(version + 1), reason }));
  }

  async merge({ title, text, reasons, agree }: DemoProposals['merge'], proposalIds: string[]): Promise<void> {
    const [merging, answers] = [ProposalMerging, MergeAnswers].map((of) => this.app.get(of, { strict: false })) as [
      ProposalMerging,
      MergeAnswers,
    ];
    const answerBy = new Date(Date.now() + 14 * DAY_MS);
    const { id: mergeId } = await this.by(address('coordinator.forum'), (tx) =>
      merging.propose(tx, { proposalIds, title, text, reasons, answerBy }),
    );
    for (const [body, who] of agree)
      await this.by(address(who), (tx) => answers.agree(tx, { mergeId, bodyId: this.bodies.get(body)! }));
  }
}
