import {
  Args,
  ArgsType,
  Field,
  Float,
  ID,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { IsOptional, IsUUID } from 'class-validator';
import { Circulation, Remark, RemarkTableRow, RemarkTables, seesRemark } from '#circulation';
import { Db, IdPipe, Me, type Actor, type MutationInput, type Tx } from '#core';
import { Needs, one, sql, type Read, type Row, type Sql } from '#reads';
import { RemarkAnchors } from './anchors.ts';
import { Carrying } from './carrying.service.ts';
import { Joining } from './joining.service.ts';
import { ALIKE, alikeAmong, type Alike } from './likeness.ts';
import { CarryRemarksInput, JoinRemarksInput, SeparateRemarksInput } from './remarks.inputs.ts';

@ObjectType({ description: 'Remarks on one unit that may say the same and are not joined yet (podobne uwagi).' })
export class AlikeRemarks {
  @Field(() => Float, { description: 'How like the first one the others at least are, from 0.5 to 1.' })
  likeness: number;
  @Field(() => [RemarkTableRow], { description: 'The first of them first: it could lead the group.' })
  rows: RemarkTableRow[];
}

@ObjectType({ description: 'Another remark on the same unit that may say the same (podobna uwaga).' })
export class SimilarRemark {
  @Field(() => ID) remarkId: string;
  @Field({ description: 'What it says.' }) text: string;
  @Field(() => Float, { description: 'How alike they are, from 0.5 to 1.' }) likeness: number;
}

const MOST = 10;

/** Only remarks on the unit are compared, found by the index of the circulation and the place. */
const similarTo = (row: Row, actor: Sql): Sql => sql`coalesce((
  SELECT json_agg(json_build_object('remarkId', s.id, 'text', s.text, 'likeness', s.likeness)
    ORDER BY s.likeness::numeric DESC, s.id)
  FROM (SELECT p.* FROM (SELECT o.id, o.text, similarity(o.said, ${row}.said) AS likeness FROM remark o
    WHERE o.circulation_id = ${row}.circulation_id AND o.place = ${row}.place AND o.id <> ${row}.id
      AND o.state <> 'WITHDRAWN' AND (${seesRemark(sql`o`, actor)}) OFFSET 0) p
    WHERE p.likeness >= ${ALIKE}::real ORDER BY p.likeness DESC, p.id LIMIT ${MOST}::int) s), '[]')`;

@ArgsType()
class AnchorArgs {
  @Field(() => ID) @IsUUID() circulationId: string;
  @Field(() => ID, { nullable: true, description: 'The working text when absent.' })
  @IsOptional()
  @IsUUID()
  versionId?: string | null;
}

type Answer = Promise<Read<Circulation>>;

@Resolver(() => Remark)
export class RemarkGroupsResolver {
  constructor(
    private readonly db: Db,
    private readonly tables: RemarkTables,
    private readonly joining: Joining,
    private readonly carrying: Carrying,
  ) {}

  @Query(() => [AlikeRemarks], {
    description: 'Likely duplicates among the remarks that you see, which whoever leads may join (podobne uwagi).',
  })
  async alikeRemarks(
    @Me() me: Actor,
    @Args('circulationId', { type: () => ID }, IdPipe) circulationId: string,
  ): Promise<Alike[]> {
    return alikeAmong((await this.tables.of(me, circulationId)).rows);
  }

  @Query(() => RemarkAnchors, {
    description: 'What another version of the draft made of the units that remarks are on (zakotwiczenie uwag).',
  })
  remarkAnchors(@Me() me: Actor, @Args() { circulationId, versionId }: AnchorArgs): Promise<RemarkAnchors> {
    return this.carrying.anchors(me, circulationId, versionId ?? null);
  }

  @ResolveField(() => [SimilarRemark], {
    description: 'Up to ten remarks on the same unit that may say the same, the most alike first (podobne uwagi).',
  })
  @Needs(Remark, (row, actor) => ({ similar: similarTo(row, actor) }))
  similar(@Parent() { similar }: { similar: SimilarRemark[] }): SimilarRemark[] {
    return similar;
  }

  @Mutation(() => Circulation, {
    description: 'Has remarks decided on with another one; each stays its author’s (łączne rozpatrzenie uwag).',
  })
  joinRemarks(@Me() me: Actor, @Args('input') input: JoinRemarksInput): Answer {
    return this.write(me, input, (tx) => this.joining.join(tx, input));
  }

  @Mutation(() => Circulation, {
    description: 'Has joined remarks decided on by themselves again; what was said to them stands (rozłączenie uwag).',
  })
  separateRemarks(@Me() me: Actor, @Args('input') input: SeparateRemarksInput): Answer {
    return this.write(me, input, (tx) => this.joining.separate(tx, input));
  }

  @Mutation(() => Circulation, {
    description: 'Repeats unresolved remarks of an earlier circulation of the draft, once each (przeniesienie uwag).',
  })
  carryRemarks(@Me() me: Actor, @Args('input') input: CarryRemarksInput): Answer {
    return this.write(me, input, (tx) => this.carrying.carry(tx, input));
  }

  private async write(me: Actor, input: MutationInput, work: (tx: Tx) => Promise<{ id: string }>): Answer {
    const { id } = await this.db.write(me, input, work);
    return one(Circulation, { id });
  }
}
