import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsBoolean,
  IsEnum,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Min,
  ValidateNested,
} from 'class-validator';
import { NoPesel } from '#convents';
import { EditInput, MutationInput, Text } from '#core';
import { LIMITS, UnitKind } from '#drafting';
import { ChangeInput, CitedActInput } from './amendment.inputs.ts';
import { pastedText, SeenWordsInput, words } from './draft-words.inputs.ts';
import { DraftForm } from './words.ts';

const act = () => (target: object, name: string) => {
  Field(() => CitedActInput, { nullable: true, description: 'The act concerned, if it is about one.' })(target, name);
  IsOptional()(target, name);
  ValidateNested()(target, name);
  Type(() => CitedActInput)(target, name);
};
const unit =
  (description = 'The unit.') =>
  (target: object, name: string) => {
    Field(() => ID, { description })(target, name);
    IsUUID()(target, name);
  };

@InputType({ description: 'Begins a draft; only its lead body’s officers see it until a team is named.' })
export class CreateDraftInput extends MutationInput {
  @Field(() => ID, { description: 'The lead body: a convent or the forum.' }) @IsUUID() bodyId: string;
  @Field({ description: 'At most 300 characters.' }) @Text({ max: 300 }) @NoPesel() title: string;
  @Field(() => DraftForm) @IsEnum(DraftForm) form: DraftForm;
  @act() act?: CitedActInput | null;
}

@InputType({ isAbstract: true })
export class DraftInput extends MutationInput {
  @Field(() => ID) @IsUUID() draftId: string;
}

@InputType({ isAbstract: true })
export class DraftEditInput extends EditInput {
  @Field(() => ID) @IsUUID() draftId: string;
}

@InputType({ description: 'Other words for what a draft is; an absent act stays, null takes it away.' })
export class EditDraftInput extends DraftEditInput {
  @Field({ description: 'At most 300 characters.' }) @Text({ max: 300 }) @NoPesel() title: string;
  @act() act?: CitedActInput | null;
}

@InputType({ description: 'Names somebody for the drafting team.' })
export class AddDraftMemberInput extends DraftInput {
  @Field(() => ID, { description: 'A mandate in force, of any body or entity, under which they will write.' })
  @IsUUID()
  mandateId: string;
}

@InputType({ description: 'Names who leaves the drafting team.' })
export class RemoveDraftMemberInput extends MutationInput {
  @Field(() => ID) @IsUUID() memberId: string;
}

@InputType({ description: 'Puts a pasted text in place of the working text.' })
export class ReplaceDraftTextInput extends DraftEditInput {
  @pastedText() text: string[];
}

@InputType({ description: 'What stands above the first unit.' })
export class RewordDraftHeadingInput extends DraftEditInput {
  @Field({ description: 'At most 2,000 characters, a line each.' })
  @Text({ min: 0, max: LIMITS.heading, lines: true })
  heading: string;
}

@InputType({ description: 'A new unit and where it goes.' })
export class InsertDraftUnitInput extends DraftEditInput {
  @Field(() => ID, { nullable: true, description: 'In which unit; at the top when absent.' })
  @IsOptional()
  @IsUUID()
  parentId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Behind which of the units there; first when absent.' })
  @IsOptional()
  @IsUUID()
  afterId?: string | null;
  @Field(() => UnitKind) @IsEnum(UnitKind) kind: UnitKind;
  @words('Its label; the one that law gives to a unit inserted there when absent.') label?: string | null;
  @words('The heading of a chapter or section.') title?: string | null;
  @words('Its own words, one paragraph.') text?: string | null;
  @words('The common part after its list.') closing?: string | null;
}

@InputType({ description: 'A unit and where it goes, with all in it.' })
export class MoveDraftUnitInput extends DraftEditInput {
  @unit() unitId: string;
  @Field(() => ID, { nullable: true, description: 'Into which unit; to the top when absent.' })
  @IsOptional()
  @IsUUID()
  parentId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Behind which of the units there; first when absent.' })
  @IsOptional()
  @IsUUID()
  afterId?: string | null;
  @Field({ defaultValue: false, description: 'Whether rows that would be out of order are numbered anew.' })
  @IsBoolean()
  renumber: boolean = false;
}

