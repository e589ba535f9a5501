import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import {
  DoubtKind,
  formatActCitation,
  formatEli,
  formatPath,
  formatPublication,
  pathOf,
  textDiff,
  UnitChange,
  UnitKind,
  walk,
  type ActRef,
  type ComparedUnit as Compared,
  type Doubt,
  type DraftText,
} from '#drafting';
import { TextChange } from '#texts';

@ObjectType({
  description: 'A unit of a text that stands as it is: of a version, of a proposal, of history (jednostka redakcyjna).',
})
export class TextUnit {
  @Field(() => ID, { description: 'Its identity: the same in every version.' }) id: string;
  @Field(() => ID, { nullable: true, description: 'The unit that it lies in; null at the top.' })
  parentId: string | null;
  @Field(() => UnitKind) kind: UnitKind;
  @Field({ description: 'As printed: 5a, IV, aa; empty where only the place tells (oznaczenie).' }) label: string;
  @Field({ description: 'The heading of a chapter or section; empty for others (tytuł).' }) title: string;
  @Field({ description: 'Its own words.' }) text: string;
  @Field({ description: 'Whether a list follows: its words are the introduction (wprowadzenie do wyliczenia).' })
  isIntroduction: boolean;
  @Field({ description: 'The common part after its list; after a quotation its signs (część wspólna).' })
  closing: string;
  @Field({ description: 'How it is cited: art. 5 ust. 2 (przytoczenie).' }) path: string;
}

/** A text as a flat list in the order of reading. */
export const flat = (draft: DraftText): TextUnit[] =>
  [...walk(draft.units)].map((place) => {
    const { id, kind, label, title, text, closing, children } = place.unit;
    const isIntroduction = children.length > 0 && text !== '';
    const path = formatPath(pathOf(draft, place));
    return { id, parentId: place.parentId, kind, label, title, text, isIntroduction, closing, path };
  });

@ObjectType({ description: 'A place of a pasted text of which the parser was not sure: look at it (wątpliwość).' })
export class DraftDoubt {
  @Field(() => DoubtKind) kind: DoubtKind;
  @Field(() => Int, { description: 'The line of what was pasted, counted from 1; 0 where it is of no line.' })
  line: number;
  @Field(() => ID, { nullable: true, description: 'The unit that it is about.' }) unitId: string | null;
  @Field({ description: 'What to look at, in Polish.' }) message: string;
}
export const doubtOf = ({ kind, line, unitId, message }: Doubt): DraftDoubt => ({ kind, line, unitId, message });

@ObjectType({ description: 'An act of law as it is cited (akt prawny).' })
export class CitedAct {
  @Field({ description: 'As it follows “w”: ustawie z dnia … o … (nazwa w miejscowniku).' }) name: string;
  @Field({ description: 'Where it was published: Dz.U. 2003 nr 122 poz. 1143 (miejsce ogłoszenia).' })
  publication: string;
  @Field({ description: 'The same with its published changes, as amending acts have it (przytoczenie).' })
  citation: string;
  @Field({ description: 'The short European identifier: DU/2003/1143 (ELI).' }) eli: string;
}
export const citedAct = (act: ActRef): CitedAct => ({
  ...{ name: act.name, publication: formatPublication(act.publication) },
  ...{ citation: formatActCitation(act), eli: formatEli(act.publication) },
});

@ObjectType({ description: 'A unit in two versions (porównanie jednostki).' })
export class ComparedUnit {
  @Field(() => ID) unitId: string;
  @Field(() => [UnitChange], { description: 'Several may be true; none where it is the same.' }) changes: UnitChange[];
  @Field({ description: 'Whether anything that stands below it is not the same.' }) changedBelow: boolean;
  @Field(() => String, { nullable: true, description: 'How the older version cites it; null where it is not.' })
  pathBefore: string | null;
  @Field(() => String, { nullable: true, description: 'How the newer version cites it; null where it is not.' })
  pathAfter: string | null;
  @Field(() => [TextChange], { description: 'Its title, word by word.' }) title: TextChange[];
  @Field(() => [TextChange], { description: 'Its words, word by word.' }) text: TextChange[];
  @Field(() => [TextChange], { description: 'Its common part, word by word.' }) closing: TextChange[];
}
export const comparedUnit = ({ changes, title, text, closing, ...rest }: Compared): ComparedUnit => ({
  ...{ ...rest, changes: [...changes], title: [...title], text: [...text], closing: [...closing] },
});

@ObjectType({ description: 'Two versions of a draft, unit by unit (porównanie wersji).' })
export class DraftComparison {
  @Field(() => Int, { description: 'The number of the older one.' }) from: number;
  @Field(() => Int, { nullable: true, description: 'The number of the newer one; null for the working text.' })
  to: number | null;
  @Field(() => [TextChange], { description: 'What stands above the first unit, word by word (nagłówek).' })
  heading: TextChange[];
  @Field(() => [ComparedUnit], { description: 'In the order of the newer one, what was removed where it stood.' })
  units: ComparedUnit[];
  @Field({ description: 'Whether the amendments are other ones.' }) amendmentsChanged: boolean;
}

export const headingDiff = (before: DraftText, after: DraftText): TextChange[] =>
  textDiff(before.heading, after.heading);

@ObjectType({ description: 'What a stand of a unit was: in which other, at which place, under which label.' })
export class UnitStand {
  @Field(() => ID, { nullable: true, description: 'The unit it lay in; null at the top.' }) parentId: string | null;
  @Field(() => Int, { description: 'Its place there, counted from 0.' }) index: number;
  @Field({ description: 'Its label then.' }) label: string;
}
