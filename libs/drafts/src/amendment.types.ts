import { Field, ID, ObjectType } from '@nestjs/graphql';
import {
  amendingArticle,
  amendingSentence,
  formatPath,
  Operation,
  printUnits,
  textDiff,
  UnitKind,
  UnitPart,
  type ActRef,
  type Amendment,
  type ProposedAmendment,
} from '#drafting';
import { TextChange } from '#texts';
import { citedAct, CitedAct } from './text.types.ts';

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
