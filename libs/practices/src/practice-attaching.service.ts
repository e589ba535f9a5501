import { Injectable } from '@nestjs/common';
import { newId, NotFound, type Tx } from '#core';
import { Files, PURPOSES } from '#files';
import { PracticeAttachment } from './practice-parts.entity.ts';
import type { AttachToPracticeInput } from './practice.inputs.ts';
import { takeReview } from './practice.lifecycle.ts';
import { PracticeWriting } from './practice-writing.service.ts';
import { AlreadyAttached, AltTextRequired, TooManyAttachments } from './practices.errors.ts';

type Id = { id: string };

const MOST = 20;

/** The files of the working text. They are a change of it like any other, so they wait for the next version. */
@Injectable()
export class PracticeAttaching {
  constructor(
    private readonly writing: PracticeWriting,
    private readonly files: Files,
  ) {}

  async add(tx: Tx, { practiceId, fileId, title, altText = null }: AttachToPracticeInput): Promise<Id> {
    const held = await this.writing.hold(tx, practiceId);
    takeReview(tx, 'saveGoodPractice', held.facts);
    const known = await tx.em.findBy(PracticeAttachment, { practiceId });
    if (known.some((each) => each.fileId === fileId)) throw AlreadyAttached();
    if (known.filter((each) => !each.removed).length >= MOST) throw TooManyAttachments({ max: MOST });
    const { mediaType, sha256 } = await this.files.use(tx, fileId, {
      ...{ subjectType: 'good_practice', subjectId: practiceId, mediaTypes: PURPOSES.ATTACHMENT.mediaTypes },
      // Nobody by itself: it is seen with the attachment.
      ...{ isPublic: false, audience: [] },
    });
    if (mediaType.startsWith('image/') && !altText) throw AltTextRequired();
    const row = { id: newId(), practiceId, fileId, title, altText, mediaType, sha256 };
    await tx.em.insert(PracticeAttachment, { ...row, published: false, removed: false });
    await this.writing.reopen(tx, held);
    return { id: practiceId };
  }

  /** What a published version has stays where it is, for those who read that version. */
  async remove(tx: Tx, attachmentId: string): Promise<Id> {
    const found = await tx.em.findOneBy(PracticeAttachment, { id: attachmentId });
    if (!found) throw NotFound({ type: 'PracticeAttachment', id: attachmentId });
    const { practiceId, fileId, published } = found;
    const held = await this.writing.hold(tx, practiceId);
    takeReview(tx, 'saveGoodPractice', held.facts);
    if (published) await tx.em.update(PracticeAttachment, { id: attachmentId }, { removed: true });
    else {
      const { affected } = await tx.em.delete(PracticeAttachment, { id: attachmentId });
      if (!affected) throw NotFound({ type: 'PracticeAttachment', id: attachmentId });
      await this.files.release(tx, practiceId, fileId);
    }
    await this.writing.reopen(tx, held);
    return { id: practiceId };
  }
}
