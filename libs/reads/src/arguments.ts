import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { GraphQLField, FieldNode } from 'graphql';
import { getArgumentValues } from 'graphql';
import type { Type } from '@nestjs/common';
import { InvalidInput, PageArgs, Recent } from '#core';
import type { Listing } from './marks.ts';
import { actor } from './sql.ts';
import { anchorAt, rowAt, type Cut } from './statement.ts';

/** class-validator's own sentences begin with the property; ours say in Polish what to do. */
const FOREIGN = /^(each value in )?(nested property )?[\w.]+ (must|should|is not|has)/;
const POLISH: Record<string, string> = {
  isUuid: 'To nie jest identyfikator UUID.',
  isEnum: 'Nie ma takiej wartości na liście.',
  isInt: 'Oczekiwano liczby całkowitej.',
  min: 'Ta liczba jest za mała.',
  max: 'Ta liczba jest za duża.',
  matches: 'Ta wartość ma niewłaściwą postać.',
  arrayNotEmpty: 'Lista nie może być pusta.',
  arrayMaxSize: 'Lista jest za długa.',
  isString: 'Oczekiwano tekstu.',
  isBoolean: 'Oczekiwano wartości logicznej.',
};

const polish = (rule: string, message: string): string =>
  FOREIGN.test(message) ? (POLISH[rule] ?? 'Ta wartość jest nieprawidłowa.') : message;

/** The rules that input broke, as a client can show them beside its fields. */
export function invalid(errors: ValidationError[], parent = ''): { path: string; rule: string; message: string }[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const path = parent ? `${parent}.${property}` : property;
    const own = Object.entries(constraints ?? {}).map(([rule, message]) => ({
      path,
      rule,
      message: polish(rule, message),
    }));
    return [...own, ...invalid(children ?? [], path)];
  });
}

const MOST_CHECKED = 1_000;
const LONGEST_CHECKED = 500;
const checked = new WeakMap<Type, Recent<PageArgs>>();

/** The arguments of a list as its class has them. Equal ones are checked once, since checking costs more than reading. */
export function checkedArgs(type: Type<PageArgs>, values: object): PageArgs {
  const known = checked.get(type) ?? new Recent<PageArgs>(MOST_CHECKED);
  checked.set(type, known);
  const key = JSON.stringify(values);
  const found = known.get(key);
  if (found) return found;
  const args = plainToInstance(type, values, { exposeDefaultValues: true });
  const errors = validateSync(args, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length) throw InvalidInput({ fields: invalid(errors) });
  if (key.length <= LONGEST_CHECKED) known.set(key, frozen(args));
  return args;
}

/** What is shared may not be changed. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** The arguments of a nested list, coerced by the schema and checked by their class, as the root's are by Nest. */
export function argumentsOf(
  listing: Listing,
  def: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Record<string, unknown>,
): PageArgs {
  return checkedArgs(listing.args ?? PageArgs, getArgumentValues(def, node, variables));
}

/** What a list's arguments say in SQL. */
export function cutOf(listing: Listing, args: PageArgs, depth: number): Cut {
  const { by, descending = false } = listing.sort(args);
  return {
    found: listing.found?.(args),
    where: listing.where?.(rowAt(depth), args, actor),
    by: by(rowAt(depth)),
    descending,
    first: args.first,
    after: args.after ? { by: by(anchorAt(depth)), id: args.after } : undefined,
  };
}

/** Equal texts make equal statements: what of the arguments stands in the text, and not among the parameters. */
export const shapeOf = ({ refused, found, where, by, descending, first, after }: Cut): string =>
  [refused, found?.shape, where?.shape, by.shape, descending, first, after?.by.shape].join('\u0001');
