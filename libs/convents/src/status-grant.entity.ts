import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsEnum, IsOptional, IsString, IsUUID } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Day, MutationInput, Text } from '#core';
import { Computed, EVERYONE, sql, Visible, type Listing } from '#reads';
import { NoPesel } from './identifiers.ts';
import { StatusKind } from './words.ts';

@ObjectType({
  description: 'A voivode’s decision or register entry that gives an entity its status (decyzja wojewody).',
})
@Visible(EVERYONE)
@Entity('status_grant')
export class StatusGrant {
  @Field(() => ID) @PrimaryColumn('uuid') id: string;
  @Column('uuid') entityId: string;
  @Field(() => StatusKind) @Column('text') kind: StatusKind;
  @Field(() => String, { nullable: true, description: 'The office’s own sign or number.' })
  @Column('text', { nullable: true })
  reference: string | null;
  @Field(() => String, { description: 'The office that gave it.', nullable: true })
  @Column('text', { nullable: true })
  office: string | null;
  @Column('daterange') valid: string;
  @Field(() => Day) @Computed((row) => sql`lower(${row}.valid)`) validFrom: string;
  @Field(() => Day, { nullable: true, description: 'The last day; null without a term.' })
  @Computed((row) => sql`upper(${row}.valid) - 1`)
  validUntil: string | null;
}

export const statusGrantListing: Listing = {
  sort: () => ({ by: (row) => sql`lower(${row}.valid)`, descending: true }),
};

@InputType({ description: 'A decision or register entry, as the document says.' })
export class RecordStatusGrantInput extends MutationInput {
  @Field(() => ID) @IsUUID() entityId: string;
  @Field(() => StatusKind) @IsEnum(StatusKind) kind: StatusKind;
  @Field(() => String, { description: 'The office’s own sign or number, at most 100 characters.', nullable: true })
  @IsOptional()
  @Text({ max: 100 })
  @NoPesel()
  reference?: string | null;
  @Field(() => String, { description: 'The office that gave it, at most 200 characters.', nullable: true })
  @IsOptional()
  @Text({ max: 200 })
  @NoPesel()
  office?: string | null;
  @Field(() => Day) @IsString() validFrom: string;
  @Field(() => Day, { nullable: true, description: 'The last day; mandatory for a CIS, absent for a register entry.' })
  @IsOptional()
  @IsString()
  validUntil?: string | null;
}
