import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy, type ValidationArguments } from 'class-validator';
import { GraphQLScalarType, valueFromASTUntyped } from 'graphql';
import { composed } from './plain-text.ts';
import { richTextProblem } from './rich-text.ts';

/** Takes any JSON: `@IsRichText` refuses what is no document, and says which field it was. */
export const RichTextScalar = new GraphQLScalarType({
  name: 'RichText',
  description:
    'A formatted text as JSON of a fixed schema, the one of ProseMirror and TipTap, without HTML: ' +
    '`doc` of `paragraph`, `heading` (attrs.level 2–4), `bulletList` and `orderedList` of `listItem` (two levels), ' +
    '`table` of `tableRow` of `tableHeader` and `tableCell`; in them `text` and `hardBreak`; marks `bold`, `italic`, ' +
    '`link` (attrs.href with http, https or mailto) (tekst sformatowany).',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

/** The rule for a property that holds a document of at most so many characters. */
export const IsRichText = ({ max }: { max: number }): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => composed(value as unknown)),
    ValidateBy({
      name: 'isRichText',
      validator: {
        validate: (value) => richTextProblem(value, max) === undefined,
        defaultMessage: (about?: ValidationArguments) =>
          `Tekst ma niewłaściwą postać: ${richTextProblem(about?.value, max)}.`,
      },
    }),
  );
