import { ACTOR, numbered, Sql } from './sql.ts';
import type { Cut } from './statement.ts';

/** Stands for the n-th value of the arguments, which differ from execution to execution. */
class Place {
  constructor(readonly at: number) {}
}

/** A statement ready to run: its text once, its values from the arguments of each execution. */
export interface Plan {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Whether a table with row-level security is read, so that PostgreSQL has to know who reads. */
  readonly guarded: boolean;
  name?: string;
  uses: number;
}

/** The arguments of one execution: the resolver's condition and the cut of each list. */
export interface Arguments {
  readonly where: Sql | undefined;
  readonly cuts: readonly Cut[];
}

/** Compiles with places in place of values, so that the plan serves every later execution of the same shape. */
export function planOf(given: Arguments, write: (args: Arguments) => Sql, isGuarded: (text: string) => boolean): Plan {
  let count = 0;
  const placed = (piece: Sql): Sql =>
    new Sql(
      piece.strings,
      piece.values.map((value) => (value === ACTOR ? value : new Place(count++))),
    );
  const where = given.where && placed(given.where);
  const cuts = given.cuts.map((cut) => ({
    ...cut,
    found: cut.found && placed(cut.found),
    where: cut.where && placed(cut.where),
    by: placed(cut.by),
    after: cut.after && { by: placed(cut.after.by), id: new Place(count++) as unknown as string },
  }));
  const { text, values } = numbered(write({ where, cuts }));
  return { text, values, guarded: isGuarded(text), uses: 0 };
}

/** The values of an execution, in the order in which `planOf` gave them places. */
const flat = ({ where, cuts }: Arguments): unknown[] => [
  ...valuesOf(where),
  ...cuts.flatMap((cut) => [
    ...valuesOf(cut.found),
    ...valuesOf(cut.where),
    ...valuesOf(cut.by),
    ...(cut.after ? [...valuesOf(cut.after.by), cut.after.id] : []),
  ]),
];

const valuesOf = (piece: Sql | undefined): unknown[] => piece?.values.filter((value) => value !== ACTOR) ?? [];

export function bind(plan: Plan, args: Arguments, actorId: string | null): unknown[] {
  const given = flat(args);
  return plan.values.map((value) => {
    if (value === ACTOR) return actorId;
    return value instanceof Place ? given[value.at] : value;
  });
}
