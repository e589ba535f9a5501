import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import {
  AnswerKind,
  CirculationSilence,
  CirculationState,
  DispositionReply,
  RemarkClass,
  RemarkState,
  Verdict,
} from '#circulation';
import { DateTime } from '#core';
import { ProposedChange, TextUnit } from '#drafts';

@ObjectType({ description: 'A personal link for an outsider, told once; those who lead pass it on (link imienny).' })
export class OutsiderLink {
  @Field(() => ID) outsiderId: string;
  @Field({ description: 'The secret; only its hash is kept.' }) token: string;
  @Field(() => DateTime, { description: 'Until when it works, unless the circulation is extended.' }) expiresAt: string;
}

@ObjectType({ description: 'A remark of an outsider as they see it themselves (uwaga).' })
export class OutsiderRemark {
  @Field(() => ID) id: string;
  @Field(() => ID, { nullable: true, description: 'The unit; null of the whole.' }) unitId: string | null;
  @Field(() => String, { nullable: true, description: 'The unit as it is cited; null of the whole.' })
  unit: string | null;
  @Field(() => RemarkState, { description: 'Disposed only once the circulation is closed.' }) state: RemarkState;
  @Field(() => RemarkClass) kind: RemarkClass;
  @Field({ description: 'What it says (treść uwagi).' }) text: string;
  @Field(() => String, { nullable: true, description: 'How it should read (proponowane brzmienie).' })
  wording: string | null;
  @Field(() => String, { nullable: true, description: 'Why (uzasadnienie uwagi).' }) reasons: string | null;
  @Field({ description: 'Whether it came after the closing time.' }) late: boolean;
  @Field(() => DateTime) at: string;
  @Field(() => ID, { nullable: true, description: 'The disposition that stands; told after the close.' })
  dispositionId: string | null;
  @Field(() => Verdict, { nullable: true, description: 'What becomes of it (stanowisko).' }) verdict: Verdict | null;
  @Field(() => String, { nullable: true, description: 'Why that (uzasadnienie stanowiska).' })
  verdictReason: string | null;
  @Field(() => DispositionReply, { nullable: true, description: 'What you said to that; null so far.' })
  reply: DispositionReply | null;
  @Field(() => String, { nullable: true, description: 'Why you uphold the remark.' }) replyReason: string | null;
}

@ObjectType({
  description: 'What an outsider sees by their link: the version, and what is their own (karta podmiotu).',
})
export class OutsiderPass {
  @Field({ description: 'What their organisation is called here.' }) organisation: string;
  @Field(() => CirculationState) state: CirculationState;
  @Field(() => String, { nullable: true, description: 'What is asked (pismo przewodnie).' }) note: string | null;
  @Field(() => DateTime, { description: 'From when answers are taken.' }) opensAt: string;
  @Field(() => DateTime, { description: 'The first moment at which none is taken any more.' }) closesAt: string;
  @Field(() => DateTime, { description: 'Until when the link works: late remarks, replies (ważność linku).' })
  expiresAt: string;
  @Field(() => CirculationSilence) silence: CirculationSilence;
  @Field({ description: 'The title of the version.' }) title: string;
  @Field(() => Int, { description: 'The number of the version.' }) version: number;
  @Field({ description: 'SHA-256 of the version in hexadecimal digits (skrót).' }) contentHash: string;
  @Field(() => [TextUnit], { description: 'Its text, in the order of reading (jednostki redakcyjne).' })
  units: TextUnit[];
  @Field(() => [ProposedChange], { description: 'The changes that it proposes (zmiany przepisów).' })
  changes: ProposedChange[];
  @Field(() => String, { nullable: true, description: 'These as they are printed (przepis zmieniający).' })
  amendingArticle: string | null;
  @Field(() => AnswerKind, { nullable: true, description: 'The answer that counts; null so far.' })
  answer: AnswerKind | null;
  @Field(() => String, { nullable: true, description: 'What was said with it.' }) answerReason: string | null;
  @Field({ description: 'Whether the answer is what silence means (milczenie).' }) silent: boolean;
  @Field(() => [OutsiderRemark], { description: 'In the order in which they came (własne uwagi).' })
  remarks: OutsiderRemark[];
}
