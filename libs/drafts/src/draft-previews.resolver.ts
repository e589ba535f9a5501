import { Args, ArgsType, Field, ID, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsEnum, IsOptional, IsUUID } from 'class-validator';
import { Db, Me, Text, type Actor, type Tx } from '#core';
import {
  amendingSentence,
  amendmentsIn,
  formatPath,
  Operation,
  parseDraft,
  parseProse,
  parseStatute,
  readSentence,
  UnitKind,
  UnitPart,
} from '#drafting';
import { FoundChange, ProposedChange, provisionOf } from './amendment.types.ts';
import { pastedText } from './draft-words.inputs.ts';
import { Freezing } from './freezing.service.ts';
import { DraftComparison, DraftDoubt, doubtOf, flat, TextUnit } from './text.types.ts';
import { DraftForm } from './words.ts';

@ObjectType({ description: 'What a pasted text would become; nothing is stored (podgląd wklejonego tekstu).' })
export class DraftPreview {
  @Field(() => DraftForm) form: DraftForm;
  @Field({ description: 'What stands above the first unit (nagłówek).' }) heading: string;
  @Field(() => [TextUnit], { description: 'The units, in the order of reading; their ids are those of this preview.' })
  units: TextUnit[];
  @Field(() => [DraftDoubt], { description: 'Where to look, by line (wątpliwości).' }) doubts: DraftDoubt[];
  @Field(() => [FoundChange], { description: 'The changes of other acts that it makes (zmiany przepisów).' })
  amendments: FoundChange[];
}

@ObjectType({ description: 'What an amending sentence says (odczytane polecenie zmiany).' })
export class ReadAmendment {
  @Field(() => Operation, { nullable: true, description: 'Null where it only says where the changes below it are.' })
  operation: Operation | null;
  @Field({ description: 'The provision, the first where it is several.' }) provision: string;
  @Field(() => [String], { description: 'Labels of further units of that kind.' }) moreLabels: string[];
  @Field(() => UnitPart) part: UnitPart;
  @Field(() => UnitKind, { nullable: true, description: 'What the units are that it adds.' })
  addedKind: UnitKind | null;
  @Field(() => [String], { description: 'The labels of the units that it adds, or that it gives.' })
  addedLabels: string[];
  @Field(() => String, { nullable: true, description: 'The words replaced, deleted, or after which others come.' })
  words: string | null;
  @Field(() => String, { nullable: true, description: 'The new words.' }) newWords: string | null;
  @Field(() => String, { nullable: true, description: 'The same in our words.' }) sentence: string | null;
}

@ArgsType()
export class PreviewArgs {
  @pastedText() text: string[];
  @Field(() => DraftForm, { nullable: true, description: 'As what to read it; found out when absent.' })
  @IsOptional()
  @IsEnum(DraftForm)
  form?: DraftForm | null;
}

@ArgsType()
export class SentenceArgs {
  @Field({ description: 'One sentence: w art. 5 ust. 2 otrzymuje brzmienie:' }) @Text({ max: 5_000 }) text: string;
}

@ArgsType()
export class ComparisonArgs {
  @Field(() => ID, { description: 'The older version.' }) @IsUUID() from: string;
  @Field(() => ID, { nullable: true, description: 'The newer version; the working text when absent.' })
  @IsOptional()
  @IsUUID()
  to?: string | null;
}

const readers = { LAW: parseStatute, PROSE: parseProse };

/** Questions that store nothing. */
@Resolver()
export class DraftPreviewsResolver {
  constructor(
    private readonly db: Db,
    private readonly freezing: Freezing,
  ) {}

  @Query(() => DraftPreview, {
    description: 'What a pasted text would become, with every place that needs a look (podgląd).',
  })
  previewDraftText(@Args() { text, form }: PreviewArgs): DraftPreview {
    const { draft, doubts } = (form ? readers[form] : parseDraft)(text.join(''));
    const found = draft.form === 'LAW' ? amendmentsIn(draft) : { amendments: [], doubts: [] };
    return {
      ...{ form: draft.form, heading: draft.heading, units: flat(draft) },
      doubts: [...doubts, ...found.doubts].map(doubtOf),
      amendments: found.amendments.map(({ unitId, act, amendment }) => ({
        unitId,
        change: new ProposedChange({ act, amendment, inForce: null, justification: null }),
      })),
    };
  }

  @Query(() => ReadAmendment, {
    nullable: true,
    description: 'Reads an amending sentence back as data; null where it is none that we know (polecenie zmiany).',
  })
  readAmendingSentence(@Args() { text }: SentenceArgs): ReadAmendment | null {
    const said = readSentence(text);
    if (!said) return null;
    if (said.what === 'WHERE') {
      const provision = formatPath({ steps: said.within, part: UnitPart.WHOLE });
      return { ...NOTHING, provision, part: UnitPart.WHOLE };
    }
    const { operation, target, added, words, newWords } = said.amendment;
    return {
      ...{ operation, provision: provisionOf(said.amendment), moreLabels: target.labels.slice(1), part: target.part },
      ...{ addedKind: added?.kind ?? null, addedLabels: [...(added?.labels ?? [])], words, newWords },
      sentence: amendingSentence(said.amendment),
    };
  }

  @Query(() => DraftComparison, {
    description: 'Two versions of a draft, or one and the working text, unit by unit (porównanie wersji).',
  })
  compareDraftVersions(@Me() me: Actor, @Args() { from, to }: ComparisonArgs): Promise<DraftComparison> {
    return this.db.run(me, (tx: Tx) => {
      tx.allow(true);
      return this.freezing.compare(tx, from, to ?? null);
    });
  }
}

const NOTHING = {
  ...{ operation: null, moreLabels: [], addedKind: null, addedLabels: [], words: null, newWords: null, sentence: null },
};
