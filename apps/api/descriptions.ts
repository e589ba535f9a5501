import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';

type Described = GraphQLField<unknown, unknown> | GraphQLArgument | GraphQLInputField;

/** What a field without words of its own is: an id, or just what its type says of itself. */
function inherited({ name, type }: Described): string | undefined {
  if (name === 'id') return 'Its id, a UUID.';
  if (name.endsWith('Id'))
    return `The id of the ${name.slice(0, -2).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}.`;
  const named = getNamedType(type);
  return isSpecifiedScalarType(named) ? undefined : (named.description ?? undefined);
}

/** Gives every field and argument a description, so that the schema is its own manual. */
export function describeAll(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)))
      continue;
    for (const field of Object.values(type.getFields()) as (GraphQLField<unknown, unknown> & GraphQLInputField)[])
      for (const each of [field, ...(field.args ?? [])] as Described[]) each.description ??= inherited(each);
  }
  return schema;
}
