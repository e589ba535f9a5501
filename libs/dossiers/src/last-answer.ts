import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Day } from '#core';
import { sql, type Row, type Sql } from '#reads';
import { seesRecommendation } from '#recommendations';
import { AddresseeKind, PositionKind } from './words.ts';

@ObjectType({ description: 'What was answered last, of all that counts (ostatnia odpowiedź).' })
export class LastAnswer {
  @Field(() => ID) positionId: string;
  @Field(() => ID) recommendationId: string;
  @Field({ description: 'The number of the recommendation.' }) recommendationNumber: string;
  @Field(() => PositionKind) kind: PositionKind;
  @Field(() => String, { nullable: true, description: 'Their reason (uzasadnienie).' }) reason: string | null;
  @Field(() => Day, { description: 'When it came in.' }) receivedOn: string;
  @Field(() => AddresseeKind) addresseeKind: AddresseeKind;
  @Field({ description: 'The office that answered (adresat).' }) addressee: string;
}

const lastOf = (which: (r: Sql) => Sql, actor: Sql): Sql => sql`(
  SELECT json_build_object('positionId', p.id, 'recommendationId', r.id, 'recommendationNumber', r.number, 'kind', p.kind,
    'reason', p.reason, 'receivedOn', a.received_on, 'addresseeKind', x.addressee_kind, 'addressee', x.addressee)
  FROM recommendation r JOIN register_entry e ON e.recommendation_id = r.id JOIN answer_position p ON p.id = e.position_id
    JOIN dossier_response a ON a.id = p.response_id JOIN dispatch x ON x.id = e.dispatch_id
  WHERE ${which(sql`r`)} AND (${seesRecommendation(sql`r`, actor)}) ORDER BY a.received_on DESC, p.id DESC LIMIT 1)`;

export const lastOfRecommendation = (row: Row, actor: Sql): Sql => lastOf((r) => sql`${r}.id = ${row}.id`, actor);
export const lastOfArea = (row: Row, actor: Sql): Sql =>
  lastOf(
    (r) => sql`EXISTS (SELECT FROM recommendation_area k WHERE k.recommendation_id = ${r}.id
      AND k.change_area_id = ANY ((SELECT change_area_scope(ARRAY[${row}.id]))::uuid[]))`,
    actor,
  );
