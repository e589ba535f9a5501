import { Field, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, IsString } from 'class-validator';

/** Words of a unit: what they may hold is for the pure half to say. */
export const words = (description: string) => (target: object, name: string) => {
  Field(() => String, { nullable: true, description })(target, name);
  IsOptional()(target, name);
  IsString()(target, name);
};

/** A text longer than one argument may be. */
export const pastedText = () => (target: object, name: string) => {
  const description =
    'The text; where it has over 10,000 characters, cut between characters into pieces of no more: they are joined as they come.';
  Field(() => [String], { description })(target, name);
  ArrayMaxSize(1_000)(target, name);
  IsString({ each: true })(target, name);
};

@InputType({ description: 'Words of a unit as somebody saw them.' })
export class SeenWordsInput {
  @words('The heading of a chapter or section.') title?: string | null;
  @words('Its own words.') text?: string | null;
  @words('The common part after its list.') closing?: string | null;
}
