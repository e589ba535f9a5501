import { Args, Field, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Needs, sql, type Row, type Sql } from '#reads';
import { plainText, TextChange, wordDiff, type RichText } from '#texts';
import { CARD, CARD_KEYS, isMany, isRich, PracticeField, wordOf, type Card, type CardKey } from './card.ts';
import { PracticeDraft, PracticeVersion } from './practice-version.entity.ts';
import { seesPractice } from './practices.policy.ts';

@ObjectType({ description: 'What changed in one field of the card (zmiana pola).' })
export class PracticeChange {
  @Field(() => PracticeField) field: PracticeField;
  @Field({ description: 'What the field is called in Polish.' }) label: string;
  @Field(() => [TextChange], {
    description: 'Its words before and after, without formatting; a list stands with a value a line.',
  })
  words: TextChange[];
}

/** The fields of the card as JSON, with the names of the areas in place of their ids. */
const cardOf = (
  row: Row,
): Sql => sql`(SELECT to_json(c) FROM (SELECT ${row}.title, ${row}.summary, ${row}.problem, ${row}.actions,
  ${row}.steps, ${row}.partners, ${row}.resources, ${row}.results, ${row}.evidence, ${row}.conditions, ${row}.risks,
  ${row}.target_groups AS "targetGroups", ${row}.cost_range AS "costRange", ${row}.money_sources AS "moneySources",
  ARRAY(SELECT a.name_pl FROM change_area a WHERE a.id = ANY (${row}.change_area_ids) ORDER BY a.number) AS "changeAreaIds",
  ${row}.tags, ${row}.language, ${row}.started_in AS "startedIn", ${row}.contact_unit AS "contactUnit",
  ${row}.contact_email AS "contactEmail", ${row}.contact_phone AS "contactPhone") c)`;

const textOf = (card: Card, key: CardKey): string => {
  const value = card[key];
  if (value === null) return '';
  if (isMany(key)) return (value as string[]).join('\n');
  return isRich(key) ? plainText(value as RichText) : String(value);
};

/** Field by field what is other; fields that are alike are left out. */
export const changesBetween = (before: Card, after: Card): PracticeChange[] =>
  CARD_KEYS.flatMap((key) => {
    const [old, now] = [textOf(before, key), textOf(after, key)];
    return old === now ? [] : [{ field: wordOf(key), label: CARD[key].label, words: wordDiff(old, now) }];
  });

interface Compared {
  readonly now: Card;
  readonly number: number;
  readonly before: Record<string, Card> | null;
}

@Resolver(() => PracticeVersion)
export class PracticeChangesResolver {
  @ResolveField(() => [PracticeChange], {
    nullable: true,
    description:
      'What changed since an earlier version, the one before when none is named, as word diffs; null where there is no such version (porównanie wersji).',
  })
  @Needs(PracticeVersion, (row, actor) => ({
    now: cardOf(row),
    number: sql`${row}.number`,
    before: sql`(SELECT json_object_agg(o.number, ${cardOf(sql`o`)}) FROM practice_version o
      WHERE o.practice_id = ${row}.practice_id AND o.number < ${row}.number
        AND EXISTS (SELECT FROM good_practice p WHERE p.id = o.practice_id AND (${seesPractice(sql`p`, actor)})))`,
  }))
  changedSince(
    @Parent() { now, number, before }: Compared,
    @Args('version', { type: () => Int, nullable: true, description: 'The number of an earlier version.' })
    version?: number | null,
  ): PracticeChange[] | null {
    const old = before?.[String(version ?? number - 1)];
    return old ? changesBetween(old, now) : null;
  }
}

@Resolver(() => PracticeDraft)
export class PracticeDraftResolver {
  @ResolveField(() => [PracticeChange], {
    nullable: true,
    description: 'What the working text changes of what is published, as word diffs; null before that (zmiany).',
  })
  @Needs(PracticeDraft, (row) => ({
    now: cardOf(row),
    before: sql`(SELECT ${cardOf(sql`v`)} FROM good_practice p JOIN practice_version v ON v.id = p.current_version_id
      WHERE p.id = ${row}.id)`,
  }))
  changesOfPublished(@Parent() { now, before }: { now: Card; before: Card | null }): PracticeChange[] | null {
    return before && changesBetween(before, now);
  }
}
