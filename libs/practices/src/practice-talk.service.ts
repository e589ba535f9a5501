import { Injectable } from '@nestjs/common';
import { heldIn, HeldMandates } from '#convents';
import { Forbidden, newId, NotFound, type Tx } from '#core';
import { Obligations } from '#obligations';
import type {
  AnswerPracticeQuestionInput,
  AskPracticeQuestionInput,
  MarkPracticeUsefulInput,
} from './practice.inputs.ts';
import { PEOPLE } from './practice.lifecycle.ts';
import { PracticeQuestion } from './practice-parts.entity.ts';
import { PracticeReuse } from './practice-reuse.service.ts';
import { AlreadyAnswered, TooManyQuestions } from './practices.errors.ts';
import { PracticeMarked, QuestionAnswered, QuestionAsked } from './practices.events.ts';

type Id = { id: string };

/** So many questions of an entity may wait at once. */
const MOST_OPEN = 5;

/** What entities ask and say of the practices of others. */
@Injectable()
export class PracticeTalk {
  constructor(
    private readonly reuse: PracticeReuse,
    private readonly mandates: HeldMandates,
    private readonly obligations: Obligations,
  ) {}

  async ask(tx: Tx, { practiceId, entityId, text }: AskPracticeQuestionInput): Promise<Id> {
    const { practice } = await this.reuse.speaking(tx, 'askPracticeQuestion', practiceId, entityId);
    const [open] = await tx.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM practice_question WHERE practice_id = $1 AND entity_id = $2 AND answer IS NULL`,
      [practiceId, entityId],
    );
    if (open!.n >= MOST_OPEN) throw TooManyQuestions({ max: MOST_OPEN });
    const id = newId();
    await tx.em.insert(PracticeQuestion, {
      ...{ id, practiceId, entityId, text, askedAt: tx.now, askedUnderId: tx.under },
      ...{ answer: null, answeredAt: null, answeredUnderId: null, version: 1 },
    });
    await this.obligations.refresh(tx, [practice.entityId]);
    tx.emit(QuestionAsked(practiceId, { questionId: id }, [practice.entityId, entityId]));
    return { id: practiceId };
  }

  async answer(tx: Tx, { questionId, answer }: AnswerPracticeQuestionInput): Promise<Id> {
    const question = await tx.lock(PracticeQuestion, questionId);
    const { practiceId, entityId } = question;
    const [practice] = await tx.sql<{ entityId: string }>(
      `SELECT entity_id AS "entityId" FROM good_practice WHERE id = $1`,
      [practiceId],
    );
    if (!practice) throw NotFound({ type: 'PracticeQuestion', id: questionId });
    const mandate = heldIn(await this.mandates.of(tx), practice.entityId, PEOPLE);
    if (!mandate) throw Forbidden({ reason: 'Odpowiada pracownik albo przedstawiciel podmiotu, którego to praktyka.' });
    tx.allow(mandate);
    if (question.answer !== null) throw AlreadyAnswered();
    await tx.edit(PracticeQuestion, question, { answer, answeredAt: tx.now, answeredUnderId: tx.under });
    await this.obligations.refresh(tx, [practice.entityId]);
    tx.emit(QuestionAnswered(practiceId, { questionId }, [practice.entityId, entityId, questionId]));
    return { id: practiceId };
  }

  /** Once for an entity, however many of its people say so. */
  async mark(tx: Tx, { practiceId, entityId, useful }: MarkPracticeUsefulInput): Promise<Id> {
    const { practice } = await this.reuse.speaking(tx, 'markPracticeUseful', practiceId, entityId);
    const changed = useful
      ? await tx.sql(
          `INSERT INTO practice_mark (id, practice_id, entity_id, at, mandate_id) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (practice_id, entity_id) DO NOTHING RETURNING id`,
          [newId(), practiceId, entityId, tx.now, tx.under],
        )
      : await tx.sql(`DELETE FROM practice_mark WHERE practice_id = $1 AND entity_id = $2 RETURNING id`, [
          practiceId,
          entityId,
        ]);
    if (changed.length) tx.emit(PracticeMarked(practiceId, { useful }, [practice.entityId, entityId]));
    return { id: practiceId };
  }
}
