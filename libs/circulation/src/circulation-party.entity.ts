import { createUnionType, Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Convent, Entity, Mandate } from '#convents';
import { ConnectionOf, DateTime, PageArgs } from '#core';
import { Many, One, OneOf, sql, Visible, type Listing } from '#reads';
import { seesAnswer, seesPart } from './circulation.policy.ts';
import { CirculationOutsider } from './circulation-outsider.entity.ts';
import { AnswerKind } from './words.ts';

export const Organisation = createUnionType({
  name: 'CirculationOrganisation',
  description: 'Who is asked in a circulation: a convent, an entity or an outsider (organizacja w kręgu).',
  types: () => [Convent, Entity, CirculationOutsider] as const,
});

@ObjectType({ description: 'What an organisation answered once; the last one counts (odpowiedź).' })
@Visible(seesAnswer)
@Table('circulation_answer')
export class CirculationAnswer {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') partyId: string;
  @Column('uuid') circulationId: string;
  @Column('uuid') bodyId: string;
  @Field(() => AnswerKind) @Column('text') answer: AnswerKind;
  @Field(() => String, { nullable: true, description: 'Why; always there where it objects to the procedure.' })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field({ description: 'Whether nobody said it: it is what silence means here (milczenie).' })
  @Column('boolean')
  silent: boolean;
  @Field({ description: 'Whether an outsider gave it, with their link.' }) @Column('boolean') byLink: boolean;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, {
    nullable: true,
    description: 'The mandate under which it was given; none of silence, none of an outsider.',
  })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
}

@ObjectType({
  description: 'An organisation in the circle: from its beginning, or an outsider invited later (adresat).',
})
@Visible(seesPart)
@Table('circulation_party')
export class CirculationParty {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') circulationId: string;
  @Column('uuid', { nullable: true }) conventId: string | null;
  @Column('uuid', { nullable: true }) entityId: string | null;
  @Column('uuid', { nullable: true }) outsiderId: string | null;
  @Field(() => Organisation, { nullable: true, description: 'Who is asked; there for everybody who sees the circle.' })
  @OneOf({ conventId: () => Convent, entityId: () => Entity, outsiderId: () => CirculationOutsider })
  organisation: typeof Organisation | null;
  @Column('uuid', { nullable: true }) answerId: string | null;
  @Field(() => CirculationAnswer, {
    nullable: true,
    description: 'Its answer; of others the circle sees it once the circulation is closed.',
  })
  @One(() => CirculationAnswer, 'answerId')
  answer: CirculationAnswer | null;
  @Field(() => [CirculationAnswer], { description: 'All that it answered, the last first (zmiany odpowiedzi).' })
  @Many(() => CirculationAnswer, 'partyId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) })
  answers: CirculationAnswer[];
}

@ObjectType({ description: 'A page of the circle.' })
export class CirculationPartyConnection extends ConnectionOf(CirculationParty) {}

export const partyListing: Listing = { args: PageArgs, sort: () => ({ by: (row) => sql`${row}.id` }) };
