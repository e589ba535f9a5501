import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Db, Me, Public, type Actor } from '#core';
import { list, one, sql, type Listing, type Read } from '#reads';
import { ChangeArea, changeAreaListing, EditChangeAreaInput } from './change-area.entity.ts';
import { ConventsService } from './convents.service.ts';
import { Voivodeship } from './voivodeship.entity.ts';

const byCode: Listing = { sort: () => ({ by: (row) => sql`${row}.id` }) };

@Resolver()
export class CatalogueResolver {
  constructor(
    private readonly db: Db,
    private readonly convents: ConventsService,
  ) {}

  @Public()
  @Query(() => [Voivodeship], { description: 'All 16, by TERYT code (województwa).' })
  voivodeships(): Read<Voivodeship[]> {
    return list(Voivodeship, byCode);
  }

  @Public()
  @Query(() => [ChangeArea], {
    description: 'The areas in which the law and the practice must change, in order (obszary zmian).',
  })
  changeAreas(): Read<ChangeArea[]> {
    return list(ChangeArea, changeAreaListing);
  }

  @Mutation(() => ChangeArea, { description: 'A coordinator of the forum words an area anew.' })
  async editChangeArea(@Me() me: Actor, @Args('input') input: EditChangeAreaInput): Promise<Read<ChangeArea>> {
    const { id } = await this.db.write(me, input, (tx) => this.convents.editChangeArea(tx, input));
    return one(ChangeArea, { id });
  }
}
