import type { Type } from '@nestjs/common';
import { TypeMetadataStorage } from '@nestjs/graphql';
import type { PageArgs } from '#core';
import { sql, type Sql } from './sql.ts';

/** A row in a statement: `${row}.column`. */
export type Row = Sql;

/** SQL about a row and whoever reads it. */
export type Rule = (row: Row, actor: Sql) => Sql;

/** How a list is cut: by a condition from its arguments, in an order that the id makes total. */
export interface Listing<Args extends PageArgs = PageArgs> {
  /** The arguments' class; `PageArgs` when absent. */
  readonly args?: Type<Args>;
  readonly where?: (row: Row, args: Args, actor: Sql) => Sql | undefined;
  /**
   * At the root only: what stands before the statement, as `name AS (SELECT …)`. A list of the view of that name then
   * reads what was found in place of the view.
   */
  readonly found?: (args: Args) => Sql;
  /** Never null: a row without a value would be on no page. */
  readonly sort: (args: Args) => { readonly by: (row: Row) => Sql; readonly descending?: boolean };
}

type Target = () => Type;

/** The columns that hold the name of a row's type and its id. */
interface TypeAndId {
  readonly type: string;
  readonly id: string;
}

export type FieldMark =
  | { readonly kind: 'one'; readonly target: Target; readonly column: string }
  | { readonly kind: 'oneOf'; readonly targets: Readonly<Record<string, Target>>; readonly by?: TypeAndId }
  | { readonly kind: 'many'; readonly target: Target; readonly column: string; readonly listing: Listing }
  | { readonly kind: 'computed'; readonly rule: Rule }
  | { readonly kind: 'derived'; readonly needs: (row: Row, actor: Sql) => Record<string, Sql> };

interface Marks {
  visible?: Rule;
  readonly fields: Map<string, FieldMark>;
}

const marks = new Map<object, Marks>();

/** What the decorators below said of a class. */
export function marksOf(type: object): Marks {
  const found = marks.get(type) ?? { fields: new Map() };
  marks.set(type, found);
  return found;
}

const mark = (target: object, field: string, what: FieldMark): void =>
  void marksOf(target.constructor).fields.set(field, what);

/** The rule of a type that all may see, signed in or not. */
export const EVERYONE: Rule = () => sql`true`;

/** Which rows of a type an actor may see; it stands in every statement that reaches the type, by whatever path. */
export const Visible =
  (rule: Rule): ClassDecorator =>
  (type) =>
    void (marksOf(type).visible = rule);

/** A link to the row whose id a column holds; null when the actor may not see it. */
export const One =
  (target: Target, column: string): PropertyDecorator =>
  (type, field) =>
    mark(type, String(field), { kind: 'one', target, column });

/** A link to a row of one of several types, each with a column of its own, of which one is set. */
export const OneOf =
  (targets: Record<string, Target>): PropertyDecorator =>
  (type, field) =>
    mark(type, String(field), { kind: 'oneOf', targets });

/** A link to a row of the type that a column names; `targets` are the types by their names in the schema. */
export const AnyOf =
  (by: TypeAndId, targets: Readonly<Record<string, Target>>): PropertyDecorator =>
  (type, field) =>
    mark(type, String(field), { kind: 'oneOf', targets, by });

/** On a connection: a short plain list of rows that belong to the whole of what was found. */
export const Beside =
  (target: Target, listing: Listing): PropertyDecorator =>
  (type, field) =>
    mark(type, String(field), { kind: 'many', target, column: '', listing });

/** The rows that point here with a column of theirs: a connection with its arguments, or a short plain list. */
export const Many =
  <Args extends PageArgs>(target: Target, column: string, listing: Listing<Args>): PropertyDecorator =>
  (type, field) => {
    const methodName = String(field);
    mark(type, methodName, { kind: 'many', target, column, listing: listing as unknown as Listing });
    const { args } = listing;
    if (!args) return;
    const place = { target: type.constructor, methodName, index: 0, typeFn: () => args, options: {} };
    TypeMetadataStorage.addMethodParamMetadata({ kind: 'args', ...place });
  };

/** A value that SQL works out; it never reads a private table but through a function that asks who reads. */
export const Computed =
  (rule: Rule): PropertyDecorator =>
  (type, field) =>
    mark(type, String(field), { kind: 'computed', rule });

/**
 * On a `@ResolveField`: what it needs of the row, fetched in the same statement and given as `@Parent()`. Values are
 * as in JSON: instants and days are texts.
 */
export const Needs =
  (type: Type, needs: (row: Row, actor: Sql) => Record<string, Sql>): MethodDecorator =>
  (_, field) =>
    void marksOf(type).fields.set(String(field), { kind: 'derived', needs });

/** Adds a field to a type of a lower lib, which does not know of it: `extend(Person, 'mandates', Field(…), Many(…))`. */
export const extend = (type: Type, field: string, ...decorators: PropertyDecorator[]): void =>
  decorators.forEach((decorate) => decorate(type.prototype as object, field));
