import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import type { Poll } from './poll.entity.ts';
import type { PollDataInput } from './poll.inputs.ts';
import type { Outcome } from './poll.words.ts';
import { PollSubjectFixed } from './voting.errors.ts';

/** On what a poll decides, where another lib put it to the vote. */
export interface PollSubject {
  readonly type: string;
  readonly id: string;
  /** SHA-256 of the text that is voted on. */
  readonly hash: string;
}

export interface Decided {
  readonly pollId: string;
  readonly subject: PollSubject;
  readonly outcome: Outcome;
  readonly recordHash: string;
  readonly closedAt: Date;
}

type Taker = (tx: Tx, decided: Decided) => Promise<void>;

export const subjectOf = ({ subjectType, subjectId, subjectHash }: SubjectColumns): PollSubject | null =>
  subjectId === null ? null : { type: subjectType!, id: subjectId, hash: subjectHash! };

type SubjectColumns = Pick<Poll, 'subjectType' | 'subjectId' | 'subjectHash'>;

export const columnsOf = (subject: PollSubject | null): SubjectColumns => ({
  ...{ subjectType: subject?.type ?? null, subjectId: subject?.id ?? null, subjectHash: subject?.hash ?? null },
});

/** Whoever put a text to the vote asked a certain question of certain voters: an answer to another one decides nothing. */
export function refuseOtherQuestion(
  before: SubjectColumns & Pick<Poll, 'question' | 'electorate' | 'kind'>,
  { question, electorate, kind }: PollDataInput,
): void {
  const isSame = question === before.question && electorate === before.electorate && kind === before.kind;
  if (before.subjectId !== null && !isSame) throw PollSubjectFixed();
}

/** Where upper libs say what a published result means for their texts; it follows in the publishing transaction, or not at all. */
@Injectable()
export class PollSubjects {
  private readonly takers = new Map<string, Taker>();

  on(type: string, taker: Taker): void {
    this.takers.set(type, taker);
  }

  async published(tx: Tx, poll: Poll, { outcome, hash }: { outcome: Outcome; hash: string }): Promise<void> {
    const subject = subjectOf(poll);
    if (!subject) return;
    const decided = { pollId: poll.id, subject, outcome, recordHash: hash, closedAt: poll.closedAt! };
    await this.takers.get(subject.type)?.(tx, decided);
  }
}
