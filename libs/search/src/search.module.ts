import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { SearchIndexer } from './indexer.ts';
import { SearchFacet, SearchHit } from './search-hit.entity.ts';
import { SearchResolver } from './search.resolver.ts';

@Module({
  imports: [ConventsModule, TypeOrmModule.forFeature([SearchHit, SearchFacet])],
  providers: [SearchIndexer, SearchResolver],
  exports: [SearchIndexer],
})
export class SearchModule {}
