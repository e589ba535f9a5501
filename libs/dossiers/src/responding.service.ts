import { Injectable } from '@nestjs/common';
import { today } from '#convents';
import { newId, type Tx } from '#core';
import { Files } from '#files';
import { Recommendations } from '#recommendations';
import { Dispatch } from './dispatch.entity.ts';
import { ANY_FILE, OPEN_ONES } from './dispatching.service.ts';
import { Dossier } from './dossier.entity.ts';
import { loadDossierFacts } from './dossier.facts.ts';
import { dispatchLifecycle } from './dossier.lifecycle.ts';
import { bodyOfDossier, DossierSteps } from './dossier-steps.service.ts';
import {
  NotInDossier,
  PositionsIncomplete,
  PositionTwice,
  PositionWithoutReason,
  ResponseDayWrong,
} from './dossiers.errors.ts';
import { ResponseRecorded } from './dossiers.events.ts';
import { OriginNotices } from './origin-notices.service.ts';
import { DossierResponse } from './response.entity.ts';
import type { AnswerPositionInput, RecordResponseInput } from './response.inputs.ts';
import { positionNames } from './words.ts';

type Id = { id: string };
interface Entry extends Id {
  readonly recommendationId: string;
}
type Position = Entry & { readonly entryId: string; readonly kind: string; readonly reason: string | null };

/** All positions at once; they count where the response is the last that came in. */
const STORED = `
  WITH made AS (
    INSERT INTO answer_position (id, response_id, entry_id, recommendation_id, kind, reason)
    SELECT p.id, $1, p."entryId", p."recommendationId", p.kind, p.reason FROM json_to_recordset($2)
      AS p (id uuid, "entryId" uuid, "recommendationId" uuid, kind text, reason text)
    RETURNING id, entry_id)
  UPDATE register_entry e SET position_id = made.id FROM made WHERE e.id = made.entry_id AND $3`;

/** What addressees answer: never changed, only followed by what they answer later. */
@Injectable()
export class Responding {
  constructor(
    private readonly steps: DossierSteps,
    private readonly files: Files,
    private readonly recommendations: Recommendations,
    private readonly notices: OriginNotices,
  ) {}

  async record(tx: Tx, input: RecordResponseInput): Promise<Id> {
    const dispatch = await tx.lock(Dispatch, input.dispatchId, input.expectedVersion);
    const dossier = await tx.em.findOneByOrFail(Dossier, { id: dispatch.dossierId });
    dispatchLifecycle.take(tx, 'recordResponse', await loadDossierFacts(tx, dossier.id));
    const latest = today(tx.now);
    if (input.receivedOn < dispatch.sentOn || input.receivedOn > latest)
      throw ResponseDayWrong({ earliest: dispatch.sentOn, latest });
    const positions = await this.positionsOf(tx, dispatch, input.positions);
    const id = newId();
    await this.attach(tx, dossier, id, input);
    await this.store(tx, id, dispatch, input, positions);
    const about = positions.map(({ recommendationId }) => recommendationId);
    await this.answered(tx, positions);
    const told = await this.notices.ofResponse(tx, about, id, bodyOfDossier(dossier));
    await this.steps.act(tx, dossier, 'recordResponse');
    const event = { dispatchId: dispatch.id, responseId: id };
    tx.emit(ResponseRecorded(dossier.id, event, [bodyOfDossier(dossier), dispatch.id, ...about, ...told]));
    return { id };
  }

  private async store(tx: Tx, id: string, dispatch: Dispatch, input: RecordResponseInput, positions: Position[]) {
    const { sender, receivedOn, summary } = input;
    const reference = input.reference ?? null;
    const documentId = input.documentId ?? null;
    const before = dispatch.responseId && (await tx.em.findOneByOrFail(DossierResponse, { id: dispatch.responseId }));
    const counts = !before || before.receivedOn <= receivedOn;
    await tx.em.insert(DossierResponse, {
      ...{ id, dossierId: dispatch.dossierId, dispatchId: dispatch.id, sender, receivedOn, reference, summary },
      ...{ documentId, recordedAt: tx.now, mandateId: tx.under },
    });
    await tx.sql(STORED, [id, JSON.stringify(positions), counts]);
    await tx.edit(Dispatch, dispatch, counts ? { responseId: id } : {});
  }

  /** Each recommendation that was sent, exactly once. */
  private async positionsOf(tx: Tx, { id }: Dispatch, given: readonly AnswerPositionInput[]): Promise<Position[]> {
    const entries = await tx.sql<Entry>(
      `SELECT id, recommendation_id AS "recommendationId" FROM register_entry WHERE dispatch_id = $1 ORDER BY id`,
      [id],
    );
    const said = new Map<string, AnswerPositionInput>();
    for (const each of given) {
      const recommendationId = each.recommendationId.toLowerCase();
      if (!entries.some((entry) => entry.recommendationId === recommendationId))
        throw NotInDossier({ recommendationId });
      if (said.has(recommendationId)) throw PositionTwice({ recommendationId });
      if ((each.kind === 'PARTLY' || each.kind === 'REFUSED') && !each.reason)
        throw PositionWithoutReason({ recommendationId });
      said.set(recommendationId, each);
    }
    const missing = entries.map(({ recommendationId }) => recommendationId).filter((each) => !said.has(each));
    if (missing.length) throw PositionsIncomplete({ recommendationIds: missing });
    return entries.map(({ id: entryId, recommendationId }) => {
      const { kind, reason = null } = said.get(recommendationId)!;
      return { id: newId(), entryId, recommendationId, kind, reason };
    });
  }

  /**
   * Answered is what has a position that is not pending; what has its outcome keeps it. The position stands as the
   * reason of the act, so that those behind the proposals find it in their fate.
   */
  private async answered(tx: Tx, positions: readonly Position[]): Promise<void> {
    const said = positions.filter(({ kind }) => kind !== 'PENDING');
    const ids = said.map(({ recommendationId }) => recommendationId);
    const open = new Set((await tx.sql<Id>(OPEN_ONES, [ids, ['DISPATCHED', 'ANSWERED']])).map(({ id }) => id));
    for (const kind of ['ACCEPTED', 'PARTLY', 'REFUSED'] as const) {
      const those = said.filter((each) => each.kind === kind && open.has(each.recommendationId));
      const about = those.map(({ recommendationId }) => recommendationId);
      if (about.length) await this.recommendations.stepFor(tx, about, 'answered', { reason: positionNames[kind] });
    }
  }

  /** Read by everybody, or by the people of the body and of those behind the proposals. */
  private async attach(tx: Tx, dossier: Dossier, id: string, { documentId, documentIsPublic }: RecordResponseInput) {
    if (!documentId) return;
    const [row] = await tx.sql<{ behind: string[] }>(
      `SELECT ARRAY(SELECT DISTINCT b FROM dossier_item i JOIN recommendation r ON r.id = i.recommendation_id,
         unnest(r.entities || r.bodies) b WHERE i.dossier_id = $1) AS behind`,
      [dossier.id],
    );
    const audience = [...new Set([bodyOfDossier(dossier), ...row!.behind])];
    const use = { subjectType: 'dossier_response', subjectId: id, isPublic: documentIsPublic, audience };
    await this.files.use(tx, documentId, { ...use, mediaTypes: ANY_FILE });
  }
}
