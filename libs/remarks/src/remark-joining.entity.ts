import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity as Table, PrimaryColumn } from 'typeorm';
import { Remark, seesRemark } from '#circulation';
import { Mandate } from '#convents';
import { DateTime } from '#core';
import { extend, Many, One, sql, Visible } from '#reads';

@ObjectType({
  description: 'That a remark was decided on with another one, from when and until when (połączenie uwag).',
})
@Visible(
  (row, actor) => sql`EXISTS (SELECT FROM remark r WHERE r.id = ${row}.remark_id AND (${seesRemark(sql`r`, actor)}))`,
)
@Table('remark_joining')
export class RemarkJoining {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') remarkId: string;
  @Column('uuid') leadingId: string;
  @Field(() => Remark, {
    nullable: true,
    description: 'The one that led; null where you do not see it (uwaga wiodąca).',
  })
  @One(() => Remark, 'leadingId')
  leading: Remark | null;
  @Field(() => DateTime) @Column('timestamptz') at: Date;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Field(() => Mandate, {
    nullable: true,
    description: 'The mandate of whoever joined them; null where it followed from another remark being taken back.',
  })
  @One(() => Mandate, 'mandateId')
  mandate: Mandate | null;
  @Field(() => DateTime, { nullable: true, description: 'When that ended; null while it holds.' })
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;
  @Column('uuid', { nullable: true }) endedUnderId: string | null;
  @Field(() => Mandate, {
    nullable: true,
    description: 'The mandate of whoever ended it; null where a remark was taken back.',
  })
  @One(() => Mandate, 'endedUnderId')
  endedUnder: Mandate | null;
}

extend(
  Remark,
  'joinings',
  Field(() => [RemarkJoining], { description: 'With which it was decided on, the last first (historia połączeń).' }),
  Many(() => RemarkJoining, 'remarkId', { sort: () => ({ by: (row) => sql`${row}.id`, descending: true }) }),
);
