import { Field, ID, Int, type GqlTypeReference } from '@nestjs/graphql';
import { Column } from 'typeorm';
import { RichTextScalar } from '#texts';
import { CARD, CARD_KEYS, isMany, type CardFormat, type CardKey } from './card.ts';
import { CostRange, MoneySource, PracticeLanguage, TargetGroup } from './words.ts';

const ENUMS: Partial<Record<CardKey, object>> = {
  targetGroups: TargetGroup,
  moneySources: MoneySource,
  costRange: CostRange,
  language: PracticeLanguage,
};
const TYPES: Partial<Record<CardFormat, GqlTypeReference>> = { RICH: RichTextScalar, YEAR: Int, AREAS: ID };
const COLUMNS: Partial<Record<CardFormat, 'jsonb' | 'int' | 'uuid'>> = { RICH: 'jsonb', YEAR: 'int', AREAS: 'uuid' };

/** The GraphQL type of a field; of one that holds several, that of each. */
export const typeOf = (key: CardKey): GqlTypeReference =>
  (ENUMS[key] as GqlTypeReference | undefined) ?? TYPES[CARD[key].format] ?? String;
export const enumOf = (key: CardKey): object | undefined => ENUMS[key];

/** Puts the fields of the card on a table's type; in what is published none is missing that is required. */
export const CardColumns =
  ({ published }: { published: boolean }): ClassDecorator =>
  (type) => {
    for (const key of CARD_KEYS) {
      const { format, required, english } = CARD[key];
      const [many, of] = [isMany(key), typeOf(key)];
      const nullable = !many && key !== 'language' && !(published && required);
      const target = (type as unknown as { prototype: object }).prototype;
      Field(() => (many ? [of] : of) as GqlTypeReference, { nullable, description: english })(target, key);
      Column({ type: COLUMNS[format] ?? 'text', nullable, array: many })(target, key);
    }
  };
