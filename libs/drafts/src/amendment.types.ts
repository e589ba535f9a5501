import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsEnum, IsOptional, ValidateNested } from 'class-validator';
import { NoPesel } from '#convents';
import { Text } from '#core';
import {
  amendingArticle,
  amendingSentence,
  AmendmentUnfit,
  checkAct,
  checkAmendment,
  formatPath,
  Operation,
  parseActCitation,
  parsePath,
  parsePublication,
  printedWording,
  printUnits,
  textDiff,
  UnitKind,
  UnitPart,
  type ActRef,
  type Amendment,
  type ProposedAmendment,
} from '#drafting';
import { TextChange } from '#texts';
import { ActMissing, WordsNotInForce } from './drafts.errors.ts';
import { citedAct, CitedAct } from './text.types.ts';

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

/** The change that an input says, in the form in which it is kept. */
export function changeIn(input: ChangeInput, ofDraft: ActRef | null): ProposedAmendment {
  const act = input.act ? actIn(input.act) : ofDraft;
  if (!act) throw ActMissing();
  const { steps, part } = parsePath(input.provision);
  const last = steps.at(-1);
  if (!last) throw AmendmentUnfit({ reason: 'Wskaż przepis od największej jednostki do najmniejszej.' });
  const { added, words = null, newWords = null, operation } = input;
  const amendment: Amendment = {
    ...{ operation, added: added ? { kind: added.kind, labels: added.labels } : null, words, newWords },
    target: { within: steps.slice(0, -1), kind: last.kind, labels: [last.label, ...(input.moreLabels ?? [])], part },
    wording: input.proposedWording ?? null,
  };
  checkAmendment(amendment);
  const { wordingInForce: inForce = null, justification = null } = input;
  if (words !== null && inForce !== null && !inForce.includes(words)) throw WordsNotInForce({ words });
  const wording = amendment.wording === null ? null : printedWording(amendment.wording);
  return { act, amendment: { ...amendment, wording }, inForce, justification };
}

/** A text without words; the space before them goes along where a sign or a space follows. */
const without = (text: string, words: string): string =>
  text
    .split(words)
    .reduce((before, after) => (/^(?:[\s,.;:)”]|$)/u.test(after) ? before.trimEnd() : before) + after)
    .trim();

/** What a provision says after the change, as far as the wording in force is known. */
function outcome({ amendment, inForce }: ProposedAmendment): { before: string; after: string } {
  const { operation, wording, words, newWords } = amendment;
  const known = inForce ?? words ?? '';
  const replaced = (to: string) => ({ before: known, after: words ? known.replaceAll(words, () => to) : known });
  const ways: Partial<Record<Operation, () => { before: string; after: string }>> = {
    NEW_WORDING: () => ({ before: inForce ?? '', after: wording ?? '' }),
    REPEAL: () => ({ before: inForce ?? '', after: '' }),
    REPLACE_WORDS: () => replaced(newWords ?? ''),
    INSERT_WORDS: () => replaced(`${words} ${newWords}`),
    DELETE_WORDS: () => ({ before: known, after: words ? without(known, words) : known }),
    RENUMBER: () => ({ before: inForce ?? '', after: inForce ?? '' }),
  };
  // What is added stands beside what is in force.
  return ways[operation]?.() ?? { before: '', after: wording ?? '' };
}

@ObjectType({ description: 'A change of one provision, with the sentence that says it (zmiana przepisu).' })
export class ProposedChange {
  constructor(private readonly proposed: ProposedAmendment) {}

  @Field(() => CitedAct, { description: 'The act changed.' })
  get act(): CitedAct {
    return citedAct(this.proposed.act);
  }
  @Field(() => Operation)
  get operation(): Operation {
    return this.proposed.amendment.operation;
  }
  @Field({ description: 'The provision, the first where it is several: art. 5 ust. 2 pkt 3 (przepis).' })
  get provision(): string {
    return provisionOf(this.proposed.amendment);
  }
  @Field(() => [String], { description: 'Labels of further units of that kind that it changes alike.' })
  get moreLabels(): string[] {
    return this.proposed.amendment.target.labels.slice(1);
  }
  @Field(() => UnitPart)
  get part(): UnitPart {
    return this.proposed.amendment.target.part;
  }
  @Field(() => UnitKind, { nullable: true, description: 'What the units are that it adds.' })
  get addedKind(): UnitKind | null {
    return this.proposed.amendment.added?.kind ?? null;
  }
  @Field(() => [String], { description: 'The labels of the units that it adds, or that it gives.' })
  get addedLabels(): string[] {
    return [...(this.proposed.amendment.added?.labels ?? [])];
  }
  @Field(() => String, { nullable: true, description: 'The proposed wording (proponowane brzmienie).' })
  get proposedWording(): string | null {
    return this.proposed.amendment.wording;
  }
  @Field(() => String, { nullable: true, description: 'The words replaced, deleted, or after which others come.' })
  get words(): string | null {
    return this.proposed.amendment.words;
  }
  @Field(() => String, { nullable: true, description: 'The new words.' })
  get newWords(): string | null {
    return this.proposed.amendment.newWords;
  }
  @Field(() => String, { nullable: true, description: 'The wording in force (obowiązujące brzmienie).' })
  get wordingInForce(): string | null {
    return this.proposed.inForce;
  }
  @Field(() => String, { nullable: true, description: 'Why (uzasadnienie).' })
  get justification(): string | null {
    return this.proposed.justification;
  }
  @Field({ description: 'The amending sentence: w art. 5 ust. 2 otrzymuje brzmienie: (polecenie zmiany).' })
  get sentence(): string {
    return amendingSentence(this.proposed.amendment);
  }
  @Field(() => [TextChange], { description: 'From the wording in force to the proposed one, word by word.' })
  get wordDiff(): TextChange[] {
    const { before, after } = outcome(this.proposed);
    return textDiff(before, after);
  }
}

export const provisionOf = ({ target: { within, kind, labels, part } }: Amendment): string =>
  formatPath({ steps: [...within, { kind, label: labels[0] ?? '' }], part });

/** The provisions of an amending act for these changes: an article an act, in the order in which acts come. */
export function amendingText(changes: readonly ProposedAmendment[]): string | null {
  const acts = new Map<string, { act: ActRef; amendments: Amendment[] }>();
  for (const { act, amendment } of changes) {
    const key = JSON.stringify([act.name, citedAct(act).citation]);
    if (!acts.has(key)) acts.set(key, { act, amendments: [] });
    acts.get(key)!.amendments.push(amendment);
  }
  const articles = [...acts.values()].map(({ act, amendments }, i) => amendingArticle(act, amendments, `${i + 1}`));
  return articles.length ? printUnits(articles).join('\n') : null;
}

@ObjectType({ description: 'A change that a pasted amending act makes, with the unit that says it.' })
export class FoundChange {
  @Field(() => ID) unitId: string;
  @Field(() => ProposedChange) change: ProposedChange;
}
