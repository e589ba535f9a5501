import type { INestApplicationContext } from '@nestjs/common';
import {
  Answering,
  Circulations,
  Dispositions,
  type RemarkChannel,
  type RemarkClass,
  type Verdict,
} from '#circulation';
import { Db, SYSTEM, type Tx } from '#core';
import { flat, Freezing } from '#drafts';
import { Joining, Recording } from '#remarks';
import { mandateOf, type Acting, type DemoMandate } from './demo.acting.ts';

export interface DemoRemark {
  /** Who made it here, for which organisation; or from whom it came otherwise. */
  readonly by?: string;
  readonly for?: string;
  readonly from?: string;
  readonly channel?: RemarkChannel;
  readonly kind: RemarkClass;
  readonly unit: string | null;
  readonly text: string;
  readonly wording?: string;
  readonly reasons?: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** The unit of the last version that carries it out. */
  readonly change?: string;
  /** The number of the remark that says the same. */
  readonly like?: number;
  /** Why its author upholds it. */
  readonly upheld?: string;
}
interface About {
  readonly draftId: string;
}

const COORDINATOR = 'coordinator.forum@demo.invalid';
const address = (who: string): string => `${who}@demo.invalid`;

/** The remarks on one circulated version, all written down in one statement, and what becomes of them in another. */
export class DemoRemarks {
  private circulationId: string;
  private ids: string[];

  constructor(
    private readonly app: INestApplicationContext,
    private readonly by: Acting,
    private readonly bodies: ReadonlyMap<string, string>,
    private readonly remarks: readonly DemoRemark[],
  ) {}

  private of = <T>(service: new (...args: never[]) => T): T => this.app.get<T>(service, { strict: false });

  async submit({ draftId }: About): Promise<void> {
    const db = this.app.get(Db);
    const authors = new Map<string, DemoMandate>();
    for (const { by } of this.remarks) if (by && !authors.has(by)) authors.set(by, await mandateOf(db, address(by)));
    const leading = await mandateOf(db, COORDINATOR);
    // Each is its author's: only the system may write for so many at once.
    await db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [row] = await tx.sql<{ id: string }>(`SELECT id FROM circulation WHERE draft_id = $1`, [draftId]);
      const circulation = await this.of(Circulations).hold(tx, row!.id);
      this.circulationId = circulation.id;
      const units = await this.units(tx, circulation.versionId);
      const recorded = this.remarks.map((each) => this.recorded(each, units, authors.get(each.by ?? '') ?? leading));
      this.ids = await this.of(Recording).recordAllFor(tx, circulation, recorded);
    });
    for (const key of ['dolnoslaski', 'lubelski'])
      await this.by(address(`chair.${key}`), (tx) =>
        this.of(Answering).answer(tx, {
          ...{ circulationId: this.circulationId, organisationId: this.bodies.get(key)!, answer: 'REMARKS' },
        }),
      );
  }

  private async units(tx: Tx, versionId: string): Promise<Map<string, string>> {
    const { content } = await this.of(Freezing).version(tx, versionId);
    return new Map(flat(content).map(({ path, id }) => [path, id]));
  }

  private recorded(told: DemoRemark, units: ReadonlyMap<string, string>, author: DemoMandate) {
    const { kind, text, wording = null, reasons = null, from = null, channel = 'PLATFORM' as const } = told;
    return {
      ...{ kind, text, wording, reasons, channel, submitter: from, ...this.organisation(told.for) },
      ...{ unitId: told.unit && units.get(told.unit)! },
      ...{ personId: author.personId, mandateId: author.id },
    };
  }

  private organisation(key?: string): { conventId: string | null; entityId: string | null } {
    const id = key ? this.bodies.get(key)! : null;
    return key === 'cis' ? { conventId: null, entityId: id } : { conventId: id, entityId: null };
  }

  /** Once there is a version that carries out what is accepted; some authors uphold theirs. */
  async dispose({ draftId }: About): Promise<void> {
    const { circulationId, ids } = this;
    await this.by(COORDINATOR, async (tx) => {
      for (const [i, { like }] of this.remarks.entries()) {
        const joined = like && { circulationId, leadingId: ids[like - 1]!, remarkIds: [ids[i]!] };
        if (joined) await this.of(Joining).join(tx, joined);
      }
      const [last] = await tx.sql<{ id: string }>(
        `SELECT id FROM draft_version WHERE draft_id = $1 ORDER BY number DESC LIMIT 1`,
        [draftId],
      );
      const units = await this.units(tx, last!.id);
      const dispositions = this.remarks.flatMap(({ verdict, reason, change, like }, i) => {
        const carriedOut = change ? { versionId: last!.id, unitId: units.get(change)! } : null;
        return like ? [] : [{ remarkId: ids[i]!, verdict, reason, carriedOut }];
      });
      await this.of(Dispositions).dispose(tx, { circulationId, dispositions });
    });
    for (const [i, { by, upheld }] of this.remarks.entries())
      if (upheld) await this.by(address(by!), (tx) => this.uphold(tx, ids[i]!, upheld));
  }

  private async uphold(tx: Tx, remarkId: string, reason: string): Promise<void> {
    const [row] = await tx.sql<{ id: string }>(`SELECT disposition_id AS id FROM remark WHERE id = $1`, [remarkId]);
    await this.of(Dispositions).reply(tx, { dispositionId: row!.id, reply: 'OBJECTED', reason });
  }
}
