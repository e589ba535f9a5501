import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsEnum,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { MutationInput } from '#core';
import { MOST } from './limits.ts';
import { UnitTextPart } from './coediting.types.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const base64 = (max: number, description: string) => (target: object, name: string) => {
  Field(() => String, { nullable: true, description })(target, name);
  IsOptional()(target, name);
  Length(0, max)(target, name);
  Matches(BASE64)(target, name);
};
const list = (of: () => Function) => (target: object, name: string) => {
  ArrayNotEmpty()(target, name);
  ArrayMaxSize(MOST.units)(target, name);
  ValidateNested({ each: true })(target, name);
  Type(of)(target, name);
};

@InputType({ description: 'What of a unit’s document somebody has (stan dokumentu u klienta).' })
export class KnownUnitInput {
  @Field(() => ID) @IsUUID() unitId: string;
  @Field(() => ID, { nullable: true, description: 'The document that they have; all of it is sent when absent.' })
  @IsOptional()
  @IsUUID()
  documentId?: string | null;
  @base64(10_000, 'Its state vector (Yjs, version 1) in base64; all of it is sent when absent.')
  stateVector?: string | null;
}

/** A list of them is an argument, and only what is in an input class is checked. */
@InputType({ description: 'Units of a draft, each with what of its document somebody has.' })
export class KnownUnitsInput {
  @Field(() => ID) @IsUUID() draftId: string;
  @Field(() => [KnownUnitInput], { description: '1 to 20 units, each once.' })
  @list(() => KnownUnitInput)
  units: KnownUnitInput[];
}

@InputType({ description: 'What somebody wrote in a unit (zmiana w jednostce).' })
export class UnitUpdateInput {
  @Field(() => ID) @IsUUID() unitId: string;
  @Field(() => ID, { description: 'The document in which they wrote; DOCUMENT_REPLACED where the unit has another.' })
  @IsUUID()
  documentId: string;
  @Field(() => [String], {
    description:
      'A Yjs update (version 1) of at most 64 KiB in base64, where it has over 10,000 characters cut into pieces: they are joined as they come.',
  })
  @ArrayMaxSize(20)
  @IsString({ each: true })
  update: string[];
}

@InputType({ description: 'What somebody wrote in units of a draft; all of it is taken, or nothing.' })
export class PushUnitUpdatesInput extends MutationInput {
  @Field(() => ID) @IsUUID() draftId: string;
  @Field(() => [UnitUpdateInput], { description: '1 to 20 units, each once.' })
  @list(() => UnitUpdateInput)
  updates: UnitUpdateInput[];
}

@InputType({ description: 'Where somebody is in a draft (położenie kursora); never stored.' })
export class TellDraftCursorInput extends MutationInput {
  @Field(() => ID) @IsUUID() draftId: string;
  @Field(() => ID, { description: 'The `sessionId` of their subscription.' }) @IsUUID() sessionId: string;
  @Field(() => ID, { nullable: true, description: 'In which unit; in none when absent.' })
  @IsOptional()
  @IsUUID()
  unitId?: string | null;
  @Field(() => UnitTextPart, { nullable: true, description: 'In which part of it.' })
  @IsOptional()
  @IsEnum(UnitTextPart)
  part?: UnitTextPart | null;
  @base64(200, 'Where the selection begins: a Yjs relative position in base64.') anchor?: string | null;
  @base64(200, 'Where it ends, and the cursor stands.') head?: string | null;
}
