import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsEnum, IsOptional, ValidateNested } from 'class-validator';
import { NoPesel } from '#convents';
import { Text } from '#core';
import {
  checkAct,
  checkAmendment,
  Operation,
  parseActCitation,
  parsePath,
  parsePublication,
  printedWording,
  UnitKind,
  type ActRef,
  type Amendment,
  type ProposedAmendment,
} from '#drafting';
import { ActMissing, WordsNotInForce } from './drafts.errors.ts';

@InputType({ description: 'An act of law.' })
export class CitedActInput {
  @Field({ description: 'As it follows “w”: ustawie z dnia 13 czerwca 2003 r. o zatrudnieniu socjalnym.' })
  @Text({ max: 400 })
  name: string;
  @Field({
    description:
      'Dz.U. 2003 nr 122 poz. 1143, or all of it as amending acts write it: (Dz. U. z 2003 r. Nr 122, poz. 1143, z późn. zm.).',
  })
  @Text({ max: 5_000 })
  citation: string;
}

/** The act that an input names, refused where it could not be cited. */
export function actIn({ name, citation }: CitedActInput): ActRef {
  const found = parseActCitation(citation) ?? {
    ...{ publication: parsePublication(citation), changes: [], laterChanges: false },
  };
  const act = { name, ...found };
  checkAct(act);
  return act;
}

@InputType({ description: 'New units that a change adds, or new labels that it gives.' })
export class AddedUnitsInput {
  @Field(() => UnitKind) @IsEnum(UnitKind) kind: UnitKind;
  @Field(() => [String], { description: 'Their labels in order, at most 100.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @Text({ max: 20, each: true })
  labels: string[];
}

@InputType({ description: 'A change of one provision (zmiana przepisu).' })
export class ChangeInput {
  @Field(() => CitedActInput, { nullable: true, description: 'The act changed; that of the draft when absent.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => CitedActInput)
  act?: CitedActInput | null;
  @Field(() => Operation) @IsEnum(Operation) operation: Operation;
  @Field({ description: 'The provision: art. 5 ust. 2 pkt 3 lit. a; art. 5 część wspólna.' })
  @Text({ max: 500 })
  provision: string;
  @Field(() => [String], { nullable: true, description: 'Labels of further units of that kind next to it.' })
  @IsOptional()
  @ArrayMaxSize(99)
  @Text({ max: 20, each: true })
  moreLabels?: string[] | null;
  @Field(() => AddedUnitsInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => AddedUnitsInput)
  added?: AddedUnitsInput | null;
  @Field(() => String, { nullable: true, description: 'The proposed wording as printed, labels included.' })
  @IsOptional()
  @Text({ max: 10_000, lines: true })
  proposedWording?: string | null;
  @Field(() => String, { nullable: true, description: 'The words replaced, deleted, or after which others come.' })
  @IsOptional()
  @Text({ max: 2_000 })
  words?: string | null;
  @Field(() => String, { nullable: true, description: 'The new words.' })
  @IsOptional()
  @Text({ max: 2_000 })
  newWords?: string | null;
  @Field(() => String, { nullable: true, description: 'The wording in force, at most 10,000 characters.' })
  @IsOptional()
  @Text({ max: 10_000, lines: true })
  wordingInForce?: string | null;
  @Field(() => String, { nullable: true, description: 'Why, at most 10,000 characters (uzasadnienie).' })
  @IsOptional()
  @Text({ max: 10_000, lines: true })
  @NoPesel()
  justification?: string | null;
}

/** The amendment alone, refused where no amending provision can say it. */
function amendmentIn({ operation, provision, moreLabels, added, ...texts }: ChangeInput): Amendment {
  const { steps, part } = parsePath(provision);
  const last = steps.at(-1)!; // a path that was read has a step
  const labels = [last.label, ...(moreLabels ?? [])];
  const { words = null, newWords = null, proposedWording: wording = null } = texts;
  const amendment: Amendment = {
    ...{ operation, words, newWords, wording, added: added ? { kind: added.kind, labels: added.labels } : null },
    target: { within: steps.slice(0, -1), kind: last.kind, labels, part },
  };
  checkAmendment(amendment);
  return { ...amendment, wording: wording && printedWording(wording) };
}

/** The change that an input says, in the form in which it is kept. */
export function changeIn(input: ChangeInput, ofDraft: ActRef | null): ProposedAmendment {
  const act = input.act ? actIn(input.act) : ofDraft;
  if (!act) throw ActMissing();
  const amendment = amendmentIn(input);
  const { wordingInForce: inForce = null, justification = null } = input;
  if (amendment.words !== null && inForce !== null && !inForce.includes(amendment.words))
    throw WordsNotInForce({ words: amendment.words });
  return { act, amendment, inForce, justification };
}
