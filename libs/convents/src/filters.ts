import type { Sql } from '#reads';

/** A condition of a filter, where the client gave one; an empty list narrows nothing. */
export const given = <T>(value: T | null | undefined, condition: (value: T) => Sql): Sql | undefined => {
  const isGiven = Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined;
  return isGiven ? condition(value!) : undefined;
};
