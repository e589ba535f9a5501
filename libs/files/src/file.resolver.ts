import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Db, IdPipe, Me, Public, type Actor } from '#core';
import { one, type Read } from '#reads';
import { CreateUploadTicketInput, File, UploadTicket } from './file.entity.ts';
import { UploadTickets } from './tickets.service.ts';

@Resolver(() => File)
export class FileResolver {
  constructor(
    private readonly db: Db,
    private readonly tickets: UploadTickets,
  ) {}

  @Public()
  @Query(() => File, { nullable: true, description: 'One file, or NOT_FOUND (plik).' })
  file(@Args('id', { type: () => ID }, IdPipe) id: string): Read<File> {
    return one(File, { id });
  }

  @Mutation(() => UploadTicket, {
    description:
      'Lets you send one file over HTTP; refuses at once what its name, size or your quota forbids (bilet na plik).',
  })
  createUploadTicket(@Me() me: Actor, @Args('input') input: CreateUploadTicketInput): Promise<UploadTicket> {
    return this.db.write(me, input, (tx) => this.tickets.create(tx, input));
  }
}
