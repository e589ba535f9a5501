import { Args, ArgsType, Field, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ArrayMaxSize, ArrayNotEmpty, IsEnum, IsInt, IsOptional, IsString, IsUUID, Max, Min } from 'class-validator';
import { Day, Db, Me, Text, type Actor, type Tx } from '#core';
import { Needs, sql } from '#reads';
import type { Content } from './content.ts';
import { DeclarationUnit, DeclarationVersion } from './declaration-version.entity.ts';
import { template } from './templates.ts';
import { Versions } from './versions.service.ts';
import { DeclarationKind } from './words.ts';

@ObjectType({ description: 'The usual text of a kind of declaration, filled in; edit it as you like (wzór).' })
export class DeclarationTemplate {
  @Field({ description: 'A title that fits.' }) title: string;
  @Field(() => [DeclarationUnit], { description: 'Parties, purpose, where decisions are taken, entry, leaving.' })
  units: DeclarationUnit[];
}

@ArgsType()
export class TemplateArgs {
  @Field(() => DeclarationKind) @IsEnum(DeclarationKind) kind: DeclarationKind;
  @Field(() => [ID], { description: 'The parties, in order: 1 to 32 convents.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(32)
  @IsUUID(undefined, { each: true })
  conventIds: string[];
  @Field(() => String, { nullable: true, description: 'The full name of the forum that is to be founded.' })
  @IsOptional()
  @Text({ min: 5, max: 300 })
  forumName?: string | null;
  @Field(() => String, { nullable: true, description: 'To whom a joint position speaks.' })
  @IsOptional()
  @Text({ max: 300 })
  addressee?: string | null;
  @Field(() => Day, { nullable: true, description: 'The last day as a member.' })
  @IsOptional()
  @IsString()
  effectiveOn?: string | null;
  @Field(() => Int, { nullable: true, description: 'How many have to sign; all when absent.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(32)
  entryCount?: number | null;
}

@Resolver(() => DeclarationVersion)
export class DeclarationVersionResolver {
  constructor(
    private readonly db: Db,
    private readonly versions: Versions,
  ) {}

  @ResolveField(() => [DeclarationUnit], { description: 'The text itself, unit by unit (jednostki redakcyjne).' })
  @Needs(DeclarationVersion, (row) => ({ content: sql`${row}.content` }))
  units(@Parent() { content }: { content: string }): DeclarationUnit[] {
    return [...(JSON.parse(content) as Content).units];
  }

  @Query(() => DeclarationTemplate, { description: 'The template of a kind, filled in for these parties (wzór).' })
  declarationTemplate(@Me() me: Actor, @Args() args: TemplateArgs): Promise<DeclarationTemplate> {
    const { kind, conventIds, addressee = null, effectiveOn = null, entryCount: count = null, forumName } = args;
    return this.db.run(me, async (tx: Tx) => {
      tx.allow(true);
      const parties = await this.versions.namesOf(
        tx,
        conventIds.map((conventId) => ({ conventId })),
      );
      const [known] = await tx.sql<{ name: string }>(`SELECT name FROM forum`);
      return template(kind, { parties, addressee, effectiveOn, count, forum: forumName ?? known?.name ?? null });
    });
  }
}
