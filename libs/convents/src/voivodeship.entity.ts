import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EVERYONE, Visible } from '#reads';

@ObjectType({ description: 'One of Poland’s 16 voivodeships (województwo).' })
@Visible(EVERYONE)
@Entity('voivodeship')
export class Voivodeship {
  @Field(() => ID, { name: 'teryt', description: 'The two digits of TERYT; ISO 3166-2 puts PL- before them.' })
  @PrimaryColumn('text')
  id: string;
  @Field({ description: 'As an adjective, in lower case, as the law writes it.' }) @Column('text') name: string;
  @Column('text') adjective: string;
  @Field({ description: 'For “in the … voivodeship” (w …).' }) @Column('text') locative: string;
  @Field({ description: 'The land by its own name, such as Pomorze.' }) @Column('text') region: string;
  @Field({ description: 'Where the voivode sits.' }) @Column('text') capital: string;
  @Field({ description: 'Where the assembly sits.' }) @Column('text') assemblySeat: string;
}
