import { Query, Resolver } from '@nestjs/graphql';
import { Me, Public, type Actor } from '#core';
import { maybe, type Read } from '#reads';
import { Person } from './person.entity.ts';

@Resolver(() => Person)
export class PersonResolver {
  @Public()
  @Query(() => Person, { nullable: true, description: 'Who you are here (zalogowana osoba); null while signed out.' })
  viewer(@Me() me: Actor | null): Read<Person | null> | null {
    return me && maybe(Person, { id: me.id });
  }
}
