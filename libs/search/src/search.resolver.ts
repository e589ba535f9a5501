import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Public } from '#core';
import { Needs, page, sql, type Read, type Row, type Sql } from '#reads';
import { Analyzer } from './analyzer.ts';
import { answering, relatedTo, similarTo } from './findings.ts';
import { segmentsOf } from './highlights.ts';
import type { Marks } from './question.ts';
import { RelatedArgs, SearchArgs, SimilarArgs } from './search.args.ts';
import { SearchHit, SearchHitConnection, TextSegment } from './search-hit.entity.ts';

type Marked = Marks & { readonly text: string };

/** A text of the entry, with what to mark in it. */
const marked = (row: Row, text: Sql): Record<string, Sql> => ({
  text: sql`(SELECT ${text} FROM search_document s WHERE s.id = ${row}.id)`,
  lexemes: sql`${row}.lexemes`,
  starts: sql`${row}.starts`,
});

@Resolver(() => SearchHit)
export class SearchResolver {
  @Public()
  @Query(() => SearchHitConnection, {
    description: 'What is published, and what else you may see, by words (wyszukiwanie).',
  })
  async search(@Args() args: SearchArgs): Promise<Read<SearchHit[]>> {
    return page(SearchHit, answering(await Analyzer.load(), args), args);
  }

  @Public()
  @Query(() => SearchHitConnection, { description: 'What has to do with something that was found (powiązane).' })
  relatedTo(@Args() args: RelatedArgs): Read<SearchHit[]> {
    return page(SearchHit, relatedTo(args.id), args);
  }

  @Public()
  @Query(() => SearchHitConnection, {
    description: 'Who has solved something like this: what has to do with a text of yours (podobne).',
  })
  async similarTo(@Args() args: SimilarArgs): Promise<Read<SearchHit[]>> {
    return page(SearchHit, similarTo(await Analyzer.load(), args.text), args);
  }

  @ResolveField(() => [TextSegment], { description: 'Its title, with what was asked for marked.' })
  @Needs(SearchHit, (row) => marked(row, sql`s.title`))
  async title(@Parent() { text, ...marks }: Marked): Promise<TextSegment[]> {
    return segmentsOf(await Analyzer.load(), text, marks);
  }

  @ResolveField(() => [TextSegment], {
    description: 'The part of its text that tells most, with what was asked marked.',
  })
  @Needs(SearchHit, (row) =>
    marked(row, sql`search_excerpt(s.body, s.lemmas, s.offsets, s.body_place, ${row}.lexemes, ${row}.starts)`),
  )
  async excerpt(@Parent() { text, ...marks }: Marked): Promise<TextSegment[]> {
    return segmentsOf(await Analyzer.load(), text, marks);
  }
}
