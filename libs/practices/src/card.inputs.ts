import { applyDecorators } from '@nestjs/common';
import { Field, InputType, type GqlTypeReference } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsEmail,
  IsEnum,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
} from 'class-validator';
import { looksLikePesel, NoPesel, PESEL_HELP } from '#convents';
import { Text } from '#core';
import { IsRichText, plainText, richTextProblem, type RichText } from '#texts';
import { CARD, CARD_KEYS, isMany, type Card, type CardFormat, type CardKey } from './card.ts';
import { enumOf, typeOf } from './card.columns.ts';

/** A document is looked through as its words are. */
const NoPeselInside = (max: number) =>
  ValidateBy({
    name: 'noPesel',
    validator: {
      validate: (value) => richTextProblem(value, max) !== undefined || !looksLikePesel(plainText(value as RichText)),
      defaultMessage: () => PESEL_HELP,
    },
  });

const small = ({ value }: { value: unknown }): unknown =>
  Array.isArray(value)
    ? [...new Set(value.map((each) => (typeof each === 'string' ? each.trim().toLowerCase() : (each as unknown))))]
    : value;

const each = { each: true };
const list = (max: number): PropertyDecorator => applyDecorators(IsArray(), ArrayMaxSize(max), ArrayUnique());

/** What a field takes while it is being written: less than when the card is handed in. */
const rules: Record<CardFormat, (key: CardKey, max: number) => PropertyDecorator> = {
  TEXT: (_, max) => applyDecorators(Text({ min: 0, max }), NoPesel()),
  RICH: (_, max) => applyDecorators(IsRichText({ max }), NoPeselInside(max)),
  WORD: (key) => IsEnum(enumOf(key)!),
  WORDS: (key, max) => applyDecorators(list(max), IsEnum(enumOf(key)!, each)),
  AREAS: (_, max) => applyDecorators(list(max), IsUUID(undefined, each)),
  TAGS: (_, max) => applyDecorators(Transform(small), list(max), Text({ max: 40, each: true }), NoPesel(each)),
  YEAR: () => applyDecorators(IsInt(), Min(1990), Max(2100)),
  EMAIL: (_, max) => applyDecorators(IsEmail(), MaxLength(max)),
  PHONE: () => Matches(/^[+(\d][\d ()-]{5,28}\d$/),
};

const howMuch = (key: CardKey): string => {
  const { max, format } = CARD[key];
  if (isMany(key)) return ` At most ${max}.`;
  return format === 'TEXT' || format === 'RICH' ? ` At most ${max} characters.` : '';
};

/** Puts the fields of the card on an input: one that is absent stays as it is, null empties it. */
const CardFields: ClassDecorator = (type) => {
  for (const key of CARD_KEYS) {
    const { format, max, english } = CARD[key];
    const [many, of] = [isMany(key), typeOf(key)];
    const target = (type as unknown as { prototype: object }).prototype;
    const description = `${english}${howMuch(key)}`;
    Field(() => (many ? [of] : of) as GqlTypeReference, { nullable: true, description })(target, key);
    IsOptional()(target, key);
    rules[format](key, max)(target, key);
  }
};

@InputType({
  description: 'What is saved of the card; what is absent stays, null empties it. `practiceFields` says what to write.',
})
@CardFields
export class PracticeCardInput {}
export interface PracticeCardInput extends Partial<Nullable<Card>> {}
type Nullable<T> = { [K in keyof T]: T[K] | null };
