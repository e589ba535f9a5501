export type Values = Record<string, unknown>;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Every id in the variables of an operation, with the way to it. */
export function idsIn(value: unknown, path: readonly string[] = []): { path: readonly string[]; id: string }[] {
  if (typeof value === 'string')
    return ID.test(value) && path.at(-1) !== 'clientMutationId' ? [{ path, id: value }] : [];
  if (!value || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => idsIn(each, [...path, key]));
}

/** The same variables with another id at the end of a way. */
export function withId(variables: Values, path: readonly string[], id: string): Values {
  const copy = structuredClone(variables);
  const last = path.slice(0, -1).reduce<Values>((at, key) => at[key] as Values, copy);
  last[path.at(-1)!] = id;
  return copy;
}
