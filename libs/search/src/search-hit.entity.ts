import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Entity, EntityKind, Voivodeship } from '#convents';
import { ConnectionOf, DateTime, Day } from '#core';
import { AnyOf, Beside, Computed, EVERYONE, One, sql, Visible, type Rule } from '#reads';
import { SearchAudience, SearchFacetName, SearchMatch } from './search.words.ts';
import { findable, SearchType, targets } from './subjects.ts';

findable('Entity', 'A social-employment entity (podmiot).', () => Entity);

export const SearchSubject = createUnionType({
  name: 'SearchSubject',
  description: 'What may be found.',
  types: () => Object.values(targets).map((type) => type()) as [typeof Entity],
});

@ObjectType({ description: 'A piece of a text, marked where it is what was asked for.' })
export class TextSegment {
  @Field({ description: 'Plain text, never markup.' }) text: string;
  @Field({ description: 'Whether it was asked for.' }) hit: boolean;
}

/** As row-level security has it: whoever shares the life of its bodies, or of the forum. */
const seesHit: Rule = (row, actor) => sql`${row}.audience = 'PUBLIC'
  OR ${row}.readers && (SELECT circles_of(${actor})) OR (${row}.audience = 'FORUM' AND (SELECT in_forum(${actor})))`;

@ObjectType({ description: 'Something that was found (wynik wyszukiwania).' })
@Visible(seesHit)
@Table('search_hit', { synchronize: false })
export class SearchHit {
  @Field(() => ID, { description: 'The id of what was found.' }) @PrimaryColumn('uuid') id: string;
  @Field(() => SearchType, { description: 'Its type.' }) @Column('text') subjectType: string;
  @Field(() => SearchSubject, { nullable: true, description: 'What was found; null where it has just been withdrawn.' })
  @AnyOf({ type: 'subjectType', id: 'id' }, targets)
  subject: typeof SearchSubject | null;
  @Field(() => SearchAudience) @Column('text') audience: SearchAudience;
  @Column('uuid', { array: true }) readers: string[];
  @Field(() => EntityKind, { nullable: true, description: 'The kind of the entity that it is, or comes from.' })
  @Column('text', { nullable: true })
  entityKind: EntityKind | null;
  @Column('text', { nullable: true }) voivodeshipId: string | null;
  @Field(() => Voivodeship, { nullable: true, description: 'Where it is from.' })
  @One(() => Voivodeship, 'voivodeshipId')
  voivodeship: Voivodeship | null;
  @Field(() => String, { nullable: true, description: 'What it cost, where that is known.' })
  @Column('text', { nullable: true })
  costRange: string | null;
  @Field(() => Int, { nullable: true, description: 'The year from which it is.' })
  @Column('int', { nullable: true })
  year: number | null;
  @Field(() => Int, { description: 'How many have taken it over (wdrożenia).' }) @Column('int') reuse: number;
  @Field(() => Day, { nullable: true, description: 'When somebody last looked whether it still holds.' })
  @Column('date', { nullable: true })
  checkedOn: string | null;
  @Field(() => DateTime, { description: 'Since when it is published.' }) @Column('timestamptz') datedAt: Date;
  @Column('int') place: number;
}

@ObjectType({ description: 'How many of the findings have one value of a facet.' })
@Visible(EVERYONE)
@Table('search_facet', { synchronize: false })
export class SearchFacet {
  @PrimaryColumn('text') id: string;
  @Field(() => SearchFacetName) @Column('text') facet: SearchFacetName;
  @Field({ description: 'What to give in the filter to see these alone.' }) @Column('text') value: string;
  @Field(() => Int, { description: 'How many, of at most 1,000.' }) @Column('int') count: number;
}

@ObjectType({ description: 'A page of what was found.' })
export class SearchHitConnection extends ConnectionOf(SearchHit) {
  @Field(() => [SearchFacet], { description: 'Counts by facet, over all pages.' })
  @Beside(() => SearchFacet, { sort: () => ({ by: (row) => sql`${row}.place` }) })
  facets: SearchFacet[];
  @Field({ description: 'Whether there are more than the 1,000 that are looked at: the newest of them (ponad 1000).' })
  @Computed(() => sql`EXISTS (SELECT FROM search_hit h WHERE h.place > 1000)`)
  capped: boolean;
  @Field(() => SearchMatch, { nullable: true, description: 'How the findings answer; null where there are none.' })
  @Computed(() => sql`(SELECT h.way FROM search_hit h LIMIT 1)`)
  match: SearchMatch | null;
  @Field(() => String, { nullable: true, description: 'The question without its typing errors (czy chodziło o…).' })
  @Computed(() => sql`(SELECT h.corrected FROM search_hit h LIMIT 1)`)
  didYouMean: string | null;
}
