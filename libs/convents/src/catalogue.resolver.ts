import { Query, Resolver } from '@nestjs/graphql';
import { Public } from '#core';
import { list, sql, type Listing, type Read } from '#reads';
import { Voivodeship } from './voivodeship.entity.ts';

const byCode: Listing = { sort: () => ({ by: (row) => sql`${row}.id` }) };

@Resolver()
export class CatalogueResolver {
  @Public()
  @Query(() => [Voivodeship], { description: 'All 16, by TERYT code (województwa).' })
  voivodeships(): Read<Voivodeship[]> {
    return list(Voivodeship, byCode);
  }
}
