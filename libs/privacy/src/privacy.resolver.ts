import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Db, Me, NotFound, Public, type Actor } from '#core';
import { FreshProof } from '#identity';
import {
  CancelErasureInput,
  ErasePersonInput,
  Erasure,
  MyData,
  MyDataTicket,
  RequestErasureInput,
  RequestMyDataInput,
  RetentionRule,
} from './erasure.types.ts';
import { Erasures } from './erasures.service.ts';
import { MyDataExports } from './my-data.service.ts';
import { RETENTION } from './retention.ts';

@Resolver()
export class PrivacyResolver {
  constructor(
    private readonly db: Db,
    private readonly exports: MyDataExports,
    private readonly erasures: Erasures,
  ) {}

  @Public()
  @Query(() => [RetentionRule], { description: 'How long what about people is kept here (okresy przechowywania).' })
  retention(): RetentionRule[] {
    return [...RETENTION];
  }

  @Query(() => MyData, { description: 'What is kept about you, and what its erasure would end (moje dane).' })
  async myData(@Me() me: Actor): Promise<MyData> {
    const [parts, ends, erasure] = [
      await this.exports.parts(me.id),
      await this.erasures.ends(me.id),
      await this.erasures.seen(me, null),
    ];
    return { parts, ends, erasure };
  }

  @FreshProof()
  @Mutation(() => MyDataTicket, {
    description: 'Prepares all that is kept about you for one download (prawo dostępu). Needs a fresh proof.',
  })
  requestMyData(@Me() me: Actor, @Args('input') input: RequestMyDataInput): Promise<MyDataTicket> {
    return this.db.write(me, input, (tx) => this.exports.ticket(tx));
  }

  @FreshProof()
  @Mutation(() => Erasure, {
    description:
      'Asks for your data to be erased (prawo do usunięcia danych): in 14 days, unless you cancel it. Needs a fresh proof.',
  })
  async requestErasure(@Me() me: Actor, @Args('input') input: RequestErasureInput): Promise<Erasure> {
    const request = await this.erasures.own(me, input);
    const { id } = await this.db.write(me, input, (tx) => this.erasures.request(tx, request));
    return this.told(me, id);
  }

  @FreshProof()
  @Mutation(() => Erasure, {
    description:
      'Asks for the erasure of somebody who cannot do so (wniosek przez operatora): in three days, unless they or an operator cancel it.',
  })
  async erasePerson(@Me() me: Actor, @Args('input') input: ErasePersonInput): Promise<Erasure> {
    const request = await this.erasures.another(me, input);
    const { id } = await this.db.write(me, input, (tx) => this.erasures.request(tx, request));
    return this.told(me, id);
  }

  @Mutation(() => Erasure, { description: 'Lets a waiting erasure be (odwołanie usunięcia danych).' })
  async cancelErasure(@Me() me: Actor, @Args('input') input: CancelErasureInput): Promise<Erasure> {
    const { id } = await this.db.write(me, input, (tx) => this.erasures.cancel(tx, input.erasureId));
    return this.told(me, id);
  }

  private async told(me: Actor, id: string): Promise<Erasure> {
    const erasure = await this.erasures.seen(me, id);
    if (!erasure) throw NotFound({ type: 'Erasure', id });
    return erasure;
  }
}