@InputType({ description: 'Another label for a unit, which has to fit between its neighbours.' })
export class RelabelDraftUnitInput extends DraftEditInput {
  @unit() unitId: string;
  @Field({ description: 'The label: 5a.' }) @IsString() label: string;
}

@InputType({ description: 'Names a unit.' })
export class DraftUnitInput extends DraftEditInput {
  @unit() unitId: string;
}

@InputType({ description: 'A unit, and where it is cut in two.' })
export class SplitDraftUnitInput extends DraftEditInput {
  @unit() unitId: string;
  @Field(() => Int, { description: 'Before which space between two words, in UTF-16 code units of its text.' })
  @IsInt()
  @Min(1)
  at: number;
}

@InputType({ description: 'Names the entry of the history that says that a unit was deleted.' })
export class RestoreDraftUnitInput extends DraftEditInput {
  @unit('The entry of the history.') eventId: string;
}

@InputType({ description: 'Other words of a unit; what is absent stays.' })
export class RewordDraftUnitInput extends DraftEditInput {
  @unit() unitId: string;
  @words('The heading of a chapter or section.') title?: string | null;
  @words('Its own words, one paragraph.') text?: string | null;
  @words('The common part after its list.') closing?: string | null;
  @Field(() => SeenWordsInput, {
    nullable: true,
    description:
      'The same parts as you saw them when you began: what others wrote since stays. Without it UNIT_BEING_WRITTEN where somebody writes.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => SeenWordsInput)
  seen?: SeenWordsInput | null;
}

const change = () => (target: object, name: string) => {
  Field(() => ChangeInput)(target, name);
  ValidateNested()(target, name);
  Type(() => ChangeInput)(target, name);
};

@InputType({ description: 'Adds a change of a provision, behind the others.' })
export class AddDraftAmendmentInput extends DraftEditInput {
  @change() change: ChangeInput;
}

@InputType({ description: 'Words a change of a provision anew; its id stays.' })
export class EditDraftAmendmentInput extends DraftEditInput {
  @unit('The amendment.') amendmentId: string;
  @change() change: ChangeInput;
}

@InputType({ description: 'Puts an amendment at another place among the others.' })
export class MoveDraftAmendmentInput extends DraftEditInput {
  @unit('The amendment.') amendmentId: string;
  @Field(() => Int, { description: 'Its new place, counted from 1; the last one when it is more than there are.' })
  @IsInt()
  @Min(1)
  position: number;
}

@InputType({ description: 'Takes an amendment out of the draft; versions and history keep it.' })
export class RemoveDraftAmendmentInput extends DraftEditInput {
  @unit('The amendment.') amendmentId: string;
}

@InputType({ description: 'Makes a version of the text and the amendments as they stand.' })
export class FreezeDraftVersionInput extends DraftEditInput {
  @Field(() => String, { nullable: true, description: 'What is new in it, at most 500 characters.' })
  @IsOptional()
  @Text({ max: 500 })
  @NoPesel()
  note?: string | null;
}

@InputType({ description: 'Opens the versions of a draft to more readers; this is never taken back.' })
export class ShareDraftInput extends DraftInput {
  @Field(() => [ID], { description: '1 to 40 convents, or the forum with everybody in it.' })
  @ArrayNotEmpty()
  @ArrayMaxSize(40)
  @IsUUID(undefined, { each: true })
  bodyIds: string[];
}

@InputType({ description: 'Names a draft.' })
export class DraftActInput extends DraftInput {}

@InputType({ description: 'Puts a draft into the archive.' })
export class ArchiveDraftInput extends DraftInput {
  @Field({ description: 'Why, at most 1,000 characters.' })
  @Text({ max: 1_000, lines: true })
  @NoPesel()
  reason: string;
}
