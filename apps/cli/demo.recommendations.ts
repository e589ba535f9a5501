import type { INestApplicationContext } from '@nestjs/common';
import { Answering, CirculationClosed } from '#circulation';
import { Db, EventRow, SYSTEM, type Tx } from '#core';
import {
  Amending,
  amendingText,
  DraftWriting,
  Freezing,
  type ChangeInput,
  type CitedActInput,
  type DraftForm,
} from '#drafts';
import { RecommendationEvidence, RecommendationRounds, Recommendations, RecommendationVotes } from '#recommendations';
import { CastingService, ClosingService, PollsService, type Choice } from '#voting';
import { acting, mandateOf, type Acting } from './demo.acting.ts';
import { addDossiers } from './demo.dossiers.ts';
import { DemoRemarks, type DemoRemark } from './demo.remarks.ts';

const DAY_MS = 86_400_000;
/** What each state has behind it. */
const ORDER = ['DRAFTING', 'IN_CIRCULATION', 'CONSOLIDATING', 'IN_VOTE', 'REJECTED', 'DISPATCHED', 'ANSWERED'] as const;
type State = (typeof ORDER)[number];
const LABEL = 'Dane przykładowe: obieg i głosowanie trwały chwilę, bo przykład powstaje za jednym razem.';

interface Version {
  readonly note: string;
  readonly text?: string;
  /** Those with a position take the place of the change that stands there. */
  readonly changes?: readonly (ChangeInput & { position?: number })[];
  readonly ending?: readonly string[];
}
export interface DemoRecommendation {
  readonly by: string;
  readonly body: string;
  readonly form: DraftForm;
  readonly state: State;
  readonly title: string;
  readonly areas: readonly string[];
  /** By their titles. */
  readonly takesUp: readonly string[];
  readonly practices?: readonly { title: string; note: string }[];
  readonly act?: CitedActInput;
  readonly heading?: string;
  readonly versions: readonly Version[];
  readonly votes?: Readonly<Record<string, Choice>>;
}
interface Made extends DemoRecommendation {
  readonly id: string;
  readonly draftId: string;
}
export interface DemoForum {
  /** By the key in the report; `forum`, and `cis` for the centre that has people here. */
  readonly bodies: ReadonlyMap<string, string>;
  readonly remarks: readonly DemoRemark[];
}

/** Recommendations in words of our own, in every state but one, each act done by whoever could do it; the first has gone all the way. */
export async function addRecommendations(
  app: INestApplicationContext,
  samples: readonly DemoRecommendation[],
  { bodies, remarks }: DemoForum,
): Promise<void> {
  const db = app.get(Db);
  const by = acting(db);
  const making = new Making(app, by, bodies);
  const all: Made[] = [];
  for (const sample of samples) all.push(await making.begin(sample));
  const asked = new DemoRemarks(app, by, bodies, remarks);
  await asked.submit(all[0]!);
  await endRounds(app, db, all.filter(hasReached('CONSOLIDATING')));
  await making.revise(all[0]!);
  await asked.dispose(all[0]!);
  for (const each of all.filter(hasReached('IN_VOTE'))) await making.vote(each);
  await addDossiers(app, by, bodies.get('forum')!, all.filter(hasReached('DISPATCHED')));
}

const hasReached = (state: State) => (each: Made) => ORDER.indexOf(each.state) >= ORDER.indexOf(state);
export const address = (who: string): string => `${who}@demo.invalid`;

/** The rounds are over now, all at once; what follows of that is not left to the worker, who would come too late. */
async function endRounds(app: INestApplicationContext, db: Db, over: readonly Made[]): Promise<void> {
  const rounds = app.get(RecommendationRounds, { strict: false });
  await db.run(SYSTEM, async (tx: Tx) => {
    tx.allow(true);
    const drafts = over.map(({ draftId }) => draftId);
    await tx.sql(`UPDATE circulation SET closes_at = $2 WHERE draft_id = ANY ($1)`, [drafts, tx.now]);
    await app.get(Answering, { strict: false }).closeDue(tx);
  });
  await db.run(SYSTEM, async (tx: Tx) => {
    tx.allow(true);
    const ended = await tx.em.find(EventRow, { where: { type: CirculationClosed.type } });
    for (const event of ended) await rounds.handle(tx, event);
  });
}

