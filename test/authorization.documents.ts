import { getNamedType, isObjectType, isRequiredArgument, type GraphQLField, type GraphQLSchema } from 'graphql';

/** Root fields by names such as `Query.convent`. */
export type Operations = ReadonlyMap<string, GraphQLField<unknown, unknown>>;

const AT_ONCE = 6;

/** Every root field of a schema. */
export const operationsOf = (schema: GraphQLSchema): Operations =>
  new Map(
    [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((root) =>
      Object.values(root!.getFields()).map((field) => [`${root!.name}.${field.name}`, field] as const),
    ),
  );

/** The operation with the arguments that it needs and those that are given as variables; the actions are asked too, so that graphql-js finishes some. */
export function documentOf(operation: string, field: GraphQLField<unknown, unknown>, variables: object = {}): string {
  const type = getNamedType(field.type);
  const fields = isObjectType(type) ? type.getFields() : undefined;
  const selected = ['id', 'availableActions'].filter((name) => fields?.[name]);
  const body = selected.join(' ').replace('availableActions', 'availableActions { action allowed }');
  const needed = field.args.filter((arg) => isRequiredArgument(arg) || arg.name in variables);
  const declared = needed.map(({ name, type: of }) => `$${name}: ${String(of)}`).join(', ');
  const given = needed.map(({ name }) => `${name}: $${name}`).join(', ');
  const [kind] = operation.split('.');
  return `${kind!.toLowerCase()} ${declared && `(${declared})`} { ${field.name} ${given && `(${given})`} ${
    fields ? `{ ${body || '__typename'} }` : ''
  } }`;
}

/** Works off a list, a few at a time. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