class Making {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly by: Acting,
    private readonly bodies: ReadonlyMap<string, string>,
  ) {}

  private of = <T>(service: new (...args: never[]) => T): T => this.app.get<T>(service, { strict: false });
  /** What its leaders do with it as it stands now. */
  private async now(tx: Tx, { id }: Pick<Made, 'id'>): Promise<{ recommendationId: string; expectedVersion: number }> {
    const [row] = await tx.sql<{ version: number }>(`SELECT version FROM recommendation WHERE id = $1`, [id]);
    return { recommendationId: id, expectedVersion: row!.version };
  }

  /** With its first version, and in circulation unless it is still being drafted. */
  begin(sample: DemoRecommendation): Promise<Made> {
    return this.by(address(sample.by), async (tx: Tx) => {
      const made = await this.create(tx, sample);
      await this.write(tx, made, 0);
      for (const { title, note } of sample.practices ?? []) {
        const [found] = await tx.sql<{ id: string }>(
          `SELECT practice_id AS id FROM practice_version WHERE title = $1`,
          [title],
        );
        const evidence = { ...(await this.now(tx, made)), practiceId: found!.id, note };
        await this.of(RecommendationEvidence).add(tx, evidence);
      }
      if (hasReached('IN_CIRCULATION')(made)) await this.circulate(tx, made);
      return made;
    });
  }

  private async create(tx: Tx, sample: DemoRecommendation): Promise<Made> {
    const { body, title, form, act, areas, takesUp } = sample;
    const about = await tx.sql<{ id: string }>(`SELECT id FROM change_area WHERE slug = ANY ($1)`, [areas]);
    const proposals = await tx.sql<{ id: string }>(
      `SELECT id FROM proposal WHERE title = ANY ($1) AND state = 'UNDER_REVIEW' AND merged_into_id IS NULL`,
      [takesUp],
    );
    const [changeAreaIds, proposalIds] = [about.map(({ id }) => id), proposals.map(({ id }) => id)];
    const input = { bodyId: this.bodies.get(body)!, title, form, act, changeAreaIds, proposalIds };
    const { id } = await this.of(Recommendations).create(tx, input, { sample: true });
    const [row] = await tx.sql<{ draftId: string }>(`SELECT draft_id AS "draftId" FROM recommendation WHERE id = $1`, [
      id,
    ]);
    return { ...sample, id, draftId: row!.draftId };
  }

  private async circulate(tx: Tx, made: Made): Promise<void> {
    await this.of(RecommendationRounds).circulate(tx, {
      ...{ ...(await this.now(tx, made)), silence: 'NO_REMARKS', note: LABEL },
      closesAt: new Date(Date.now() + 14 * DAY_MS),
      circle: { wholeForum: true, conventIds: [], membersOfConventIds: [], entityIds: [this.bodies.get('cis')!] },
    });
  }

  async revise(made: Made): Promise<void> {
    const mandate = await mandateOf(this.app.get(Db), address(made.by));
    await this.by(address(made.by), (tx: Tx) => {
      tx.allow(mandate);
      return this.write(tx, made, 1);
    });
  }

  /** The changes of law of a version and the text that they make, or a text as it is; frozen. */
  private async write(tx: Tx, { draftId, heading, versions }: Made, number: number): Promise<void> {
    const { note, text, changes = [], ending = [] } = versions[number]!;
    for (const { position, ...change } of changes) await this.change(tx, draftId, change, position);
    const amended = (await this.of(Amending).all(tx, draftId)).map(({ proposed }) => proposed);
    const articles = ending.map((words, i) => `Art. ${i + 2}. ${words}`);
    const whole = text ?? [heading, amendingText(amended), ...articles].join('\n\n');
    await this.of(DraftWriting).replaceFor(tx, draftId, whole);
    await this.of(Freezing).freezeFor(tx, draftId, note);
  }

  private async change(tx: Tx, draftId: string, change: ChangeInput, position?: number): Promise<void> {
    const [draft] = await tx.sql<{ version: number; amendmentId: string | null }>(
      `SELECT d.version, a.id AS "amendmentId" FROM draft d LEFT JOIN draft_amendment a ON a.draft_id = d.id AND a.position = $2
       WHERE d.id = $1`,
      [draftId, position ?? 0],
    );
    const { version: expectedVersion, amendmentId } = draft!;
    if (amendmentId) await this.of(Amending).edit(tx, { draftId, expectedVersion, amendmentId, change });
    else await this.of(Amending).add(tx, { draftId, expectedVersion, change });
  }

  async vote(made: Made): Promise<void> {
    const pollId = await this.by(address(made.by), async (tx) => {
      const [last] = await tx.sql<{ contentHash: string }>(
        `SELECT content_hash AS "contentHash" FROM draft_version WHERE draft_id = $1 ORDER BY number DESC LIMIT 1`,
        [made.draftId],
      );
      const asked = { closesAt: new Date(Date.now() + 7 * DAY_MS), doubleMajority: true, explanation: LABEL };
      await this.of(RecommendationVotes).put(tx, { ...(await this.now(tx, made)), ...last!, ...asked });
      const [poll] = await tx.sql<{ id: string }>(`SELECT id FROM poll WHERE subject_id = $1`, [made.id]);
      return poll!.id;
    });
    for (const [key, choice] of Object.entries(made.votes ?? {}))
      await this.by(address(`chair.${key}`), (tx) => this.of(CastingService).cast(tx, { pollId, choice }));
    if (made.state === 'IN_VOTE') return;
    const reason = 'Wszystkie konwenty oddały głos.';
    await this.by(address(made.by), (tx) => this.of(ClosingService).close(tx, { pollId, reason }));
    await this.by(address(made.by), (tx) => this.of(PollsService).publish(tx, pollId));
  }
}
